"""What a broker makes of a suggestion: begin the introduction, put it off, reject it; and by which rules suggestions come."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from initiatives.models import Actor
from network.actions.connections import begin_introduction
from network.choices import SuggestionVerdict
from network.introductions import GIVER_FIRST, people_at, reason_from, suggested_description, usual_for
from network.models import Connection, FieldPair, Listing, MutedRule, SuggestionDecision
from network.suggestions import rules, suggestion_of

LONGEST_REASON = Connection._meta.get_field("reason").max_length
# Facts that both sides may read; names of others and what speaks against it stay in the office.
TOLD = ("fields", "district")


def _gone() -> ValidationError:
    return ValidationError(_("This suggestion does not stand any more: somebody decided it, or the data have changed."), code="gone")


def _locked(first: int, second: int) -> None:
    """Two who decide about a pair do it one after the other."""
    list(Actor.objects.select_for_update().filter(pk__in=(first, second)).order_by("pk").values_list("pk", flat=True))


def _fresh(user, municipality, first: int, second: int):
    """The suggestion as it stands at this moment; raises a ValidationError if there is none any more."""
    _locked(first, second)
    suggestion = suggestion_of(user, municipality, first, second)
    if suggestion is None:
        raise _gone()
    return suggestion


def _decide(user, municipality, suggestion, verdict: str, **more) -> SuggestionDecision:
    """Write a decision down with codes and points, without names."""
    return SuggestionDecision.objects.create(
        municipality=municipality,
        first_actor_id=suggestion.first.key,
        second_actor_id=suggestion.second.key,
        want_id=suggestion.want.key if suggestion.want else None,
        offer_id=suggestion.offer.key if suggestion.offer else None,
        verdict=verdict,
        score=suggestion.score,
        facts=[{"code": fact.code, "points": fact.points} for fact in suggestion.facts],
        made_by=user,
        **more,
    )


def _side(user, municipality, actor, listing) -> dict:
    """Whom to ask at an actor and what to pass on, as the page of an introduction fills it in; the broker may change it there."""
    people = people_at(user, municipality, actor)
    contact = (people.filter(pk=listing.contact_id).first() if listing and listing.contact_id else None) or people.first()
    return {
        "contact": contact,
        "described_as": suggested_description(actor),
        "passed_on": usual_for(actor, contact, municipality),
    }


def _reason(suggestion, want, offer) -> str:
    told = [f"{fact.words[:1].upper()}{fact.words[1:]}." for fact in suggestion.facts if fact.code in TOLD]
    return " ".join(filter(None, [reason_from(want, offer), *told]))[:LONGEST_REASON]


def _begun(user, municipality, first: int, second: int):
    """The connection that a click of this minute has begun already."""
    rows = SuggestionDecision.objects.visible_to(user, municipality).filter(first_actor=first, second_actor=second)
    decision = rows.filter(verdict=SuggestionVerdict.ACCEPTED).exclude(connection=None).select_related("connection").first()
    return decision.connection if decision and not decision.connection.is_closed else None


@transaction.atomic
def accept_suggestion(*, user, municipality, first: int, second: int):
    """Begin the introduction that is suggested, nobody is asked yet; returns (connection, whether it is new): a second click begins no
    second one. Raises a ValidationError if the suggestion does not stand any more, or as `begin_introduction`."""
    first, second = sorted((first, second))
    _locked(first, second)
    if (begun := _begun(user, municipality, first, second)) is not None:
        return begun, False
    suggestion = _fresh(user, municipality, first, second)
    keys = [item.key for item in (suggestion.want, suggestion.offer) if item]
    listings = Listing.objects.visible_to(user, municipality).in_bulk(keys)
    want = listings.get(suggestion.want.key) if suggestion.want else None
    offer = listings.get(suggestion.offer.key) if suggestion.offer else None
    actors = Actor.objects.visible_to(user, municipality).select_related("municipality").in_bulk([first, second])
    seeker, giver = actors[suggestion.seeker.key], actors[suggestion.giver.key]
    connection, _is_new = begin_introduction(
        user=user,
        municipality=municipality,
        seeker=seeker,
        giver=giver,
        kind=suggestion.kind,
        values={
            "reason": _reason(suggestion, want, offer),
            "want": want,
            "offer": offer,
            "turned": suggestion.kind in GIVER_FIRST,
        },
        sides={
            seeker.pk: _side(user, municipality, seeker, want),
            giver.pk: _side(user, municipality, giver, offer),
        },
    )
    _decide(user, municipality, suggestion, SuggestionVerdict.ACCEPTED, connection=connection)
    return connection, True


@transaction.atomic
def snooze_suggestion(*, user, municipality, first: int, second: int, until) -> SuggestionDecision:
    """Put a suggestion off for everybody until a day. Raises a ValidationError if it does not stand any more."""
    if until <= timezone.localdate():
        raise ValidationError({"until": _("Please choose a day in the future.")}, code="past")
    return _decide(user, municipality, _fresh(user, municipality, *sorted((first, second))), SuggestionVerdict.SNOOZED, until=until)


@transaction.atomic
def reject_suggestion(*, user, municipality, first: int, second: int, reason: str) -> SuggestionDecision:
    """Reject a suggestion with a reason; for twelve months it does not come again. Raises a ValidationError at "reason", or if it does not
    stand any more."""
    if not reason.strip():
        raise ValidationError({"reason": _("Please say why.")}, code="reason")
    suggestion = _fresh(user, municipality, *sorted((first, second)))
    return _decide(user, municipality, suggestion, SuggestionVerdict.REJECTED, reason=reason.strip())


def mute_rule(*, user, municipality, rule: str) -> None:
    """A broker does not want to read what a rule finds; a rule that nobody knows is none."""
    if rule in dict(rules()):
        MutedRule.objects.get_or_create(municipality=municipality, owner=user, rule=rule)


def unmute_rule(*, user, municipality, rule: str) -> None:
    """The rule suggests to this broker again."""
    MutedRule.objects.visible_to(user, municipality).filter(rule=rule).delete()


@transaction.atomic
def add_field_pair(*, municipality, seeking, giving):
    """One field often needs another; returns (pair, whether it is new): one that was switched off is in use again.

    Raises a ValidationError at "giving" if both are the same field.
    """
    if seeking.pk == giving.pk:
        raise ValidationError({"giving": _("Please choose two different fields.")}, code="same")
    pair, is_new = FieldPair.objects.get_or_create(municipality=municipality, seeking=seeking, giving=giving)
    if not pair.is_active:
        switch_field_pair(pair=pair, is_active=True)
    return pair, is_new


def switch_field_pair(*, pair, is_active: bool) -> None:
    """Use a pair or leave it; it stays readable."""
    pair.is_active = is_active
    pair.save(update_fields=["is_active"])
