"""What a city says about its public pages."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from initiatives.models.change_set import history
from portal.choices import Assessment, Conformity, ProfilePart
from wf40.constraints import one_of
from wf40.fields import CodesField, WebsiteField
from wf40.scoping import ScopedModel


class PortalSettings(ScopedModel):
    """One row per city: what its public pages offer, which fields initiatives change on their own, and the texts the law asks for."""

    is_open = models.BooleanField(_("public pages are switched on"), default=True)
    title = models.CharField(
        _("title of the directory"), max_length=120, blank=True, help_text=_("Such as: What Wuppertal makes, shares and repairs.")
    )
    introduction = models.TextField(_("introduction"), max_length=2000, blank=True)
    takes_applications = models.BooleanField(_("new initiatives may apply"), default=True)
    trusted_parts = CodesField(
        _("fields that go live at once"),
        choices=ProfilePart,
        help_text=_("What initiatives change here is public at once; the inbox lists it. Everything else waits for the office."),
    )
    answer_days = models.PositiveSmallIntegerField(
        _("days within which the office answers"), default=7, validators=[MinValueValidator(1), MaxValueValidator(30)]
    )
    asks_yearly = models.BooleanField(
        _("ask once a year whether the entry is right"),
        default=False,
        help_text=_("Spread over the year; two reminders, then a line on the page of the day."),
    )
    # --- the imprint (§ 5 DDG, § 18 MStV)
    imprint = models.TextField(
        _("imprint"), max_length=4000, blank=True, help_text=_("Who represents the office, supervisory authority, VAT number.")
    )
    responsible_person = models.CharField(_("responsible for the content (§ 18 MStV)"), max_length=160, blank=True)
    # --- data protection; the purposes come from the register itself
    privacy = models.TextField(_("more on data protection"), max_length=8000, blank=True)
    retention = models.TextField(_("how long data are kept"), max_length=2000, blank=True)
    supervisory_authority = models.TextField(_("supervisory authority for data protection"), max_length=1000, blank=True)
    # --- the statement on accessibility
    conformity = models.CharField(_("state of accessibility"), max_length=8, choices=Conformity, default=Conformity.PARTIAL)
    barriers = models.TextField(
        _("what is not accessible, why, and what helps instead"), max_length=4000, blank=True, help_text=_("One barrier a paragraph.")
    )
    assessment = models.CharField(_("examined by"), max_length=8, choices=Assessment, default=Assessment.SELF)
    assessed_on = models.DateField(_("examined on"), null=True, blank=True)
    enforcement = models.TextField(_("enforcement or arbitration body"), max_length=1000, blank=True)
    easy_language = WebsiteField(_("page in plain language"), blank=True)
    sign_language = WebsiteField(_("page in sign language"), blank=True)

    history = history()

    class Meta:
        verbose_name = _("public pages of a city")
        verbose_name_plural = _("public pages of cities")
        ordering = ("municipality", "pk")
        constraints = [
            one_of("conformity", Conformity, "portal_conformity_known"),
            one_of("assessment", Assessment, "portal_assessment_known"),
            models.CheckConstraint(condition=Q(answer_days__gte=1, answer_days__lte=30), name="portal_answer_days_plausible"),
            models.UniqueConstraint(fields=("municipality",), name="portal_settings_once_per_city"),
        ]

    def __str__(self):
        return str(self.municipality)
