"""What the network shows elsewhere: on an actor's page, on "Heute", in the morning mail, on the meeting sheet, in the list of actors."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from initiatives import actions as register_actions
from initiatives.models import Message, Purpose
from network import actions
from network.choices import Stage
from network.models import Connection, IntroductionSide
from network.panels.actors import connections_of, far_connections_of, ties_of
from network.panels.timelines import asked, connection_answers, connection_steps, listings
from network.panels.today import introduction_lines, introduction_steps
from tests import factories
from tests.pages import words

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def hof(wuppertal):
    return factories.make_actor(wuppertal, "Werkhof")


def whats(steps):
    return [step.what for step in steps]


# --- the actor's page --------------------------------------------------------------------------------------
def test_page_tells_with_whom_an_actor_is_connected_from_its_own_side(hof, wuppertal, wuppertal_adviser, sign_in):
    for name, kind, stage in (
        ("Talhof", "supply", "ended"),
        ("Repair-Café", "cooperation", "idea"),
        ("Unverpackt", "sales_outlet", "lasting"),
    ):
        other = factories.make_actor(wuppertal, name)
        factories.make_connection(other, hof, wuppertal_adviser, kind=kind, stage=stage)
    shown = connections_of(wuppertal_adviser, wuppertal, hof)
    assert [(line.name, str(line.words)) for line in shown["lines"]] == [
        ("Unverpackt", "verkauft für"),
        ("Repair-Café", "Kooperation"),
        ("Talhof", "wird beliefert von"),
    ]
    assert (shown["living_count"], shown["more"]) == (1, 0)
    page = sign_in(wuppertal_adviser).get(hof.get_absolute_url()).content.decode()
    assert f"{reverse('connection_create')}?actor={hof.pk}" in page
    assert f"{reverse('introduction_begin')}?seeker={hof.pk}" in page
    assert f"{reverse('network_picture')}?um={hof.pk}" in page


def test_reader_sees_connections_and_no_button_and_another_city_nothing(
    hof, wuppertal, wuppertal_reader, wuppertal_adviser, witten_adviser
):
    assert connections_of(wuppertal_reader, wuppertal, hof) is None
    factories.make_connection(hof, factories.make_actor(wuppertal, "Talhof"), wuppertal_adviser)
    assert connections_of(wuppertal_reader, wuppertal, hof)["may_add"] is False
    assert connections_of(witten_adviser, wuppertal, hof) is None


def test_carriers_and_memberships_stand_with_their_days(hof, wuppertal, wuppertal_adviser):
    def tie(first, second, kind, stage="lasting", **days):
        factories.make_connection(first, second, wuppertal_adviser, kind=kind, stage=stage, **days)

    carrier, before, bund = (factories.make_actor(wuppertal, name) for name in ("Trägerverein", "Alter Träger", "Bündnis"))
    tie(before, hof, "umbrella", "ended", started_on=date(2023, 1, 1), ended_on=date(2024, 12, 31))
    tie(carrier, hof, "umbrella", started_on=date(2025, 1, 1))
    tie(hof, bund, "membership")
    groups = ties_of(wuppertal_adviser, wuppertal, hof)["groups"]
    assert [(label, [(line.name, line.when) for line in lines]) for label, lines in groups[:2]] == [
        ("Getragen von", [("Trägerverein", "seit 01.01.2025")]),
        ("Mitglied bei", [("Bündnis", f"seit {timezone.localdate():%d.%m.%Y}")]),
    ]
    assert [(label, lines[0].when) for label, lines in groups[2:]] == [("Frühere Träger", "01.01.2023 bis 31.12.2024")]
    assert [label for label, _lines in ties_of(wuppertal_adviser, wuppertal, bund)["groups"]] == ["Mitglieder"]
    # They stand in their own panel alone.
    assert connections_of(wuppertal_adviser, wuppertal, hof)["lines"] == []


def test_far_side_is_named_only_while_it_is_published_and_the_far_office_sees_no_note(
    hof, wuppertal, witten, wuppertal_adviser, witten_adviser, witten_manager
):
    far = factories.make_actor(witten, "Wittener Laden")
    about = {"municipality": wuppertal, "stage": "in_contact", "note": "Streng intern", "reason": "Warum"}
    Connection.objects.create(from_actor=hof, to_actor=far, kind="supply", **about)
    assert connections_of(wuppertal_adviser, wuppertal, hof)["lines"][0].name == "Akteur in Witten"
    factories.publish(far, witten_manager)
    assert connections_of(wuppertal_adviser, wuppertal, hof)["lines"][0].name == "Wittener Laden (Witten)"
    (line,) = far_connections_of(witten_adviser, witten, far)["lines"]
    assert (line["far"].other_name, line["far"].words) == ("Akteur in Wuppertal", "wird beliefert von")
    assert connections_of(witten_adviser, witten, far)["lines"] == []


# --- Heute -------------------------------------------------------------------------------------------------
@pytest.fixture
def under_way(hof, wuppertal, wuppertal_adviser):
    """An introduction whose first side was asked nine days ago."""
    cooler = factories.make_actor(wuppertal, "Kühlhaus")
    row = factories.make_introduction(hof, cooler, wuppertal_adviser)
    IntroductionSide.objects.filter(connection=row, side=row.first_asked).update(asked_at=timezone.now() - timedelta(days=9))
    return row


def agree(row, side):
    now = timezone.now()
    Connection.objects.filter(pk=row.pk).update(**{f"{side}_agreed_at": now})
    asked_at = now - timedelta(days=1)
    answered = {"answer": "yes", "answered_at": now, "answered_through": "phone", "asked_at": asked_at}
    IntroductionSide.objects.filter(connection=row, side=side).update(**answered)


def test_today_leads_from_the_reminder_to_the_introduction(under_way, wuppertal, wuppertal_adviser, second_adviser, sign_in):
    day = timezone.localdate()

    def steps(user=wuppertal_adviser):
        return introduction_steps(user, wuppertal, day)

    assert whats(steps()) == ["Werkhof erinnern"]
    assert "seit 9 Tagen ohne Antwort" in steps()[0].why
    # Who was reminded is left in peace for a week, unless the mail did not arrive.
    purpose = Purpose.objects.create(municipality=wuppertal, code="service", label="Anliegen", legal_basis="6_1_e", needs_consent=False)
    about = {"municipality": wuppertal, "purpose": purpose, "email": "kim@werkhof.example", "subject": "a", "body": "b"}
    reminder = Message.objects.create(**about, state="sent", sent_at=timezone.now())
    IntroductionSide.objects.filter(side="from").update(message=reminder)
    assert steps() == []
    Message.objects.update(state="failed")
    assert whats(steps()) == ["Werkhof erinnern"]
    IntroductionSide.objects.filter(side="from").update(asked_at=timezone.now() - timedelta(days=6))
    assert steps() == []
    agree(under_way, "from")
    assert whats(steps()) == ["Kühlhaus fragen"]
    agree(under_way, "to")
    Connection.objects.update(stage=Stage.AGREED)
    assert whats(steps()) == ["Werkhof und Kühlhaus einander vorstellen"]
    said = words(sign_in(wuppertal_adviser).get(reverse("office")))
    assert "1 Vorstellung weiterzuführen" in said
    (line,) = introduction_lines(wuppertal_adviser, wuppertal, day)
    assert line.url == reverse("connection_detail", args=[under_way.pk])
    # It is its broker's work, and while she is away her deputy's.
    assert steps(second_adviser) == []
    factories.make_absence(wuppertal, wuppertal_adviser, second_adviser)
    assert steps(second_adviser)[0].why.endswith("A.\N{NO-BREAK SPACE}Beispiel")


def test_request_of_another_city_waits_for_every_adviser_until_it_is_answered(
    hof, wuppertal, witten, wuppertal_adviser, second_adviser, witten_adviser, wuppertal_reader
):
    far = factories.make_actor(witten, "Wittener Laden")
    row = Connection.objects.create(municipality=witten, from_actor=far, to_actor=hof, broker=witten_adviser, note="Nur Witten")
    for side in ("from", "to"):
        IntroductionSide.objects.create(municipality=witten, connection=row, side=side, asked_at=timezone.now())
    day = timezone.localdate()
    for adviser in (wuppertal_adviser, second_adviser):
        (step,) = introduction_steps(adviser, wuppertal, day)
        assert (step.what, "Akteur in Witten" in step.why) == ("Witten fragt an: Werkhof", True)
    assert introduction_steps(wuppertal_reader, wuppertal, day) == []
    # Whose follow-up it is, to them it is said once.
    promise = factories.make_follow_up(hof, wuppertal_adviser, "Witten fragt an")
    IntroductionSide.objects.filter(side="to").update(follow_up=promise)
    assert [len(introduction_steps(adviser, wuppertal, day)) for adviser in (wuppertal_adviser, second_adviser)] == [0, 1]
    agree(row, "to")
    assert introduction_steps(wuppertal_adviser, wuppertal, day) == []


# --- timelines ---------------------------------------------------------------------------------------------
def test_timeline_tells_stages_answers_and_what_became_of_a_want(under_way, hof, wuppertal, wuppertal_adviser):
    agree(under_way, "from")
    person = factories.make_contact(wuppertal, "Gefragt", actor=hof)
    IntroductionSide.objects.filter(side="from").update(contact=person)
    listing = factories.make_listing(hof)
    actions.set_listing_state(listing=listing, state="fulfilled")
    about = (wuppertal_adviser, wuppertal, hof, 50)
    assert [entry.what for entry in connection_steps(*about)] == ["Idee: Kühlhaus"]
    assert [entry.what for entry in connection_answers(*about)] == ["Werkhof zur Vorstellung bei Kühlhaus: ja"]
    assert [entry.what for entry in listings(*about)] == ["Gesuch erfüllt: Kühlraum", "Gesuch: Kühlraum"]
    of_person = [entry.what for entry in asked(wuppertal_adviser, wuppertal, person, 50)]
    assert of_person == ["Werkhof zur Vorstellung bei Kühlhaus: ja", "Gefragt zur Vorstellung bei Kühlhaus"]


# --- the list of actors ------------------------------------------------------------------------------------
def test_list_filters_by_connection_and_want_and_shows_both_where_somebody_asks(hof, wuppertal, witten, wuppertal_adviser, sign_in):
    carrier, alone, past = (factories.make_actor(wuppertal, name) for name in ("Trägerverein", "Allein", "Vorbei"))
    factories.make_connection(carrier, hof, wuppertal_adviser, kind="umbrella")
    factories.make_connection(hof, carrier, wuppertal_adviser, kind="membership")
    factories.make_connection(alone, past, wuppertal_adviser, stage="ended")
    factories.make_listing(alone, "Lastenrad")
    factories.make_listing(past, "Halle", "offer")
    factories.make_listing(past, "Alt", "offer", state="expired")
    client, url = sign_in(wuppertal_adviser), reverse("actor_list")

    def found(**asked):
        return sorted(actor.trading_name for actor in client.get(url, asked).context["page"].rows)

    assert found(connection="any") == ["Trägerverein", "Werkhof"]
    assert found(connection="none") == found(listing="any") == ["Allein", "Vorbei"]
    assert found(connection="carried") == found(connection="member") == ["Werkhof"]
    assert (found(listing="want"), found(listing="offer")) == (["Allein"], ["Vorbei"])
    assert found(listing="none") == ["Trägerverein", "Werkhof"]
    page = client.get(url, {"connection": "none"})
    assert "ohne Verbindung" in [chip.value for chip in page.context["filterset"].chips]
    columns = {"spalten": ["name", "connections", "listings"]}
    said = words(client.get(url, columns))
    for cell in ("2 laufend", "sucht: Lastenrad", "bietet: Halle"):
        assert cell in said
    assert "Alt" not in said.split()
    # Two queries for the two columns, and not one for a list without them.
    asked = []
    for params in ({"spalten": ["name"]}, columns):
        with CaptureQueriesContext(connection) as queries:
            client.get(url, params)
        asked.append(len(queries))
    assert asked[1] - asked[0] <= 2


def test_what_hangs_on_a_restricted_actor_is_counted_nowhere(hof, wuppertal, wuppertal_adviser, wuppertal_manager, sign_in):
    other = factories.make_actor(wuppertal, "Nachbarin")
    factories.make_connection(hof, other, wuppertal_adviser)
    register_actions.restrict(user=wuppertal_manager, record=hof, reason="claims")
    assert connections_of(wuppertal_adviser, wuppertal, other)["living_count"] == 0
    rows = sign_in(wuppertal_adviser).get(reverse("actor_list"), {"connection": "none"}).context["page"].rows
    assert [actor.trading_name for actor in rows] == ["Nachbarin"]
