"""Large files: made in the background, fetched once by whoever asked, thrown away after a day."""

import io
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

from initiatives import actions
from initiatives.models import ExportEntry, ExportFile
from initiatives.office_start import start_purposes
from initiatives.tasks import drop_export_files
from tests import factories
from tests.pages import words
from wf40.storage import private_store

pytestmark = pytest.mark.django_db


@pytest.fixture
def ask(wuppertal, wuppertal_manager, sign_in, settings):
    """Asks for a file of two actors as if they were very many; in tests the background service works at once."""
    settings.EXPORT_AT_ONCE = 1
    start_purposes(wuppertal)
    for name in ("Radwerk", "Repair-Café"):
        factories.make_actor(wuppertal, name)
    client = sign_in(wuppertal_manager)

    def do(**values):
        answer = client.post(reverse("actor_export"), {"purpose": "office", "file_format": "xlsx", "columns": ["name"]} | values)
        file = ExportFile.objects.get()
        assert answer.url == reverse("export_file", args=[file.pk])
        return client, file

    return do


def fetched(client, file):
    return client.post(reverse("export_file_fetch", args=[file.pk]))


def test_large_file_is_fetched_once_by_whoever_asked_for_it(ask, wuppertal, witten, wuppertal_manager):
    client, file = ask(purpose="letter")
    assert "Die Datei mit 2 Zeilen ist fertig" in words(client.get(reverse("export_file", args=[file.pk])))
    done, begun = ExportEntry.objects.all()
    assert (begun.stage, done.stage, done.row_count, done.snapshot.row_count) == ("begun", "done", 2, 2)
    stored = file.file.name
    assert private_store().exists(stored)
    # A colleague with the same rights and the same person in another city: there is no such file.
    factories.make_membership(wuppertal_manager, witten, "manager")
    for user, city in ((factories.make_user(wuppertal, "manager"), wuppertal), (wuppertal_manager, witten)):
        other = Client()
        other.force_login(user)
        session = other.session
        session["municipality"] = city.pk
        session.save()
        assert other.get(reverse("export_file", args=[file.pk])).status_code == 404
        assert fetched(other, file).status_code == 404
    wuppertal_manager.memberships.get(municipality=witten).delete()
    answer = fetched(client, file)
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))
    assert [cell.value for cell in book.worksheets[0]["A"]] == ["Name", "Radwerk", "Repair-Café"]
    assert not private_store().exists(stored)
    assert fetched(client, file).url == reverse("export_file", args=[file.pk])
    assert "Sie ist hier nicht mehr gespeichert" in words(client.get(reverse("export_file", args=[file.pk])))


def test_large_csv_streams_but_not_for_a_purpose_that_asks(ask, wuppertal_manager):
    client, file = ask(purpose="letter", file_format="csv")
    assert b"".join(fetched(client, file).streaming_content).decode("utf-8-sig") == "Name\r\nRadwerk\r\nRepair-Café\r\n"
    answer = client.post(reverse("actor_export"), {"purpose": "office", "file_format": "csv"})
    assert answer.streaming
    assert ExportFile.objects.count() == 1


def test_file_that_nobody_fetched_goes_after_a_day(ask):
    client, file = ask()
    assert drop_export_files(timezone.now() + timedelta(hours=23)) is None
    assert drop_export_files(timezone.now() + timedelta(hours=25)) == "1 abgelaufen"
    assert not private_store().exists(file.file.name)
    assert fetched(client, file).status_code == 302
    assert "24 Stunden lang nicht geholt" in words(client.get(reverse("export_file", args=[file.pk])))


def test_file_that_a_crash_left_behind_is_given_up(ask):
    client, file = ask()
    begun = actions.begin_export(
        user=file.made_for, municipality=file.municipality, slug="akteure", titles=["Name"], file_format="xlsx", purpose="office",
        selection="", row_count=2,
    )  # fmt: skip
    lost = actions.ask_for_file(entry=begun, office_list="actors", query="", keys=["name"], row_count=2)
    actions.begin_file(key=lost.pk)
    assert actions.begin_file(key=lost.pk) is None
    assert drop_export_files(timezone.now() + timedelta(minutes=50)) is None
    assert drop_export_files(timezone.now() + timedelta(minutes=70)) == "1 aufgegeben"
    assert begun.ending.stage == "broken"
    # The worker was only slow: what it made is not kept.
    actions.finish_file(file=lost, content=io.BytesIO(b"spaet"), row_count=2)
    lost.refresh_from_db()
    assert (lost.state, lost.file.name) == ("failed", "")
    assert "Die Datei konnte nicht erstellt werden" in words(client.get(reverse("export_file", args=[lost.pk])))


def test_full_disk_is_said_in_the_office_s_words(ask, monkeypatch, tmp_path):
    # A file where the folder should be: the store takes nothing, whoever asks.
    (tmp_path / "full").write_text("")
    monkeypatch.setitem(vars(ExportFile._meta.get_field("file").storage), "location", str(tmp_path / "full"))
    client, file = ask()
    assert "Vielleicht ist die Festplatte des Servers voll" in words(client.get(reverse("export_file", args=[file.pk])))
    assert ExportEntry.objects.get(begun__isnull=False).stage == "broken"


def test_file_of_somebody_who_lost_the_right_is_neither_made_nor_handed_over(ask, wuppertal_manager, wuppertal):
    client, file = ask()
    wuppertal_manager.memberships.update(role="adviser")
    assert fetched(client, file).status_code == 403
