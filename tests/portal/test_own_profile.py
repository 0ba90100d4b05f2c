"""The own entry by link: its holder sees what is its own, changes it, and reads what became of that."""

import io
import re
import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from initiatives.links import make_link
from initiatives.models import Actor
from municipalities.models import PostcodeDistrict
from portal.actions.inbox import MOST_AN_HOUR, receive
from portal.actions.proposals import Decision, decide, propose
from portal.choices import ChangeState, EntryKind, EntryState
from portal.links import PROFILE
from portal.models import InboxEntry, ProfileChange, ProfileCheck
from portal.profile import fingerprint, read_profile
from tests import factories
from tests.portal.conftest import open_link

pytestmark = [pytest.mark.django_db, pytest.mark.once]

SCRIPT = "<script>alert(1)</script>"


def form_of(client, part=""):
    """What a browser would send if nobody touched the form: its fields as they stand on the page."""
    form = client.get(reverse("own_profile_change"), {"teil": part} if part else {}).context["form"]
    found = {}
    for field in form:
        value = field.value()
        if value not in (None, "", []) and field.name != "picture":
            found[field.html_name] = value
    return found


def send(client, part="", **typed):
    address = reverse("own_profile_change") + (f"?teil={part}" if part else "")
    return client.post(address, form_of(client, part) | typed)


def errors(response):
    return {name: " ".join(found) for name, found in response.context["form"].errors.items()}


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def picture(kind="JPEG", **saved):
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(file, kind, **saved)
    return file.getvalue()


def test_entry_shows_what_is_public_beside_what_was_proposed(holder, link, actor, publish):
    page = holder.get(reverse("own_profile"))
    assert "nicht freigegeben" in text_of(page) or "Einwilligung" in text_of(page)
    assert page.context["mirror"].why_hidden == "no_consent"
    publish(actor)
    propose(link=link, values={"description": "Wir reparieren und verleihen."})
    page = holder.get(reverse("own_profile"))
    shown = page.content.decode()
    assert page.context["mirror"].why_hidden == ""
    assert "<ins>" in shown
    assert "und verleihen" in shown
    assert "in Prüfung" in shown
    assert f"{InboxEntry.objects.get().due_on:%d.%m.%Y}" in shown


def test_entry_shows_nothing_of_others(holder, link, actor, chair, wuppertal, wuppertal_adviser):
    """Neither another person of the same actor, nor the office's own words, nor who of the staff wrote what, nor another actor."""
    Actor.objects.filter(pk=actor.pk).update(internal_note="GEHEIM-NOTIZ", assured_by=wuppertal_adviser, assured_on=timezone.localdate())
    other = factories.make_contact(wuppertal, "Anderswer", given_name="Alex", email="alex@x.example", actor=actor)
    others_link, _url = make_link(purpose=PROFILE, municipality=wuppertal, actor=actor, contact=other, email="alex@x.example")
    propose(link=others_link, values={"phone": "0202 999999"})
    receive(municipality=wuppertal, kind=EntryKind.QUESTION, link=others_link, text="GEHEIM-FRAGE")
    neighbour = factories.make_actor(wuppertal, "Nachbarhof")
    factories.make_listing(neighbour, title="GEHEIM-GESUCH")
    factories.make_listing(actor, title="Kühlraum")
    mine = propose(link=link, values={"hours": "Mo 9–17 Uhr"})
    InboxEntry.objects.filter(pk=mine.pk).update(office_note="GEHEIM-VERMERK", assignee=wuppertal_adviser)
    decisions = {mine.changes.get().pk: Decision(ChangeState.ASKED, "Auch samstags?")}
    decide(user=wuppertal_adviser, entry=mine, decisions=decisions)
    pages = [
        reverse("own_profile"),
        reverse("own_preview"),
        reverse("own_profile_change"),
        reverse("own_change", args=[mine.changes.get().pk]),
    ]
    shown = " ".join(text_of(holder.get(page)) for page in pages)
    assert "Auch samstags?" in shown
    assert "Kühlraum" in shown
    for secret in ("GEHEIM", "Anderswer", "alex@x", "0202 999999", "Ada", "Beispiel,", "Nachbarhof"):
        assert secret not in shown
    theirs = ProfileChange.objects.get(entry__link=others_link).pk
    assert [holder.get(reverse(name, args=[theirs])).status_code for name in ("own_change", "own_change_picture")] == [404, 404]
    assert holder.post(reverse("own_change", args=[theirs]), {"step": "take-back"}).status_code == 404
    assert ProfileChange.objects.get(pk=theirs).state == ChangeState.WAITING


def test_new_opening_hours_are_sent_by_the_form_of_one_part(holder, actor):
    Actor.objects.filter(pk=actor.pk).update(opening_hours="Mo bis Fr 9-17 Uhr, nach Absprache")
    assert set(form_of(holder, "hours")) >= {"hours_mo_0_from", "hours_remark"}
    assert "name" not in form_of(holder, "hours")
    page = send(holder, "hours", hours_sa_0_from="10:00", hours_sa_0_to="14:00")
    assert page.status_code == 302
    change = ProfileChange.objects.get()
    assert (change.part, change.proposed, change.state) == ("hours", "Mo–Fr 9–17 Uhr, Sa 10–14 Uhr; nach Absprache", ChangeState.WAITING)
    # The form goes on from what was proposed; what stands there again takes the proposal back.
    assert form_of(holder, "hours")["hours_sa_0_to"] == "14:00"
    typed = form_of(holder, "hours")
    holder.post(reverse("own_profile_change") + "?teil=hours", typed)
    assert ProfileChange.objects.count() == 1


def test_untouched_form_proposes_nothing_though_the_office_changed_the_entry_meanwhile(holder, actor):
    typed = form_of(holder)
    Actor.objects.filter(pk=actor.pk).update(description="Vom Büro.", opening_hours="Di 9–12 Uhr")
    assert holder.post(reverse("own_profile_change"), typed | {"phone": "0202 123456"}).status_code == 302
    assert [change.part for change in ProfileChange.objects.all()] == ["phone"]


def test_value_of_today_takes_an_open_proposal_back(holder, link):
    propose(link=link, values={"description": "Ganz neu."})
    page = send(holder, "description", description="Wir reparieren.")
    assert page.status_code == 302
    assert ProfileChange.objects.get().state == ChangeState.WITHDRAWN


def test_same_form_sent_twice_is_one_proposal(holder):
    typed = form_of(holder) | {"phone": "0202 123456", "form_key": str(uuid.uuid4())}
    for _time in range(2):
        assert holder.post(reverse("own_profile_change"), typed).status_code == 302
    assert InboxEntry.objects.count() == 1


def test_wrong_entries_are_said_at_their_fields_and_stay(holder, wuppertal):
    page = send(
        holder,
        name="",
        description="x" * 4001,
        website="javascript:alert(1)",
        email="hof(at)x",
        phone="ruf an",
        street="Hofstraße",
        postcode="4210",
        hours_mo_0_from="17:00",
        hours_mo_0_to="09:00",
        hours_di_0_from="09:00",
        hours_mi_0_from="09:00",
        hours_mi_0_to="12:00",
        hours_mi_1_from="11:00",
        hours_mi_1_to="14:00",
        goals=["climate", "unbekannt"],
        work_fields=["999999999999999999999999"],
        alt_text="Ein Bild",
    )
    assert page.status_code == 200
    assert InboxEntry.objects.count() == 0
    names = {"name", "description", "website", "email", "phone", "postcode", "goals", "work_fields", "picture"}
    assert set(errors(page)) == names | {"hours_mo_0_to", "hours_di_0_to", "hours_mi_1_from"}
    assert "ruf an" in page.content.decode()
    assert 'value="Hofstraße"' in page.content.decode()
    assert "signs" in {error.code for error in send(holder, name="Werk\x07hof").context["form"].errors.as_data()["name"]}


def test_no_value_in_all_fields_breaks_the_form(holder):
    fields = form_of(holder).keys() | {"picture", "district", "website", "alt_text", "work_fields", "languages", "hours_so_1_to"}
    for value in ("\x00", "9" * 5000, "[" * 1900, "²", "\u202e"):
        assert holder.post(reverse("own_profile_change"), dict.fromkeys(fields, value)).status_code == 200
    assert InboxEntry.objects.count() == 0


def test_address_fits_postcode_and_district(holder, wuppertal):
    elberfeld, barmen = factories.make_district(wuppertal), factories.make_district(wuppertal, "Barmen")
    for postcode, district in (("42103", elberfeld), ("42275", barmen)):
        PostcodeDistrict.objects.create(municipality=wuppertal, postcode=postcode, district=district)
    wrong = {"postcode": "42275", "district": str(elberfeld.pk)}
    assert "gehört die Postleitzahl 42275 zum Stadtteil Barmen" in errors(send(holder, "address", **wrong))["district"]
    assert "liegt nicht in Wuppertal" in errors(send(holder, "address", postcode="58452"))["postcode"]
    assert send(holder, "address", street="Werth", postcode="42275").status_code == 302
    proposed = ProfileChange.objects.get().proposed
    assert (proposed["street"], proposed["locality"], proposed["district"]) == ("Werth", "Wuppertal", barmen.pk)
    # Some postcodes reach into two districts: who sends it again means it.
    assert send(holder, "address", agreed_pair=f"42275 {elberfeld.pk}", **wrong).status_code == 302


def test_fields_that_the_office_alone_gives_stay(holder, actor, wuppertal):
    sharing = factories.make_work_field(wuppertal)
    repair = factories.make_work_field(wuppertal, "Reparieren", "repair", scheme="business_field")
    actor.work_fields.add(repair)
    assert send(holder, "fields", work_fields=[str(sharing.pk)]).status_code == 302
    assert ProfileChange.objects.get().proposed == sorted([repair.pk, sharing.pk])


def test_text_with_code_stays_text(holder, link, actor, publish):
    publish(actor)
    typed = {"name": SCRIPT, "description": SCRIPT, "hours_remark": SCRIPT, "street": SCRIPT, "postcode": "42103", "locality": SCRIPT}
    assert send(holder, **typed).status_code == 302
    change = ProfileChange.objects.get(part="description")
    for page in (reverse("own_profile"), reverse("own_change", args=[change.pk]), reverse("own_profile_change")):
        shown = holder.get(page).content.decode()
        assert "alert(1)" in shown
        assert "<script>alert" not in shown


def test_picture_is_drawn_anew_and_shown_to_its_sender(holder):
    exif = Image.Exif()
    exif[0x010E] = "Geheimer Ort"
    file = SimpleUploadedFile("hof.jpg", picture(exif=exif), "image/jpeg")
    said = {"alt_text": "Ein rotes Feld", "credit": "Foto: Kim Muster"}
    assert set(errors(send(holder, "picture", picture=file))) == {"alt_text", "credit", "may_use", "picture"}
    file.seek(0)
    assert send(holder, "picture", picture=file, may_use="on", **said).status_code == 302
    change = ProfileChange.objects.get()
    assert change.proposed == said
    shown = holder.get(reverse("own_change_picture", args=[change.pk]))
    content = b"".join(shown.streaming_content)
    assert shown["Content-Type"] == "image/jpeg"
    assert b"Geheimer" not in content
    assert Image.open(io.BytesIO(content)).size == (40, 30)
    assert "Ein rotes Feld" in holder.get(reverse("own_profile")).content.decode()


def test_svg_and_too_large_files_are_refused_at_the_field(holder):
    said = {"alt_text": "Ein Bild", "credit": "Foto: Kim", "may_use": "on"}
    svg = SimpleUploadedFile("hof.png", b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "image/png")
    assert "SVG" in errors(send(holder, "picture", picture=svg, **said))["picture"]
    large = SimpleUploadedFile("hof.jpg", picture() + b"\0" * (10 * 1024 * 1024), "image/jpeg")
    assert "10\xa0MB" in errors(send(holder, "picture", picture=large, **said))["picture"]
    assert InboxEntry.objects.count() == 0


def test_what_the_office_asks_back_is_answered_once(holder, link, wuppertal_adviser):
    entry = propose(link=link, values={"hours": "Mo 9–17 Uhr"})
    change = entry.changes.get()
    address = reverse("own_change", args=[change.pk])
    assert holder.post(address, {"reply": "Zu früh."}).status_code == 302
    assert change.remarks.count() == 0
    decide(user=wuppertal_adviser, entry=entry, decisions={change.pk: Decision(ChangeState.ASKED, "Auch samstags?")})
    page = holder.get(reverse("own_profile"))
    assert "1 Rückfrage wartet auf Ihre Antwort" in text_of(page)
    typed = {field.html_name: field.value() for field in holder.get(address).context["form"] if field.value()}
    assert "reply" in errors(holder.post(address, typed))
    typed |= {"reply": "Ja, bis 14 Uhr.", "hours_sa_0_from": "10:00", "hours_sa_0_to": "14:00"}
    for _time in range(2):
        assert holder.post(address, typed).status_code == 302
    change.refresh_from_db()
    assert (change.state, change.proposed) == (ChangeState.WAITING, "Mo 9–17 Uhr, Sa 10–14 Uhr")
    assert [remark.text for remark in change.remarks.all()] == ["Auch samstags?", "Ja, bis 14 Uhr."]
    assert holder.post(address, {"step": "take-back"}).status_code == 302
    change.refresh_from_db()
    assert change.state == ChangeState.WITHDRAWN
    assert "Frühere Vorschläge" in text_of(holder.get(reverse("own_profile")))


def test_outcome_and_comment_stand_beside_the_field(holder, link, actor, wuppertal_adviser):
    entry = propose(link=link, values={"hours": "Mo 9–17 Uhr", "phone": "0202 123456"})
    changes = {change.part: change.pk for change in entry.changes.all()}
    decisions = {
        changes["hours"]: Decision(ChangeState.APPROVED, seen=fingerprint(read_profile(actor)["hours"])),
        changes["phone"]: Decision(ChangeState.REJECTED, "Bitte die Festnetznummer."),
    }
    decide(user=wuppertal_adviser, entry=entry, decisions=decisions)
    shown = text_of(holder.get(reverse("own_profile")))
    assert "freigegeben" in shown
    assert "nicht übernommen" in shown
    assert "Bitte die Festnetznummer." in shown


def test_flood_of_proposals_is_refused_with_what_was_typed(holder, link):
    for number in range(MOST_AN_HOUR):
        receive(municipality=link.municipality, kind=EntryKind.QUESTION, link=link, text=str(number))
    page = send(holder, description="Was ich geschrieben habe")
    assert page.status_code == 429
    assert "Was ich geschrieben habe" in page.content.decode()
    # To hide the entry is possible all the same.
    assert holder.post(reverse("own_pause"), {"step": "hide"}).status_code == 302
    assert Actor.objects.get(pk=link.actor_id).paused_at is not None


def test_confirming_twice_is_one_confirmation(holder, actor):
    assert holder.get(reverse("own_confirm")).status_code == 302
    assert ProfileCheck.objects.count() == 0
    for _time in range(2):
        assert holder.post(reverse("own_confirm")).status_code == 302
    actor.refresh_from_db()
    assert (ProfileCheck.objects.count(), actor.assured_on, actor.assured_by) == (1, timezone.localdate(), None)
    assert f"{timezone.localdate():%d.%m.%Y}" in text_of(holder.get(reverse("own_profile")))


def test_hidden_entry_is_gone_at_once_and_comes_back(holder, actor, publish):
    publish(actor)
    for _time in range(2):
        holder.post(reverse("own_pause"), {"step": "hide"})
    assert not Actor.objects.published().filter(pk=actor.pk).exists()
    told = InboxEntry.objects.get(kind=EntryKind.PAUSE)
    assert told.state == EntryState.OPEN
    assert "ausgeblendet" in text_of(holder.get(reverse("own_preview")))
    holder.post(reverse("own_pause"), {"step": "show"})
    told.refresh_from_db()
    assert Actor.objects.published().filter(pk=actor.pk).exists()
    assert told.state == EntryState.DONE


def test_link_that_ended_or_leads_elsewhere_opens_nothing(holder, link, actor, wuppertal):
    propose(link=link, values={"phone": "0202 123456"})
    change = ProfileChange.objects.get()
    names = [("own_profile", []), ("own_profile_change", []), ("own_preview", []), ("own_picture", []), ("own_confirm", [])]
    names += [("own_pause", []), ("own_change", [change.pk]), ("own_change_picture", [change.pk])]
    addresses = [reverse(name, args=args) for name, args in names]
    neighbour = factories.make_actor(wuppertal, "Nachbarhof", email="nachbar@x.example")
    elsewhere = open_link(make_link(purpose=PROFILE, municipality=wuppertal, actor=neighbour, email="nachbar@x.example")[1])
    assert elsewhere.get(addresses[6]).status_code == elsewhere.post(addresses[6], {"step": "take-back"}).status_code == 404
    assert "Werkhof" not in text_of(elsewhere.get(addresses[0]))
    consents = open_link(make_link(purpose="consents", municipality=wuppertal, actor=actor, email="hof@x.example")[1])
    assert {consents.get(address).status_code for address in addresses} == {403}
    assert Client().get(addresses[0]).status_code == 403
    type(link).objects.filter(pk=link.pk).update(revoked_at=timezone.now())
    shown = [holder.get(address) for address in addresses] + [holder.post(address) for address in addresses]
    assert {page.status_code for page in shown} == {403}
    assert all("Werkhof" not in page.content.decode() for page in shown)
    type(link).objects.filter(pk=link.pk).update(revoked_at=None, expires_at=timezone.now())
    assert holder.get(addresses[0]).status_code == 403
    assert (ProfileChange.objects.get().state, Actor.objects.get(pk=actor.pk).paused_at) == (ChangeState.WAITING, None)
