"""One entry of the inbox: a proposal is decided field by field on one page, anything else is answered there."""

import io

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from initiatives.actions import change_actor, restrict
from initiatives.models import Actor, Attachment, Message
from portal.actions.inbox import receive
from portal.actions.proposals import propose, reply_to_change
from portal.choices import ChangeState, EntryKind, EntryResult, EntryState, ProfilePart
from portal.models import InboxEntry, PortalSettings, Remark
from portal.profile import fingerprint
from tests import factories
from wf40.uploads import clean_picture

VALUES = {"description": "Wir reparieren und verleihen.", "hours": "Mo 9–17 Uhr", "phone": "0202 123456"}


@pytest.fixture
def adviser(sign_in, wuppertal_adviser):
    """The adviser's browser."""
    return sign_in(wuppertal_adviser)


def page_of(browser, entry):
    """The entry's page."""
    return browser.get(entry.get_absolute_url())


def sent(browser, entry, **choices):
    """Decides as the page's form does: part="verdict" or (verdict, {field: typed})."""
    form = page_of(browser, entry).context["proposal_form"]
    values = {name: form[name].value() or "" for name in form.fields}
    for row in form.rows:
        verdict, typed = choices.get(row.change.part, ("", {}))
        values |= {f"verdict_{row.change.pk}": verdict} | {f"{name}_{row.change.pk}": text for name, text in typed.items()}
    return values


def decide_url(entry):
    return reverse("inbox_decide", args=[entry.pk])


def states_of(entry):
    return {change.part: change.state for change in entry.changes.all()}


@pytest.mark.once
def test_office_approves_one_asks_back_one_and_rejects_one(adviser, link, actor):
    entry = propose(link=link, values=VALUES, text="Wir sind umgezogen.")
    shown = page_of(adviser, entry).content.decode()
    assert "Wir sind umgezogen." in shown
    assert "<ins>" in shown
    assert "kim@x.example" in shown
    data = sent(
        adviser,
        entry,
        description=("approved", {}),
        hours=("asked", {"comment": "Auch samstags?"}),
        phone=("rejected", {"comment": "Bitte die Festnetznummer."}),
    )
    answer = adviser.post(decide_url(entry), data, follow=True)
    said = " ".join(str(message) for message in answer.context["messages"])
    assert "freigegeben" in said
    assert "Die E-Mail an kim@x.example ist unterwegs." in said
    assert states_of(entry) == {"description": "approved", "hours": "asked", "phone": "rejected"}
    actor.refresh_from_db()
    assert (actor.description, actor.opening_hours, actor.phone) == ("Wir reparieren und verleihen.", "", "")
    mail = Message.objects.get()
    assert "Auch samstags?" in mail.body
    assert "Bitte die Festnetznummer." in mail.body
    assert mail.email == "kim@x.example"
    # The same form once more: nothing is asked, mailed or written again.
    again = adviser.post(decide_url(entry), data, follow=True)
    assert [str(message) for message in again.context["messages"]] == ["Nichts wurde geändert: Das ist schon erledigt."]
    assert (Message.objects.count(), Remark.objects.count()) == (1, 2)
    hours = entry.changes.get(part="hours")
    reply_to_change(change=hours, text="Nein, nie.", value="Mo 9–18 Uhr")
    assert "Nein, nie." in page_of(adviser, entry).content.decode()
    adviser.post(decide_url(entry), sent(adviser, entry, hours=("approved", {})))
    entry.refresh_from_db()
    assert (entry.state, entry.result) == (EntryState.DONE, EntryResult.PARTLY)
    done = page_of(adviser, entry)
    assert "Auch samstags?" in done.content.decode()
    assert "proposal_form" not in done.context


@pytest.mark.once
def test_one_button_approves_all_but_what_changed_meanwhile_or_was_chosen_otherwise(adviser, link, actor):
    entry = propose(link=link, values=VALUES | {"website": "https://neu.example/"})
    change_actor(actor=actor, values={"phone": "0202 1"}, base={"version": actor.version, "values": {}}, choices={}, seen_version=None)
    page = page_of(adviser, entry)
    shown = page.content.decode()
    assert "Seitdem im Register geändert" in shown
    assert "0202 1" in shown
    data = sent(adviser, entry, hours=("asked", {"comment": "Sicher?"})) | {"all": "1"}
    adviser.post(decide_url(entry), data)
    assert states_of(entry) == {"description": "approved", "hours": "asked", "phone": "waiting", "website": "approved"}
    assert adviser.post(decide_url(entry), data).status_code == 302
    assert (states_of(entry)["phone"], Message.objects.count()) == ("waiting", 1)


@pytest.mark.once
def test_change_between_look_and_decision_is_shown_and_words_stay(adviser, link, actor):
    entry = propose(link=link, values=VALUES)
    data = sent(adviser, entry, description=("approved", {"comment": "Schön."}), phone=("rejected", {"comment": "Nein, weil …"}))
    change_actor(
        actor=actor, values={"description": "Vom Büro"}, base={"version": actor.version, "values": {}}, choices={}, seen_version=None
    )
    answer = adviser.post(decide_url(entry), data)
    shown = answer.content.decode()
    assert answer.status_code == 409
    for words in ("Vom Büro", "Wir reparieren.", "Schön.", "Nein, weil …", "sagt etwas anderes"):
        assert words in shown, words
    assert set(states_of(entry).values()) == {"waiting"}
    assert not Message.objects.exists()
    # The page carries today's value: sent again it is decided.
    form = answer.context["proposal_form"]
    data |= {name: form[name].value() for name in form.fields if name.startswith("seen_")}
    assert adviser.post(decide_url(entry), data).status_code == 302
    assert Actor.objects.get(pk=actor.pk).description == "Wir reparieren und verleihen."


@pytest.mark.once
def test_missing_word_is_said_at_its_field_and_nothing_is_lost(adviser, link):
    entry = propose(link=link, values=VALUES)
    keys = {change.part: change.pk for change in entry.changes.all()}
    data = sent(adviser, entry, description=("approved", {"comment": "Danke"}), hours=("asked", {"comment": " "}))
    answer = adviser.post(decide_url(entry), data)
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == [f"comment_{keys['hours']}"]
    assert f'href="#id_comment_{keys["hours"]}"' in answer.content.decode()
    assert "Danke" in answer.content.decode()
    assert set(states_of(entry).values()) == {"waiting"}
    nothing = adviser.post(decide_url(entry), {})
    assert nothing.status_code == 200
    assert nothing.context["form"].non_field_errors()


@pytest.mark.once
def test_office_takes_values_over_in_other_words(adviser, link, actor, wuppertal):
    fields = [factories.make_work_field(wuppertal, label, code) for label, code in (("Teilen", "sharing"), ("Werken", "making"))]
    place = {"street": "Hofweg", "house_number": "1", "postcode": "42103", "locality": "Wuppertal", "district": None}
    entry = propose(
        link=link,
        values={"name": "werkhof", "fields": [fields[0].pk], "address": place, "goals": ["climate"], "website": "https://a.example"},
    )
    data = sent(
        adviser,
        entry,
        name=("adapted", {"name": "Werkhof am Hof"}),
        fields=("adapted", {"own": [str(field.pk) for field in fields]}),
        address=("adapted", {"house_number": "2 a"}),
        goals=("adapted", {"own": ["jobs"]}),
        website=("adapted", {"own": "kein Link"}),
    )
    wrong = adviser.post(decide_url(entry), data)
    website = entry.changes.get(part="website").pk
    assert (wrong.status_code, list(wrong.context["form"].errors)) == (200, [f"own_{website}"])
    assert adviser.post(decide_url(entry), data | {f"verdict_{website}": ""}).status_code == 302
    actor = Actor.objects.get(pk=actor.pk)
    assert (actor.trading_name, actor.goals, actor.website) == ("Werkhof am Hof", ["jobs"], "")
    assert {row.pk for row in actor.work_fields.all()} == {field.pk for field in fields}
    assert (actor.locations.get().street, actor.locations.get().house_number) == ("Hofweg", "2 a")
    assert "Werkhof am Hof" in page_of(adviser, entry).content.decode()


@pytest.mark.once
def test_picture_is_seen_beside_the_old_one_and_approved_with_its_words(adviser, link, actor, wuppertal_adviser):
    entry = propose_picture(link)
    change = entry.changes.get()
    address = reverse("inbox_picture", args=[change.pk])
    shown = page_of(adviser, entry).content.decode()
    assert f'src="{address}" alt="Ein Regal"' in shown
    assert "Foto: Kim" in shown
    picture = adviser.get(address)
    assert (picture.headers["Content-Type"], picture.headers["Content-Disposition"].split(";")[0]) == ("image/jpeg", "inline")
    b"".join(picture.streaming_content)
    adviser.post(decide_url(entry), sent(adviser, entry, picture=("adapted", {"alt_text": "Ein volles Regal"})))
    stored = Attachment.objects.get(actor=actor)
    assert (stored.alt_text, stored.credit) == ("Ein volles Regal", "Foto: Kim")
    newer = propose_picture(link)
    assert 'alt="Ein volles Regal"' in page_of(adviser, newer).content.decode()
    adviser.post(decide_url(newer), sent(adviser, newer, picture=("approved", {})))
    assert Attachment.objects.filter(actor=actor, alt_text="Ein Regal").exists()


def propose_picture(link):
    """The chair proposes a picture."""
    drawn = io.BytesIO()
    Image.new("RGB", (8, 8), "green").save(drawn, "JPEG")
    picture = clean_picture(ContentFile(drawn.getvalue()))
    return propose(link=link, values={ProfilePart.PICTURE: {"alt_text": "Ein Regal", "credit": "Foto: Kim"}}, picture=picture)


@pytest.mark.once
def test_trusted_field_is_listed_with_the_way_to_take_it_back(adviser, link, wuppertal):
    PortalSettings.objects.create(municipality=wuppertal, trusted_parts=[ProfilePart.HOURS])
    entry = propose(link=link, values={"hours": "Mo 9–17 Uhr"})
    shown = page_of(adviser, entry).content.decode()
    assert str(ChangeState.LIVE.label) in shown
    assert f"{reverse('change_set_list')}?verb=proposal" in shown


@pytest.mark.once
def test_text_from_outside_stays_text(adviser, link, wuppertal):
    bad = "<script>alert(1)</script>"
    proposal = propose(link=link, values={"description": bad, "hours": bad}, text=bad)
    barrier = receive(municipality=wuppertal, kind=EntryKind.BARRIER, sender_name=bad, text=bad, details={"page": bad, bad: bad})
    for entry in (proposal, barrier):
        shown = page_of(adviser, entry).content.decode()
        assert bad not in shown
        assert "&lt;script&gt;" in shown


@pytest.mark.once
def test_question_is_asked_back_answered_once_and_mailed_to_its_sender(adviser, link, actor):
    entry = receive(municipality=link.municipality, kind=EntryKind.QUESTION, link=link, text="Wer leiht uns Bänke?")
    url = reverse("inbox_answer", args=[entry.pk])
    missing = adviser.post(url, {"step": "ask", "text": "", "result": "answered"})
    assert (missing.status_code, list(missing.context["form"].errors)) == (200, ["text"])
    for _twice in range(2):
        adviser.post(url, {"step": "ask", "text": "Wie viele?", "result": "answered"})
    entry.refresh_from_db()
    assert (entry.state, Message.objects.count()) == (EntryState.ASKED, 1)
    for _twice in range(2):
        answer = adviser.post(url, {"step": "close", "text": "Der Hof\r\nnebenan.", "result": "answered"}, follow=True)
    assert [str(message) for message in answer.context["messages"]] == ["Nichts wurde geändert: Das ist schon erledigt."]
    entry.refresh_from_db()
    assert (entry.state, entry.result) == (EntryState.DONE, EntryResult.ANSWERED)
    mail = Message.objects.order_by("pk").last()
    assert (Message.objects.count(), mail.email, mail.contact) == (2, "kim@x.example", link.contact)
    assert "Der Hof\nnebenan." in mail.body
    assert mail.links == {"profile": ["profile", None]}
    assert "Der Hof" in answer.content.decode()
    assert "Wie viele?" in answer.content.decode()


@pytest.mark.once
def test_stranger_is_written_to_as_a_stranger_and_who_claims_gets_no_link(adviser, wuppertal, actor):
    sender = {"sender_name": "Ada Fremd", "sender_email": "ada@fremd.example"}
    barrier = receive(municipality=wuppertal, kind=EntryKind.BARRIER, text="Zu blass.", **sender)
    claim = receive(municipality=wuppertal, kind=EntryKind.CLAIM, actor=actor, text="Das sind wir.", **sender)
    mute = receive(municipality=wuppertal, kind=EntryKind.BARRIER, text="Zu klein.")
    adviser.post(reverse("inbox_answer", args=[barrier.pk]), {"step": "close", "text": "Ist behoben.", "result": "answered"})
    adviser.post(reverse("inbox_answer", args=[claim.pk]), {"text": "Wer sind Sie?"})
    said = adviser.post(
        reverse("inbox_answer", args=[mute.pk]), {"step": "close", "text": "Ist größer.", "result": "answered"}, follow=True
    )
    assert "keine Mailadresse hinterlassen" in " ".join(str(message) for message in said.context["messages"])
    mails = Message.objects.order_by("pk")
    assert [(mail.email, mail.is_to_stranger, mail.links, mail.actor) for mail in mails] == [("ada@fremd.example", True, {}, None)] * 2
    assert "Bitte antworten Sie einfach auf diese Mail." in mails[1].body
    assert "Bitte antworten" not in mails[0].body
    claim.refresh_from_db()
    assert claim.state == EntryState.ASKED


@pytest.mark.once
def test_pages_of_wishes_say_what_the_law_asks_and_lead_on(adviser, link, actor):
    about = {"municipality": link.municipality, "link": link, "text": "Bitte."}
    ways = {
        EntryKind.DELETION: [reverse("actor_archive", args=[actor.pk]), reverse("contact_detail", args=[link.contact_id])],
        EntryKind.CORRECTION: [reverse("actor_change", args=[actor.pk]), reverse("contact_change", args=[link.contact_id])],
        EntryKind.GONE: [reverse("actor_archive", args=[actor.pk])],
    }
    for kind, addresses in ways.items():
        shown = page_of(adviser, receive(kind=kind, **about)).content.decode()
        assert all(f'href="{address}"' in shown for address in addresses), kind
    pause = receive(kind=EntryKind.PAUSE, **about)
    assert "answer_form" not in page_of(adviser, pause).context
    adviser.post(reverse("inbox_answer", args=[pause.pk]))
    pause.refresh_from_db()
    assert (pause.state, Message.objects.count()) == (EntryState.DONE, 0)


@pytest.mark.once
def test_entry_is_handed_over_and_noted_without_losing_a_colleagues_note(adviser, link, wuppertal_manager, wuppertal_reader):
    entry = receive(municipality=link.municipality, kind=EntryKind.QUESTION, link=link, text="Wie?")
    was = page_of(adviser, entry).context["note_form"]["seen"].value()
    adviser.post(reverse("inbox_note", args=[entry.pk]), {"office_note": "Ruft Dienstag an.", "seen": was})
    late = adviser.post(reverse("inbox_note", args=[entry.pk]), {"office_note": "Hat gemailt.", "seen": was})
    assert late.status_code == 409
    assert "Ruft Dienstag an." in late.content.decode()
    assert "Hat gemailt." in late.content.decode()
    assert late.context["note_form"]["seen"].value() == fingerprint("Ruft Dienstag an.")
    adviser.post(reverse("inbox_assign", args=[entry.pk]), {"assignee": wuppertal_manager.pk})
    refused = adviser.post(reverse("inbox_assign", args=[entry.pk]), {"assignee": wuppertal_reader.pk})
    assert list(refused.context["form"].errors) == ["assignee"]
    entry.refresh_from_db()
    assert (entry.assignee, entry.office_note) == (wuppertal_manager, "Ruft Dienstag an.")


@pytest.mark.once
def test_reader_reads_and_another_city_finds_nothing(link, wuppertal_reader, witten_adviser, wuppertal_manager, actor):
    proposal, picture = propose(link=link, values=VALUES), propose_picture(link).changes.get()
    question = receive(municipality=link.municipality, kind=EntryKind.QUESTION, link=link, text="Wie?")
    posts = [reverse(name, args=[question.pk]) for name in ("inbox_answer", "inbox_assign", "inbox_note")] + [decide_url(proposal)]
    reader, stranger = Client(), Client()
    reader.force_login(wuppertal_reader)
    stranger.force_login(witten_adviser)
    page = page_of(reader, proposal)
    assert "und verleihen" in page.content.decode()
    assert "proposal_form" not in page.context
    assert {reader.post(url, {"text": "x"}).status_code for url in posts} == {403}
    pages = [proposal.get_absolute_url(), question.get_absolute_url(), reverse("inbox_picture", args=[picture.pk])]
    assert {stranger.get(url).status_code for url in pages} | {stranger.post(url, {"text": "x"}).status_code for url in posts} == {404}
    assert InboxEntry.objects.filter(state=EntryState.OPEN).count() == 3
    # Restricted data (Art. 18) show nowhere.
    restrict(user=wuppertal_manager, record=actor, reason="contested")
    assert {reader.get(url).status_code for url in pages} == {404}
