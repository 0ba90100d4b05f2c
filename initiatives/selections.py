"""Selections: what of a list's address is kept, how it reads in words, what stands above a list; and the checksum of a frozen one."""

import hashlib
import json
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.forms import CharField, ModelMultipleChoiceField
from django.http import QueryDict
from django.urls import reverse
from django.utils.formats import localize
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from initiatives.choices import ActorKind, OfficeList
from initiatives.models import CustomField, Selection, SnapshotRow
from initiatives.own_fields import is_own
from municipalities.models import UNKNOWN_DISTRICT
from wf40.filters import OPENED, SHAPE

CHUNK = 2000
# How the order, the columns and the page size of an address may look; the page itself is not kept.
SHAPE_VALUE = re.compile(r"^[\w,.-]{1,300}\Z", re.ASCII)
LONGEST_QUERY = Selection._meta.get_field("query").max_length
LONGEST_NAME = Selection._meta.get_field("name").max_length
TABS_SHOWN = 5


# --- the checksum ------------------------------------------------------------------------------------------
def canonical(actor_key: int, verdict: str, reasons: list[dict]) -> bytes:
    """One row as the checksum reads it: always the same bytes, in whatever order its reasons were found."""
    said = sorted(json.dumps(reason, sort_keys=True, separators=(",", ":")) for reason in reasons)
    return f"{actor_key};{verdict};[{','.join(said)}]\n".encode()


def digest_of(snapshot) -> str:
    """The SHA-256 over the rows of a frozen list by the number of their actor, read in chunks."""
    digest = hashlib.sha256()
    rows = SnapshotRow.objects.filter(snapshot=snapshot).order_by("actor_key").values_list("actor_key", "verdict", "reasons")
    for row in rows.iterator(chunk_size=CHUNK):
        digest.update(canonical(*row))
    return digest.hexdigest()


def check(snapshot) -> bool:
    """Whether a frozen list still holds exactly the rows that it was frozen with."""
    return snapshot.digest == digest_of(snapshot)


# --- what is kept of an address ----------------------------------------------------------------------------
def _is_empty(value) -> bool:
    return value is None or (hasattr(value, "__len__") and not len(value)) or (hasattr(value, "exists") and not value.exists())


def kept_query(filterset) -> str:
    """What a selection keeps of a list's address: filters that hold, order, columns, page size; always in one order.

    Raises a ValidationError if that is longer than a selection may be.
    """
    asked, kept = filterset.data or QueryDict(), QueryDict(mutable=True)
    for criterion in criteria_of(filterset):
        if not criterion.is_default:
            name = criterion.name
            # A filter of two fields (from, to) sends them under its name with an ending.
            sent = [key for key in asked if key == name or (key.startswith(f"{name}_") and key not in filterset.form.fields)]
            for key in sorted(sent):
                kept.setlist(key, [value for value in asked.getlist(key) if value])
    for name in SHAPE:
        if values := [value for value in asked.getlist(name) if SHAPE_VALUE.match(value)]:
            kept.setlist(name, values)
    query = kept.urlencode()
    if len(query) > LONGEST_QUERY:
        raise ValidationError(gettext("These are too many filters to be kept. Please take some of them out."), code="long")
    return query


def gone_filters(filterset) -> list[str]:
    """The labels of what an address asks for although it is no choice any more: a tag that went, an own field switched off."""
    filterset.form.is_valid()
    gone = [str(filterset.form.fields[name].label) for name in filterset.form.errors if name in filterset.form.fields]
    # An own field of two ends is asked for by its key with an ending.
    keys = {
        re.match(r"own_\d+", name)[0] for name in filterset.data or () if re.match(r"own_\d+", name) and name not in filterset.form.fields
    }
    if keys := {key for key in keys if is_own(key)}:
        known = CustomField.objects.visible_to(filterset.user, filterset.municipality)
        gone += [
            field.label for field in known if field.key in keys and not any(name.startswith(field.key) for name in filterset.form.fields)
        ]
    return gone


# --- in words ----------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Criterion:
    """One filter that is in use: its name, how people read it, and the plain value that a frozen list keeps of it."""

    name: str
    label: str
    said: str
    value: str | int | list | None
    is_default: bool = False

    @property
    def reason(self) -> dict:
        """As a row of a frozen list holds it; words that somebody typed stay out, for they may be a name."""
        return {"code": self.name} if self.value is None else {"code": self.name, "value": self.value}


def _choices(field) -> dict:
    if hasattr(field, "queryset") or not hasattr(field, "choices"):
        return {}
    flat = {}
    for value, label in field.choices:
        flat |= {str(key): name for key, name in label} if isinstance(label, list | tuple) else {str(value): label}
    return flat


def _several(value):
    return list(value) if isinstance(value, list | tuple | set) or hasattr(value, "iterator") else None


def _said(field, value) -> str:
    if (several := _several(value)) is not None:
        link = gettext("and")
        return f" {link} ".join(_said(field, one) for one in several)
    if isinstance(value, slice):
        ends = (gettext("from %(value)s"), value.start), (gettext("to %(value)s"), value.stop)
        return " ".join(words % {"value": _said(field, end)} for words, end in ends if end is not None)
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    said = _choices(field).get(str(value), value)
    return str(localize(said) if isinstance(said, date | Decimal) else said)


def _plain(field, value):
    if (several := _several(value)) is not None:
        return [_plain(field, one) for one in several]
    if isinstance(value, slice):
        return [None if end is None else _plain(field, end) for end in (value.start, value.stop)]
    if hasattr(value, "pk"):
        return getattr(value, "code", "") or value.pk
    if isinstance(value, bool | int):
        return value
    if isinstance(value, date):
        return value.isoformat()
    return None if isinstance(field, CharField) else str(value)


def criteria_of(filterset) -> list[Criterion]:
    """The filters that decide in a list, with those that stand at their default."""
    filterset.form.is_valid()
    found = []
    for name, field in filterset.form.fields.items():
        value = filterset.form.cleaned_data.get(name) if filterset.is_bound else None
        default = filterset.defaults.get(name)
        value = default if _is_empty(value) and default else value
        if not _is_empty(value):
            found.append(Criterion(name, str(field.label), _said(field, value), _plain(field, value), value == default))
    return found


KINDS = {
    "enterprises": _("Enterprises"),
    "initiatives": _("Initiatives"),
    ActorKind.ENTERPRISE: _("Enterprises in the narrow sense"),
    ActorKind.INITIATIVE: _("Initiatives in the narrow sense"),
    ActorKind.ASSOCIATION: _("Associations"),
    ActorKind.COOPERATIVE: _("Cooperatives"),
    ActorKind.SOCIAL_ENTERPRISE: _("Social enterprises"),
    ActorKind.PUBLIC_BODY: _("Public bodies"),
    ActorKind.EDUCATION_RESEARCH: _("Places of education and research"),
    ActorKind.NETWORK: _("Networks and alliances"),
    ActorKind.PLATFORM: _("Platforms"),
    ActorKind.VENUE: _("Places and rooms"),
    ActorKind.INDIVIDUAL: _("Single persons"),
}
PROMISES = {
    "open": _("Open follow-ups"),
    "due": _("Due follow-ups"),
    "late": _("Overdue follow-ups"),
    "done": _("Done follow-ups"),
    "all": _("All follow-ups"),
}
# The filter that names what stands in a list, and the word for it by its value.
NOUNS = {OfficeList.ACTORS: ("kind", KINDS), OfficeList.FOLLOW_UPS: ("state", PROMISES)}
# What follows the noun without a comma, in this order: "Initiativen in Elberfeld"; by the filter, or by the filter and its value.
JOINED = {
    ("field", "none"): _("without a field"),
    ("business_field", "none"): _("without a field"),
    ("actor_kind", "none"): _("without an actor"),
    "actor_kind": _("with an actor of the kind “%(value)s”"),
    "field": _("in the field “%(value)s”"),
    "business_field": _("in the business field “%(value)s”"),
    ("district", UNKNOWN_DISTRICT): _("without a district"),
    "district": _("in %(value)s"),
    ("main_district", UNKNOWN_DISTRICT): _("without a district"),
    "main_district": _("with their main place in %(value)s"),
    "tag": _("with the tag %(value)s"),
    "goal": _("with the goal %(value)s"),
    "legal_form": _("with the legal form %(value)s"),
    ("has_email", "yes"): _("with an e-mail address"),
    ("has_email", "no"): _("without an e-mail address"),
    ("has_phone", "yes"): _("with a phone number"),
    ("has_phone", "no"): _("without a phone number"),
    ("minutes", "yes"): _("with minutes"),
    ("minutes", "no"): _("without minutes"),
    ("topic", "none"): _("without a topic"),
    "topic": _("on “%(value)s”"),
    "actor": _("with %(value)s"),
    "role": _("in the role “%(value)s”"),
    "assignee": _("of %(value)s"),
    "q": _("with “%(value)s”"),
    "since": _("from %(value)s"),
    "until": _("to %(value)s"),
    ("steward", "none"): _("without anybody who looks after them"),
    ("deputy", "none"): _("without a deputy"),
    ("no_contact", "never"): _("without any contact"),
    "no_contact": _("without contact for %(code)s months"),
}
# What follows behind commas.
BEHIND = {
    "steward": _("looked after by %(value)s"),
    "deputy": _("deputy %(value)s"),
    ("adviser", "none"): _("recorded by nobody"),
    "first_reached_from": _("first reached from %(value)s"),
    "first_reached_until": _("first reached to %(value)s"),
    "presented_from": _("presented from %(value)s"),
    "presented_until": _("presented to %(value)s"),
    "advised_from": _("advised from %(value)s"),
    "advised_until": _("advised to %(value)s"),
    "adviser": _("recorded by %(value)s"),
    "life_cycle": _("life cycle “%(value)s”"),
    "founded_from": _("founded %(value)s or later"),
    "founded_to": _("founded %(value)s or earlier"),
    "due_until": _("due by %(value)s"),
    "done_since": _("done since %(value)s"),
    "purpose": _("allowed for “%(value)s”"),
    "incomplete": _("incomplete for “%(value)s”"),
    ("standing", "archived"): _("archived"),
    ("standing", "all"): _("archived ones too"),
    ("release", "released"): _("released for publication"),
    ("release", "public"): _("public now"),
    ("release", "no"): _("not released"),
    ("assured", "never"): _("never assured"),
    "assured": _("not assured for %(code)s months"),
    ("informed", "no"): _("not yet informed"),
    ("informed", "yes"): _("informed"),
    ("warning", "any"): _("with a warning"),
    "warning": _("with the warning “%(value)s”"),
    ("theirs", "yes"): _("promised by the other side"),
    ("theirs", "no"): _("promised by the office"),
    ("outreach", "never"): _("never approached"),
    ("outreach", "no_answer"): _("approached without an answer"),
    ("outreach", "reached"): _("reached"),
    ("outreach", "presented"): _("presented"),
    ("outreach", "not_presented"): _("not yet presented"),
}
# Of people: whom they stand for.
AT_ACTOR = _("at “%(value)s”")


def describe(filterset, office_list: str) -> str:
    """A list in words: "Initiativen in Elberfeld ohne Kontakt seit 12 Monaten"; what has no phrase of its own follows as "Feld: Wert"."""
    return _sentence(criteria_of(filterset), office_list)


def _sentence(found: list[Criterion], office_list: str) -> str:
    criteria = {criterion.name: criterion for criterion in found}
    key, nouns = NOUNS.get(office_list, ("", {}))
    noun = str(OfficeList(office_list).label)
    if key in criteria and isinstance(criteria[key].value, str) and criteria[key].value in nouns:
        noun = str(nouns[criteria.pop(key).value])
    used = {name: criterion for name, criterion in criteria.items() if not criterion.is_default}
    joined, behind, rest = [noun], [], []
    order = dict.fromkeys(key if isinstance(key, str) else key[0] for key in JOINED)
    for name in [*(name for name in order if name in used), *(name for name in used if name not in order)]:
        criterion = used[name]
        words = AT_ACTOR if (office_list, name) == (OfficeList.CONTACTS, "actor") else _phrase(JOINED, criterion)
        if words:
            joined.append(str(words) % {"value": criterion.said, "code": criterion.value})
        elif words := _phrase(BEHIND, criterion):
            behind.append(str(words) % {"value": criterion.said, "code": criterion.value})
        else:
            rest.append(f"{criterion.label}: {criterion.said}")
    return " · ".join([", ".join([" ".join(joined), *behind]), *rest])


def plain_words(words: str) -> str:
    """As people type it: a name is found again by typing it."""
    return words.replace("\u00a0", " ")


def says_more(words: str, name: str) -> bool:
    """Whether the filters in words say something that the name of the selection does not."""
    return plain_words(words) != plain_words(name)


def _phrase(phrases: dict, criterion: Criterion):
    by_value = phrases.get((criterion.name, criterion.value)) if isinstance(criterion.value, str) else None
    return by_value or phrases.get(criterion.name)


def describe_kept(filterset, office_list: str, queries: list[str]) -> list[str]:
    """Many kept addresses of one list in words; the rows that their filters name are loaded together, in one query per filter."""
    asked = [QueryDict(query) for query in queries]
    fields = filterset.form.fields
    rows = {}
    for name, field in fields.items():
        keys = {key for query in asked for key in query.getlist(name) if key.isdecimal() and len(key) < 19}
        if hasattr(field, "queryset") and keys:
            rows[name] = {str(row.pk): row for row in field.queryset.filter(pk__in=keys)}
    return [_sentence(_kept_criteria(filterset, query, rows), office_list) for query in asked]


def _kept_criteria(filterset, asked: QueryDict, rows: dict) -> list[Criterion]:
    found = []
    for name, field in filterset.form.fields.items():
        default = filterset.defaults.get(name)
        if hasattr(field, "queryset"):
            known = [rows[name][key] for key in asked.getlist(name) if key in rows.get(name, {})]
            value = known if isinstance(field, ModelMultipleChoiceField) else next(iter(known), None)
        else:
            try:
                value = field.clean(field.widget.value_from_datadict(asked, {}, name))
            except ValidationError:
                value = None
        value = default if _is_empty(value) and default else value
        if not _is_empty(value):
            found.append(Criterion(name, str(field.label), _said(field, value), _plain(field, value), value == default))
    return found


# --- above a list ------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Tab:
    """A selection as the way to its list."""

    name: str
    url: str
    is_current: bool
    is_shared: bool


@dataclass(frozen=True)
class Shelf:
    """What stands above a list: its selections, which one is open and whether it was changed, and what the list is in words."""

    tabs: list[Tab]
    more: list[Tab]
    current: Selection | None
    is_changed: bool
    is_filtered: bool
    words: str
    gone: list[str]
    query: str
    office_list: str
    may_save: bool
    may_freeze: bool

    @property
    def heading(self) -> str:
        """The name of the opened selection, else the filters in words, else the list's name."""
        if self.current and not self.is_changed:
            return self.current.name
        return self.words if self.is_filtered else str(OfficeList(self.office_list).label)

    @property
    def below(self) -> str:
        """Of an opened selection: whose it is, and its filters in words where its name does not say them."""
        if not self.current:
            return ""
        whose = gettext("Selection for the whole office") if self.current.is_shared else gettext("Selection only for you")
        if self.is_changed:
            changed = gettext("changed: %(name)s") % {"name": self.current.name}
            return f"{whose} · {changed}"
        return f"{whose} · {self.words}" if says_more(self.words, self.current.name) else whose

    @property
    def seen(self) -> str:
        """When the opened selection was last saved; with this a change shows that nobody else's is overwritten."""
        return self.current.saved_at.isoformat() if self.current else ""

    @property
    def new_url(self) -> str:
        """Keeps this list under a name."""
        return f"{reverse('selection_create')}?{self._with(liste=self.office_list)}"

    @property
    def freeze_url(self) -> str:
        """Freezes this list."""
        opened = {OPENED: self.current.pk} if self.current and not self.is_changed else {}
        return f"{reverse('snapshot_create')}?{self._with(**opened)}"

    def _with(self, **more) -> str:
        query = QueryDict(self.query, mutable=True)
        for name, value in more.items():
            query[name] = value
        return query.urlencode()


def list_url(url_name: str, selection) -> str:
    """The address of a selection's list, which knows that it was opened by this name."""
    query = QueryDict(selection.query, mutable=True)
    query[OPENED] = selection.pk
    return f"{reverse(url_name)}?{query.urlencode()}"


def make_shelf(filterset, *, office_list: str, url_name: str) -> Shelf:
    """The shelf above a list, in one query; a second one only where the address asks for an own field that is gone."""
    user, municipality = filterset.user, filterset.municipality
    asked = filterset.data or QueryDict()
    rows = list(Selection.objects.visible_to(user, municipality).filter(office_list=office_list))
    current = next((row for row in rows if str(row.pk) == asked.get(OPENED)), None)
    tabs = [Tab(row.name, list_url(url_name, row), row is current, row.is_shared) for row in rows]
    shown = tabs[:TABS_SHOWN]
    # The opened one is never folded away.
    shown += [tab for tab in tabs[TABS_SHOWN:] if tab.is_current]
    try:
        query = kept_query(filterset)
    except ValidationError:
        query = ""
    criteria = criteria_of(filterset)
    return Shelf(
        tabs=shown,
        more=[tab for tab in tabs if tab not in shown],
        current=current,
        is_changed=current is not None and query != current.query,
        is_filtered=any(not criterion.is_default for criterion in criteria),
        words=_sentence(criteria, office_list),
        gone=gone_filters(filterset) if current else [],
        query=query,
        office_list=office_list,
        may_save=user.has_perm("initiatives.add_selection", municipality),
        may_freeze=office_list == OfficeList.ACTORS and user.has_perm("initiatives.add_selectionsnapshot", municipality),
    )
