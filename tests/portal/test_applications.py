"""Anybody proposes an initiative; a mail confirms it; the office takes it in, hands an entry over to who speaks for it, or declines."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from initiatives.actions import record_confirmed, withdraw_consent, write_text
from initiatives.links import make_link
from initiatives.models import Actor, Consent, Contact, Message, PersonalLink, Purpose
from initiatives.office_start import start_purposes
from portal.actions.applications import apply, assign_claim, confirm_application, drop_unconfirmed, forget_strangers, take_in
from portal.actions.inbox import answer_entry
from portal.applications import consents_on_offer, has_its_domain
from portal.choices import EntryKind, EntryResult, EntryState, Proof
from portal.links import APPLICATION, PROFILE
from portal.models import InboxEntry, PortalSettings
from portal.publication import is_public
from portal.spam import HOUR, stamp, take_turn
from tests import factories
from tests.portal.conftest import open_link

pytestmark = [pytest.mark.django_db, pytest.mark.once]
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
def city(wuppertal):
    start_purposes(wuppertal)
    wuppertal.phone = "0202 11"
    wuppertal.save()
    return wuppertal


@pytest.fixture
def url(city):
    return reverse("application", args=[city.slug])


def typed(**more):
    """What a person sends who needed ten seconds."""
    opened = stamp(timezone.now() - timedelta(seconds=10))
    initiative = {
        "name": "Nähtreff Fadenlauf",
        "description": "Wir nähen.",
        "kind": "initiative",
        "phone": "0202 22",
        "locality": "Wuppertal",
    }
    place = {"street": "Hofaue", "house_number": "3", "postcode": "42103"}
    person = {"given_name": "Ronja", "family_name": "Tannhauer", "role": "Leitung", "own_email": "ronja@faden.example"}
    return initiative | place | person | {"opened": opened, "topic": "", "form_key": str(uuid4())} | more


def applied(city, name="Nähtreff Fadenlauf", email="ronja@faden.example", consents=(), **details):
    """A confirmed application, as form and mail bring it about."""
    ticked = {offer.purpose.code: offer.text.pk for offer in consents_on_offer(city) if offer.purpose.code in consents}
    details = {"name": name, "kind": "initiative", "given_name": "Ronja", "family_name": "Tannhauer", "consents": ticked} | details
    sender = {"sender_name": "Ronja Tannhauer", "sender_email": email, "sender_phone": "0202 33"}
    entry = apply(municipality=city, form_key=uuid4(), details=details, sender=sender)
    confirm_application(link=link_of(entry)[0])
    entry.refresh_from_db()
    return entry


def link_of(entry):
    return make_link(purpose=APPLICATION, municipality=entry.municipality, subject_id=entry.pk, email=entry.sender_email)


def mails_to(email):
    return [message.links for message in Message.objects.filter(email=email).order_by("pk")]


# --- the public --------------------------------------------------------------------------------------------
def test_application_is_confirmed_by_mail_before_the_office_learns_of_it(client, city, url, mailoutbox, django_capture_on_commit_callbacks):
    offers = [offer.value for offer in consents_on_offer(city)]
    assert b"checked" not in client.get(url).content
    form = typed(consents=offers)
    with django_capture_on_commit_callbacks(execute=True):
        for _time in range(2):
            assert client.post(url, form)["Location"] == reverse("application_sent", args=[city.slug])
    entry = InboxEntry.objects.get()
    assert (entry.state, entry.kind, list(InboxEntry.objects.sighted())) == (EntryState.UNCONFIRMED, EntryKind.REGISTRATION, [])
    assert entry.details["address"]["street"] == "Hofaue"
    assert set(entry.details["consents"]) == {"publish_profile", "publish_person"}
    assert ["Fadenlauf" in mail.body for mail in mailoutbox] == [False], "nobody writes to others by our hand"
    token = re.search(r"/link/[\w-]+/", mailoutbox[0].body)[0]
    visitor = open_link(token)
    page = visitor.get(reverse("application_confirm"))
    assert "Nähtreff Fadenlauf" in page.content.decode()
    assert "Hofaue 3, 42103 Wuppertal" in page.content.decode()
    assert InboxEntry.objects.get().state == EntryState.UNCONFIRMED, "looking confirms nothing"
    for _time in range(2):
        assert visitor.post(reverse("application_confirm")).status_code == 302
    entry.refresh_from_db()
    assert (entry.state, entry.kind) == (EntryState.OPEN, EntryKind.REGISTRATION)
    assert "Ihre Anmeldung ist bestätigt" in visitor.get(reverse("application_confirm")).content.decode()
    assert Client().get(token).status_code == 410, "the link works once"


def test_known_initiative_is_told_nothing_and_becomes_a_claim(client, city, url):
    factories.make_actor(city, "Fadenlauf Nähtreff", phone="0202 99")
    assert client.post(url, typed())["Location"] == reverse("application_sent", args=[city.slug])
    entry = InboxEntry.objects.get()
    visitor = open_link(link_of(entry)[1])
    before = visitor.get(reverse("application_confirm")).content.decode()
    after = visitor.post(reverse("application_confirm"), follow=True).content.decode()
    assert "register" not in before.lower() + after.lower()
    assert "0202 99" not in before + after
    assert InboxEntry.objects.get().kind == EntryKind.CLAIM


def test_wrong_entries_are_said_at_the_field_and_kept(client, city, url):
    text = "http://a.example www.b.example https://c.example"
    wrong = typed(description=text, postcode="4210", family_name="", own_email="niemand", consents=["publish_profile:0"], kind="\x07")
    page = client.post(url, wrong)
    assert set(page.context["form"].errors) == {"description", "postcode", "family_name", "own_email", "consents", "kind"}
    assert text in page.content.decode()
    assert "signs" in client.post(url, typed(name="Nähtreff\u202e"), follow=True).context["form"].errors.as_data()["name"][0].code
    assert set(client.post(url, typed(postcode="", street="")).context["form"].errors) == {"street"}
    assert InboxEntry.objects.count() == Message.objects.count() == 0


def test_rows_of_another_city_and_keys_that_are_none_are_refused(client, city, witten, url):
    factories.make_work_field(city)
    field, district = factories.make_work_field(witten), factories.make_district(witten)
    for key, other in ((field.pk, district.pk), ("9" * 30, "²"), ("\x00", "a")):
        page = client.post(url, typed(field=str(key), district=str(other)))
        assert set(page.context["form"].errors) == {"field", "district"}, (key, other)


def test_wording_that_changed_meanwhile_is_read_anew(client, city, url, wuppertal_manager):
    old = consents_on_offer(city)[0]
    write_text(user=wuppertal_manager, purpose=old.purpose, text="Ein neuer Wortlaut.")
    page = client.post(url, typed(consents=[old.value]))
    assert list(page.context["form"].errors) == ["consents"]
    assert "Ein neuer Wortlaut." in page.content.decode()


def test_trap_quick_form_and_flood_leave_nothing_behind(client, city, url):
    assert client.post(url, {"topic": "Kredit"})["Location"] == reverse("application_sent", args=[city.slug])
    assert client.post(url, typed(opened=stamp())).context["form"].non_field_errors()
    assert [take_turn("application_sent", "127.0.0.1", 5, HOUR) for _time in range(4)] == [True] * 4
    answers = [client.post(url, typed(own_email=f"a{number}@x.example")) for number in range(2)]
    assert [answer.status_code for answer in answers] == [302, 429]
    assert answers[-1]["Retry-After"] == "3600"
    assert InboxEntry.objects.count() == Message.objects.count() == 1


def test_nobodys_mailbox_is_filled_by_applications(client, city, url):
    assert all(take_turn("application mail", f"{city.pk}:ronja@faden.example", 3, HOUR) for _time in range(2))
    for number in range(2):
        assert client.post(url, typed(), REMOTE_ADDR=f"192.0.2.{number}").status_code == 302
    assert Message.objects.count() == 1


def test_city_that_takes_no_applications_says_so(client, city, url):
    PortalSettings.objects.create(municipality=city, takes_applications=False)
    for page in (client.get(url), client.post(url, typed())):
        assert page.status_code == 200
        assert "0202 11" in page.content.decode()
        assert b"<form" not in page.content
    assert InboxEntry.objects.count() == 0


def test_unconfirmed_application_is_deleted_with_mail_and_link_after_seven_days(city):
    open_one = applied(city)
    entry = apply(municipality=city, form_key=uuid4(), details={"name": "Spuk"}, sender={"sender_email": "spuk@x.example"})
    link, url = link_of(entry)
    assert drop_unconfirmed(timezone.now() + timedelta(days=6)) == 0
    visitor = open_link(url)
    assert drop_unconfirmed(timezone.now() + timedelta(days=7, minutes=1)) == 1
    assert list(InboxEntry.objects.all()) == [open_one]
    assert not Message.objects.filter(email="spuk@x.example").exists()
    assert not PersonalLink.objects.filter(pk=link.pk).exists()
    assert visitor.get(reverse("application_confirm")).status_code == 403


def test_of_who_never_came_into_the_register_nothing_stays_after_a_year(city, wuppertal_adviser):
    entry = applied(city)
    confirm_application(link=link_of(entry)[0])
    answer_entry(user=wuppertal_adviser, entry=entry, text="Leider nein.", result=EntryResult.REJECTED)
    assert forget_strangers(timezone.now() + timedelta(days=364)) == 0
    assert [forget_strangers(timezone.now() + timedelta(days=366)) for _time in range(2)] == [1, 0]
    entry.refresh_from_db()
    assert (entry.state, entry.sender_name, entry.sender_email, entry.details, entry.remarks.count()) == ("done", "", "", {}, 0)


def test_guessed_expired_or_foreign_link_shows_nothing(client, city):
    assert client.get("/link/geraten-geraten/").status_code == 404
    assert client.get(reverse("application_confirm")).status_code == 403
    _made, profile = make_link(purpose=PROFILE, municipality=city, actor=factories.make_actor(city))
    assert open_link(profile).get(reverse("application_confirm")).status_code == 403, "a link to a profile is none to an application"
    entry = apply(municipality=city, form_key=uuid4(), details={"name": "Geheim"}, sender={"sender_email": "a@x.example"})
    made, url = link_of(entry)
    PersonalLink.objects.filter(pk=made.pk).update(expires_at=timezone.now())
    assert client.get(url[url.index("/link/") :]).status_code == 410


def test_text_from_outside_stays_text_on_every_page(client, city, sign_in, wuppertal_adviser):
    names = ("name", "description", "role", "given_name", "family_name", "street", "house_number", "locality", "phone")
    details = dict.fromkeys(names, SCRIPT) | {"kind": SCRIPT, "website": SCRIPT, "address": {"street": SCRIPT, "locality": SCRIPT}}
    sender = {"sender_name": SCRIPT, "sender_email": "a@x.example", "sender_phone": SCRIPT}
    entry = apply(municipality=city, form_key=uuid4(), details=details, sender=sender, text=SCRIPT)
    visitor = open_link(link_of(entry)[1])
    assert SCRIPT not in visitor.get(reverse("application_confirm")).content.decode()
    visitor.post(reverse("application_confirm"))
    page = sign_in(wuppertal_adviser).get(reverse("inbox_application", args=[entry.pk])).content.decode()
    assert SCRIPT not in page
    assert page.count("&lt;script&gt;") > 5


# --- the office --------------------------------------------------------------------------------------------
def test_office_takes_a_new_initiative_in_with_the_consents_that_were_given(city, sign_in, wuppertal_manager):
    field = factories.make_work_field(city)
    address = {"street": "Hofaue", "house_number": "3", "postcode": "42103", "locality": "Wuppertal", "district": None}
    entry = applied(city, consents=("publish_profile",), description="Wir nähen.", fields=[field.pk], address=address, role="Leitung")
    page = reverse("inbox_application", args=[entry.pk])
    answer = sign_in(wuppertal_manager).post(page, {"step": "take_in"}, follow=True)
    actor, person = Actor.objects.get(), Contact.objects.get()
    entry.refresh_from_db()
    assert (entry.state, entry.result, entry.actor, entry.contact) == (EntryState.DONE, EntryResult.ACCEPTED, actor, person)
    assert entry.done_by == wuppertal_manager
    assert "Nähtreff Fadenlauf" in answer.content.decode()
    assert actor.source.startswith("Anmeldung der Initiative vom")
    assert actor.description == "Wir nähen."
    assert (actor.locations.get().address, list(actor.work_fields.all())) == ("Hofaue 3, 42103 Wuppertal", [field])
    assert (str(person), person.source, person.roles.get().role_title) == ("Ronja Tannhauer", "", "Leitung")
    consent = Consent.objects.get()
    assert (consent.subject, consent.email, consent.channel) == (actor, "ronja@faden.example", "double_opt_in")
    assert consent.is_in_force
    assert consent.confirmed_at == entry.received_at
    assert consent.recorded_by is None
    assert not is_public(actor), "the office has not released it"
    stored = (Message, PersonalLink)
    assert [list(model.objects.order_by("pk").values_list("contact", flat=True)[:1]) for model in stored] == [[person.pk]] * 2
    assert [*mails_to("ronja@faden.example")[1]] == ["profile"]
    assert sign_in(wuppertal_manager).post(page, {"step": "take_in"}).status_code == 302
    assert Actor.objects.count() == 1, "two of the office at once: one wins"


def test_management_may_release_at_once_and_an_adviser_may_not(city, sign_in, wuppertal_manager, wuppertal_adviser):
    first, second = (applied(city, name, consents=("publish_profile",)) for name in ("Nähtreff", "Hofladen"))
    for user, entry in ((wuppertal_adviser, first), (wuppertal_manager, second)):
        sign_in(user).post(reverse("inbox_application", args=[entry.pk]), {"step": "take_in", "release": "on"})
        entry.refresh_from_db()
    assert (is_public(first.actor), is_public(second.actor)) == (False, True)
    assert first.contact == second.contact, "the same person is entered once"


def test_consent_that_was_withdrawn_since_does_not_come_back(city, wuppertal_adviser):
    actor = factories.make_actor(city, "Werkhof")
    purpose = Purpose.objects.get(code="publish_profile")
    given = {"subject": actor, "purpose": purpose, "text": purpose.text, "email": "a@x.example"}
    consent = record_confirmed(confirmed_at=timezone.now() - timedelta(days=2), **given)
    assert record_confirmed(confirmed_at=timezone.now() - timedelta(days=1), **given) is None, "one is in force"
    withdraw_consent(consent=consent, channel="email", user=wuppertal_adviser)
    assert record_confirmed(confirmed_at=timezone.now() - timedelta(days=1), **given) is None
    assert record_confirmed(confirmed_at=timezone.now() + timedelta(seconds=1), **given).is_in_force


def test_claim_by_the_address_on_record_sends_the_link_there_alone(city, sign_in, wuppertal_adviser):
    actor = factories.make_actor(city, "Nähtreff Fadenlauf", email="hof@x.example")
    entry = applied(city)
    page = f"{reverse('inbox_application', args=[entry.pk])}?akteur={actor.pk}"
    shown = sign_in(wuppertal_adviser).get(page)
    assert [choice for choice, _label in shown.context["assign"].fields["proof"].choices] == [Proof.ADDRESS]
    for form in ({}, {"step": "assign", "proof": "address"}):
        sign_in(wuppertal_adviser).post(reverse("inbox_application", args=[entry.pk]), form)
    assert Actor.objects.get() == actor, "without a decision nothing happens"
    assert sign_in(wuppertal_adviser).post(page, {"step": "assign", "proof": "domain"}).context["form"].errors
    sign_in(wuppertal_adviser).post(page, {"step": "assign", "proof": "address", "note": ""})
    entry.refresh_from_db()
    assert (entry.kind, entry.actor, entry.proof, entry.contact) == (EntryKind.CLAIM, actor, Proof.ADDRESS, None)
    assert (mails_to("hof@x.example"), mails_to("ronja@faden.example")[1:]) == ([{"profile": ["profile", None]}], [{}])
    assert Contact.objects.count() == 0
    assert Consent.objects.count() == 0


def test_claim_by_domain_or_call_makes_the_applicant_a_person_of_the_entry(city, sign_in, wuppertal_adviser):
    actor = factories.make_actor(city, "Nähtreff Fadenlauf", website="https://www.faden.example/start", phone="0202 77")
    other = factories.make_actor(city, "Hofladen", phone="0202 78", description="Bleibt.")
    by_domain, by_call = applied(city), applied(city, "Hofladen", email="ronja@privat.example", description="Neu.")
    client = sign_in(wuppertal_adviser)

    def decide(entry, actor, **form):
        page = f"{reverse('inbox_application', args=[entry.pk])}?akteur={actor.pk}"
        return client.post(page, {"step": "assign", "note": ""} | form)

    assert decide(by_domain, actor, proof="domain").status_code == 302
    assert list(decide(by_call, other, proof="domain").context["form"].errors) == ["proof"]
    assert list(decide(by_call, other, proof="call").context["form"].errors) == ["note"]
    assert decide(by_call, other, proof="call", note="14.01., 0202 78, mit der Inhaberin").status_code == 302
    by_call.refresh_from_db()
    assert (by_call.proof, by_call.office_note) == (Proof.CALL, "14.01., 0202 78, mit der Inhaberin")
    assert mails_to("ronja@privat.example")[1:] == mails_to("ronja@faden.example")[1:] == [{"profile": ["profile", None]}]
    assert [str(role.contact) for role in actor.contact_roles.all()] == ["Ronja Tannhauer"]
    other.refresh_from_db()
    assert other.description == "Bleibt.", "the entry stays as it is"


def test_refused_mail_decides_nothing(city, sign_in, wuppertal_adviser):
    Purpose.objects.filter(code="service").update(is_active=False)
    actor = factories.make_actor(city, "Nähtreff Fadenlauf", email="hof@x.example")
    entry = applied(city)
    page = f"{reverse('inbox_application', args=[entry.pk])}?akteur={actor.pk}"
    answer = sign_in(wuppertal_adviser).post(page, {"step": "assign", "proof": "address", "note": ""})
    entry.refresh_from_db()
    assert answer.context["form"].non_field_errors()
    assert (entry.state, entry.actor) == (EntryState.OPEN, None)


def test_declining_needs_a_word_that_the_sender_reads(city, sign_in, wuppertal_adviser):
    entry = applied(city)
    page = reverse("inbox_application", args=[entry.pk])
    assert sign_in(wuppertal_adviser).post(page, {"step": "reject", "text": " "}).context["form"].errors
    sign_in(wuppertal_adviser).post(page, {"step": "reject", "text": "Sie arbeiten in einer anderen Stadt."})
    entry.refresh_from_db()
    assert (entry.result, entry.remarks.get().text) == (EntryResult.REJECTED, "Sie arbeiten in einer anderen Stadt.")
    assert "in einer anderen Stadt" in Message.objects.get(subject="Ihre Anmeldung").body
    assert "in einer anderen Stadt" in sign_in(wuppertal_adviser).get(page).content.decode()
    _entry, is_done, _why = take_in(user=wuppertal_adviser, entry=entry)
    assert not is_done
    assert assign_claim(user=wuppertal_adviser, entry=entry, actor=None, proof=Proof.ADDRESS)[1] is False


def test_office_sees_what_resembles_an_application_and_looks_for_others(city, witten, sign_in, wuppertal_adviser):
    alike = factories.make_actor(city, "Fadenlauf Nähtreff", phone="0202 33")
    factories.make_contact(city, "Tannhauer", given_name="Ronja", actor=alike)
    factories.make_actor(city, "Werkhof")
    factories.make_actor(witten, "Nähtreff Fadenlauf")
    entry = applied(city)
    page = sign_in(wuppertal_adviser).get(reverse("inbox_application", args=[entry.pk]), {"q": "werk"})
    assert [(str(match.record), match.reasons) for match in page.context["similar"]] == [(str(alike), ["Name gleicht: Fadenlauf Nähtreff"])]
    assert [str(match.record) for match in page.context["people"]] == ["Ronja Tannhauer"]
    assert [str(actor) for actor in page.context["found"]] == ["Werkhof"]


def test_another_citys_application_does_not_exist_here(city, witten_adviser, sign_in):
    entry = applied(city)
    page = reverse("inbox_application", args=[entry.pk])
    assert sign_in(witten_adviser).get(page).status_code == sign_in(witten_adviser).post(page, {"step": "take_in"}).status_code == 404
    assert Actor.objects.count() == 0


def test_domain_of_a_mail_address_is_the_whole_domain_of_the_website():
    assert has_its_domain("kim@Werkhof.example", "https://www.werkhof.example/wir")
    for email, website in (("kim@hof.example", "https://werkhof.example"), ("kim@x.example", ""), ("kim", "https://["), ("", "")):
        assert not has_its_domain(email, website)
