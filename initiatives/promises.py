"""The rule that nothing taken on is forgotten: a talk with the outcome "task taken on" always has a follow-up with owner and date."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from initiatives.choices import Outcome
from initiatives.models import Consultation, FollowUp

# What makes a promise whole.
WHOLE = ("task", "due_on", "assignee")


def refuse_task_alone(outcome: str, *, follow_up: dict | None = None, consultation=None) -> None:
    """Raises a ValidationError at "task" if a task was taken on and nothing says what is to be done, until when and by whom: neither
    the follow-up that comes with the saving nor one that the consultation has."""
    if outcome != Outcome.TASK:
        return
    if follow_up:
        is_promised = all(follow_up.get(name) or follow_up.get(f"{name}_id") for name in WHOLE)
    else:
        is_promised = consultation is not None and consultation.pk is not None and consultation.follow_ups.exists()
    if not is_promised:
        text = _("You took on a task: please say what is to be done, until when and by whom.")
        raise ValidationError({"task": ValidationError(text, code="task_missing")})


def tasks_without(leaving: set[int]) -> set[int]:
    """The consultations with a task taken on that would have no follow-up any more if these follow-ups (keys) left them; two queries."""
    talks = Consultation.objects.filter(outcome=Outcome.TASK, follow_ups__in=leaving).values_list("pk", flat=True)
    found = set(talks)
    others = FollowUp.objects.filter(consultation__in=found).exclude(pk__in=leaving).values_list("consultation", flat=True)
    return found - set(others)


def refuse_leaving(follow_up, consultation) -> None:
    """Raises a ValidationError at "consultation" if a follow-up is the only one of a task taken on and shall now belong elsewhere."""
    before = FollowUp.objects.filter(pk=follow_up.pk).values_list("consultation", flat=True).first()
    if before is not None and before != getattr(consultation, "pk", consultation) and tasks_without({follow_up.pk}):
        text = _("In this consultation a task was taken on, and this is its only follow-up. It stays with the consultation.")
        raise ValidationError({"consultation": ValidationError(text, code="only_promise")})
