"""How a connection may move from stage to stage by hand."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from initiatives.models import EARLIEST_DAY
from network.choices import CLOSED, WAY, Stage

# At these a connection may begin that is written down when it exists already.
FIRST_STAGES = (Stage.IDEA, Stage.IN_CONTACT, Stage.COOPERATING, Stage.LASTING, Stage.ENDED)
# These a connection reaches by its introduction alone: by being asked and by the answers.
BY_INTRODUCTION = (Stage.ASKED, Stage.AGREED)


def is_back(old: str, new: str) -> bool:
    """Whether a step leads back: to an earlier stage of the way, or from a closed connection onto the way again."""
    return new in WAY and (old in CLOSED or WAY.index(new) < WAY.index(old))


def check_step(connection, stage: str, reason: str = "") -> None:
    """Raises a ValidationError at "stage" or "reason" if somebody may not move a connection there by hand."""
    agreed = connection.from_agreed_at and connection.to_agreed_at
    if stage in BY_INTRODUCTION:
        raise ValidationError({"stage": _("This stage follows from the questions to both sides and is not set by hand.")}, code="asked")
    if stage == Stage.INTRODUCED and not agreed:
        raise ValidationError({"stage": _("Both sides have to agree before they are introduced.")}, code="agreed")
    if connection.introduced_at and stage == Stage.IDEA:
        raise ValidationError({"stage": _("The two have been introduced already. That cannot be taken back.")}, code="introduced")
    if is_back(connection.stage, stage) and not reason.strip():
        raise ValidationError({"reason": _("A step back needs a reason.")}, code="back")


def check_days(started_on, ended_on) -> None:
    """Raises a ValidationError at "started_on" or "ended_on" if a connection cannot have held from the one day to the other."""
    if started_on and started_on < EARLIEST_DAY:
        words = _("Please enter a day from %(day)s on.") % {"day": f"{EARLIEST_DAY:%d.%m.%Y}"}
        raise ValidationError({"started_on": words}, code="early")
    if started_on and ended_on and ended_on < started_on:
        words = _("The end lies before the start of %(day)s. Please check both days.") % {"day": f"{started_on:%d.%m.%Y}"}
        raise ValidationError({"ended_on": words}, code="days")
