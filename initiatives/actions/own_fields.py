"""The fields that a city's office adds to its actors itself: defined, changed, switched off, filled in."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from initiatives.models import CustomField, CustomValue
from initiatives.office_start import core_code
from initiatives.own_fields import is_own

LONGEST_CODE = CustomField._meta.get_field("code").max_length
# Room for "-2" behind the code of a field that was once called what a new one is called now.
LONGEST_STEM = LONGEST_CODE - 6


def _refuse_known_label(municipality, label: str, own_pk=None) -> None:
    """Two fields of one name could not be told apart in a form or a file."""
    code = core_code(label)
    for known in CustomField.objects.filter(municipality=municipality).exclude(pk=own_pk):
        if core_code(known.label) == code and (code or known.label == label):
            raise ValidationError({"label": ValidationError(_("Your office has a field of this name already."), code="known")})


def _free_code(municipality, label: str) -> str:
    """The code that the label gives; a field keeps its code when it is called otherwise later, so it may be taken."""
    stem = core_code(label)[:LONGEST_STEM].strip("-") or "field"
    taken = set(CustomField.objects.filter(municipality=municipality, code__startswith=stem).values_list("code", flat=True))
    return next(code for code in (stem, *(f"{stem}-{number}" for number in range(2, 10_000))) if code not in taken)


def define_field(*, municipality, values: dict) -> CustomField:
    """Add a field of the office's own; its kind and code stay from here on. Raises ValidationError for a name that there is already."""
    try:
        with transaction.atomic():
            _refuse_known_label(municipality, values["label"])
            code = _free_code(municipality, values["label"])
            return CustomField.objects.create(municipality=municipality, code=code, core_code=code, **values)
    except IntegrityError as error:  # a colleague was quicker
        raise ValidationError({"label": ValidationError(_("Your office has a field of this name already."), code="known")}) from error


@transaction.atomic
def change_field(*, field, values: dict) -> CustomField:
    """Change an own field's label, hint, place, choices, or switch it off or on. Raises ValidationError, in the words of the office,
    for a name that there is already and for a choice that would vanish although actors hold it."""
    field = CustomField.objects.select_for_update().get(pk=field.pk)
    _refuse_known_label(field.municipality_id, values["label"], field.pk)
    before = field.choices
    for name, value in values.items():
        setattr(field, name, value)
    if gone := [choice for choice in before if choice not in field.choices]:
        _refuse_used(field, gone)
    field.save()
    return field


def _refuse_used(field, choices: list[str]) -> None:
    used = field.values.filter(value__in=choices).order_by().values_list("value").annotate(count=Count("pk"))
    counts = dict(used)
    errors = [
        ValidationError(
            ngettext(
                "“%(choice)s” is chosen at %(count)d actor, so it has to stay. You can choose otherwise there, or switch the field off.",
                "“%(choice)s” is chosen at %(count)d actors, so it has to stay. You can choose otherwise there, or switch the field off.",
                counts[choice],
            ),
            code="used",
            params={"choice": choice, "count": counts[choice]},
        )
        for choice in choices
        if choice in counts
    ]
    if errors:
        raise ValidationError({"options": errors})


@transaction.atomic
def save_own_values(*, actor, values: dict) -> None:
    """Save what an actor has in the office's own fields, the `own_…` among the values of a form; empty takes the value away, an
    unchanged one makes no history."""
    sent = {name: value for name, value in values.items() if is_own(name)}
    if not sent:
        return
    fields = {field.key: field for field in CustomField.objects.filter(municipality=actor.municipality_id)}
    known = {row.field_id: row for row in actor.custom_values.all()}
    for name, value in sent.items():
        field = fields[name]
        row = known.get(field.pk)
        if value in (None, ""):
            if row is not None:
                row.delete()
            continue
        if row is None:
            row = CustomValue(municipality_id=actor.municipality_id, actor=actor, field=field)
        else:
            row.field = field
            if row.python_value == value:
                continue
        row.set(value)
        row.save()
