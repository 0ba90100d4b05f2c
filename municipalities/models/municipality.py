"""The cities and their districts."""

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from municipalities.choices import State
from wf40.constraints import one_of
from wf40.fields import WebsiteField
from wf40.own_words import is_own_word
from wf40.scoping import ScopedModel

UNKNOWN_DISTRICT = "unbekannt"


class Municipality(models.Model):
    """A city whose office keeps its register here."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    slug = models.SlugField(_("short name in addresses"), max_length=40, unique=True)
    ags = models.CharField(
        _("municipality key (AGS)"),
        max_length=8,
        unique=True,
        validators=[RegexValidator(r"^\d{8}\Z", _("Please enter the eight digits of the municipality key, with its leading zero."))],
        help_text=_("Eight digits, kept as text: 05124000."),
    )
    state = models.CharField(_("state"), max_length=2, choices=State)
    office_name = models.CharField(_("name of the office"), max_length=120)
    street = models.CharField(_("street and number"), max_length=120, blank=True)
    postcode = models.CharField(
        _("postcode"), max_length=5, blank=True, validators=[RegexValidator(r"^\d{5}\Z", _("Please enter five digits."))]
    )
    locality = models.CharField(_("town"), max_length=80, blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    website = WebsiteField(_("website"), blank=True)
    reply_to = models.EmailField(_("answers to mails go to"), blank=True, help_text=_("The address at which the office reads answers."))
    controller = models.TextField(
        _("controller for data protection"),
        blank=True,
        help_text=_("Name and address of the body that is responsible under Art. 4 no. 7 GDPR, and its data protection officer."),
    )
    shows_adviser_figures = models.BooleanField(
        _("figures by adviser"),
        default=False,
        help_text=_("Settle co-determination first: with this, managers see consultations and minutes for each colleague."),
    )
    is_example = models.BooleanField(_("example data"), default=False, editable=False)

    class Meta:
        verbose_name = _("city")
        verbose_name_plural = _("cities")
        ordering = ("name", "pk")
        constraints = [one_of("state", State, "municipality_state_known")]

    def __str__(self):
        return self.name

    def clean(self):
        """A city whose short name is a word of our own addresses would have public pages that nobody reaches."""
        super().clean()
        if is_own_word(self.slug) and not type(self).objects.filter(pk=self.pk, slug=self.slug).exists():
            words = gettext("“%(slug)s” is an address of the pages themselves. Please choose another short name, such as “%(other)s”.")
            raise ValidationError({"slug": words % {"slug": self.slug, "other": f"stadt-{self.slug}"}}, code="own_word")


class District(ScopedModel):
    """A part of a city as the city itself names it; "unbekannt" is a value of its own."""

    code = models.SlugField(_("code"), max_length=60)
    label = models.CharField(_("name"), max_length=80)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    is_active = models.BooleanField(
        _("in use"), default=True, help_text=_("Switched off, a district stays readable but is no longer offered.")
    )

    class Meta:
        verbose_name = _("district")
        verbose_name_plural = _("districts")
        ordering = ("position", "label", "pk")
        constraints = [models.UniqueConstraint(fields=("municipality", "code"), name="district_code_once_per_city")]

    def __str__(self):
        return self.label


class PostcodeDistrict(ScopedModel):
    """Which district a postcode belongs to, as far as the office says so; it fills in the district of a new address."""

    postcode = models.CharField(_("postcode"), max_length=5, validators=[RegexValidator(r"^\d{5}\Z", _("Please enter five digits."))])
    district = models.ForeignKey(District, models.PROTECT, verbose_name=_("district"), related_name="postcodes")

    class Meta:
        verbose_name = _("postcode and district")
        verbose_name_plural = _("postcodes and districts")
        ordering = ("postcode", "pk")
        constraints = [models.UniqueConstraint(fields=("municipality", "postcode"), name="postcode_once_per_city")]

    def __str__(self):
        return f"{self.postcode} {self.district}"
