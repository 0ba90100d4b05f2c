"""Two are introduced: asked one after the other, answered by link or by word, and nothing of one reaches the other before both said yes."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from initiatives import actions as register
from initiatives.actions import MessageRefused
from initiatives.models import FollowUp, Message
from initiatives.office_start import start_purposes
from network import actions
from network.choices import Stage
from network.models import Connection, ConnectionStep, IntroductionSide
from tests import factories
from tests.pages import typed, words

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PATH = re.compile(r"/link/[\w-]+/")
# What may reach nobody before both agreed.
OF_SEEKER = ("Werkhof", "Vorlage", "kim@werkhof.example", "0202 11")
OF_GIVER = ("Kühlhaus", "Exempel", "robin@kuehl.example", "0202 22")


@pytest.fixture
def office(wuppertal):
    start_purposes(wuppertal)
    return wuppertal


@pytest.fixture
def two(office):
    seeker = factories.make_actor(office, "Werkhof", phone="0202 11")
    giver = factories.make_actor(office, "Kühlhaus", phone="0202 22")
    factories.make_contact(office, "Vorlage", actor=seeker, email="kim@werkhof.example")
    factories.make_contact(office, "Exempel", given_name="Robin", actor=giver, email="robin@kuehl.example")
    return seeker, giver


def begun(two, user, **more):
    """An idea with both its sides, nobody is asked."""
    sides = {
        actor.pk: {"contact": actor.contact_roles.get().contact, "described_as": text, "passed_on": ["person", "email", "phone"]}
        for actor, text in zip(two, ("eine offene Werkstatt", "ein Lager mit Platz"), strict=True)
    }
    return factories.make_introduction(*two, user, kind="space_use", sides=sides, reason="20 m² ab März", **more)


@pytest.fixture
def idea(two, wuppertal_adviser):
    return begun(two, wuppertal_adviser)


def side(connection, code="from"):
    return IntroductionSide.objects.get(connection=connection, side=code)


def ask(connection, user, code="from", **more):
    return actions.ask_side(user=user, connection=connection, side=code, **more)


def answer(connection, said, code="from", through="phone", **more):
    actions.answer_introduction(connection=connection, side=code, answer=said, through=through, **more)
    connection.refresh_from_db()
    return connection


def agreed(connection, user):
    for code in ("from", "to"):
        ask(connection, user, code)
        answer(connection, "yes", code, user=user)
    return connection


@pytest.fixture
def link_of(django_capture_on_commit_callbacks):
    """Asks a side, lets the mail leave, and gives a browser that came in by its link."""

    def do(connection, user, code="from"):
        with django_capture_on_commit_callbacks(execute=True):
            ask(connection, user, code)
        client = Client()
        client.post(PATH.findall(mail.outbox[-1].body)[0])
        return client

    return do


# --- begun -------------------------------------------------------------------------------------------------
def test_a_want_and_an_offer_become_an_introduction_once(sign_in, two, wuppertal_adviser):
    want, offer = factories.make_listing(two[0], "Kühlraum"), factories.make_listing(two[1], "Halle", "offer")
    client, url = sign_in(wuppertal_adviser), reverse("introduction_begin")
    page = client.get(url, {"want": want.pk, "offer": offer.pk})
    form = typed(page)
    assert (form["kind"], form["reason"]) == (["space_use"], ["Gesucht: Kühlraum. Angeboten: Halle."])
    assert form["seeker_passed_on"] == ["person", "email"]
    for _twice in range(2):
        answered = client.post(url, form)
    connection = Connection.objects.get()
    assert answered.url == connection.get_absolute_url()
    assert (connection.from_actor, connection.first_asked, connection.want, connection.offer) == (two[0], "from", want, offer)
    for listing in (want, offer):
        listing.refresh_from_db()
        assert listing.state == "in_brokering"
    assert Message.objects.count() == 0


def test_sides_are_found_by_words_and_those_of_other_cities_only_if_published(sign_in, two, witten, wuppertal_adviser):
    factories.make_actor(witten, "Werkhof Witten")
    page = sign_in(wuppertal_adviser).get(reverse("introduction_begin"), {"seeker_query": "Werkhof", "giver_query": "gibtesnicht"})
    assert 'id="record-form"' not in page.content.decode()
    assert "Witten" not in words(page)
    assert f'name="seeker" value="{two[0].pk}"' in page.content.decode()
    # Named in the address, a foreign actor is no choice either.
    foreign = {"seeker": two[0].pk, "giver": witten.pk + 10**6}
    assert 'id="record-form"' not in sign_in(wuppertal_adviser).get(reverse("introduction_begin"), foreign).content.decode()


def test_a_description_or_reason_with_the_name_is_refused(sign_in, two, wuppertal_adviser):
    client, url = sign_in(wuppertal_adviser), reverse("introduction_begin")
    form = typed(client.get(url, {"seeker": two[0].pk, "giver": two[1].pk}))
    stranger = factories.make_contact(two[0].municipality, "Fremd", actor=two[1])
    assert list(client.post(url, form | {"seeker_contact": stranger.pk}).context["form"].errors) == ["seeker_contact"]
    named = {"giver_described_as": "das Kuehlhaus am Hafen", "reason": "Kim Vorlage sucht Platz"}
    page = client.post(url, form | named)
    assert set(page.context["form"].errors) == {"giver_described_as", "reason"}
    assert Connection.objects.count() == 0


# --- asked -------------------------------------------------------------------------------------------------
def test_who_seeks_is_asked_first_and_a_second_click_asks_nobody_twice(sign_in, idea, wuppertal_adviser):
    client = sign_in(wuppertal_adviser)
    url = reverse("introduction_ask", args=[side(idea).pk])
    page = client.get(url)
    shown = " ".join(re.search(r'id="preview">(.*?)</blockquote>', page.content.decode(), re.S)[1].split())
    assert Message.objects.count() == 0
    with pytest.raises(ValidationError, match="Erst muss Werkhof ja sagen"):
        ask(idea, wuppertal_adviser, "to")
    for _twice in range(2):
        assert client.post(url).url == idea.get_absolute_url()
    message = Message.objects.get()
    assert (message.subject, message.email, message.purpose.code) == ("Dürfen wir Sie vorstellen?", "kim@werkhof.example", "service")
    for said in ("Wirtschaftsförderung Wuppertal", "20 m² ab März", "ein Lager mit Platz", "kim@werkhof.example", "0202 11", "Kim Vorlage"):
        assert said in message.body
        assert said in shown
    assert [name for name in OF_GIVER if name in message.body + shown] == []
    idea.refresh_from_db()
    assert idea.stage == Stage.ASKED
    # Only one of the two was asked, and so the page says.
    said = words(client.get(idea.get_absolute_url()))
    assert "Beide gefragt 1 von 2" in said
    assert "Werkhof gefragt" in said


def test_after_a_week_a_side_is_reminded_once(idea, wuppertal_adviser):
    ask(idea, wuppertal_adviser)
    Message.objects.update(created_at=timezone.now() - timedelta(days=8))
    for _twice in range(2):
        ask(idea, wuppertal_adviser)
    assert Message.objects.count() == 2


def test_without_a_description_the_other_side_is_not_asked(idea, wuppertal_adviser):
    IntroductionSide.objects.filter(side="from").update(described_as="der Werkhof in Barmen")
    ask(idea, wuppertal_adviser)
    answer(idea, "yes")
    with pytest.raises(ValidationError, match="beschreiben Sie Werkhof zuerst ohne Namen"):
        ask(idea, wuppertal_adviser, "to")
    factories.publish(idea.from_actor, wuppertal_adviser)
    ask(idea, wuppertal_adviser, "to")
    assert "Werkhof" in Message.objects.first().body


def test_a_side_without_mail_is_asked_and_answers_by_word(sign_in, idea, wuppertal_adviser):
    idea.from_actor.contact_roles.get().contact.delete()
    client, own = sign_in(wuppertal_adviser), side(idea)
    assert "Werkhof hat keine E-Mail-Adresse" in words(client.get(reverse("introduction_ask", args=[own.pk])))
    with pytest.raises(MessageRefused):
        ask(idea, wuppertal_adviser)
    client.post(reverse("introduction_ask", args=[own.pk]), {"by_word": "1"})
    url = reverse("introduction_record", args=[own.pk])
    form = typed(client.get(url, {"answer": "yes"}))
    later = client.post(url, form | {"day": "31.12.2099"})
    assert later.context["form"].errors["day"] == ["Dieser Zeitpunkt liegt in der Zukunft."]
    for _twice in range(2):
        client.post(url, form | {"through": "in_person", "note": "Auf dem Markt getroffen"})
    own.refresh_from_db()
    assert (own.answer, own.answered_through, own.recorded_by, own.message) == ("yes", "in_person", wuppertal_adviser, None)
    assert ConnectionStep.objects.filter(side="from").count() == 1


def test_restricted_person_or_actor_is_neither_asked_nor_shown(sign_in, idea, wuppertal_adviser, wuppertal_manager):
    contact, client = side(idea).contact, sign_in(wuppertal_adviser)
    register.restrict(user=wuppertal_manager, record=contact, reason="claims")
    for is_by_word in (False, True):
        with pytest.raises(ValidationError):
            ask(idea, wuppertal_adviser, is_by_word=is_by_word)
    for url in (idea.get_absolute_url(), reverse("introduction_ask", args=[side(idea).pk])):
        assert "Vorlage" not in words(client.get(url))
    register.restrict(user=wuppertal_manager, record=idea.to_actor, reason="claims")
    with pytest.raises(ValidationError, match="eingeschränkt"):
        ask(idea, wuppertal_adviser, is_by_word=True)
    for name, key in (("connection_detail", idea.pk), ("introduction_ask", side(idea).pk), ("introduction_mail", idea.pk)):
        assert client.get(reverse(name, args=[key])).status_code == 404


# --- answered by link --------------------------------------------------------------------------------------
def test_a_link_answers_by_its_button_alone_and_names_nothing_of_the_other_side(idea, wuppertal_adviser, link_of):
    page_of = link_of(idea, wuppertal_adviser)
    url = reverse("introduction_answer")
    page = page_of.get(url)
    assert side(idea).answer == ""
    text = words(page)
    assert all(said in text for said in ("ein Lager mit Platz", "20 m² ab März", "Kim Vorlage", "kim@werkhof.example"))
    assert [name for name in OF_GIVER if name in text] == []
    shown = re.search(r'name="shown" value="([^"]+)"', page.content.decode())[1]
    # What changed meanwhile is no yes.
    assert page_of.post(url, {"answer": "yes", "shown": "anders"}).status_code == 409
    for _twice in range(2):
        assert page_of.post(url, {"answer": "yes", "shown": shown}).status_code == 302
    idea.refresh_from_db()
    assert (side(idea).answer, side(idea).answered_through, idea.stage) == ("yes", "link", Stage.ASKED)
    assert idea.from_agreed_at is not None
    assert ConnectionStep.objects.filter(side="from").count() == 1
    assert "Sie haben ja gesagt" in words(page_of.get(url))


def test_both_yes_is_agreed_and_until_then_nothing_of_either_side_reaches_the_other(idea, wuppertal_adviser, link_of):
    first = link_of(idea, wuppertal_adviser)
    answer(idea, "yes", through="link")
    second = link_of(idea, wuppertal_adviser, "to")
    told = {"Werkhof": [first], "Kühlhaus": [second]}
    for name, secrets in (("Werkhof", OF_GIVER), ("Kühlhaus", OF_SEEKER)):
        texts = [*Message.objects.filter(actor__trading_name=name).values_list("body", flat=True)]
        texts += [words(client.get(reverse("introduction_answer"))) for client in told[name]]
        assert len(texts) == 2
        assert [secret for secret in secrets for text in texts if secret in text] == []
    assert answer(idea, "yes", "to").stage == Stage.AGREED


def test_a_no_is_told_to_the_other_side_without_a_reason_and_may_be_taken_back(idea, two, wuppertal_adviser, link_of):
    want = factories.make_listing(two[0])
    Connection.objects.update(want=want)
    ask(idea, wuppertal_adviser)
    answer(idea, "yes")
    page_of = link_of(idea, wuppertal_adviser, "to")
    for _twice in range(2):
        page_of.post(reverse("introduction_answer"), {"answer": "no"})
    idea.refresh_from_db()
    want.refresh_from_db()
    assert (idea.stage, idea.to_agreed_at, want.state) == (Stage.DECLINED, None, "open")
    told = Message.objects.get(subject="Zu Ihrer Vorstellung")
    assert told.email == "kim@werkhof.example"
    assert "derzeit nicht möglich" in told.body
    assert [name for name in (*OF_GIVER, "Lager", "nein") if name in told.body] == []
    page = page_of.get(reverse("introduction_answer")).content.decode()
    page_of.post(reverse("introduction_answer"), {"answer": "yes", "shown": re.search(r'name="shown" value="([^"]+)"', page)[1]})
    idea.refresh_from_db()
    assert idea.stage == Stage.AGREED
    assert "Ein Ja nach einer Absage." in ConnectionStep.objects.values_list("reason", flat=True)


def test_a_yes_after_a_no_is_too_late_beside_a_newer_connection(idea, two, wuppertal_adviser):
    ask(idea, wuppertal_adviser)
    answer(idea, "no")
    begun(two, wuppertal_adviser)
    with pytest.raises(ValidationError, match="neuere Verbindung"):
        answer(idea, "yes")
    assert side(idea).answer == "no"


def test_a_link_ends_when_somebody_else_is_asked_or_the_introduction_is_closed(idea, two, office, wuppertal_adviser, link_of):
    page_of, url = link_of(idea, wuppertal_adviser), reverse("introduction_answer")
    actions.move_stage(user=wuppertal_adviser, connection=idea, stage=Stage.UNSUITABLE)
    page = page_of.get(url)
    assert "derzeit nicht möglich" in words(page)
    assert 'name="answer"' not in page.content.decode()
    assert page_of.post(url, {"answer": "no"}).status_code == 409
    actions.move_stage(user=wuppertal_adviser, connection=idea, stage=Stage.IDEA, reason="Doch")
    other = factories.make_contact(office, "Nachfolge", actor=two[0], email="neu@werkhof.example")
    actions.change_side(connection=idea, side="from", values={"contact": other})
    assert "wird jemand anderes gefragt" in words(page_of.get(url))
    assert page_of.post(url, {"answer": "no"}).status_code == 409
    assert side(idea).answer == ""


def test_what_a_side_agreed_to_is_not_changed_behind_its_back(sign_in, idea, wuppertal_adviser):
    ask(idea, wuppertal_adviser)
    answer(idea, "yes")
    client, url = sign_in(wuppertal_adviser), reverse("introduction_change", args=[side(idea).pk])
    form = typed(client.get(url))
    assert "hat genau dem zugestimmt" in words(client.post(url, form | {"passed_on": ["email", "address"]}))
    assert client.post(url, form | {"described_as": "eine Werkstatt"}).status_code == 302
    own = side(idea)
    assert (own.passed_on, own.described_as) == (["person", "email", "phone"], "eine Werkstatt")


# --- introduced --------------------------------------------------------------------------------------------
def test_both_get_exactly_what_the_other_allowed_once_and_only_after_both_agreed(sign_in, idea, wuppertal_adviser):
    client, url = sign_in(wuppertal_adviser), reverse("introduction_mail", args=[idea.pk])
    assert client.get(url).url == idea.get_absolute_url()
    with pytest.raises(ValidationError, match="beide Seiten einverstanden"):
        actions.introduce(user=wuppertal_adviser, connection=idea)
    IntroductionSide.objects.filter(side="to").update(passed_on=",email,")
    agreed(idea, wuppertal_adviser)
    form = typed(client.get(url))
    assert not any(secret in str(form) for secret in (*OF_SEEKER[2:], *OF_GIVER[2:]))
    for _twice in range(2):
        client.post(url, form | {"text_from": "Moin, [[data]] {passed_on} %(phone)s"})
    mails = {row.actor.trading_name: row.body for row in Message.objects.filter(subject="Wir machen Sie miteinander bekannt")}
    assert "robin@kuehl.example" in mails["Werkhof"]
    assert "Moin, [[data]] {passed_on} %(phone)s" in mails["Werkhof"]
    assert [hidden for hidden in ("0202 22", "Exempel") if hidden in mails["Werkhof"]] == []
    assert [given for given in OF_SEEKER if given not in mails["Kühlhaus"]] == []
    idea.refresh_from_db()
    assert (idea.stage, idea.introduced_at is not None, len(mails)) == (Stage.INTRODUCED, True, 2)
    assert ConnectionStep.objects.filter(stage=Stage.INTRODUCED).count() == 1


def test_a_side_without_mail_is_introduced_by_word(sign_in, idea, wuppertal_adviser):
    agreed(idea, wuppertal_adviser)
    idea.to_actor.contact_roles.get().contact.delete()
    client, url = sign_in(wuppertal_adviser), reverse("introduction_mail", args=[idea.pk])
    with pytest.raises(MessageRefused):
        actions.introduce(user=wuppertal_adviser, connection=idea)
    page = client.get(url)
    assert "Kühlhaus hat keine E-Mail-Adresse" in words(page)
    client.post(url, typed(page))
    idea.refresh_from_db()
    assert idea.stage == Stage.INTRODUCED
    assert ConnectionStep.objects.get(stage=Stage.INTRODUCED).reason == "Mündlich vorgestellt: Kühlhaus"


def test_page_of_a_connection_asks_the_database_a_fixed_number_of_times(sign_in, idea, wuppertal_adviser, django_assert_max_num_queries):
    client = sign_in(wuppertal_adviser)
    text = words(client.get(idea.get_absolute_url()))
    assert all(said in text for said in ("Werkhof und Kühlhaus", "Zwei Zusagen", "noch nicht gefragt", "Möglich, sobald beide"))
    agreed(idea, wuppertal_adviser)
    for number in range(5):
        stage = (Stage.UNSUITABLE, Stage.IDEA)[number % 2]
        actions.move_stage(user=wuppertal_adviser, connection=idea, stage=stage, reason="hin und her")
    with django_assert_max_num_queries(20):
        text = words(client.get(idea.get_absolute_url()))
    assert "Kühlhaus sagt ja: beide einverstanden" in text
    assert "Ungeeignet seit" in text or "Passt nicht seit" in text


# --- another city ------------------------------------------------------------------------------------------
@pytest.fixture
def across(two, witten, wuppertal_adviser, witten_adviser, witten_manager):
    """Wuppertal seeks something at a published actor of Witten."""
    start_purposes(witten)
    far = factories.make_actor(witten, "Wittener Halle", email="post@halle.example", steward=witten_adviser)
    factories.publish(far, witten_manager)
    talk = factories.make_consultation(two[0], wuppertal_adviser, note="Vertraulich gesagt")
    want = factories.make_listing(two[0], "Lagerfläche dringend")
    sides = {
        two[0].pk: {"described_as": "eine offene Werkstatt", "passed_on": ["email"]},
        far.pk: {"described_as": "eine Halle", "passed_on": ["email"]},
    }
    sides[two[0].pk]["contact"] = two[0].contact_roles.get().contact
    more = {"reason": "Interner Grund", "note": "Interne Notiz", "consultation": talk, "want": want}
    connection = factories.make_introduction(two[0], far, wuppertal_adviser, kind="space_use", sides=sides, **more)
    ask(connection, wuppertal_adviser)
    return answer(connection, "yes")


def test_an_actor_of_another_city_is_asked_by_its_own_office(across, wuppertal_adviser, witten_adviser, witten_manager, sign_in):
    for _twice in range(2):
        ask(across, wuppertal_adviser, "to")
    promise = FollowUp.objects.get(municipality=across.to_actor.municipality)
    assert (promise.assignee, side(across, "to").follow_up, Message.objects.filter(actor=across.to_actor).count()) == (
        witten_adviser,
        promise,
        0,
    )
    assert "Wuppertal fragt an" in promise.task
    client, url = sign_in(witten_adviser), reverse("far_connection_detail", args=[across.pk])
    texts = [promise.task, words(client.get(reverse("far_connection_list"))), words(client.get(url))]
    hidden = ("Werkhof", "Vorlage", "Interner Grund", "Interne Notiz", "Vertraulich", "Lagerfläche", "kim@")
    assert [secret for secret in hidden for text in texts if secret in text] == []
    assert [said for said in ("Akteur in Wuppertal", "eine offene Werkstatt", "Raum") if said not in texts[2]] == []
    for _twice in range(2):
        assert client.post(reverse("far_connection_answer", args=[across.pk]), {"answer": "yes"}).url == url
    promise.refresh_from_db()
    across.refresh_from_db()
    own = side(across, "to")
    assert (own.answer, own.answered_through, across.stage) == ("yes", "office", Stage.AGREED)
    assert promise.done_at is not None
    # What may be known now comes through its office too.
    actions.introduce(user=wuppertal_adviser, connection=across)
    task = FollowUp.objects.exclude(pk=promise.pk).get(municipality=across.to_actor.municipality).task
    assert "kim@werkhof.example" in task
    assert "0202 11" not in task
    assert "post@halle.example" in Message.objects.get(subject="Wir machen Sie miteinander bekannt").body


def test_a_third_city_sees_nothing_and_a_reader_records_nothing(across, wuppertal_adviser, witten, sign_in):
    ask(across, wuppertal_adviser, "to")
    third = factories.make_user(factories.make_municipality("Hagen", "05914000"))
    url = reverse("far_connection_detail", args=[across.pk])
    assert sign_in(third).get(url).status_code == 404
    said = reverse("far_connection_answer", args=[across.pk])
    assert sign_in(third).post(said, {"answer": "yes"}).status_code == 404
    assert sign_in(third).get(across.get_absolute_url()).status_code == 404
    reader = factories.make_user(witten, "reader")
    assert sign_in(reader).get(url).status_code == 200
    assert sign_in(reader).post(said, {"answer": "yes"}).status_code == 403
    # Our own office does not answer for it.
    record = reverse("introduction_record", args=[side(across, "to").pk])
    form = {"answer": "yes", "through": "phone", "day": "01.10.2026", "time": "10:00"}
    assert sign_in(wuppertal_adviser).post(record, form).status_code == 200
    assert side(across, "to").answer == ""


def test_introduction_of_a_want_began_in_the_talk_in_which_the_need_was_said(two, sign_in, wuppertal_adviser, wuppertal_reader):
    talk = factories.make_consultation(two[0], wuppertal_adviser, need="Lager ab März")
    want, _is_new = actions.list_need(user=wuppertal_adviser, consultation=talk, actor=two[0])
    connection = factories.make_introduction(*two, wuppertal_adviser, want=want)
    assert connection.consultation == talk
    page = sign_in(wuppertal_adviser).get(talk.get_absolute_url()).content.decode()
    assert connection.get_absolute_url() in page
    assert f"{reverse('introduction_begin')}?consultation={talk.pk}" in page
    seen = sign_in(wuppertal_reader).get(talk.get_absolute_url()).content.decode()
    assert (connection.get_absolute_url() in seen, reverse("introduction_begin") in seen) == (True, False)
