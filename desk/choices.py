"""Lists of the desk."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class StopResult(models.TextChoices):
    """What came of a stop on a round."""

    OPEN = "open", _("still to visit")
    MET = "met", _("met")
    ABSENT = "absent", _("not there")
    CLOSING = "closing", _("is closing")
