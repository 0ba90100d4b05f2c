"""What must not be overlooked about an actor: raised, corrected, ended."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.actions.register import once
from initiatives.models import WarningFlag
from initiatives.search import index
from wf40.editing import assign, merged, read_fields


def _second() -> ValidationError:
    text = _("This warning is in force already. Please change the one that there is.")
    return ValidationError({"kind": ValidationError(text, code="in_force")})


def refuse_second(*, actor, kind: str, but=None) -> None:
    """Raises a ValidationError at "kind" if the actor has such a warning in force already."""
    if WarningFlag.objects.filter(actor=actor, kind=kind).in_force().exclude(pk=but).exists():
        raise _second()


def raise_warning(*, user, municipality, actor, values: dict, form_key=None):
    """Set a warning (`kind`, `text`) above an actor's page; returns (warning, whether it is new): the same form sent twice makes one.

    Raises a ValidationError if one of this kind is in force.
    """

    def make():
        refuse_second(actor=actor, kind=values["kind"])
        warning = WarningFlag.objects.create(municipality=municipality, created_by=user, actor=actor, form_key=form_key, **values)
        index(WarningFlag, [warning.pk])
        return warning

    try:
        return once(WarningFlag, municipality, form_key, make)
    except IntegrityError as error:
        raise _second() from error  # a colleague was quicker


@transaction.atomic
def change_warning(*, warning, values: dict, base: dict, choices: dict, seen_version):
    """Save an edit of a warning; raises `wf40.editing.Conflict`, or a ValidationError if another one of this kind is in force."""
    warning = WarningFlag.objects.select_for_update().get(pk=warning.pk)
    values = merged(warning, read_fields(warning, values), values, base=base, choices=choices, seen_version=seen_version)
    if warning.ended_at is None:
        refuse_second(actor=warning.actor_id, kind=values.get("kind", warning.kind), but=warning.pk)
    try:
        with transaction.atomic():
            assign(warning, values)
    except IntegrityError as error:
        raise _second() from error
    index(WarningFlag, [warning.pk])
    return warning


@transaction.atomic
def end_warning(*, user, warning):
    """It is over; a second click changes nothing."""
    warning = WarningFlag.objects.select_for_update().get(pk=warning.pk)
    if warning.ended_at is None:
        assign(warning, {"ended_at": timezone.now(), "ended_by": user})
    return warning
