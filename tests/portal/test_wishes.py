"""What an initiative asks of the office by its link: sent once, answered by a promised day, listed by the office."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from initiatives.information import month_after
from initiatives.links import make_link
from initiatives.models import Message
from network.models import Listing
from portal.actions.inbox import MOST_AN_HOUR, answer_entry
from portal.choices import EntryResult, EntryState
from portal.links import PROFILE
from portal.models import AccessCode, InboxEntry
from tests import factories
from tests.portal.conftest import open_link

pytestmark = [pytest.mark.django_db, pytest.mark.once]
COLD = {"title": "Kühlraum", "item_type": "space", "transaction_type": "rent-lease", "amount": "20,5", "available_from": "01.03.2027"}


@pytest.fixture
def opened(holder, link):
    """The chair's browser after the code."""
    holder.cookies["link-code"] = factories.make_code_cookie(link)
    return holder


def send(client, kind, **values):
    return client.post(reverse("own_wish_create", args=[kind]), {"form_key": uuid.uuid4()} | values)


def test_question_is_sent_once_and_answered_by_the_promised_day(holder, chair, wuppertal_adviser):
    key = uuid.uuid4()
    pages = {send(holder, "question", text="Wer hilft <b>uns</b>?", form_key=key).url for _again in range(2)}
    entry = InboxEntry.objects.get()
    assert pages == {reverse("own_wish", args=[entry.pk])}
    assert (entry.contact, entry.due_on) == (chair, timezone.localdate() + timedelta(days=7))
    wuppertal_adviser.name = "Amtsperson"
    wuppertal_adviser.save()
    answer_entry(user=wuppertal_adviser, entry=entry, text="Worum geht es?")
    page = holder.get(reverse("own_wish", args=[entry.pk])).content.decode()
    assert "Worum geht es?" in page
    assert "&lt;b&gt;" in page
    assert "Amtsperson" not in page
    for _again in range(2):
        holder.post(reverse("own_wish", args=[entry.pk]), {"text": "Um ein Fest."})
    entry.refresh_from_db()
    assert (entry.state, entry.remarks.filter(is_of_office=False).count()) == (EntryState.OPEN, 1)
    empty = holder.post(reverse("own_wish", args=[entry.pk]), {"text": " "})
    assert "Bitte schreiben Sie eine Antwort" in empty.content.decode()


def test_nobody_reads_what_others_of_the_same_initiative_sent(holder, actor, wuppertal):
    other = factories.make_contact(wuppertal, "Kollegin", actor=actor)
    for contact, email in ((other, "alex@x.example"), (None, "hof@x.example")):
        _link, url = make_link(purpose=PROFILE, municipality=wuppertal, actor=actor, contact=contact, email=email)
        client = open_link(url)
        send(client, "question", text="Vertraulich")
        entry = InboxEntry.objects.first()
        assert client.get(reverse("own_wish", args=[entry.pk])).status_code == 200
        for method in (holder.get, holder.post):
            assert method(reverse("own_wish", args=[entry.pk])).status_code == 404


def test_flood_is_refused_and_the_text_stays(holder):
    for number in range(MOST_AN_HOUR):
        send(holder, "question", text=f"Frage {number}")
    refused = send(holder, "question", text="Die dreizehnte Frage")
    assert refused.status_code == 429
    assert "Die dreizehnte Frage" in refused.content.decode()


def test_deletion_needs_a_code_and_a_tick_and_is_due_within_a_month(holder, opened, link):
    values = {"scope": "person", "text": "Ich gehe in Rente."}
    unticked = send(opened, "deletion", **values)
    assert "Bitte kreuzen Sie an" in unticked.content.decode()
    assert "Rente" in unticked.content.decode()
    assert send(opened, "deletion", is_sure="on", **values).status_code == 302
    entry = InboxEntry.objects.get()
    assert (entry.details, entry.due_on) == ({"scope": "person"}, month_after(timezone.localdate()))
    page = reverse("own_wish", args=[entry.pk])
    assert "zu meiner Person" in opened.get(page).content.decode()
    AccessCode.objects.update(used_at=timezone.now() - timedelta(hours=1))
    for kind in ("deletion", "correction"):
        asked = opened.get(reverse("own_wish_create", args=[kind]))
        assert asked.url == f"{reverse('own_data_code')}?fuer={kind}"
    late = send(opened, "correction", text="Die Nummer ist falsch")
    assert late.status_code == 403
    assert "Die Nummer ist falsch" in late.content.decode()
    assert opened.get(page).url == f"{reverse('own_data_code')}?fuer={entry.pk}"
    closed = opened.post(page, {"text": "Noch etwas"})
    assert closed.status_code == 403
    assert "Rente" not in closed.content.decode()
    assert "Noch etwas" in closed.content.decode()
    assert InboxEntry.objects.count() == 1


def test_unknown_kinds_and_faulty_entries_are_told(holder):
    for kind in ("proposal", "registration", "quatsch"):
        assert send(holder, kind, text="x").status_code == 404
    faulty = send(holder, "want", **COLD | {"title": "", "amount": "viel", "available_to": "01.01.2027", "item_type": "quatsch"})
    text = faulty.content.decode()
    assert not InboxEntry.objects.exists()
    for words in ("in wenigen Worten", "als Zahl an", "liegt vor", "Bitte wählen Sie etwas aus"):
        assert words in text


def test_office_makes_a_want_of_it_once_and_tells_the_sender(holder, actor, chair, wuppertal_adviser, witten_adviser, sign_in):
    send(holder, "want", text="Für unser Gemüse.", **COLD)
    entry = InboxEntry.objects.get()
    assert "20,5\N{NO-BREAK SPACE}m²" in holder.get(reverse("own_wish", args=[entry.pk])).content.decode()
    assert holder.get(reverse("inbox_listing", args=[entry.pk])).status_code == 302
    office, url = sign_in(wuppertal_adviser), reverse("inbox_listing", args=[entry.pk])
    initial = office.get(url).context["form"].initial
    foreign = factories.make_actor(actor.municipality, "Fremdwerk")
    fields = ("exchange_type", "item_type", "transaction_type", "title", "text", "contact")
    values = {name: initial[name] for name in fields} | {"actor": actor.pk, "amount": "20,5", "unit": "m2", "visibility": "public"}
    values |= {"available_from": "01.03.2027", "expires_on": f"{timezone.localdate() + timedelta(days=90):%d.%m.%Y}"}
    assert "title" in office.post(url, values | {"title": ""}).context["form"].errors
    for whose in (actor, actor, foreign):
        office.post(url, values | {"actor": whose.pk, "contact": chair.pk if whose == actor else ""})
    listing = Listing.objects.get()
    assert (listing.actor, listing.title, listing.contact, listing.visibility) == (actor, "Kühlraum", chair, "public")
    entry.refresh_from_db()
    assert (entry.listing, entry.result, entry.done_by) == (listing, EntryResult.ACCEPTED, wuppertal_adviser)
    assert "Kühlraum" in Message.objects.get().subject
    assert office.get(url).url == listing.get_absolute_url()
