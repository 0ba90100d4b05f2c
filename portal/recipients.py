"""To which addresses of an actor the way to its profile may be mailed, and why not to others."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.choices import MessageState
from initiatives.models import Actor, Contact, ContactRole, Message
from initiatives.rules import decide

SERVICE = "service"


@dataclass(frozen=True)
class Way:
    """One address of an actor: of a person, or (without one) its own; `why_not` is empty where a mail may be sent."""

    actor: Actor
    contact: Contact | None = None
    email: str = ""
    role: str = ""
    why_not: str = ""

    @property
    def may_write(self) -> bool:
        """Whether a mail may be sent there."""
        return not self.why_not

    @property
    def key(self) -> str:
        """Stands for it in a form: the person's key, for the actor's own address "actor"."""
        return str(self.contact.pk) if self.contact else "actor"


def _obstacle(email: str, *decisions) -> str:
    """Why no mail may go to an address; empty if it may."""
    if refused := next((decision for decision in decisions if not decision.yes), None):
        return str(refused.reason)
    if not email:
        return _("no e-mail address")
    try:
        validate_email(email)
    except ValidationError:
        return _("the e-mail address cannot be right")
    return ""


def ways_to(actors) -> list[list[Way]]:
    """For each actor of a queryset its people, the first one to ask first, and last its own address; three queries for any number."""
    rows = list(actors.with_processing(SERVICE))
    roles = ContactRole.objects.sighted().filter(actor__in=actors.order_by().values("pk")).order_by("-is_main", "contact__sort_key", "pk")
    by_actor: dict[int, list] = {}
    for actor, contact, title in roles.values_list("actor_id", "contact_id", "role_title"):
        by_actor.setdefault(actor, []).append((contact, title))
    people = Contact.objects.filter(pk__in=roles.order_by().values("contact")).with_processing(SERVICE)
    people = {person.pk: (person, decide(person)) for person in people}
    found = []
    for actor in rows:
        own = decide(actor)
        ways = []
        for key, title in by_actor.get(actor.pk, ()):
            person, decision = people[key]
            ways.append(Way(actor, person, person.email, title, _obstacle(person.email, decision, own)))
        found.append([*ways, Way(actor, None, actor.email, "", _obstacle(actor.email, own))])
    return found


def best_way(ways: list[Way]) -> Way:
    """Whom one mail goes to: the first person who may be written to, else the actor's own address; where there is nobody, the way whose
    reason says most."""
    usable = next((way for way in ways if way.may_write), None)
    return usable or next((way for way in ways if way.email), ways[-1])


def pauses(municipality, now=None) -> dict[str, datetime]:
    """Addresses (in small letters) to which the clock or a mass mailing wrote so lately that the next mail has to wait, each with the
    moment from which it may leave; one query."""
    now, pause = now or timezone.now(), timedelta(days=settings.WF40_DAYS_BETWEEN_AUTOMATIC_MAILS)
    # What waited for the end of a pause was written down before it began.
    rows = Message.objects.filter(municipality=municipality, is_automatic=True, created_at__gt=now - 2 * pause, send_after__gt=now - pause)
    rows = rows.exclude(state=MessageState.FAILED).order_by("send_after")
    return {email.lower(): moment + pause for email, moment in rows.values_list("email", "send_after")}


@dataclass(frozen=True)
class LeftOut:
    """An actor to which a mass mailing writes nothing, and why."""

    actor: Actor
    why: str


@dataclass(frozen=True)
class Mailing:
    """To whom the links of many actors go, and to whom not."""

    ways: list[Way]
    left_out: list[LeftOut]


def plan_mailing(municipality, actors) -> Mailing:
    """One address for each actor of a queryset, where one may be written to and none got an automatic mail lately; four queries."""
    busy, ways, left_out = pauses(municipality), [], []
    for found in ways_to(actors):
        way = best_way(found)
        if not way.may_write:
            left_out.append(LeftOut(way.actor, way.why_not))
        elif again := busy.get(way.email.lower()):
            day = f"{timezone.localtime(again):%d.%m.%Y}"
            left_out.append(LeftOut(way.actor, _("got an automatic mail lately, the next one may leave on %(day)s") % {"day": day}))
        else:
            ways.append(way)
    return Mailing(ways, left_out)
