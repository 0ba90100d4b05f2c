"""Who may be connected with whom."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from initiatives.models import Actor


def check_pair(municipality, first, second) -> None:
    """Raises a ValidationError at "second" if the two cannot be connected by this city: one and the same, none of them its own, or one of
    another city whose profile is not published."""
    if first.pk == second.pk:
        raise ValidationError({"second": _("An actor cannot be connected with itself. Please choose another one.")}, code="self")
    far = [actor for actor in (first, second) if actor.municipality_id != municipality.pk]
    if len(far) == 2:
        raise ValidationError({"second": _("Please choose at least one actor of your city.")}, code="foreign")
    if far and not Actor.objects.published().filter(pk=far[0].pk).exists():
        words = _("Of other cities you can choose only actors whose profile is published.")
        raise ValidationError({"second": words}, code="unpublished")
