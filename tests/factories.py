"""One plain factory per thing; states are reached through actions. All names are invented."""

import time
from datetime import date, timedelta
from itertools import count

from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.http import HttpResponse
from django.utils import timezone

from desk import actions as desk_actions
from initiatives import actions
from initiatives.links import make_link
from initiatives.models import ConsultationTopic, Purpose, Tag, WorkField
from initiatives.office_start import start_purposes
from initiatives.search import index
from municipalities.models import Absence, District, Membership, Municipality, User
from network import actions as network_actions
from network.models import FieldPair, Listing
from portal.actions.codes import ask_code, enter_code, make_code
from portal.actions.inbox import receive
from portal.actions.proposals import propose
from portal.codes import let_in
from portal.models import AccessCode, ProfileCheck
from wf40.rights import Role

PASSWORD = "Ein-langes-Wort-2026"
_number = count(1)


def make_municipality(name="Wuppertal", ags="05124000", **fields):
    """A city with its "unbekannt" district."""
    values = {"slug": name.lower().replace("ü", "ue"), "state": ags[:2], "office_name": f"Wirtschaftsförderung {name}"} | fields
    municipality = Municipality.objects.create(name=name, ags=ags, **values)
    District.objects.create(municipality=municipality, code="unbekannt", label="unbekannt", position=999)
    return municipality


def make_user(municipality=None, role=Role.ADVISER, name=None, **fields):
    """A person with one role, or none."""
    number = next(_number)
    user = User.objects.create_user(f"person{number}@office.example", PASSWORD, name=name or f"Person {number}", **fields)
    if municipality:
        make_membership(user, municipality, role)
    return user


def make_membership(user, municipality, role=Role.ADVISER):
    """A role in a city."""
    return Membership.objects.create(user=user, municipality=municipality, role=role)


def make_second_factor(user):
    """A second factor; gives its secret, as the person's app knows it."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def code_of(secret, steps=0):
    """What the app shows now, or some steps of 30 seconds later."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


def make_district(municipality, label="Elberfeld", **fields):
    """A district."""
    return District.objects.create(municipality=municipality, code=fields.pop("code", label.lower()), label=label, **fields)


def make_work_field(municipality, label="Teilen", code="sharing", **fields):
    """A field of the rollout scheme."""
    return WorkField.objects.create(
        municipality=municipality, code=code, core_code=code, label=label, scheme=fields.pop("scheme", "rollout"), **fields
    )


def make_tag(municipality, label="Holz"):
    """A tag."""
    tag = Tag.objects.create(municipality=municipality, code=label.lower(), label=label)
    index(Tag, [tag.pk])
    return tag


def make_topic(municipality, label="Räume", code="premises"):
    """A topic."""
    return ConsultationTopic.objects.create(municipality=municipality, code=code, core_code=code, label=label)


def make_own_field(municipality, label="Stellplätze", kind="text", **values):
    """A field of the office's own, defined as the page does; an actor takes its value under its `key`."""
    values = {"label": label, "kind": kind, "help_text": "", "options": "", "position": next(_number)} | values
    return actions.define_field(municipality=municipality, values=values)


def make_actor(municipality, name=None, user=None, **values):
    """An actor, taken in as the form does."""
    values = {"trading_name": name or f"Initiative {next(_number)}", "kind": "initiative"} | values
    return actions.create_actor(user=user, municipality=municipality, values=values)[0]


def publish(actor, user):
    """The profile is released by the office and allowed by the actor: every city may choose it from now on."""
    purpose = Purpose.objects.filter(municipality=actor.municipality, code="publish_profile").first()
    if purpose is None:
        start_purposes(actor.municipality)
        purpose = Purpose.objects.get(municipality=actor.municipality, code="publish_profile")
    actions.record_consent(user=user, subject=actor, purpose=purpose, channel="paper", given_at=timezone.now())
    return actions.release_actor(user=user, actor=actor)


def make_contact(municipality, family_name="Muster", actor=None, user=None, role_title="", **values):
    """A person, at an actor if one is given."""
    values = {"family_name": family_name, "given_name": "Kim"} | values
    return actions.create_contact(user=user, municipality=municipality, values=values, actor=actor, role_title=role_title)[0]


def make_consultation(actors, user, follow_up=None, **values):
    """A talk with one actor or several."""
    actors = actors if isinstance(actors, list) else [actors]
    values = {
        "actors": actors,
        "held_on": timezone.localdate() - timedelta(days=1),
        "channel": "phone",
        "note": "Kurz gesprochen.",
    } | values
    return actions.log_consultation(user=user, municipality=actors[0].municipality, values=values, follow_up=follow_up)[0]


def make_warning(actor, user, kind="closing", text=""):
    """A warning in force."""
    return actions.raise_warning(user=user, municipality=actor.municipality, actor=actor, values={"kind": kind, "text": text})[0]


def make_absence(municipality, person, covered_by, first=0, last=7):
    """Somebody is away, from and until so many days from today."""
    today = timezone.localdate()
    days = {"first_day": today + timedelta(days=first), "last_day": today + timedelta(days=last)}
    return Absence.objects.create(municipality=municipality, person=person, covered_by=covered_by, **days)


def make_round(actors, owner, title="Nordstadt", held_on: date | None = None):
    """A round in the given order."""
    values = {"title": title, "held_on": held_on or timezone.localdate(), "owner": owner}
    keys = [actor.pk for actor in actors]
    return desk_actions.begin_round(municipality=actors[0].municipality, values=values, actor_keys=keys)[0]


def make_follow_up(actor, user, task="Rückruf", due_on: date | None = None, **values):
    """A promise."""
    values = {"actor": actor, "task": task, "due_on": due_on or timezone.localdate(), "assignee": user} | values
    return actions.promise(user=user, municipality=actor.municipality, values=values)[0]


def make_connection(first, second, user, kind="cooperation", stage="cooperating", **values):
    """A connection that exists already, kept by the city of the first actor."""
    about = {"user": user, "municipality": first.municipality, "first": first, "second": second}
    return network_actions.connect(**about, kind=kind, stage=stage, values=values)[0]


def make_introduction(seeker, giver, user, kind="introduction", sides=None, **values):
    """An introduction that is only an idea yet."""
    about = {"user": user, "municipality": seeker.municipality, "seeker": seeker, "giver": giver}
    return network_actions.begin_introduction(**about, kind=kind, values=values, sides=sides)[0]


def make_introduced(seeker, giver, user, days=28, **values):
    """Two that both agreed and were introduced so many days ago."""
    connection, at = make_introduction(seeker, giver, user, **values), timezone.now() - timedelta(days=days)
    network_actions.set_stage(connection, "introduced", user=user, at=at, introduced_at=at, from_agreed_at=at, to_agreed_at=at)
    return connection


def make_field_pair(municipality, seeking="Reparieren", giving="Werkzeug"):
    """Actors of one field often need somebody from another."""
    rows = [make_work_field(municipality, label, label.lower()) for label in (seeking, giving)]
    return FieldPair.objects.create(municipality=municipality, seeking=rows[0], giving=rows[1])


def make_listing(actor, title="Kühlraum", exchange_type="want", **values):
    """A want or an offer."""
    values = {"item_type": "space", "actor": actor, "title": title, "exchange_type": exchange_type} | values
    return Listing.objects.create(municipality=actor.municipality, **values)


def make_entry(municipality, kind="question", **values):
    """Something that came in, about an actor or from a stranger."""
    return receive(municipality=municipality, kind=kind, **values)


def make_proposal(actor, values=None, **about):
    """A proposal of an actor for its own profile, by its link."""
    link, _url = make_link(
        purpose="profile", municipality=actor.municipality, actor=actor, email=about.pop("email", "hof@x.example"), **about
    )
    return propose(link=link, values=values or {"hours": "Mo 9–17 Uhr", "phone": "0202 123456"})


def make_code_cookie(link):
    """What a browser holds that typed the code which was mailed to a link."""
    ask_code(link=link)
    response = HttpResponse()
    let_in(response, enter_code(link=link, typed=make_code(AccessCode.objects.filter(link=link).latest("pk").pk)))
    return response.cookies["link-code"].value


def make_check(actor, **values):
    """The question whether an entry is still right, which no mail put."""
    values = {"asked_at": timezone.now()} | values
    return ProfileCheck.objects.create(municipality=actor.municipality, actor=actor, **values)
