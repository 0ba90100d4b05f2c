"""What an actor proposes is cleared field by field; the old value stays until then."""

import pytest
from django.core.exceptions import ValidationError

from initiatives.actions import change_actor
from initiatives.models import Actor, ChangeSet, Message
from portal.actions.inbox import MOST_AN_HOUR, TooMany
from portal.actions.proposals import ChangedMeanwhile, Decision, decide, propose, reply_to_change, take_back_change
from portal.choices import ChangeState, EntryResult, EntryState, ProfilePart
from portal.models import PortalSettings
from portal.profile import fingerprint, read_profile

VALUES = {"description": "Wir reparieren und verleihen.", "hours": "Mo 9–17 Uhr", "phone": "0202 123456"}


def seen(actor, part):
    return fingerprint(read_profile(Actor.objects.get(pk=actor.pk))[part])


def by_part(entry):
    return {change.part: change for change in entry.changes.all()}


def test_proposal_holds_only_what_differs_and_changes_nothing_yet(link, actor):
    entry = propose(link=link, values=VALUES | {"email": "hof@x.example"})
    assert {part: change.state for part, change in by_part(entry).items()} == dict.fromkeys(VALUES, ChangeState.WAITING)
    actor.refresh_from_db()
    assert (actor.description, actor.opening_hours) == ("Wir reparieren.", "")
    assert propose(link=link, values={"email": "hof@x.example"}) is None


def test_office_approves_one_asks_back_one_and_rejects_one(link, actor, wuppertal_adviser):
    entry = propose(link=link, values=VALUES)
    changes = by_part(entry)
    decisions = {
        changes["description"].pk: Decision(ChangeState.APPROVED, seen=seen(actor, "description")),
        changes["hours"].pk: Decision(ChangeState.ASKED, "Auch samstags?"),
        changes["phone"].pk: Decision(ChangeState.REJECTED, "Bitte die Festnetznummer."),
    }
    entry, why_no_mail = decide(user=wuppertal_adviser, entry=entry, decisions=decisions)
    assert (why_no_mail, entry.state) == ("", EntryState.ASKED)
    actor.refresh_from_db()
    assert (actor.description, actor.opening_hours, actor.phone) == ("Wir reparieren und verleihen.", "", "")
    mail = Message.objects.get(purpose__code="service")
    assert "Auch samstags?" in mail.body
    assert "Bitte die Festnetznummer." in mail.body
    assert mail.email == "kim@x.example"
    newest = actor.history.first()
    assert newest.history_change_reason.startswith("Vorschlag des Akteurs")
    assert newest.change_set.made_by == wuppertal_adviser
    reply_to_change(change=changes["hours"], text="Nein.", value="Mo 9–18 Uhr")
    entry.refresh_from_db()
    assert entry.state == EntryState.OPEN
    hours = by_part(entry)["hours"]
    entry, _none = decide(
        user=wuppertal_adviser, entry=entry, decisions={hours.pk: Decision(ChangeState.APPROVED, seen=seen(actor, "hours"))}
    )
    assert (entry.state, entry.result) == (EntryState.DONE, EntryResult.PARTLY)
    assert Actor.objects.get(pk=actor.pk).opening_hours == "Mo 9–18 Uhr"


def test_refusal_needs_a_word(link, actor, wuppertal_adviser):
    entry = propose(link=link, values={"phone": "0202 1"})
    with pytest.raises(ValidationError) as refused:
        decide(user=wuppertal_adviser, entry=entry, decisions={by_part(entry)["phone"].pk: Decision(ChangeState.REJECTED)})
    assert list(refused.value.message_dict) == ["phone"]


def test_edit_of_the_office_meanwhile_is_a_conflict(link, actor, wuppertal_adviser):
    entry = propose(link=link, values={"description": "Neu"})
    change, was = by_part(entry)["description"], seen(actor, "description")
    base = {"version": actor.version, "values": {}}
    change_actor(actor=actor, values={"description": "Vom Büro"}, base=base, choices={}, seen_version=None)
    with pytest.raises(ChangedMeanwhile) as conflict:
        decide(user=wuppertal_adviser, entry=entry, decisions={change.pk: Decision(ChangeState.APPROVED, seen=was)})
    assert conflict.value.changes == [change]
    assert Actor.objects.get(pk=actor.pk).description == "Vom Büro"
    taken = {change.pk: Decision(ChangeState.ADAPTED, value="Beides", seen=seen(actor, "description"))}
    decide(user=wuppertal_adviser, entry=entry, decisions=taken)
    assert Actor.objects.get(pk=actor.pk).description == "Beides"


def test_trusted_field_is_live_at_once_and_listed(link, actor, wuppertal):
    PortalSettings.objects.create(municipality=wuppertal, trusted_parts=[ProfilePart.HOURS])
    entry = propose(link=link, values={"hours": "Mo 9–17 Uhr", "phone": "0202 1"})
    assert {part: change.state for part, change in by_part(entry).items()} == {"hours": ChangeState.LIVE, "phone": ChangeState.WAITING}
    actor.refresh_from_db()
    assert actor.opening_hours == "Mo 9–17 Uhr"
    assert (actor.history.first().history_user, ChangeSet.objects.get().made_by) == (None, None)


def test_newer_proposal_of_the_same_person_takes_the_older_back(link):
    first = propose(link=link, values={"phone": "0202 1", "hours": "Mo"})
    second = propose(link=link, values={"phone": "0202 2"})
    assert by_part(first)["phone"].state == ChangeState.WITHDRAWN
    assert by_part(first)["hours"].state == by_part(second)["phone"].state == ChangeState.WAITING
    assert take_back_change(change=by_part(first)["hours"])
    first.refresh_from_db()
    assert (first.state, first.result) == (EntryState.DONE, EntryResult.WITHDRAWN)


def test_a_flood_of_proposals_is_refused(link):
    for number in range(MOST_AN_HOUR):
        propose(link=link, values={"phone": f"0202 {number}"})
    with pytest.raises(TooMany):
        propose(link=link, values={"phone": "0202 99"})
