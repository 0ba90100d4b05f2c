"""Lists used by several models of the app."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    """The German states by their official two-digit key, with which every municipality key (AGS) begins."""

    SH = "01", "Schleswig-Holstein"
    HH = "02", "Hamburg"
    NI = "03", "Niedersachsen"
    HB = "04", "Bremen"
    NW = "05", "Nordrhein-Westfalen"
    HE = "06", "Hessen"
    RP = "07", "Rheinland-Pfalz"
    BW = "08", "Baden-Württemberg"
    BY = "09", "Bayern"
    SL = "10", "Saarland"
    BE = "11", "Berlin"
    BB = "12", "Brandenburg"
    MV = "13", "Mecklenburg-Vorpommern"
    SN = "14", "Sachsen"
    ST = "15", "Sachsen-Anhalt"
    TH = "16", "Thüringen"


class Theme(models.TextChoices):
    """How the pages look for one person."""

    LIGHT = "light", _("light")
    DARK = "dark", _("dark")
    AUTO = "auto", _("as the device")


# Of every example account; it stands in the README, so production refuses to start beside such an account.
EXAMPLE_PASSWORD = "wf40-beispiel"  # noqa: S105
