"""Lists that an office keeps by a name, and lists that are frozen as a proof."""

from collections.abc import Iterable, Iterator
from datetime import timedelta
from itertools import islice

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.choices import Verdict
from initiatives.models import Actor, Selection, SelectionSnapshot, SnapshotRow
from initiatives.rules import decide
from initiatives.selections import digest_of

BATCH = 500
# A form that is sent twice within this time was meant once.
SENT_TWICE = timedelta(minutes=1)


# --- kept by a name ----------------------------------------------------------------------------------------
def _refuse_known_name(selection) -> None:
    """A name of the office is one, and nobody has two of their own."""
    known = Selection.objects.filter(municipality=selection.municipality_id, office_list=selection.office_list, name=selection.name)
    shared = Q(is_shared=True) if selection.is_shared else Q(pk=None)
    own = Q(owner=selection.owner_id) if selection.owner_id else Q(pk=None)
    if known.filter(shared | own).exclude(pk=selection.pk).exists():
        raise ValidationError(
            {"name": ValidationError(_("There is a selection of this name already. Please choose another one."), code="known")}
        )


def _write(selection) -> Selection:
    _refuse_known_name(selection)
    try:
        with transaction.atomic():
            selection.save()
    except IntegrityError:
        # Somebody took the name between the question and the saving.
        _refuse_known_name(selection)
        raise
    return selection


@transaction.atomic
def save_selection(*, user, municipality, office_list: str, name: str, query: str, is_shared: bool) -> Selection:
    """Keep a list by a name; the same again is the one that there is. Raises a ValidationError if the name is taken."""
    said = {"municipality": municipality, "office_list": office_list, "name": name, "query": query, "is_shared": is_shared, "owner": user}
    same = Selection.objects.filter(**said).first()
    return same or _write(Selection(**said))


@transaction.atomic
def change_selection(*, selection, values: dict) -> Selection:
    """Call a selection otherwise, share it or not, or give it other filters (`name`, `is_shared`, `query`). Raises a ValidationError if
    the name is taken."""
    selection = Selection.objects.select_for_update().get(pk=selection.pk)
    for name, value in values.items():
        setattr(selection, name, value)
    if "query" in values:
        selection.saved_at = timezone.now()
    return _write(selection)


def delete_selection(*, selection) -> None:
    """The name goes; actors stay, and lists that were frozen from it as well."""
    selection.delete()


# --- frozen ------------------------------------------------------------------------------------------------
def _judged(actors, purpose: str, criteria: list[dict]) -> Iterator[tuple[int, str, list[dict]]]:
    """Every actor of a list with its verdict: in by the list's filters, or left out because its data may not be used for the purpose."""
    if not purpose:
        for key in actors.order_by("pk").values_list("pk", flat=True).iterator(chunk_size=BATCH):
            yield key, Verdict.IN, criteria
        return
    judged = actors.order_by("pk").with_processing(purpose).only("restricted_at", "archived_at")
    for actor in judged.iterator(chunk_size=BATCH):
        yes, reason = decide(actor)
        value = reason.basis or (timezone.localtime(reason.since).date().isoformat() if reason.since else "")
        said = {"code": reason.code} | ({"value": value} if value else {})
        yield actor.pk, Verdict.IN if yes else Verdict.OUT, [*criteria, said] if yes else [said]


@transaction.atomic
def freeze(
    *, user, municipality, title: str, actors, query: str, criteria: str, reasons: list[dict], purpose="", asks=False, selection=None
) -> SelectionSnapshot:
    """Freeze a list of actors, given as rows in sight; `reasons` are the filters that decided, as codes with their values.

    `asks`: for this purpose the actors' data are asked for, and who does not allow it is frozen as left out, with the reason. The same
    person freezing the same list again within a minute gets the one that there is.
    """
    lately = SelectionSnapshot.objects.filter(
        municipality=municipality, taken_by=user, title=title, query=query, purpose=purpose, taken_at__gt=timezone.now() - SENT_TWICE
    )
    if (same := lately.first()) is not None:
        return same
    return freeze_rows(
        user=user,
        municipality=municipality,
        title=title,
        query=query,
        criteria=criteria,
        purpose=purpose,
        rows=_judged(actors, purpose if asks else "", reasons),
        selection=selection,
    )


@transaction.atomic
def freeze_rows(
    *,
    user,
    municipality,
    title: str,
    query: str,
    criteria: str,
    purpose: str,
    rows: Iterable[tuple[int, str, list[dict]]],
    selection=None,
) -> SelectionSnapshot:
    """Freeze a list of actors: (number of the actor, verdict, reasons as [{"code": …, "value": …}]), each actor once.

    The rows are taken from an iterator in batches, so that a long list needs no more memory than a short one.
    """
    snapshot = SelectionSnapshot.objects.create(
        municipality=municipality,
        selection=selection,
        title=title[:120],
        query=query[:4000],
        criteria=criteria,
        purpose=purpose,
        taken_by=user,
    )
    waiting = iter(rows)
    while batch := list(islice(waiting, BATCH)):
        there = set(Actor.objects.filter(municipality=municipality, pk__in=[key for key, *_rest in batch]).values_list("pk", flat=True))
        SnapshotRow.objects.bulk_create(
            SnapshotRow(
                municipality=municipality,
                snapshot=snapshot,
                actor_id=key if key in there else None,
                actor_key=key,
                verdict=verdict,
                reasons=reasons,
            )
            for key, verdict, reasons in batch
        )
        snapshot.row_count += len(batch)
    snapshot.digest = digest_of(snapshot)
    snapshot.save()
    return snapshot
