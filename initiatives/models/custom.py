"""Fields that a city's office adds to its actors itself."""

from datetime import date
from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.formats import date_format, localize
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from initiatives.choices import CustomKind
from initiatives.models.change_set import history
from initiatives.models.record import AtActorQuerySet, ListRow
from wf40.constraints import one_of
from wf40.scoping import ScopedModel


class CustomField(ListRow):
    """A field of the city's own: it stands in the form, on the page, in the filters and in the export of its actors."""

    kind = models.CharField(_("holds"), max_length=8, choices=CustomKind)
    help_text = models.CharField(_("hint below the field"), max_length=200, blank=True)
    options = models.TextField(_("choices"), max_length=4000, blank=True, help_text=_("One per line; for a field with choices only."))

    class Meta:
        verbose_name = _("own field")
        verbose_name_plural = _("own fields")
        ordering = ("position", "label", "pk")
        constraints = [
            models.UniqueConstraint(fields=("municipality", "code"), name="custom_field_code_once_per_city"),
            one_of("kind", CustomKind, "custom_field_kind_known"),
            models.CheckConstraint(condition=~Q(kind=CustomKind.CHOICE) | ~Q(options=""), name="custom_choice_has_options"),
        ]

    @property
    def choices(self) -> list[str]:
        """The choices in their order."""
        return [line.strip() for line in self.options.splitlines() if line.strip()]

    @property
    def key(self) -> str:
        """Its name in forms, filters and addresses."""
        return f"own_{self.pk}"

    def words(self, value) -> str:
        """A value of this field as people read it; nothing for nothing."""
        if value in (None, ""):
            return ""
        if isinstance(value, bool):
            return gettext("yes") if value else gettext("no")
        return date_format(value, "SHORT_DATE_FORMAT") if isinstance(value, date) else str(localize(value))


class CustomValue(ScopedModel):
    """What one actor has in a field of the city's own; an empty field has no row."""

    actor = models.ForeignKey("initiatives.Actor", models.CASCADE, related_name="custom_values", verbose_name=_("actor"))
    field = models.ForeignKey(CustomField, models.PROTECT, related_name="values", verbose_name=_("own field"))
    # Dates as ISO 8601, yes as "1", no as "0"; numbers stand in `number` too, so that they compare as numbers.
    value = models.CharField(_("value"), max_length=500)
    number = models.DecimalField(_("as a number"), max_digits=20, decimal_places=4, null=True, blank=True)

    history = history()
    objects = AtActorQuerySet.as_manager()

    class Meta:
        verbose_name = _("value of an own field")
        verbose_name_plural = _("values of own fields")
        ordering = ("field", "pk")
        constraints = [
            models.UniqueConstraint(fields=("actor", "field"), name="custom_value_once_per_actor"),
            models.CheckConstraint(condition=~Q(value=""), name="custom_value_not_empty"),
        ]
        indexes = [
            models.Index("field", "value", "actor", name="custom_value_by_value"),
            models.Index("field", "number", "actor", name="custom_value_by_number"),
        ]

    def __str__(self):
        return self.field.words(self.python_value)

    @property
    def python_value(self):
        """The value as a form, an export and a comparison take it."""
        if self.field.kind == CustomKind.NUMBER:
            return Decimal(self.value)
        if self.field.kind == CustomKind.DATE:
            return date.fromisoformat(self.value)
        return self.value == "1" if self.field.kind == CustomKind.BOOLEAN else self.value

    def set(self, value) -> None:
        """Take over what a form gave for a field of its kind."""
        kind = self.field.kind
        self.number = Decimal(value).normalize() if kind == CustomKind.NUMBER else None
        if kind == CustomKind.BOOLEAN:
            self.value = "1" if value else "0"
        elif kind == CustomKind.NUMBER:
            self.value = format(self.number, "f")  # without the zeros that the column fills up with, and never as 1E+3
        else:
            self.value = value.isoformat() if kind == CustomKind.DATE else str(value)
