"""Merging, the report to a person and erasure in the portal; a proposal that was written is taken back as one step."""

import pytest
from django.utils import timezone

from initiatives.actions import undo_change_set
from initiatives.models import Actor, ChangeSet
from portal.actions.inbox import receive, say
from portal.actions.proposals import Decision, decide, propose
from portal.choices import ChangeState, CheckAnswer
from portal.models import InboxEntry, ProfileCheck, Remark
from portal.profile import fingerprint, read_profile
from tests import factories
from tests.test_registry import merge
from wf40.registry import obligations

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def owed(model):
    return next(entry for entry in obligations if entry.key == model._meta.label)


@pytest.fixture
def asked(link):
    """A question, a proposal and a word to it."""
    entry = receive(municipality=link.municipality, kind="question", link=link, text="Wann ist der Markt?")
    proposal = propose(link=link, values={"phone": "0202 0000-1"})
    say(entry=proposal, change=proposal.changes.get(), text="Das ist die neue Nummer.")
    return entry, proposal


def test_merging_moves_what_came_in_and_keeps_one_open_question(wuppertal, actor, chair, asked):
    kept = factories.make_actor(wuppertal, "Werkhof e. V.")
    now = timezone.now()
    for row in (kept, actor):
        ProfileCheck.objects.create(municipality=wuppertal, actor=row, asked_at=now)
    told = {"answer": CheckAnswer.YES, "answered_at": now, "answered_through": "alliance", "vouched_by": actor}
    ProfileCheck.objects.create(municipality=wuppertal, actor=kept, **told)
    counts = merge(kept, actor)
    assert (counts["portal.InboxEntry"], counts["portal.ProfileCheck"]) == (2, 0)
    assert set(InboxEntry.objects.values_list("actor", flat=True)) == {kept.pk}
    assert sorted(ProfileCheck.objects.values_list("actor", "answer", "vouched_by")) == [(kept.pk, "", None), (kept.pk, "yes", None)]
    person = factories.make_contact(wuppertal, "Muster", given_name="Kim")
    assert merge(person, chair)["portal.InboxEntry"] == 2
    assert set(InboxEntry.objects.values_list("contact", flat=True)) == {person.pk}


def test_person_reads_everything_that_it_sent_in(asked, chair):
    report = {row["kind"]: row for row in owed(InboxEntry).person_report(chair)}
    assert report["Frage"]["text"] == "Wann ist der Markt?"
    proposal = report["Änderung am Eintrag"]
    assert [row["proposed"] for row in proposal["proposed"]] == ["0202 0000-1"]
    assert [row["text"] for row in proposal["said"]] == ["Das ist die neue Nummer."]


def test_erasure_leaves_the_count_and_no_word(asked, chair, wuppertal):
    assert owed(InboxEntry).erase(chair) == 2
    rows = list(InboxEntry.objects.values_list("contact", "link", "sender_name", "sender_email", "text"))
    assert rows == [(None, None, "", "", "")] * 2
    assert not Remark.objects.exists()
    assert set(asked[1].changes.values_list("proposed", flat=True)) == {None}
    assert owed(InboxEntry).person_report(chair) == []


def test_what_was_cleared_is_taken_back_as_one_step(asked, actor, wuppertal_adviser, wuppertal_manager):
    change = asked[1].changes.get()
    seen = fingerprint(read_profile(actor)["phone"])
    decide(user=wuppertal_adviser, entry=asked[1], decisions={change.pk: Decision(ChangeState.APPROVED, seen=seen)})
    assert Actor.objects.get(pk=actor.pk).phone == "0202 0000-1"
    done = undo_change_set(user=wuppertal_manager, change_set=ChangeSet.objects.get())
    assert (done.count, Actor.objects.get(pk=actor.pk).phone) == (1, "")
