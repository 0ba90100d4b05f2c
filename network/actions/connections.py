"""Connections are made, changed, moved from stage to stage and closed."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.actions.register import once
from initiatives.search import index
from network.actions.listing_states import settle_listings
from network.choices import ATTRIBUTION_OF, CLOSED, DIRECTED, LIVING, WAY, Origin, Side, Stage
from network.models import Connection, ConnectionStep, IntroductionSide
from network.pairs import check_pair
from network.stages import FIRST_STAGES, check_days, check_step
from wf40.editing import assign, merged, read_fields

# What the form of a connection edits; the two actors stay.
EDITED = ("kind", "origin", "attribution", "reason", "note", "web_address", "broker", "started_on", "ended_on")
LONGEST_REASON = ConnectionStep._meta.get_field("reason").max_length


def _twice(connection=None) -> ValidationError:
    """The pair has a running connection of this kind, here or at another office."""
    words = _("The two have a connection of this kind already.")
    if connection is not None:
        words = _("The two have a connection of this kind already; %(city)s keeps it.") % {"city": connection.municipality}
    return ValidationError({"kind": words}, code="twice")


def running(first, second, kind: str):
    """The connection of this kind that two actors have while it runs, in whatever city it is kept; None without one."""
    pair = Q(from_actor=first, to_actor=second)
    if kind not in DIRECTED:
        pair |= Q(from_actor=second, to_actor=first)
    return Connection.objects.filter(pair, kind=kind, stage__in=WAY).select_related("municipality").first()


def log_step(connection, *, user=None, side="", through="", reason="", at=None) -> ConnectionStep:
    """Write down the stage that a connection has now."""
    return ConnectionStep.objects.create(
        municipality=connection.municipality,
        connection=connection,
        stage=connection.stage,
        made_at=at or timezone.now(),
        made_by=user,
        side=side,
        through=through,
        reason=reason[:LONGEST_REASON],
    )


def set_stage(connection, stage: str, *, user=None, side="", through="", reason="", at=None, **fields) -> None:
    """Move a locked connection to a stage, with a line in its log; the same stage again is no step. `fields` change with it.

    Who calls it has checked that the step is right, inside a transaction.
    """
    at = at or timezone.now()
    is_step = stage != connection.stage
    values = dict(fields)
    if is_step:
        values |= {"stage": stage, "stage_since": timezone.localtime(at).date()}
        if stage == Stage.ENDED and connection.stage in LIVING and connection.ended_on is None:
            values.setdefault("ended_on", max(timezone.localtime(at).date(), connection.started_on or timezone.localdate()))
        if stage in LIVING and connection.started_on is None and connection.stage not in LIVING:
            values.setdefault("started_on", timezone.localtime(at).date())
        if stage in WAY and connection.stage in CLOSED:
            values.setdefault("ended_on", None)
    if values:
        assign(connection, values)
    if is_step:
        log_step(connection, user=user, side=side, through=through, reason=reason, at=at)
        settle_listings(connection)


def lock(connection) -> Connection:
    """The connection as it is now, locked until the end of the transaction, with both its actors."""
    rows = Connection.objects.select_for_update(of=("self",)).select_related("municipality", "from_actor", "to_actor")
    return rows.get(pk=connection.pk)


def connect(*, user, municipality, first, second, kind: str, stage: str = Stage.IDEA, values: dict | None = None, form_key=None):
    """Write a connection down; returns (connection, whether it is new): the same form sent twice makes one.

    `first` and `second` stand in the direction of the kind. `values` may hold what `EDITED` names, `consultation`, `want`, `offer`.
    Raises a ValidationError at "second", "kind" or "stage".
    """
    check_pair(municipality, first, second)
    if stage not in FIRST_STAGES:
        raise ValidationError({"stage": _("A connection cannot begin at this stage.")}, code="stage")
    check_days((values or {}).get("started_on"), (values or {}).get("ended_on"))

    def make():
        if stage in WAY and (known := running(first, second, kind)):
            raise _twice(known)
        filled = {"origin": Origin.OBSERVED} | (values or {})
        filled.setdefault("attribution", ATTRIBUTION_OF[filled["origin"]])
        connection = Connection.objects.create(
            municipality=municipality,
            created_by=user,
            from_actor=first,
            to_actor=second,
            kind=kind,
            stage=stage,
            form_key=form_key,
            **filled,
        )
        log_step(connection, user=user)
        index(Connection, [connection.pk])
        return connection

    try:
        return once(Connection, municipality, form_key, make)
    except IntegrityError as error:
        raise _twice() from error  # a colleague was quicker


def begin_introduction(
    *, user, municipality, seeker, giver, kind: str, values: dict | None = None, sides: dict | None = None, form_key=None
):
    """Begin to introduce two actors: an idea with both its sides, nobody is asked yet; returns (connection, whether it is new).

    The seeker is asked first. For kinds with a direction the seeker is the one whom the kind names first, unless `values["turned"]`.
    `sides` maps actor keys to {"contact", "described_as", "passed_on"}. Raises as `connect`.
    """
    filled = {"origin": Origin.BROKERED, "broker": user} | (values or {})
    if filled.get("consultation") is None and (want := filled.get("want")) is not None:
        # From the talk to the need, from the need to the introduction: one chain.
        filled["consultation"] = want.consultation
    first, second = (giver, seeker) if filled.pop("turned", False) else (seeker, giver)
    with transaction.atomic():
        connection, is_new = connect(
            user=user, municipality=municipality, first=first, second=second, kind=kind, values=filled, form_key=form_key
        )
        if is_new:
            connection.first_asked = connection.side_of(seeker)
            connection.save(update_fields=["first_asked"])
            for side in Side:
                about = (sides or {}).get(connection.actor_of(side).pk, {})
                IntroductionSide.objects.create(municipality=municipality, connection=connection, side=side, **about)
            settle_listings(connection)
    return connection, is_new


@transaction.atomic
def change_connection(*, connection, values: dict, base: dict, choices: dict, seen_version):
    """Save an edit; raises `wf40.editing.Conflict`, or a ValidationError if the two have one of the new kind already."""
    connection = lock(connection)
    values = merged(connection, read_fields(connection, values), values, base=base, choices=choices, seen_version=seen_version)
    if "kind" in values and values["kind"] != connection.kind:
        known = running(connection.from_actor, connection.to_actor, values["kind"])
        if known is not None and known.pk != connection.pk and connection.stage in WAY:
            raise _twice(known)
    # Of two edits one may have brought the start and the other the end.
    check_days(values.get("started_on", connection.started_on), values.get("ended_on", connection.ended_on))
    try:
        with transaction.atomic():
            assign(connection, values)
    except IntegrityError as error:
        raise _twice() from error
    index(Connection, [connection.pk])
    return connection


@transaction.atomic
def move_stage(*, user, connection, stage: str, reason: str = "", ended_on=None):
    """Move a connection by hand; a second click changes nothing. `ended_on` is the last day of one that ends.

    Raises a ValidationError at "stage", "reason" or "ended_on".
    """
    connection = lock(connection)
    if stage == connection.stage:
        return connection
    check_step(connection, stage, reason)
    fields = {"introduced_at": timezone.now()} if stage == Stage.INTRODUCED and connection.introduced_at is None else {}
    if stage == Stage.ENDED and ended_on is not None:
        check_days(connection.started_on, ended_on)
        fields["ended_on"] = ended_on
    try:
        with transaction.atomic():
            set_stage(connection, stage, user=user, reason=reason, **fields)
    except IntegrityError as error:
        raise _twice() from error  # it was closed, and the two have a new one meanwhile
    return connection
