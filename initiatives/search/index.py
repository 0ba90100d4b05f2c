"""Keeps the search's entries: written in the transaction of whoever writes the records, repaired by the clock."""

from collections import Counter
from collections.abc import Iterator

from django.apps import apps
from django.db import models, transaction
from django.db.models.signals import post_delete

from initiatives.models import Actor, SearchEntry
from initiatives.search.words import both_forms, folded_names, folded_texts
from wf40.registry import Searched, SearchSource, search_sources

BATCH = 500
WRITTEN = ("municipality_id", "right", "title", "names", "text", "folded_names", "folded_text", "folded_title")


def _model_of(source: SearchSource) -> type[models.Model]:
    return apps.get_model(source.model)


def _sources_of(model) -> list[SearchSource]:
    label = model._meta.concrete_model._meta.label
    return [source for source in search_sources if source.model == label]


def _lines(texts) -> list[str]:
    """Each text on one line, without what no database stores in a text."""
    lines = [" ".join(str(text).replace("\0", " ").split()) for text in texts]
    return [line for line in dict.fromkeys(lines) if line]


def _entry(source: SearchSource, searched: Searched) -> tuple:
    """What is written of a record, in the order of WRITTEN."""
    names, texts = _lines(searched.names), _lines(searched.text)
    title = (names or texts or [""])[0]
    return (
        searched.municipality_id,
        source.right,
        title[:300],
        "\n".join(names),
        "\n".join(texts),
        folded_names(names),
        folded_texts(texts),
        both_forms(names[0])[0][:300] if names else "",
    )


def _differences(source: SearchSource, keys: list[int]) -> tuple[list[SearchEntry], list[int]]:
    """What has to be written and which entries have to go, so that the search knows these records as they are now."""
    rows = _model_of(source)._default_manager.filter(pk__in=keys)
    wanted = {searched.record_key: _entry(source, searched) for searched in source.read(rows)}
    entries = SearchEntry.objects.filter(kind=source.key, record_key__in=keys).values_list("record_key", "pk", *WRITTEN)
    known = {key: (pk, tuple(entry)) for key, pk, *entry in entries}
    write = [
        SearchEntry(kind=source.key, record_key=key, **dict(zip(WRITTEN, entry, strict=True)))
        for key, entry in wanted.items()
        if key not in known or known[key][1] != entry
    ]
    return write, [pk for key, (pk, _entry) in known.items() if key not in wanted]


def _renew(source: SearchSource, keys: list[int]) -> int:
    write, gone = _differences(source, keys)
    if write:
        SearchEntry.objects.bulk_create(
            write, batch_size=BATCH, update_conflicts=True, unique_fields=("kind", "record_key"), update_fields=WRITTEN
        )
    if gone:
        SearchEntry.objects.filter(pk__in=gone).delete()
    return len(write) + len(gone)


def index(model, keys) -> int:
    """Make the search know these records as they are now, in the caller's transaction; what may not be found any more leaves it.

    What is found by the names of actors is renewed with them. Gives the number of entries that changed. Per kind of record and
    500 keys: the queries of its source, one that compares, at most two that write.
    """
    keys = sorted(set(keys))
    changed = sum(_renew(source, keys[at : at + BATCH]) for source in _sources_of(model) for at in range(0, len(keys), BATCH))
    return changed + _renew_around(keys) if changed and model._meta.concrete_model is Actor else changed


def _renew_around(actors: list[int]) -> int:
    """Renew what is found by the names of actors; one query for each kind of it, more where there is something."""
    count = 0
    for source in search_sources:
        if source.of_actors is not None:
            batches = (actors[at : at + BATCH] for at in range(0, len(actors), BATCH))
            keys = sorted({key for batch in batches for key in source.of_actors(batch)})
            count += sum(_renew(source, keys[at : at + BATCH]) for at in range(0, len(keys), BATCH))
    return count


def unindex(model, keys) -> None:
    """Take records out of the search, in the caller's transaction; one query per kind."""
    for source in _sources_of(model):
        SearchEntry.objects.filter(kind=source.key, record_key__in=list(keys)).delete()


def forget_deleted(sender, instance, **_kwargs) -> None:
    """A record that is deleted, by whatever way, is found no more (a signal, because rows also go with others)."""
    unindex(sender, [instance.pk])


def register(source: SearchSource) -> None:
    """A further kind of record that the search box finds; later apps call this in their `ready`."""
    search_sources.register(source)
    post_delete.connect(forget_deleted, sender=_model_of(source), dispatch_uid=f"search {source.key}")


# --- repairing ---------------------------------------------------------------------------------------------
def _batches(rows) -> Iterator[list[int]]:
    """The keys of rows in ascending order, 500 at a time."""
    last = 0
    while keys := list(rows.order_by("pk").filter(pk__gt=last).values_list("pk", flat=True)[:BATCH]):
        yield keys
        last = keys[-1]


def _repaired(source: SearchSource, keys: list[int], *, looks_first: bool) -> int:
    """Renew what differs. The records are locked for it, so that nobody's newer words are overwritten.

    To look first costs twice where much differs, as in a search that is still empty; where nothing does, nobody has to wait.
    """
    if looks_first and not any(_differences(source, keys)):
        return 0
    with transaction.atomic():
        list(_model_of(source)._base_manager.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk").values_list("pk"))
        return _renew(source, keys)


def rebuild(municipality=None) -> Counter:
    """Compare the search with the records, of one city or of all, and write what differs; gives the number of changed entries per kind.

    Goes through records and entries by 500, each in a transaction of its own, so memory stays flat and nobody waits for long.
    """
    changed = Counter({source.key: 0 for source in search_sources})
    scope = {} if municipality is None else {"municipality": municipality}
    for source in search_sources:
        model = _model_of(source)
        found = 0
        for keys in _batches(model._base_manager.filter(**scope)):
            # Where most of the last ones differed, the next ones will too.
            found = _repaired(source, keys, looks_first=found <= BATCH // 2)
            changed[source.key] += found
        entries = SearchEntry.objects.filter(kind=source.key, **scope)
        for pks in _batches(entries):
            batch = entries.filter(pk__in=pks)
            gone = batch.exclude(record_key__in=model._base_manager.filter(**scope).values("pk"))
            changed[source.key] += gone.delete()[0]
    of_nobody = SearchEntry.objects.filter(**scope).exclude(kind__in=[source.key for source in search_sources])
    if count := of_nobody.delete()[0]:
        changed["–"] = count
    return changed
