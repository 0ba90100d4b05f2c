"""What is restricted (Art. 18 GDPR) is kept and stands in no list, choice, search, count, file or mail: three pages alone tell of it."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone

from desk.models import Round, RoundStop, Snooze
from initiatives import actions
from initiatives.imports.pipeline import plan_import, run
from initiatives.imports.reading import read_table
from initiatives.links import is_usable, make_link
from initiatives.models import (
    Actor,
    ActorActivity,
    ActorAlias,
    Attachment,
    Consent,
    ConsentRequest,
    Consultation,
    Contact,
    ContactRole,
    CustomField,
    CustomValue,
    Draft,
    FollowUp,
    Location,
    Message,
    NoteReading,
    Objection,
    PersonalLink,
    RestrictionEntry,
    SnapshotRow,
    WarningFlag,
)
from initiatives.search import rebuild
from network.models import Connection, ConnectionStep, IntroductionSide, Listing, OutcomeQuestion, SuggestionDecision, TakenPeriod
from network.models.connection import at_actor
from portal.actions.inbox import answer_entry
from portal.models import InboxEntry, ProfileChange, ProfileCheck, Remark
from tests import factories
from tests.pages import typed, words
from tests.test_admin import filled
from tests.test_urls import TABLE, address
from tests.test_urls import world as world  # the same records as in the walk through all addresses
from wf40.scoping import is_scoped

pytestmark = pytest.mark.django_db
WORDS = ("Geheim", "Verschwiegen", "Nur hier", "kreis.example")
# The three that tell of it: the list, the step that ends it, the log.
TELLING = {"restricted_list", "actor_lift_restriction", "contact_lift_restriction", "access_log"}
# What somebody may add to an address in order to look for it; small letters, since pages show what was looked for.
ASKING = {
    "actor_list": ["?q=geheim", "?q=deckname"],
    "actor_create": ["?name=geheimer+kreis"],
    "actor_pick": ["?actor_query=geheim", "?actors={actor}&contacts={contact}&actor_query=offen"],
    "actor_export": ["?q=geheim"],
    "contact_export": ["?q=verschwiegen"],
    "consultation_export": ["?q=geheim"],
    "follow_up_export": ["?q=geheim"],
    "contact_list": ["?q=verschwiegen", "?actor=geheim"],
    "consultation_list": ["?q=geheim", "?actor={actor}"],
    "consultation_create": ["?akteur={actor}"],
    "capture": ["?akteur={actor}", "?person={contact}"],
    "follow_up_list": ["?q=geheim", "?state=all"],
    "role_create": ["?person=verschwiegen"],
    "message_list": ["?q=geheim", "?state=all"],
    "connection_list": ["?q=geheim", "?actor={actor}"],
    "connection_create": ["?actor={actor}"],
    "connection_pick": ["?actor_query=geheim", "?actors={actor}"],
    "connection_export": ["?q=geheim"],
    "listing_list": ["?q=geheim", "?actor={actor}"],
    "listing_create": ["?actor={actor}"],
    "listing_export": ["?q=geheim"],
    "inbox_list": ["?q=geheim&state=all", "?state=all&actor={actor}"],
    "inbox_export": ["?q=geheim&state=all", "?state=all"],
    "introduction_begin": ["?seeker={actor}", "?giver={actor}"],
    "network_picture": ["?um={actor}"],
    "network_picture_data": ["?um={actor}"],
    "network_way": ["?von={actor}&nach={actor}"],
    "network": ["?q=geheim"],
}


@pytest.fixture
def closed(world, wuppertal_manager, wuppertal_adviser, second_adviser):
    """The actor and the person of the walk, with everything that can hang on them, restricted; and what is open stands right beside:
    an actor whom the person serves too, a person who serves the actor too, a talk of both actors and both people."""
    _people, subjects, wuppertal = world
    actor, contact = Actor.objects.get(pk=subjects["actor"]), Contact.objects.get(pk=subjects["contact"])
    own = {"municipality": wuppertal, "actor": actor}
    ActorAlias.objects.create(name="Geheimer Deckname", **own)
    actions.refold_actor(actor)
    CustomValue.objects.create(field=CustomField.objects.get(), value="Geheimer Wert", **own)
    talk = factories.make_consultation(actor, wuppertal_adviser, note="Geheime Notiz", is_confidential=True)
    actions.read_confidential_note(user=wuppertal_manager, consultation=talk)
    FollowUp.objects.create(
        municipality=wuppertal, consultation=talk, task="Geheimes ohne Akteur", due_on=timezone.localdate(), assignee=wuppertal_adviser
    )
    open_actor = factories.make_actor(wuppertal, "Offener Hof", user=wuppertal_adviser, street="Offene Straße")
    open_contact = factories.make_contact(wuppertal, "Offen", actor=open_actor, role_title="Leitung")
    for who, whom in ((open_actor, contact), (actor, open_contact)):
        actions.set_role(actor=who, contact=whom, role_title="Geheime Aufgabe", is_main=False)
    both = {"contacts": [open_contact, contact], "note": "Alle zusammen", "need": "Ein Saal"}
    shared = factories.make_consultation([open_actor, actor], wuppertal_adviser, **both)
    WarningFlag.objects.create(kind="conflict", text="Geheime Warnung", created_by=wuppertal_adviser, **own)
    Snooze.objects.create(until=timezone.localdate(), reason="Geheimer Grund", **own)
    walk = Round.objects.create(municipality=wuppertal, title="Rundgang", owner=wuppertal_adviser)
    RoundStop.objects.create(round=walk, position=1, **own)
    promise = factories.make_follow_up(open_actor, wuppertal_adviser, "Offenes Versprechen", consultation=shared)
    actor.steward = second_adviser
    actor.save()
    network = weave(actor, contact, open_actor, open_contact, wuppertal_adviser)
    tell_the_office(actor, contact, open_actor, wuppertal_adviser)
    # What somebody types for themselves, what an office calls a walk and what a stranger applies with hang on no record.
    Draft.objects.update(text="Entwurf")
    Round.objects.update(title="Rundgang")
    InboxEntry.objects.filter(actor=None).update(details={"name": "Neues Vorhaben"})
    rebuild(wuppertal)
    for record in (actor, contact):
        actions.restrict(user=wuppertal_manager, record=record, reason="contested", note="Brief vom Montag")
    opened = {
        "actor": open_actor.pk,
        "contact": open_contact.pk,
        "consultation": shared.pk,
        "follow_up": promise.pk,
        "role": open_contact.roles.get(actor=open_actor).pk,
        "location": open_actor.locations.get().pk,
    }
    return actor, contact, shared, opened | network


def weave(actor, contact, open_actor, open_contact, user):
    """What the network holds of the restricted two, and beside it an introduction and a want of others in which the person is named."""
    now, wuppertal = timezone.now(), actor.municipality
    reason = {"reason": "Geheimer Anlass", "note": "Geheime Verbindung"}
    factories.make_connection(open_actor, actor, user, kind="supply", stage="lasting", **reason)
    sides = {actor.pk: {"described_as": "Geheime Beschreibung", "contact": open_contact}, open_actor.pk: {"contact": open_contact}}
    closed_one = factories.make_introduction(actor, open_actor, user, sides=sides, **reason)
    closed_one.sides.filter(side="from").update(asked_at=now, answer="no", answered_at=now, answered_through="phone", answer_note="Geheim")
    closed_one.sides.filter(side="to").update(asked_at=now - timedelta(days=20))
    closed_one.steps.update(reason="Geheimer Schritt")
    answered = {"asked_at": now, "answer": "no", "answer_text": "Geheime Antwort", "answered_at": now, "answered_through": "phone"}
    closed_one.outcome_questions.create(municipality=wuppertal, round=1, side="from", **answered)
    listing = factories.make_listing(actor, "Geheimes Gesuch", text="Geheimer Zweck", item_type="good")
    listing.taken_periods.create(municipality=wuppertal, first_day=now.date(), last_day=now.date(), note="Geheime Belegung")
    first, second = sorted((actor, open_actor), key=lambda row: row.pk)
    about = {"municipality": wuppertal, "first_actor": first, "second_actor": second, "score": 20}
    SuggestionDecision.objects.create(verdict="rejected", reason="Geheimer Einwand", **about)
    neighbour = factories.make_actor(wuppertal, "Offene Nachbarin")
    both = {open_actor.pk: {"contact": contact, "passed_on": ["person"]}, neighbour.pk: {"contact": contact, "passed_on": ["person"]}}
    between = factories.make_introduction(open_actor, neighbour, user, sides=both)
    between.sides.filter(side="from").update(asked_at=now, answer="yes", answered_at=now, answered_through="phone")
    between.sides.filter(side="to").update(asked_at=now - timedelta(days=20))
    question = between.outcome_questions.create(municipality=wuppertal, round=1, side="from", contact=contact, asked_at=now)
    offer = factories.make_listing(open_actor, "Offenes Angebot", "offer", contact=contact, item_type="good")
    return {"connection": between.pk, "introduced": between.pk, "outcome_question": question.pk, "listing": offer.pk}


def tell_the_office(actor, contact, open_actor, user):
    """What the restricted actor and the person sent to the office, and what they said of entries."""
    now, own = timezone.now(), {"municipality": actor.municipality}
    for about in ({"actor": actor}, {"actor": open_actor, "contact": contact, "sender_name": "Kim Verschwiegen"}):
        entry = factories.make_entry(**own, **about, text="Geheime Frage")
        answer_entry(user=user, entry=entry, text="Geheime Rückfrage")
        factories.make_proposal(about["actor"], {"description": "Geheimer Vorschlag"}, contact=about.get("contact"))
        said = {"answer": "yes", "asked_at": now, "answered_at": now, "answered_through": "link"}
        ProfileCheck.objects.create(actor=about["actor"], contact=about.get("contact"), **own, **said)
    vouched = {"answer": "yes", "answered_at": now, "answered_through": "alliance", "vouched_by": actor}
    ProfileCheck.objects.create(actor=open_actor, **own, **vouched)


def found_words(response):
    content = b"".join(response) if response.streaming else response.content
    return [word for word in WORDS if word in content.decode(errors="replace")]


# --- every address -----------------------------------------------------------------------------------------
# Who only reads sees no page and no word that an adviser does not see.
@pytest.mark.once
@pytest.mark.long
@pytest.mark.parametrize("role", ["manager", "adviser"])
def test_no_page_of_the_office_tells_of_what_is_restricted(role, world, closed, client):
    people, subjects, _wuppertal = world
    *_records, opened = closed
    client.force_login(people[role])
    leaks, answers = [], {}
    for name, row in TABLE.items():
        if row.subject == "token":
            continue
        queries = ["", *(query.format(**subjects) for query in ASKING.get(name, ()))]
        for known in (subjects, subjects | opened):
            for query in queries:
                url = address(name, row, known, people) + query
                response = client.get(url)
                told = found_words(response)
                if known is subjects and row.subject in RESTRICTED and role in row.may:
                    answers[name] = response.status_code
                if told and not (name in TELLING and role == "manager"):
                    leaks.append((url, told))
    assert leaks == []
    # Their own addresses do not exist any more; whoever restricts again is led to the list.
    led_on = {"actor_restrict", "contact_restrict"} & set(answers)
    assert {name: status for name, status in answers.items() if status != 404 and name not in led_on} == {}
    assert {answers[name] for name in led_on} <= {302}


RESTRICTED = {"actor", "contact", "role", "consultation", "follow_up", "location", "consent", "objection", "message", "attachment"}


@pytest.mark.once
@pytest.mark.long
@pytest.mark.parametrize("person", ["wuppertal_manager", "wuppertal_adviser"])
def test_no_page_of_the_administration_tells_of_what_is_restricted(person, closed, client, request):
    actor, contact, shared, _opened = closed
    client.force_login(request.getfixturevalue(person))
    leaks, count = [], 0
    urls = [reverse("admin:index")]
    for model in admin.site._registry:
        meta = model._meta
        base = f"admin:{meta.app_label}_{meta.model_name}"
        urls += [reverse(f"{base}_changelist") + query for query in ("", "?q=geheim", "?q=verschwiegen")]
        for key in list(model._default_manager.values_list("pk", flat=True)[:12]):
            urls += [reverse(f"{base}_{view}", args=[key]) for view in ("change", "history", "delete")]
        for other in admin.site._registry:
            for field in (*other._meta.fields, *other._meta.many_to_many):
                if field.is_relation and field.related_model is model:
                    asked = f"?app_label={other._meta.app_label}&model_name={other._meta.model_name}&field_name={field.name}&term="
                    urls += [reverse("admin:autocomplete") + asked + term for term in ("geheim", "verschwiegen", "")]
    for url in dict.fromkeys(urls):
        response = client.get(url)
        count += response.status_code == 200
        if told := found_words(response):
            leaks.append((url, told))
    assert leaks == []
    assert count > 40


def test_files_hold_nothing_that_is_restricted(closed, sign_in, wuppertal_manager):
    client = sign_in(wuppertal_manager)
    for query in ("", "?q=geheim"):
        file = client.post(reverse("actor_export") + query, {"purpose": "office", "file_format": "csv"})
        text = b"".join(file).decode()
        assert [word for word in WORDS if word in text] == []
        assert ("Offener Hof" in text) == (not query)
    for name in ("actor_export", "contact_export", "consultation_export", "follow_up_export"):
        every = [key for key, _title in client.get(reverse(name)).context["form"].fields["columns"].choices]
        for file_format in ("csv", "vcf") if name == "contact_export" else ("csv",):
            file = client.post(reverse(name), {"purpose": "office", "file_format": file_format, "columns": every})
            text = b"".join(file.streaming_content).decode()
            assert (name, [word for word in WORDS if word in text]) == (name, [])


# --- every kind of row -------------------------------------------------------------------------------------
def hanging_on(closed):
    """The models whose rows hang on the restricted records, with all such rows."""
    actor, contact, *_rest = closed
    return {
        Actor: Actor.objects.filter(pk=actor.pk),
        Contact: Contact.objects.filter(pk=contact.pk),
        ActorActivity: ActorActivity.objects.filter(actor=actor),
        ActorAlias: ActorAlias.objects.filter(actor=actor),
        Location: Location.objects.filter(actor=actor),
        CustomValue: CustomValue.objects.filter(actor=actor),
        ContactRole: ContactRole.objects.filter(actor=actor) | ContactRole.objects.filter(contact=contact),
        Attachment: Attachment.objects.filter(actor=actor) | Attachment.objects.filter(contact=contact),
        Consent: Consent.objects.filter(contact=contact),
        Objection: Objection.objects.filter(contact=contact),
        ConsentRequest: ConsentRequest.objects.filter(contact=contact),
        Message: Message.objects.filter(contact=contact),
        PersonalLink: PersonalLink.objects.filter(contact=contact),
        FollowUp: FollowUp.objects.filter(task__startswith="Geheim"),
        Consultation: Consultation.objects.filter(need="Geheimer Bedarf") | Consultation.objects.filter(note="Geheime Notiz"),
        NoteReading: NoteReading.objects.filter(consultation__note="Geheime Notiz"),
        WarningFlag: WarningFlag.objects.filter(actor=actor),
        Snooze: Snooze.objects.filter(actor=actor),
        RoundStop: RoundStop.objects.filter(actor=actor),
        Connection: Connection.objects.filter(at_actor(actor)),
        ConnectionStep: ConnectionStep.objects.filter(reason="Geheimer Schritt"),
        # Of a person who is asked for an actor that is open only the name is left out (the walk above).
        IntroductionSide: IntroductionSide.objects.filter(connection__reason="Geheimer Anlass"),
        OutcomeQuestion: OutcomeQuestion.objects.filter(answer_text="Geheime Antwort"),
        Listing: Listing.objects.filter(actor=actor),
        TakenPeriod: TakenPeriod.objects.filter(listing__actor=actor),
        SuggestionDecision: SuggestionDecision.objects.filter(reason="Geheimer Einwand"),
        InboxEntry: InboxEntry.objects.filter(actor=actor) | InboxEntry.objects.filter(contact=contact),
        Remark: Remark.objects.filter(text="Geheime Rückfrage"),
        ProfileChange: ProfileChange.objects.filter(proposed="Geheimer Vorschlag"),
        # Of an alliance that vouched for an actor that is open only the name is left out (the walk above).
        ProfileCheck: ProfileCheck.objects.filter(actor=actor) | ProfileCheck.objects.filter(contact=contact),
    }


def test_no_row_that_hangs_on_a_restricted_record_is_visible_to_anybody(closed, wuppertal, wuppertal_manager):
    _actor, contact, *_rest = closed
    make_link(purpose="consents", municipality=wuppertal, contact=contact)
    ConsentRequest.objects.create(municipality=wuppertal, contact=contact, email="kim@kreis.example")
    rows = hanging_on(closed)
    counts = {
        model.__name__: (rows[model].count(), (model.objects.visible_to(wuppertal_manager, wuppertal) & rows[model]).count())
        for model in rows
    }
    assert {name: seen for name, (there, seen) in counts.items() if seen or not there} == {}


def test_plainer_question_for_the_rows_at_one_actor_finds_what_the_whole_one_finds(closed, wuppertal, wuppertal_manager, witten_manager):
    actor, _contact, _shared, opened = closed
    open_actor = Actor.objects.get(pk=opened["actor"])
    for model, ties in ((Consultation, "actors"), (FollowUp, "actor")):
        seen = model.objects.visible_to(wuppertal_manager, wuppertal)
        there = list(model.objects.visible_to(wuppertal_manager, wuppertal, at=open_actor))
        assert there
        assert there == list(seen.filter(**{ties: open_actor}))
        assert not model.objects.visible_to(wuppertal_manager, wuppertal, at=actor)
        assert not model.objects.visible_to(witten_manager, wuppertal, at=open_actor)


def test_every_kind_of_row_at_an_actor_or_a_person_is_tried(closed):
    """A new model that points at an actor or a person must hide its rows too."""
    pointing = {
        model
        for model in apps.get_models()
        if is_scoped(model)
        and not model._meta.proxy
        and not model.__name__.startswith("Historical")
        and any(field.related_model in (Actor, Contact) for field in (*model._meta.fields, *model._meta.many_to_many))
    }
    # A frozen list stays whole as a proof: its rows hold keys and codes, and its page shows no name (the walk above).
    assert pointing - set(hanging_on(closed)) == {SnapshotRow}


def test_what_is_open_stays_and_names_only_the_open(closed, sign_in, wuppertal_reader):
    _actor, _contact, shared, opened = closed
    client = sign_in(wuppertal_reader)
    talk = words(client.get(shared.get_absolute_url()))
    assert "Alle zusammen" in talk
    assert "Offener Hof" in talk
    assert "Kim Offen" in talk
    assert shared in client.get(reverse("consultation_list")).context["page"].rows
    assert "Offenes Versprechen" in words(client.get(reverse("follow_up_list")))
    page = client.get(reverse("actor_detail", args=[opened["actor"]]))
    assert [role.contact.family_name for role in page.context["roles"]] == ["Offen"]
    person = client.get(reverse("contact_detail", args=[opened["contact"]]))
    assert [role.actor.trading_name for role in person.context["roles"]] == ["Offener Hof"]
    history = words(client.get(reverse("consultation_changes", args=[shared.pk])))
    assert "nicht angezeigt" in history


# --- editing what is tied to it ----------------------------------------------------------------------------
@pytest.mark.parametrize("place", ["office", "administration"])
def test_editing_a_shared_talk_keeps_the_ties_that_nobody_sees(place, closed, sign_in, wuppertal_adviser):
    actor, contact, shared, opened = closed
    client = sign_in(wuppertal_adviser)
    if place == "office":
        url = reverse("consultation_change", args=[shared.pk])
        sent = typed(client.get(url), minutes="25")
    else:
        url = reverse("admin:initiatives_consultation_change", args=[shared.pk])
        sent = filled(client.get(url), minutes="25")
    assert client.post(url, sent).status_code == 302
    shared.refresh_from_db()
    assert (shared.minutes, set(shared.actors.values_list("pk", flat=True))) == (25, {opened["actor"], actor.pk})
    assert set(shared.contacts.values_list("pk", flat=True)) == {opened["contact"], contact.pk}


def test_list_changes_nothing_of_a_restricted_actor_and_makes_no_second_one(closed, wuppertal, tmp_path):
    file = tmp_path / "liste.csv"
    file.write_text("Name;Telefon\nGeheimer Kreis;0202 9\nNeu;0202 8", encoding="utf-8")
    plan = plan_import(read_table(file), [wuppertal], only=wuppertal)
    run(plan)
    assert [str(row.verdict) for row in plan.rows] == ["refused", "create"]
    assert Actor.objects.get(trading_name="Geheimer Kreis").phone == ""


# --- links and mails ---------------------------------------------------------------------------------------
def test_link_of_a_restricted_person_does_not_work_until_the_restriction_ends(wuppertal, wuppertal_manager):
    actor, contact = factories.make_actor(wuppertal), factories.make_contact(wuppertal)
    links = [make_link(purpose="consents", municipality=wuppertal, **about)[0] for about in ({"actor": actor}, {"contact": contact})]
    both = make_link(purpose="consents", municipality=wuppertal, actor=actor, contact=contact)[0]

    def usable():
        return [is_usable(PersonalLink.objects.select_related("actor", "contact").get(pk=link.pk)) for link in (*links, both)]

    assert usable() == [True, True, True]
    actions.restrict(user=wuppertal_manager, record=contact, reason="claims")
    assert usable() == [True, False, False]
    actions.restrict(user=wuppertal_manager, record=actor, reason="claims")
    assert usable() == [False, False, False]
    actions.lift_restriction(user=wuppertal_manager, record=contact)
    actions.lift_restriction(user=wuppertal_manager, record=actor)
    assert usable() == [True, True, True]


def test_waiting_mail_to_a_restricted_person_is_not_sent(closed, mailoutbox):
    waiting = Message.objects.get(state="waiting")
    Message.objects.update(send_after=timezone.now())
    actions.send_due_messages()
    waiting.refresh_from_db()
    assert (waiting.state, len(mailoutbox)) == ("failed", 0)
    assert "eingeschränkt" in waiting.last_error


# --- the step itself ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", ["actor", "contact"])
def test_manager_restricts_and_lifts_by_the_pages_and_everything_is_back(kind, sign_in, wuppertal, wuppertal_manager):
    record = {"actor": factories.make_actor, "contact": factories.make_contact}[kind](wuppertal, "Muster")
    client = sign_in(wuppertal_manager)
    own = record.get_absolute_url()
    url = reverse(f"{kind}_restrict", args=[record.pk])
    assert f'href="{url}"' in client.get(own).content.decode()
    page = client.get(url)
    assert "Was folgt" in words(page)
    assert "Bitte wählen Sie den Grund." in words(client.post(url, {}))
    told = words(client.post(url, {"reason": "contested", "note": "Brief vom 2. Januar"}, follow=True))
    assert "Muster" in told
    assert "Die Person bestreitet, dass die Daten richtig sind" in told
    assert "M. Leitner" in told
    assert (client.get(own).status_code, client.post(url, {"reason": "claims"}).status_code) == (404, 302)
    lift = reverse(f"{kind}_lift_restriction", args=[record.pk])
    assert "Art. 18 Abs. 3" in words(client.get(lift))
    assert "Bitte sagen Sie es zuerst der Person" in words(client.post(lift, {"note": "Anruf"}))
    assert client.get(own).status_code == 404
    answer = client.post(lift, {"is_told": "on", "note": "Anruf"}, follow=True)
    assert "Nichts ist eingeschränkt" in words(answer)
    assert client.get(own).status_code == 200
    assert client.get(lift).url == own
    entries = RestrictionEntry.objects.order_by("pk").values_list("record_kind", "record_key", "is_restricted", "reason", "note")
    assert list(entries) == [(kind, record.pk, True, "contested", "Brief vom 2. Januar"), (kind, record.pk, False, "contested", "Anruf")]


def test_adviser_has_no_button_and_no_list(sign_in, wuppertal, wuppertal_adviser):
    actor, contact = factories.make_actor(wuppertal), factories.make_contact(wuppertal)
    client = sign_in(wuppertal_adviser)
    for record, name in ((actor, "actor_restrict"), (contact, "contact_restrict")):
        assert reverse(name, args=[record.pk]) not in client.get(record.get_absolute_url()).content.decode()
        assert client.post(reverse(name, args=[record.pk]), {"reason": "claims"}).status_code == 403
    assert client.get(reverse("restricted_list")).status_code == 403


def test_restricted_records_of_another_city_are_not_listed(sign_in, wuppertal, wuppertal_manager, witten_manager):
    actor = factories.make_actor(wuppertal, "Verborgen")
    actions.restrict(user=wuppertal_manager, record=actor, reason="claims")
    client = sign_in(witten_manager)
    assert "Verborgen" not in words(client.get(reverse("restricted_list")))
    assert client.post(reverse("actor_lift_restriction", args=[actor.pk]), {"is_told": "on"}).status_code == 404
    actor.refresh_from_db()
    assert actor.restricted_at
