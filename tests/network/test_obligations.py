"""Merging, the report to a person and erasure in the network: nothing doubles, nothing is lost, nobody stands where they were erased."""

import pytest
from django.utils import timezone

from initiatives.models import Actor, FollowUp, Message, SearchEntry
from initiatives.office_start import start_purposes
from initiatives.search import index
from network import actions
from network.choices import Stage
from network.models import Connection, ConnectionStep, IntroductionSide, Listing, OutcomeQuestion, SuggestionDecision
from tests import factories
from tests.test_registry import hits, merge
from wf40.registry import obligations

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def three(wuppertal):
    return [factories.make_actor(wuppertal, name) for name in ("Werkhof", "Werkhof e. V.", "Kühlhaus")]


def owed(model):
    return next(entry for entry in obligations if entry.key == model._meta.label)


def decide(first, second, **values):
    pair = sorted((first, second), key=lambda actor: actor.pk)
    about = {"municipality": first.municipality, "first_actor": pair[0], "second_actor": pair[1], "score": 40}
    return SuggestionDecision.objects.create(**about, **{"verdict": "rejected", "reason": "Kennen sich"} | values)


def test_merging_moves_connections_and_ends_the_one_between_the_two(three, wuppertal_adviser):
    kept, merged, other = three
    factories.make_connection(kept, merged, wuppertal_adviser)
    factories.make_connection(other, merged, wuppertal_adviser, kind="supply")
    decide(kept, merged)
    decide(merged, other)
    listing = factories.make_listing(merged)
    index(Listing, [listing.pk])
    counts = merge(kept, merged)
    assert (counts["network.Connection"], counts["network.SuggestionDecision"], counts["network.Listing"]) == (1, 1, 1)
    row = Connection.objects.get()
    assert (row.from_actor, row.to_actor, row.kind) == (other, kept, "supply")
    decision = SuggestionDecision.objects.get()
    assert {decision.first_actor, decision.second_actor} == {kept, other}
    assert Listing.objects.get().actor == kept
    merged.delete()
    assert Connection.objects.count() == 1


@pytest.mark.parametrize("further", ["kept", "merged"])
def test_of_two_connections_of_one_kind_the_further_one_stays_with_both_logs(further, three, wuppertal_adviser):
    kept, merged, other = three
    early = {"note": "Beim Fest gesehen", "reason": "Beide kochen"}
    pairs = {"kept": (other, kept), "merged": (merged, other)}
    idea = actions.begin_introduction(
        user=wuppertal_adviser,
        municipality=kept.municipality,
        seeker=pairs["merged" if further == "kept" else "kept"][0],
        giver=pairs["merged" if further == "kept" else "kept"][1],
        kind="cooperation",
        values=early,
    )[0]
    far = factories.make_connection(*pairs[further], wuppertal_adviser, note="Läuft gut")
    decision = decide(merged, other, connection=idea)
    asked_side = idea.side_of(other)
    IntroductionSide.objects.filter(connection=idea, side=asked_side).update(described_as="ein Kühlhaus")
    merge(kept, merged)
    row = Connection.objects.get()
    assert (row.pk, row.stage, row.reason, row.note) == (far.pk, Stage.COOPERATING, "Beide kochen", "Läuft gut\n\nBeim Fest gesehen")
    assert {row.from_actor, row.to_actor} == {kept, other}
    # The side that was described is the other actor's, whoever of the two the row names first.
    assert IntroductionSide.objects.get(described_as="ein Kühlhaus").actor == other
    steps = ConnectionStep.objects.order_by("pk").values_list("connection", "stage")
    assert list(steps) == [(far.pk, "idea"), (far.pk, "cooperating"), (far.pk, "cooperating")]
    decision.refresh_from_db()
    assert decision.connection == row
    assert row.history.count() >= 2


def test_merging_takes_nothing_of_another_citys_connection(three, witten, wuppertal_adviser, witten_adviser):
    kept, merged, _other = three
    far = factories.make_actor(witten, "Wittener Laden")
    ours = Connection.objects.create(municipality=kept.municipality, from_actor=far, to_actor=kept, kind="cooperation", stage="lasting")
    about = {"municipality": witten, "kind": "cooperation", "stage": "in_contact", "note": "Nur für Witten"}
    theirs = Connection.objects.create(from_actor=far, to_actor=merged, **about)
    merge(kept, merged)
    ours.refresh_from_db()
    theirs.refresh_from_db()
    assert (ours.stage, ours.note) == ("lasting", "")
    assert (theirs.stage, theirs.note, theirs.to_actor) == ("ended", "Nur für Witten", kept)
    assert ConnectionStep.objects.get().municipality == witten


@pytest.fixture
def asked(three, wuppertal, wuppertal_adviser):
    """A person who was asked for an introduction and about its outcome, and whom a want names."""
    person = factories.make_contact(wuppertal, "Gefragt", actor=three[0])
    sides = {three[0].pk: {"contact": person, "passed_on": ["person", "phone"], "described_as": "eine Werkstatt"}}
    connection = factories.make_introduction(three[0], three[2], wuppertal_adviser, sides=sides)
    now = timezone.now()
    side = IntroductionSide.objects.filter(connection=connection, contact=person)
    side.update(asked_at=now, answer="yes", answered_at=now, answered_through="link", answer_note="Gern ab Mai")
    question = OutcomeQuestion.objects.create(
        municipality=wuppertal, connection=connection, round=1, side="from", contact=person, asked_at=now
    )
    for answer, words in (("no", "Noch nicht"), ("yes", "Läuft doch")):
        question.answer, question.answer_text, question.answered_at, question.answered_through = answer, words, now, "link"
        question.save()
    factories.make_listing(three[0], contact=person).save()
    return person


def test_report_tells_what_was_asked_said_and_would_be_passed_on(asked):
    side = owed(IntroductionSide).person_report(asked)[0]
    assert (side["actor"], side["would be passed on"], side["answer"], side["remark"]) == (
        "Werkhof",
        ["Name der Person", "Telefon"],
        "ja",
        "Gern ab Mai",
    )
    # As long as nobody was introduced, the other side's name is not the person's to know.
    assert "Kühlhaus" not in str(side)
    question = owed(OutcomeQuestion).person_report(asked)[0]
    assert [(said["answer"], said["in words"]) for said in question["answers"]] == [("nein", "Noch nicht"), ("ja", "Läuft doch")]
    assert [row["title"] for row in owed(Listing).person_report(asked)] == ["Kühlraum"]


def test_erasing_leaves_the_count_and_no_word(asked):
    assert len([name for name in hits(asked) if name.startswith("network.")]) == 5  # three tables and two histories
    for entry in obligations:
        entry.erase(asked)
    assert hits(asked) == {}
    assert list(IntroductionSide.objects.exclude(answer="").values_list("answer", "answer_note")) == [("yes", "")]
    assert list(OutcomeQuestion.objects.values_list("answer", "answer_text")) == [("yes", "")]
    assert set(OutcomeQuestion.history.values_list("answer_text", flat=True)) == {""}
    assert Listing.objects.get().contact is None


def test_erasing_takes_the_person_out_of_what_was_written_to_the_other_side(three, wuppertal, witten, wuppertal_adviser, witten_adviser):
    start_purposes(wuppertal)
    start_purposes(witten)
    far = factories.make_actor(witten, "Wittener Laden")
    person = factories.make_contact(wuppertal, "Weitergegeben", actor=three[0], phone="0202 4711")
    for other in (three[2], far):
        Actor.objects.filter(pk=other.pk).update(email="post@andere.example")
        row = Connection.objects.create(municipality=wuppertal, from_actor=three[0], to_actor=other, broker=wuppertal_adviser)
        for side in ("from", "to"):
            about = {"contact": person, "passed_on": ["person", "phone"]} if side == "from" else {}
            IntroductionSide.objects.create(municipality=wuppertal, connection=row, side=side, **about)
        now = timezone.now()
        Connection.objects.filter(pk=row.pk).update(from_agreed_at=now, to_agreed_at=now, stage=Stage.AGREED)
        actions.introduce(user=wuppertal_adviser, connection=row, by_word=["from"])

    def written():
        rows = [*Message.objects.values_list("body", flat=True), *FollowUp.objects.values_list("task", flat=True)]
        rows += [
            *FollowUp.history.values_list("task", flat=True),
            *SearchEntry.objects.exclude(kind="contact").values_list("text", flat=True),
        ]
        return sum("Weitergegeben" in text or "4711" in text for text in rows)

    assert written() >= 3
    owed(IntroductionSide).erase(person)
    assert written() == 0


def test_merging_two_people_moves_what_they_were_asked(asked, wuppertal):
    kept = factories.make_contact(wuppertal, "Bleibt")
    merge(kept, asked)
    assert {name for name in hits(asked) if name.startswith("network.")} == set()
    assert [len(owed(model).person_report(kept)) for model in (IntroductionSide, OutcomeQuestion, Listing)] == [1, 1, 1]
