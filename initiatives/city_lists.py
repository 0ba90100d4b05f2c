"""The lists of a city from which its filters choose (fields, districts, tags, topics, purposes, colleagues, own fields), in one query."""

from django.contrib.auth import get_user_model
from django.db.models import CharField, F, IntegerField, TextField, Value
from django.db.models.functions import Cast

from initiatives.models import ConsultationTopic, CustomField, Purpose, Tag, WorkField
from municipalities.models import District
from wf40.compiled import fetch
from wf40.filters import Row
from wf40.folding import sort_key

# name of the list -> its model, the column that parts it in groups, the column with further text
LISTS = {
    "field": (WorkField, "scheme", None),
    "district": (District, None, None),
    "tag": (Tag, None, None),
    "topic": (ConsultationTopic, None, None),
    "purpose": (Purpose, None, None),
    "own": (CustomField, "kind", "options"),
}


def colleagues(municipality):
    """The people of a city's office, those who left as well: their records keep their name."""
    return get_user_model().objects.filter(memberships__municipality=municipality).distinct().order_by("name", "pk")


def _words(column):
    return Cast(F(column), TextField()) if column else Value("", TextField())


def _asked(source: str, rows, columns: tuple):
    """The rows of one list, in the form that all share."""
    label, code, position, group, note = columns
    return (
        rows.order_by()
        .annotate(
            list_name=Value(source, CharField()),
            key=F("pk"),
            said=_words(label),
            short=_words(code),
            place=F(position) if position else Value(0, IntegerField()),
            part=_words(group),
            more=_words(note),
        )
        .values_list("list_name", "place", "said", "key", "short", "part", "more")
    )


def _place(row):
    """Where a row stands in its list; Ö stands with O."""
    source, position, label, key, *_rest = row
    return source, position, label.casefold() if label.isascii() else sort_key(label), key


def _rows_of(source: str, user, municipality):
    """The rows of one list that a person sees."""
    if source == "colleague":
        return _asked(source, colleagues(municipality), ("name", None, None, None, "email"))
    model, group, note = LISTS[source]
    rows = model.objects.visible_to(user, municipality)
    rows = rows.filter(is_active=True) if source == "own" else rows
    return _asked(source, rows, ("label", "code", "position", group, note))


def _may_view(source: str, user, municipality) -> bool:
    if source == "colleague":
        return True
    meta = LISTS[source][0]._meta
    return user.has_perm(f"{meta.app_label}.view_{meta.model_name}", municipality)


def city_rows(user, municipality, sources) -> dict[str, list[Row]]:
    """The rows of some lists of a city that this person sees, each list in its order; one query."""
    found: dict[str, list[Row]] = {source: [] for source in sources}
    seen = tuple(source for source in sorted(sources) if _may_view(source, user, municipality))
    if not seen:
        return found

    def make(_stand_ins):
        first, *others = (_rows_of(source, user, municipality) for source in seen)
        return first.union(*others, all=True) if others else first

    for source, _position, label, key, code, group, note in sorted(fetch(("city_rows", municipality.pk, *seen), make), key=_place):
        # Somebody who has no name yet is known by the mail address.
        found[source].append(Row(key, label or note, code, group, note))
    return found
