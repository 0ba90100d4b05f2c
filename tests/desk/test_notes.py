"""The box from text to consultation: who wins, what is asked, what is refused, what is kept."""

import json
import uuid
from datetime import timedelta

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from desk import actions as desk
from desk.capture import read_note
from desk.forms import NoteForm
from desk.noting import merge
from initiatives import actions
from initiatives.models import Actor, Consultation, Draft, FollowUp
from network.actions import list_need
from network.models import Listing
from tests import factories
from tests.pages import typed, words

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SENTENCE = "Tel mit Repair-Café Ölberg, sucht Raum ab März, 30 min, Wiedervorlage 15.1."


@pytest.fixture
def cafe(wuppertal, wuppertal_adviser):
    topic = factories.make_topic(wuppertal)
    topic.words = "raum"
    topic.save()
    return factories.make_actor(wuppertal, "Repair-Café Ölberg", user=wuppertal_adviser)


@pytest.fixture
def adviser(sign_in, wuppertal_adviser):
    return sign_in(wuppertal_adviser)


def form_of(page, **changes):
    """What a browser sends from the page."""
    return typed(page, "capture-form", **changes)


def read(client, text, before=None, **changes):
    """The page after "Weiter", as without JavaScript."""
    sent = before or form_of(client.get(reverse("capture")))
    return client.post(reverse("capture"), sent | {"note": text, "read": "1"} | changes)


def save(client, page, **changes):
    return client.post(reverse("capture"), form_of(page, **changes), follow=True)


def test_adviser_types_a_sentence_looks_at_it_and_saves_it_once(cafe, adviser, wuppertal_adviser):
    page = read(adviser, SENTENCE)
    assert all(said in words(page) for said in ("Repair-Café Ölberg", "30 Minuten", "eine Wiedervorlage für Sie am 15.01."))
    sent = form_of(page)
    answers = [adviser.post(reverse("capture"), sent, follow=True) for _twice in range(2)]
    assert [answer.redirect_chain[-1][0] for answer in answers] == [cafe.get_absolute_url()] * 2
    assert "Wiedervorlage am 15.01." in words(answers[0])
    talk, promise = Consultation.objects.get(), FollowUp.objects.get()
    assert (talk.note, talk.minutes, talk.channel, [*talk.actors.all()]) == (SENTENCE, 30, "phone", [cafe])
    assert ([str(topic) for topic in talk.topics.all()], talk.need, talk.outcome) == (["Räume"], "sucht Raum ab März", "need_recorded")
    assert (promise.due_on.day, promise.due_on.month, promise.assignee, promise.consultation) == (15, 1, wuppertal_adviser, talk)
    assert not Draft.objects.exists()
    # A reading that was still on its way brings no draft back.
    adviser.post(reverse("capture_read"), sent)
    assert not Draft.objects.exists()


def test_correction_wins_over_later_readings_and_what_is_dropped_stays_dropped(cafe, adviser):
    page = read(adviser, SENTENCE)
    page = read(adviser, SENTENCE, form_of(page, minutes="45", dropped=["promise"]))
    page = read(adviser, SENTENCE.replace("30 min", "20 min") + " Gutes Gespräch.", form_of(page))
    assert "45 Minuten" in words(page)
    save(adviser, page)
    talk = Consultation.objects.get()
    assert (talk.minutes, talk.note.endswith("Gutes Gespräch."), FollowUp.objects.count()) == (45, True, 0)


def test_of_several_actors_none_is_taken_silently(cafe, adviser, wuppertal):
    other = factories.make_actor(wuppertal, "Repair-Café Ölberg")
    page = read(adviser, SENTENCE)
    refused = save(adviser, page)
    assert "Bitte wählen Sie, welcher Akteur gemeint ist." in words(refused)
    assert (Consultation.objects.count(), form_of(refused)["note"]) == (0, [SENTENCE])
    question = next(name for name in refused.context["form"].fields if name.startswith("actor_"))
    assert list(refused.context["form"].errors) == [question]
    # A key that was not offered is no answer.
    assert list(save(adviser, page, **{question: "999999"}).context["form"].errors) == [question]
    save(adviser, refused, **{question: str(other.pk)})
    assert [*Consultation.objects.get().actors.all()] == [other]


def test_actor_that_is_chosen_already_answers_the_question(cafe, adviser, wuppertal):
    factories.make_actor(wuppertal, "Repair-Café Ölberg")
    page = adviser.get(reverse("capture"), {"akteur": cafe.pk})
    save(adviser, read(adviser, SENTENCE, form_of(page)))
    assert [*Consultation.objects.get().actors.all()] == [cafe]


def test_unknown_name_becomes_an_actor_after_one_confirmation(adviser, wuppertal_adviser):
    text = "Tel mit Nähstube Nordstadt, 10 min"
    page = read(adviser, text)
    refused = save(adviser, page)
    assert (Consultation.objects.count(), Actor.objects.count()) == (0, 0)
    question = next(iter(refused.context["form"].errors))
    sent = form_of(refused, **{question: "new"})
    for _twice in range(2):
        adviser.post(reverse("capture"), sent)
    actor = Actor.objects.get()
    assert (actor.trading_name, actor.source, actor.created_by) == ("Nähstube Nordstadt", "Notiz", wuppertal_adviser)
    assert Consultation.objects.get().actors.get() == actor


def test_same_note_for_several_actors_makes_one_talk_or_one_each(cafe, adviser, wuppertal):
    others = [factories.make_actor(wuppertal, name) for name in ("Werkhof", "Solawi")]
    person = factories.make_contact(wuppertal, "Vorlage", actor=others[0])
    keys = {"keys": [str(actor.pk) for actor in (cafe, *others)]}
    page = read(adviser, "Brief geschickt, 20 min, Wiedervorlage 15.1.", form_of(adviser.get(reverse("capture"), keys)))
    assert "je 6 oder 7 Minuten" in words(page)
    sent = form_of(page, entries="each", contacts=[str(person.pk)])
    for _twice in range(2):
        adviser.post(reverse("capture"), sent)
    talks = Consultation.objects.order_by("pk")
    assert sorted(talk.minutes for talk in talks) == [6, 7, 7]
    assert {talk.actors.get() for talk in talks} == {cafe, *others}
    assert [talk.actors.get() for talk in talks if talk.contacts.exists()] == [others[0]]
    assert sorted(FollowUp.objects.values_list("actor", flat=True)) == sorted([cafe.pk, *(actor.pk for actor in others)])
    save(adviser, read(adviser, "Brief geschickt", form_of(adviser.get(reverse("capture"), keys))))
    assert Consultation.objects.latest("pk").actors.count() == 3


def test_saving_rolls_back_as_a_whole(wuppertal, wuppertal_adviser, cafe):
    values = {"actors": [cafe], "held_on": timezone.localdate(), "channel": "phone", "note": "x", "outcome": "task"}
    with pytest.raises(Exception, match="."):
        desk.save_note(user=wuppertal_adviser, municipality=wuppertal, values=values, new_actors=["Neu"], form_key=uuid.uuid4())
    assert (Actor.objects.count(), Consultation.objects.count()) == (1, 0)


STRANGE = ["a" * 10_000, "😀🎉" * 40, "Tel mit Nul\x00l", "am 3.5.1823 mit Repair-Café Ölberg", "a" * 20_001, "  ", "Tel mit Nachbarkreis"]


def test_strange_text_is_answered_and_kept(cafe, adviser, witten):
    foreign = factories.make_actor(witten, "Nachbarkreis")
    for text in STRANGE:
        page = read(adviser, text, actors=[str(foreign.pk)])
        assert page.status_code == 200
        sent = form_of(page) | {"note": text, "actors": [str(foreign.pk)]}
        answer = adviser.post(reverse("capture"), sent)
        assert (answer.status_code, "actors" in answer.context["form"].errors) == (200, True), text[:40]
        assert answer.context["form"]["note"].value() == text
        assert str(foreign.pk) not in form_of(answer).get("actors", [])
        assert adviser.post(reverse("capture_read"), sent | {"topics": "x", "read-topics": "", "form_key": "x"}).status_code == 200
    assert Consultation.objects.count() == 0


def test_day_of_1823_is_refused_at_its_field(cafe, adviser):
    page = read(adviser, SENTENCE)
    refused = save(adviser, page, held_on="3.5.1823")
    assert list(refused.context["form"].errors) == ["held_on"]
    assert "liegt zu weit zurück" in words(refused)


def test_plain_form_goes_on_with_what_was_typed_and_read(cafe, adviser):
    page = adviser.post(reverse("capture"), form_of(read(adviser, SENTENCE)) | {"plain": "1"}, follow=True)
    form = typed(page)
    assert (form["note"], form["minutes"], form["actors"], form["due_on"][0][:6]) == ([SENTENCE], ["30"], [str(cafe.pk)], "15.01.")
    adviser.post(reverse("consultation_create"), form)
    assert (Consultation.objects.get().minutes, Draft.objects.count()) == (30, 0)


# --- drafts ------------------------------------------------------------------------------------------------
def test_draft_is_kept_while_typing_and_offered_to_its_owner_alone(cafe, adviser, wuppertal_adviser, second_adviser):
    sent = form_of(adviser.get(reverse("capture"))) | {"note": SENTENCE}
    answer = adviser.post(reverse("capture_read"), sent)
    draft = Draft.objects.get()
    assert "Entwurf gespeichert um" in words(answer)
    assert (draft.owner, draft.text, Consultation.objects.count()) == (wuppertal_adviser, SENTENCE, 0)
    assert "Tel mit Repair-Café" in words(adviser.get(reverse("capture")))
    again = form_of(adviser.get(reverse("capture"), {"entwurf": draft.pk}))
    assert (again["note"], again["form_key"], again["minutes"]) == ([SENTENCE], [str(draft.form_key)], ["30"])
    other = Client()
    other.force_login(second_adviser)
    assert "Tel mit Repair-Café" not in words(other.get(reverse("capture")))
    for address in (f"{reverse('capture')}?entwurf={draft.pk}", f"{reverse('consultation_create')}?entwurf={draft.pk}"):
        assert other.get(address).status_code == 404
    assert other.post(reverse("draft_discard", args=[draft.pk])).status_code == 404
    # Whoever sends the key of another person's form changes nothing.
    assert "gehört jemand anderem" in words(other.post(reverse("capture_read"), sent | {"note": "Fremd"}))
    assert Draft.objects.get().text == SENTENCE
    adviser.post(reverse("draft_discard", args=[draft.pk]))
    assert not Draft.objects.exists()


def test_plain_form_keeps_a_draft_with_all_its_fields(cafe, adviser):
    sent = typed(adviser.get(reverse("consultation_create"))) | {"note": "Halb", "minutes": "4x", "actors": [str(cafe.pk)]}
    said = json.loads(adviser.post(reverse("draft_keep"), sent).content)["said"]
    draft = Draft.objects.get()
    assert (said.startswith("Entwurf gespeichert um"), draft.kind) == (True, "form")
    offered = adviser.get(reverse("consultation_create"))
    assert "„Halb“" in words(offered)
    again = typed(adviser.get(reverse("consultation_create"), {"entwurf": draft.pk}))
    assert (again["minutes"], again["actors"], again["form_key"]) == (["4x"], [str(cafe.pk)], [str(draft.form_key)])
    assert adviser.post(reverse("draft_keep"), sent | {"note": "a" * 20_001}).status_code == 400
    assert adviser.post(reverse("draft_keep"), sent | {"form_key": "x"}).status_code == 400
    assert Draft.objects.get().text == "Halb"


def test_drafts_are_fifty_at_the_most_and_go_after_ninety_days(wuppertal, wuppertal_adviser, second_adviser):
    def keep(user, text):
        return actions.keep_draft(user=user, municipality=wuppertal, form_key=uuid.uuid4(), kind="note", text=text, fields={})

    of_another = keep(second_adviser, "fremd")
    first = keep(wuppertal_adviser, "erster")
    for number in range(50):
        keep(wuppertal_adviser, str(number))
    assert (Draft.objects.filter(owner=wuppertal_adviser).count(), Draft.objects.filter(pk=first.pk).exists()) == (50, False)
    Draft.objects.filter(owner=wuppertal_adviser).update(changed_at=timezone.now() - timedelta(days=91))
    assert actions.drop_old_drafts(timezone.now()) == 50
    assert [*Draft.objects.all()] == [of_another]


def test_click_on_an_address_keeps_a_draft_with_channel_person_and_actor(cafe, adviser, wuppertal):
    person = factories.make_contact(wuppertal, "Vorlage", actor=cafe, email="kim@kreis.example")
    assert f"?weg=email&amp;person={person.pk}" in adviser.get(person.get_absolute_url()).content.decode()
    for _twice in range(2):
        assert adviser.post(reverse("draft_mail"), {"person": person.pk}).status_code == 204
    draft = Draft.objects.get()
    assert draft.text == "E-Mail an Kim Vorlage"
    for address in ({"entwurf": draft.pk}, {"person": person.pk, "weg": "email"}):
        form = form_of(adviser.get(reverse("capture"), address))
        assert (form["channel"], form["contacts"], form["actors"]) == (["email"], [str(person.pk)], [str(cafe.pk)])


def test_text_comes_back_after_the_sign_in_has_ended(cafe, adviser, wuppertal_adviser):
    sent = form_of(read(adviser, SENTENCE))
    adviser.logout()
    asked = adviser.post(reverse("capture"), sent)
    assert asked.status_code == 401
    kept = {"login": wuppertal_adviser.email, "password": factories.PASSWORD, "kept": asked.context["kept"], "next": reverse("capture")}
    page = adviser.post(reverse("account_login"), kept, follow=True)
    assert form_of(page)["note"] == [SENTENCE]
    assert "Ihre Eingaben sind wieder da" in words(page)
    save(adviser, page)
    assert Consultation.objects.get().note == SENTENCE


# --- wants and offers --------------------------------------------------------------------------------------
def test_offer_in_a_note_is_noted_once_with_its_talk_and_its_actor(cafe, adviser, wuppertal):
    other = factories.make_actor(wuppertal, "Werkhof Steinbeck")
    text = "Tel mit Werkhof Steinbeck und Repair-Café Ölberg: vermieten eine Halle, 80 m², von Mai bis August"
    page = read(adviser, text)
    assert "ein Angebot von Werkhof Steinbeck: Halle, 80 m²" in words(page).replace("\N{NO-BREAK SPACE}", " ")
    sent = form_of(page, listing_title="Halle im Hof")
    said = [words(adviser.post(reverse("capture"), sent, follow=True)) for _twice in range(2)]
    listing = Listing.objects.get()
    assert "Angebot aufgenommen: Halle im Hof." in said[0]
    assert (listing.actor, listing.consultation, listing.title) == (other, Consultation.objects.get(), "Halle im Hof")
    assert (listing.exchange_type, listing.item_type, listing.amount, listing.unit) == ("offer", "space", 80, "m2")
    assert (listing.available_from.month, listing.available_to.month, listing.transaction_type) == (5, 8, "rent-lease")
    # It is no need, and its days are nothing to do.
    assert (listing.consultation.need, FollowUp.objects.exists()) == ("", False)


def test_want_is_the_need_of_the_talk_and_stays_one_however_it_is_gone_on_with(cafe, adviser, wuppertal_adviser):
    save(adviser, read(adviser, SENTENCE))
    talk, want = Consultation.objects.get(), Listing.objects.get()
    assert (want.exchange_type, want.title, want.actor, want.available_from.month, talk.need) == (
        "want", "Raum", cafe, 3, "sucht Raum ab März",
    )  # fmt: skip
    address = reverse("consultation_change", args=[talk.pk])
    adviser.post(address, typed(adviser.get(address)) | {"minutes": "35"})
    assert list_need(user=wuppertal_adviser, consultation=Consultation.objects.get(minutes=35), actor=cafe) == (want, False)


def test_dropped_or_doubtful_wants_are_not_noted_and_taken_ones_are(cafe, adviser, wuppertal, wuppertal_adviser):
    page = read(adviser, SENTENCE)
    adviser.post(reverse("capture"), form_of(page, dropped=["listing"]))
    assert (Consultation.objects.count(), Listing.objects.count()) == (1, 0)
    # Said in confidence, or only an amount is said: somebody has to take it.
    secret = read_note(f"{SENTENCE} Vertraulich.", user=wuppertal_adviser, municipality=wuppertal)
    assert merge(QueryDict(), secret, wuppertal_adviser, {}).getlist("dropped") == ["listing"]
    vague = form_of(read(adviser, "Repair-Café Ölberg besucht, braucht 200 m²", form_of(page, form_key=str(uuid.uuid4()))))
    assert vague["dropped"] == ["listing"]
    # Whoever takes it is not overruled by the next reading.
    vague["dropped"] = []
    page = read(adviser, f"{vague['note'][0]}, hell", vague, listing_exchange_type="offer")
    assert "dropped" not in form_of(page)
    adviser.post(reverse("capture"), form_of(page))
    assert (Listing.objects.get().exchange_type, Listing.objects.get().amount) == ("offer", 200)


def test_offer_of_ours_and_reader_without_the_right_note_nothing(cafe, adviser, wuppertal, wuppertal_adviser, wuppertal_reader):
    save(adviser, read(adviser, "Wir bieten Repair-Café Ölberg eine Beratung an, Tel 10 min"))
    assert (Consultation.objects.count(), Listing.objects.count()) == (1, 0)
    for person, is_read in ((wuppertal_adviser, True), (wuppertal_reader, False)):
        reading = read_note(SENTENCE, user=person, municipality=wuppertal)
        form = NoteForm(data=merge(QueryDict(), reading, person, {}), reading=reading, user=person, municipality=wuppertal)
        form.full_clean()
        assert (form.listing is not None, "listing_title" in form.fields) == (is_read, is_read)
