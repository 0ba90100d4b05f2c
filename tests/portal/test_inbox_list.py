"""The inbox as a list, and what of it stands elsewhere: who sees it, what is due first, how quickly the office answers."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from initiatives import actions
from initiatives.models import ExportEntry
from initiatives.search import search
from portal.actions.inbox import answer_entry, assign_entry
from portal.actions.proposals import Decision, decide, take_back_change
from portal.choices import ChangeState, EntryState
from portal.figures import answer_times, span_words
from portal.models import InboxEntry, ProfileCheck
from portal.panels.today import inbox, inbox_lines
from portal.profile import fingerprint, read_profile
from tests import factories
from tests.pages import typed, words
from wf40.registry import contact_timeline, meeting_sheet, navigation, panels, timeline

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def rows_of(answer):
    return [row.about for row in answer.context["page"].rows]


def received(entry, days_ago, *, due=None, took=None):
    """As if it had come some days ago, and was answered some days later."""
    day = timezone.localdate() + timedelta(days=due) if due is not None else entry.due_on
    at = timezone.now() - timedelta(days=days_ago)
    answered_at = at + timedelta(days=took) if took is not None else None
    InboxEntry.objects.filter(pk=entry.pk).update(received_at=at, due_on=day, answered_at=answered_at)
    entry.refresh_from_db()
    return entry


@pytest.fixture
def filled_inbox(wuppertal, actor, chair, second_adviser):
    """One of several kinds: a proposal, a late question, an application, one that nobody confirmed, one that is done."""
    proposal = factories.make_proposal(actor, contact=chair, email="kim@x.example")
    late = factories.make_entry(wuppertal, actor=actor, contact=chair, sender_name="Kim Muster", text="Wann öffnet der <b>Saal</b>?")
    received(late, 20, due=-5)
    stranger = {"sender_name": "Alex Neu", "sender_email": "alex@neu.example"}
    application = factories.make_entry(wuppertal, "registration", details={"name": "Nähwerk Nord"}, text="Wir nähen.", **stranger)
    assign_entry(entry=application, assignee=second_adviser)
    secret = {"sender_name": "Unbestätigt", "text": "Unbestätigtes", "state": EntryState.UNCONFIRMED}
    hidden = factories.make_entry(wuppertal, "registration", details={"name": "Unbestätigt"}, **secret)
    done = answer_entry(user=second_adviser, entry=factories.make_entry(wuppertal, "barrier"), text="Behoben.", result="answered")
    return {"proposal": proposal, "late": late, "application": application, "hidden": hidden, "done": done}


# --- the list ----------------------------------------------------------------------------------------------
def test_list_shows_what_is_to_do_the_latest_in_front(filled_inbox, sign_in, wuppertal_reader):
    client = sign_in(wuppertal_reader)
    answer = client.get(reverse("inbox_list"))
    assert rows_of(answer) == ["Werkhof Muster", "Werkhof Muster", "Nähwerk Nord"]
    said = words(answer)
    assert "Öffnungszeiten, Telefon" in said
    assert "Alex Neu" in said
    assert "1 überfällig" in said
    assert "Unbestätigt" not in said
    assert "<b>Saal" not in answer.content.decode()
    assert filled_inbox["late"].get_absolute_url() in answer.content.decode()
    assert answer.context["export_url"] == ""


FILTERS = {
    "?state=all": {"proposal", "late", "application", "done"},
    "?state=late": {"late"},
    "?state=done": {"done"},
    "?result=answered": {"done"},
    "?kind=proposal": {"proposal"},
    "?assignee=me": {"application"},
    "?assignee=none": {"proposal", "late"},
    "?q=saal": {"late"},
    "?q=nähwerk": {"application"},
    "?q=werkhof": {"proposal", "late"},
    "?q=alex": {"application"},
    "?q=unbest%C3%A4tigt&state=all": set(),
    "?state=unconfirmed": {"proposal", "late", "application"},
}


def test_list_is_filtered(filled_inbox, sign_in, second_adviser):
    client, shown = sign_in(second_adviser), {}
    names = {entry.pk: name for name, entry in filled_inbox.items()}
    for query in FILTERS:
        answer = client.get(reverse("inbox_list") + query)
        shown[query] = {names[row.pk] for row in answer.context["page"].rows}
    assert shown == FILTERS


def test_list_is_filtered_by_days_and_actor(filled_inbox, sign_in, wuppertal_adviser, actor):
    client, today = sign_in(wuppertal_adviser), timezone.localdate()
    asked = {
        "due_until": {"due_until": f"{today:%d.%m.%Y}"},
        "received_until": {"received_until": f"{today - timedelta(days=1):%d.%m.%Y}"},
    }
    for query in asked.values():
        assert [row.pk for row in client.get(reverse("inbox_list"), query).context["page"].rows] == [filled_inbox["late"].pk]
    of_actor = client.get(reverse("inbox_list"), {"actor": actor.pk, "received_from": f"{today:%d.%m.%Y}"})
    assert [row.pk for row in of_actor.context["page"].rows] == [filled_inbox["proposal"].pk]


def test_empty_inbox_says_where_initiatives_come_in(wuppertal, sign_in, wuppertal_adviser, client):
    answer = sign_in(wuppertal_adviser).get(reverse("inbox_list"))
    page = answer.content.decode()
    assert "Nichts wartet auf das Büro" in words(answer)
    assert reverse("directory", args=[wuppertal.slug]) in page
    assert "Akteure auswählen und ihnen den Link senden" in words(answer)
    assert answer.context["figures"].words == ""
    assert "Nichts im Eingang passt" in words(client.get(reverse("inbox_list"), {"q": "gibtesnicht"}))


def test_selection_of_the_inbox_is_kept_and_shown(filled_inbox, sign_in, wuppertal_adviser):
    client = sign_in(wuppertal_adviser)
    url = reverse("selection_create") + "?liste=inbox&kind=proposal&assignee=me"
    assert client.post(url, typed(client.get(url), name="Nur Vorschläge")).status_code == 302
    assert "Nur Vorschläge" in words(client.get(reverse("inbox_list")))


def test_file_asks_for_its_purpose_and_names_who_is_in_it(filled_inbox, sign_in, wuppertal_manager, actor, chair):
    client = sign_in(wuppertal_manager)
    url = reverse("inbox_export")
    assert client.post(url, {"file_format": "csv"}).status_code == 200
    assert not ExportEntry.objects.exists()
    every = [key for key, _title in client.get(url).context["form"].fields["columns"].choices]
    answer = client.post(url, {"file_format": "csv", "purpose": "office", "columns": every})
    text = b"".join(answer.streaming_content).decode()
    assert [word for word in ("Nähwerk Nord", "Öffnungszeiten, Telefon", "Wann öffnet") if word not in text] == []
    assert [word for word in ("Unbestätigt", "Behoben") if word in text] == []
    assert set(ExportEntry.objects.values_list("slug", "purpose")) == {("eingang", "office")}
    for record, name in ((actor, "actor_timeline"), (chair, "contact_timeline")):
        assert "In einer Datei: Eingang" in words(client.get(reverse(name, args=[record.pk]))), name


def test_another_city_and_restricted_ones_show_nothing(filled_inbox, actor, sign_in, witten_adviser, wuppertal_manager, client):
    assert rows_of(sign_in(witten_adviser).get(reverse("inbox_list") + "?state=all")) == []
    assert inbox(witten_adviser, witten_adviser.memberships.get().municipality, timezone.localdate()) is None
    actions.restrict(user=wuppertal_manager, record=actor, reason="contested")
    client.force_login(wuppertal_manager)
    answer = client.get(reverse("inbox_list") + "?state=all")
    assert {row.pk for row in answer.context["page"].rows} == {filled_inbox["application"].pk, filled_inbox["done"].pk}
    assert answer.context["figures"].late == 0


# --- the figures -------------------------------------------------------------------------------------------
def test_figures_tell_mean_median_and_what_is_late(wuppertal, witten, wuppertal_reader):
    # The fourth came more than a year ago and was answered within the year, the fifth was answered before.
    for days, took in ((10, 1), (20, 2), (30, 6), (400, 299.8), (500, 1)):
        received(factories.make_entry(wuppertal, "barrier"), days, took=took)
    received(factories.make_entry(witten, "barrier"), 9, took=8)
    received(factories.make_entry(wuppertal, "barrier"), 9, due=-1)
    found = answer_times(wuppertal_reader, wuppertal)
    assert (found.count, found.late, found.median, found.mean) == (4, 1, timedelta(days=4), timedelta(days=308.8 / 4))
    assert "Im Mittel 77,2\N{NO-BREAK SPACE}Tage" in found.words
    assert "in der Hälfte der Fälle höchstens 4,0\N{NO-BREAK SPACE}Tage (4 Eingänge der letzten 12\N{NO-BREAK SPACE}Monate)" in found.words


def test_spans_are_said_as_people_say_them():
    spans = (timedelta(minutes=5), timedelta(hours=1), timedelta(hours=30), timedelta(days=2.34))
    said = [span_words(span) for span in spans]
    assert said == ["weniger als eine Stunde", "1\N{NO-BREAK SPACE}Stunde", "30\N{NO-BREAK SPACE}Stunden", "2,3\N{NO-BREAK SPACE}Tage"]


def test_what_the_sender_takes_back_counts_as_no_answer(actor, wuppertal, wuppertal_reader):
    entry = factories.make_proposal(actor, {"phone": "0202 1"})
    assert take_back_change(change=entry.changes.get())
    entry.refresh_from_db()
    assert (entry.state, entry.answered_at) == (EntryState.DONE, None)
    assert answer_times(wuppertal_reader, wuppertal).count == 0


# --- the day, the head, the actor, the sheet ---------------------------------------------------------------
def test_day_begins_with_ones_own_and_nobodys_and_the_latest(filled_inbox, wuppertal, wuppertal_adviser, second_adviser, wuppertal_reader):
    day = timezone.localdate()
    assert inbox(wuppertal_reader, wuppertal, day) is None
    found = inbox(wuppertal_adviser, wuppertal, day)
    assert [row["title"] for row in found["rows"]] == [
        "Frage: Werkhof Muster",
        "Änderung am Eintrag: Werkhof Muster",
        "Neue Initiative: Nähwerk Nord",
    ]
    assert (found["count"], found["late"], [row["is_late"] for row in found["rows"]]) == (3, 1, [True, False, False])
    assert [words for words, _is_late in found["summary"]] == ["3 im Eingang", "davon 1 überfällig"]
    assert found["rows"][2]["whose"] == second_adviser.get_short_name()
    assert inbox(second_adviser, wuppertal, day)["rows"][2]["whose"] == "bei Ihnen"
    lines = inbox_lines(wuppertal_adviser, wuppertal, day)
    assert [line.what for line in lines] == [row["title"] for row in found["rows"]]
    assert lines[0].url == filled_inbox["late"].get_absolute_url()


def test_day_shows_at_most_five_and_then_the_whole(wuppertal, wuppertal_adviser, sign_in):
    for _number in range(7):
        factories.make_entry(wuppertal, "barrier")
    found = inbox(wuppertal_adviser, wuppertal, timezone.localdate())
    assert (len(found["rows"]), found["count"]) == (5, 7)
    assert inbox_lines(wuppertal_adviser, wuppertal, timezone.localdate())[-1].what == "Der ganze Eingang"
    page = sign_in(wuppertal_adviser).get(reverse("office"))
    assert "7 im Eingang" in words(page)
    assert f'href="{reverse("inbox_list")}"' in page.content.decode()


def test_area_stands_in_the_head(wuppertal, wuppertal_reader, researcher):
    (item,) = [item for item in navigation if item.key == "inbox"]
    assert wuppertal_reader.has_perm(item.right, wuppertal)
    assert not researcher.has_perm(item.right, wuppertal)


def test_actor_and_meeting_sheet_show_what_is_open(filled_inbox, actor, wuppertal, wuppertal_adviser, sign_in):
    decide(user=wuppertal_adviser, entry=filled_inbox["proposal"], decisions=asked_back(filled_inbox["proposal"], "hours"))
    client = sign_in(wuppertal_adviser)
    page = client.get(actor.get_absolute_url())
    assert "Offen im Eingang" in words(page)
    assert filled_inbox["late"].get_absolute_url() in page.content.decode()
    sheet = words(client.get(reverse("meeting_sheet", args=[actor.pk])))
    assert "zu entscheiden: Telefon" in sheet
    assert "Rückfrage gestellt: Öffnungszeiten" in sheet
    quiet = factories.make_actor(wuppertal, "Stiller Hof")
    for part in (*panels, *meeting_sheet):
        if part.key == "inbox":
            assert part.context(wuppertal_adviser, wuppertal, quiet) is None


def asked_back(entry, part):
    change = entry.changes.get(part=part)
    return {change.pk: Decision(ChangeState.ASKED, "Auch samstags?")}


# --- the timelines -----------------------------------------------------------------------------------------
def told(sources, user, record):
    keys = ("inbox", "decisions", "profile_checks")
    return [entry for source in sources if source.key in keys for entry in source.entries(user, record.municipality, record, 50)]


def test_timeline_tells_what_came_in_and_each_decision_with_its_word(
    filled_inbox, actor, chair, wuppertal, wuppertal_adviser, witten_adviser
):
    proposal = filled_inbox["proposal"]
    seen = fingerprint(read_profile(actor)["phone"])
    phone = proposal.changes.get(part="phone")
    decisions = asked_back(proposal, "hours") | {phone.pk: Decision(ChangeState.APPROVED, "Danke.", seen=seen)}
    decide(user=wuppertal_adviser, entry=proposal, decisions=decisions)
    answer_entry(user=wuppertal_adviser, entry=filled_inbox["late"], text="Um neun.", result="answered")
    alliance = factories.make_actor(wuppertal, "Verbund Nord", kind="network")
    now = timezone.now()
    by_link = {"answer": "yes", "answered_at": now, "answered_through": "link", "contact": chair, "asked_at": now - timedelta(days=2)}
    ProfileCheck.objects.create(municipality=wuppertal, actor=actor, reminder_count=1, **by_link)
    by_alliance = {"answer": "yes", "answered_at": now, "answered_through": "alliance", "vouched_by": alliance}
    ProfileCheck.objects.create(municipality=wuppertal, actor=actor, **by_alliance)
    lines = {line.what: line for line in told(timeline, wuppertal_adviser, actor)}
    assert set(lines) == {
        "Eingang: Änderung am Eintrag",
        "Eingang: Frage",
        "Frage: beantwortet",
        "Vorschlag geprüft",
        "Gefragt, ob der Eintrag noch stimmt",
        "Angaben bestätigt durch die Initiative",
        "Verbund Nord bürgt für den Eintrag von Werkhof Muster",
    }
    checked = lines["Vorschlag geprüft"]
    assert checked.meta == wuppertal_adviser.get_short_name()
    assert checked.text == "Öffnungszeiten: Rückfrage gestellt (Auch samstags?); Telefon: freigegeben (Danke.)"
    assert [line.what for line in told(timeline, wuppertal_adviser, alliance)] == ["Verbund Nord bürgt für den Eintrag von Werkhof Muster"]
    of_person = {line.what for line in told(contact_timeline, wuppertal_adviser, chair)}
    assert of_person == {"Eingang: Änderung am Eintrag", "Eingang: Frage", "Frage: beantwortet", "Angaben bestätigt durch die Initiative"}
    assert told(timeline, witten_adviser, actor) == told(contact_timeline, witten_adviser, chair) == []


# --- the search --------------------------------------------------------------------------------------------
def test_search_finds_what_came_in_and_never_what_is_unconfirmed_or_restricted(
    filled_inbox, actor, wuppertal, wuppertal_manager, researcher
):
    def found(text, user=wuppertal_manager):
        return [hit.title for hit in search(user, wuppertal, text).hits if hit.kind == "inbox"]

    assert found("Nähwerk") == ["Neue Initiative: Nähwerk Nord"]
    assert found("Alex Neu") == ["Neue Initiative: Nähwerk Nord"]
    assert found("Saal") == ["Frage: Werkhof Muster"]
    assert found("Unbestätigt") == found("Saal", researcher) == []
    actions.restrict(user=wuppertal_manager, record=actor, reason="contested")
    assert found("Saal") == []
