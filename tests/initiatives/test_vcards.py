"""People as vCards: what an address book reads."""

import re

import pytest
from django.urls import reverse

from initiatives import actions
from initiatives.exports.vcards import escaped, folded
from initiatives.models import ExportEntry
from tests import factories

pytestmark = pytest.mark.django_db


def lines_of(content):
    """The lines of a vCard as an address book sees them: folded ones joined again."""
    return re.sub("\r\n ", "", content.decode()).split("\r\n")


@pytest.mark.once
def test_line_is_folded_at_75_octets_and_no_character_is_cut():
    text = "NOTE:" + "Ölmühle ☕ " * 30
    pieces = folded(text).split("\r\n")
    assert max(len(piece.encode()) for piece in pieces) == 75
    assert pieces[0] + "".join(piece[1:] for piece in pieces[1:]) == text
    assert escaped("Rad; Werk, Hof\\Süd\r\nOst\rWest") == "Rad\\; Werk\\, Hof\\\\Süd\\nOst\\nWest"


def test_adviser_takes_a_single_person_and_it_is_logged(wuppertal, witten, wuppertal_adviser, wuppertal_manager, sign_in):
    mill = factories.make_actor(
        wuppertal, "Ölmühle, Laden; Café", street="Hofaue", house_number="3", postcode="42103", locality="Wuppertal"
    )
    closed = factories.make_actor(wuppertal, "Gesperrter Hof")
    kim = factories.make_contact(
        wuppertal, "Muster", actor=mill, role_title="Vorsitz", title="Dr.", phone="+49 202 11", mobile="+49 170 5", email="kim@x.example",
        note="Geheim", salutation="mr",
    )  # fmt: skip
    actions.set_role(actor=closed, contact=kim, role_title="", is_main=True)
    actions.restrict(user=wuppertal_manager, record=closed, reason="claims")
    client = sign_in(wuppertal_adviser)
    page = client.get(kim.get_absolute_url()).content.decode()
    url = reverse("contact_card", args=[kim.pk])
    assert f'action="{url}"' in page
    answer = client.post(url)
    assert answer["Content-Type"] == "text/vcard; charset=utf-8"
    lines = lines_of(answer.content)
    assert lines[:3] == ["BEGIN:VCARD", "VERSION:3.0", "PRODID:-//wf40//DE"]
    assert lines[-2:] == ["END:VCARD", ""]
    assert set(lines[5:-2]) == {
        "N:Muster;Kim;;Dr.;",
        "FN:Dr. Kim Muster",
        "ORG:Ölmühle\\, Laden\\; Café",
        "TITLE:Vorsitz",
        "TEL;TYPE=WORK,VOICE:+49 202 11",
        "TEL;TYPE=CELL,VOICE:+49 170 5",
        "EMAIL;TYPE=INTERNET:kim@x.example",
        "ADR;TYPE=WORK:;;Hofaue 3;Wuppertal;;42103;",
    }
    assert lines[3].startswith("UID:urn:uuid:")
    assert re.fullmatch(r"REV:\d{8}T\d{6}Z", lines[4])
    new = lines_of(client.post(url + "?version=4.0").content)
    assert {"VERSION:4.0", "KIND:individual", 'TEL;TYPE="cell,voice":+49 170 5', lines[3]} <= set(new)
    assert [(entry.stage, entry.file_format, entry.row_count) for entry in ExportEntry.objects.all()] == [
        ("done", "vcf4", 1), ("begun", "vcf4", 1), ("done", "vcf", 1), ("begun", "vcf", 1),
    ]  # fmt: skip
    stranger = factories.make_contact(witten, "Nachbar")
    assert client.post(reverse("contact_card", args=[stranger.pk])).status_code == 404


def test_manager_takes_the_list_of_people_as_vcards(wuppertal, wuppertal_manager, wuppertal_reader, sign_in):
    for name in ("Zeller", "Alt"):
        factories.make_contact(wuppertal, name)
    client = sign_in(wuppertal_manager)
    answer = client.post(reverse("contact_export"), {"purpose": "office", "file_format": "vcf"})
    assert [line for line in lines_of(b"".join(answer.streaming_content)) if line.startswith("FN")] == ["FN:Kim Alt", "FN:Kim Zeller"]
    assert 'filename="personen-wuppertal-' in answer["Content-Disposition"]
    assert client.post(reverse("actor_export"), {"purpose": "office", "file_format": "vcf"}).context["has_errors"]
    person = factories.make_contact(wuppertal, "Neu")
    client = sign_in(wuppertal_reader)
    assert reverse("contact_card", args=[person.pk]) not in client.get(person.get_absolute_url()).content.decode()
