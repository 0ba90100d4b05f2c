"""What the search box finds in the register: actors, people, tags, consultations, promises."""

from urllib.parse import urlsplit

from django.db.models import OuterRef, Prefetch, Subquery
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from initiatives.models import Actor, Consultation, Contact, ContactRole, FollowUp, Location, Tag, WarningFlag
from initiatives.search.index import register
from wf40.registry import Found, Searched, SearchSource


def _host(website: str) -> str:
    return (urlsplit(website).hostname or "").removeprefix("www.")


def _beside(*parts) -> str:
    """What stands small beside a title."""
    return ", ".join(str(part) for part in parts if part)


# --- actors ------------------------------------------------------------------------------------------------
def read_actors(rows):
    """Actors by all their names; around them tags, addresses, ways to reach them and what they do. Four queries."""
    beside = (Prefetch(name, to_attr=f"searched_{name}") for name in ("aliases", "tags", "locations"))
    for actor in rows.sighted().prefetch_related(*beside):
        yield Searched(
            actor.pk,
            actor.municipality_id,
            (actor.trading_name, actor.registered_name, *(alias.name for alias in actor.searched_aliases)),
            (
                *(tag.label for tag in actor.searched_tags),
                *(_beside(place.label, place.address) for place in actor.searched_locations),
                actor.email,
                _host(actor.website),
                actor.phone,
                actor.register_number,
                actor.business_id,
                actor.description,
            ),
        )


def show_actors(user, municipality, keys) -> dict[int, Found]:
    """Actors with their kind and where they are; one query."""
    places = Location.objects.filter(actor=OuterRef("pk"), is_main=True)
    rows = Actor.objects.visible_to(user, municipality).filter(pk__in=keys).order_by()
    rows = rows.annotate(
        shown_street=Subquery(places.values("street")[:1]),
        shown_number=Subquery(places.values("house_number")[:1]),
        shown_district=Subquery(places.values("district__label")[:1]),
    )
    return {
        actor.pk: Found(
            actor.trading_name,
            actor.get_absolute_url(),
            _beside(
                actor.get_kind_display(),
                f"{actor.shown_street or ''} {actor.shown_number or ''}".strip(),
                actor.shown_district,
                _("archived") if actor.archived_at else "",
            ),
            is_past=actor.archived_at is not None,
        )
        for actor in rows
    }


# --- people ------------------------------------------------------------------------------------------------
def read_contacts(rows):
    """People by their name in both orders, by mail address and numbers; one query."""
    for contact in rows.sighted():
        yield Searched(
            contact.pk,
            contact.municipality_id,
            (str(contact), f"{contact.family_name} {contact.given_name}"),
            (contact.email, contact.phone, contact.mobile),
        )


def show_contacts(user, municipality, keys) -> dict[int, Found]:
    """People with what they do where; one query."""
    roles = ContactRole.objects.sighted().filter(contact=OuterRef("pk")).order_by("-is_main", "pk")
    rows = Contact.objects.visible_to(user, municipality).filter(pk__in=keys).order_by()
    rows = rows.annotate(shown_role=Subquery(roles.values("role_title")[:1]), shown_actor=Subquery(roles.values("actor__trading_name")[:1]))
    return {
        contact.pk: Found(str(contact), contact.get_absolute_url(), _beside(contact.shown_role, contact.shown_actor)) for contact in rows
    }


# --- consultations and promises ----------------------------------------------------------------------------
def read_consultations(rows):
    """Talks by day, need and note; confidential ones are never known to the search. One query."""
    for talk in rows.sighted().filter(is_confidential=False):
        yield Searched(talk.pk, talk.municipality_id, (), (f"{talk.held_on:%d.%m.%Y}", talk.need, talk.note))


def show_consultations(user, municipality, keys) -> dict[int, Found]:
    """Talks with the first of their actors; one query."""
    first = Actor.objects.sighted().filter(consultations=OuterRef("pk")).order_by("sort_key", "pk")
    rows = Consultation.objects.visible_to(user, municipality).filter(pk__in=keys, is_confidential=False).order_by()
    rows = rows.defer("note").annotate(shown_actor=Subquery(first.values("trading_name")[:1]))
    return {talk.pk: Found(str(talk), talk.get_absolute_url(), _beside(talk.shown_actor)) for talk in rows}


def read_follow_ups(rows):
    """Promises by their words; one query."""
    for promise in rows.sighted():
        yield Searched(promise.pk, promise.municipality_id, (promise.task,))


def show_follow_ups(user, municipality, keys) -> dict[int, Found]:
    """Promises with day and actor; they are changed on their page, for others the actor's page shows them. One query."""
    may_change = user.has_perm("initiatives.change_followup", municipality)
    rows = FollowUp.objects.visible_to(user, municipality).filter(pk__in=keys).select_related("actor").order_by()
    found = {}
    for promise in rows:
        url = promise.get_absolute_url() if may_change else promise.actor.get_absolute_url() if promise.actor else ""
        day = _("done") if promise.done_at else _("due on %(day)s") % {"day": date_format(promise.due_on, "SHORT_DATE_FORMAT")}
        found[promise.pk] = Found(promise.task, url or reverse("follow_up_list"), _beside(promise.actor, day), bool(promise.done_at))
    return found


def read_warnings(rows):
    """Warnings by what is known; one query."""
    for flag in rows.sighted():
        yield Searched(flag.pk, flag.municipality_id, (), (flag.text,))


def show_warnings(user, municipality, keys) -> dict[int, Found]:
    """Warnings with their actor, to whose page they lead; one query."""
    rows = WarningFlag.objects.visible_to(user, municipality).filter(pk__in=keys).select_related("actor").order_by()
    return {
        flag.pk: Found(f"{flag.get_kind_display()}: {flag.actor}", flag.actor.get_absolute_url(), is_past=flag.ended_at is not None)
        for flag in rows
    }


# --- tags --------------------------------------------------------------------------------------------------
def read_tags(rows):
    """Keywords of the office; one query."""
    for tag in rows.sighted():
        yield Searched(tag.pk, tag.municipality_id, (tag.label,))


def show_tags(user, municipality, keys) -> dict[int, Found]:
    """Keywords that lead to their actors; one query."""
    rows = Tag.objects.visible_to(user, municipality).filter(pk__in=keys).order_by()
    return {tag.pk: Found(tag.label, f"{reverse('actor_list')}?tag={tag.pk}", is_past=not tag.is_active) for tag in rows}


def declare() -> None:
    """Tell the search box."""
    for position, (key, label, model, read, show) in enumerate(
        (
            ("actor", gettext_lazy("Actor"), Actor, read_actors, show_actors),
            ("contact", gettext_lazy("Person"), Contact, read_contacts, show_contacts),
            ("tag", gettext_lazy("Tag"), Tag, read_tags, show_tags),
            ("follow_up", gettext_lazy("Follow-up"), FollowUp, read_follow_ups, show_follow_ups),
            ("consultation", gettext_lazy("Consultation"), Consultation, read_consultations, show_consultations),
            ("warning", gettext_lazy("Warning"), WarningFlag, read_warnings, show_warnings),
        ),
        1,
    ):
        right = f"{model._meta.app_label}.view_{model._meta.model_name}"
        register(SearchSource(key, label, model._meta.label, right, read, show, position * 10))
