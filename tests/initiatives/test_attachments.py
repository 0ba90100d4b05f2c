"""Files at an actor or a person: only what is harmless comes in, only the office gets it out, and nothing is left behind."""

import io
import resource
import signal
import zipfile
from pathlib import Path

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.urls import reverse
from PIL import Image

from initiatives import actions
from initiatives.choices import ConsentChannel, RestrictionReason
from initiatives.models import Attachment, Consent, Purpose
from initiatives.office_start import start_purposes
from tests import factories
from tests.pages import typed, words
from tests.wf40.test_input import NASTY

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
STORE = Attachment._meta.get_field("file").storage


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """A store of the test's own."""
    monkeypatch.setitem(STORE.__dict__, "location", str(tmp_path / "private"))
    return tmp_path / "private"


def stored(folder):
    return sorted(path for path in Path(folder).rglob("*") if path.is_file())


@pytest.fixture
def werkhof(wuppertal):
    return factories.make_actor(wuppertal, "Werkhof")


@pytest.fixture
def kim(wuppertal):
    return factories.make_contact(wuppertal, "Muster")


def picture(kind="PNG", size=(40, 30), **options):
    file = io.BytesIO()
    Image.new("RGB", size, (63, 125, 88)).save(file, kind, **options)
    return file.getvalue()


def archive(**entries):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as document:
        for name, content in entries.items():
            document.writestr(name, content)
    return file.getvalue()


def address(subject):
    return reverse(f"{subject._meta.model_name}_attachment_create", args=[subject.pk])


def send(client, subject, content, name="Satzung.pdf", form=None, **entries):
    """What a browser sends: the page's fields, what was typed, and a file."""
    form = form or typed(client.get(address(subject)))
    return client.post(address(subject), form | {"kind": "document", "file": SimpleUploadedFile(name, content)} | entries)


def add(subject, user, **values):
    values = {"kind": "document", "title": "Satzung", "content": PDF, "content_type": "application/pdf"} | values
    return actions.add_attachment(user=user, subject=subject, **values)[0]


def fetch(client, url):
    """The answer with its whole content, as a browser reads it."""
    answer = client.get(url)
    answer.received = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer


def errors(answer):
    return {field: [error.code for error in found] for field, found in answer.context["form"].errors.as_data().items()}


# --- adding ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", ["actor", "contact"])
def test_adviser_adds_a_document_and_everybody_of_the_office_finds_it(
    kind, werkhof, kim, folder, sign_in, wuppertal_adviser, wuppertal_reader
):
    subject = {"actor": werkhof, "contact": kim}[kind]
    answer = send(sign_in(wuppertal_adviser), subject, PDF, title="Satzung von 2024")
    assert answer.url == subject.get_absolute_url()
    row = Attachment.objects.get()
    assert (row.subject, row.title, row.content_type, row.size, row.uploaded_by) == (
        subject,
        "Satzung von 2024",
        "application/pdf",
        len(PDF),
        wuppertal_adviser,
    )
    assert [path.read_bytes() for path in stored(folder)] == [PDF]
    client = sign_in(wuppertal_reader)
    page = client.get(subject.get_absolute_url())
    assert "Satzung von 2024" in words(page)
    assert reverse("attachment_file", args=[row.pk]) in page.content.decode()
    assert "dateien/neu" not in page.content.decode()  # readers add nothing
    assert fetch(client, row.get_absolute_url()).received == PDF


def test_file_without_a_title_is_called_like_the_file(werkhof, sign_in, wuppertal_adviser):
    send(sign_in(wuppertal_adviser), werkhof, PDF, name="Satzung  2024.neu.pdf")
    assert Attachment.objects.get().title == "Satzung 2024.neu"


def test_picture_is_drawn_anew_without_what_was_hidden_in_it(werkhof, folder, sign_in, wuppertal_adviser):
    hidden = Image.Exif()
    hidden[0x010F] = "Kamera-Geheimnis"
    sent = picture("JPEG", exif=hidden)
    assert b"Kamera-Geheimnis" in sent
    send(
        sign_in(wuppertal_adviser),
        werkhof,
        sent,
        "foto.jpg",
        kind="picture",
        alt_text="Eine grüne Fläche",
        credit="Kim Muster, frei",
    )
    row = Attachment.objects.get()
    (path,) = stored(folder)
    assert (row.content_type, row.alt_text, row.credit) == ("image/jpeg", "Eine grüne Fläche", "Kim Muster, frei")
    assert b"Kamera-Geheimnis" not in path.read_bytes()
    assert row.is_publishable


def test_picture_of_which_nobody_says_what_it_shows_is_listed_as_not_publishable(werkhof, sign_in, wuppertal_adviser):
    client = sign_in(wuppertal_adviser)
    send(client, werkhof, picture(), "foto.png", kind="picture")
    row = Attachment.objects.get()
    assert not row.is_publishable
    assert "Nicht veröffentlichbar" in words(client.get(werkhof.get_absolute_url()))
    page = reverse("attachment_change", args=[row.pk])
    client.post(page, typed(client.get(page)) | {"alt_text": "Eine grüne Fläche"})
    row.refresh_from_db()
    assert (row.is_publishable, row.title) == (True, "foto")
    assert "Nicht veröffentlichbar" not in words(client.get(werkhof.get_absolute_url()))


def test_form_sent_twice_stores_one_file(werkhof, folder, sign_in, wuppertal_adviser):
    client = sign_in(wuppertal_adviser)
    form = typed(client.get(address(werkhof)))
    for _time in range(2):
        assert send(client, werkhof, PDF, form=form).status_code == 302
    assert (Attachment.objects.count(), len(stored(folder))) == (1, 1)


@pytest.mark.parametrize("key", ["", "quatsch"])
def test_form_that_lost_its_key_and_is_sent_twice_stores_one_file(key, werkhof, kim, folder, sign_in, wuppertal_adviser):
    client = sign_in(wuppertal_adviser)
    form = {"form_key": key} if key == "" else typed(client.get(address(werkhof))) | {"form_key": key}
    for _time in range(2):
        send(client, werkhof, PDF, form=form)
    expected = 1 if key == "" else 0  # a key that is none is an error of the form
    assert (Attachment.objects.count(), len(stored(folder))) == (expected, expected)


# --- what is refused ---------------------------------------------------------------------------------------
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"
BOMB = archive(**{"[Content_Types].xml": b"0" * 30_000_000})
HOSTILE = {
    "svg as picture": ("picture", "logo.svg", SVG, "markup"),
    "svg named png": ("picture", "logo.png", SVG, "markup"),
    "html as picture": ("picture", "foto.jpg", HTML, "markup"),
    "html as document": ("document", "brief.pdf", HTML, "markup"),
    "html behind a text": ("document", "brief.txt", b"Guten Tag\n" + HTML, "markup"),
    "gif as picture": ("picture", "foto.gif", b"GIF89a" + b"\0" * 20, "no_picture"),
    "pdf as picture": ("picture", "foto.png", PDF, "no_picture"),
    "half a picture": ("picture", "foto.png", picture(size=(400, 300))[:80], "damaged"),
    "zip bomb": ("document", "satzung.docx", BOMB, "bomb"),
    "plain zip": ("document", "satzung.docx", archive(a=b"a"), "unknown"),
    "program": ("document", "rechnung.pdf", b"MZ\x90\0" + b"\0" * 60, "unknown"),
    "empty": ("document", "satzung.pdf", b"", "empty"),
    "too large": ("document", "satzung.pdf", PDF + b" " * (10 * 1024 * 1024), "too_large"),
}


@pytest.mark.once
@pytest.mark.parametrize("case", sorted(HOSTILE))
def test_hostile_or_broken_file_is_refused_at_its_field_and_stored_nowhere(case, werkhof, folder, sign_in, wuppertal_adviser):
    kind, name, content, code = HOSTILE[case]
    answer = send(sign_in(wuppertal_adviser), werkhof, content, name, kind=kind, title="Bleibt stehen")
    assert (answer.status_code, errors(answer)) == (200, {"file": [code]})
    assert 'value="Bleibt stehen"' in answer.content.decode()
    assert (Attachment.objects.count(), stored(folder)) == (0, [])


def test_other_wrong_entry_says_that_the_file_has_to_be_chosen_again(werkhof, folder, sign_in, wuppertal_adviser):
    answer = send(sign_in(wuppertal_adviser), werkhof, PDF, title="x" * 201, credit="Bleibt stehen")
    assert (answer.status_code, errors(answer)) == (200, {"title": ["max_length"], "file": ["again"]})
    assert 'value="Bleibt stehen"' in answer.content.decode()
    assert stored(folder) == []


def test_form_without_a_file_asks_for_one(werkhof, sign_in, wuppertal_adviser):
    client = sign_in(wuppertal_adviser)
    answer = client.post(address(werkhof), typed(client.get(address(werkhof))))
    assert errors(answer) == {"file": ["required"]}


def test_form_is_sent_in_a_way_that_carries_a_file(werkhof, sign_in, wuppertal_adviser):
    assert 'enctype="multipart/form-data"' in sign_in(wuppertal_adviser).get(address(werkhof)).content.decode()


@pytest.mark.on_postgresql
@pytest.mark.parametrize("field", ["kind", "title", "alt_text", "credit", "form_key"])
def test_no_value_of_a_field_breaks_the_page(field, werkhof, folder, sign_in, wuppertal_adviser):
    client = sign_in(wuppertal_adviser)
    form = typed(client.get(address(werkhof)))
    statuses = {value[:20]: send(client, werkhof, picture(), form=form, **{"kind": "picture", field: value}).status_code for value in NASTY}
    assert set(statuses.values()) <= {200, 302}
    assert not any("\x00" in str(value) for row in Attachment.objects.values_list() for value in row)
    assert len(stored(folder)) == Attachment.objects.count()


@pytest.mark.once
@pytest.mark.parametrize("name", ["../../etc/passwd.pdf", "..\\..\\boot.pdf", "a\r\nb\x00.pdf", ".pdf", "x" * 300 + ".pdf", "<b>.pdf"])
def test_no_name_of_a_file_leads_out_of_the_store(name, werkhof, folder, sign_in, wuppertal_adviser):
    client = sign_in(wuppertal_adviser)
    assert send(client, werkhof, PDF, name=name).status_code == 302
    row = Attachment.objects.get()
    assert row.title
    assert not set(row.title) & {"\x00", "\n", "\r"}
    assert [path.relative_to(folder).parts[0] for path in stored(folder)] == ["attachments"]
    assert fetch(client, row.get_absolute_url()).headers["Content-Disposition"].isprintable()


# --- a store that fails ------------------------------------------------------------------------------------
def test_store_that_takes_no_file_leaves_no_row_and_says_so(werkhof, folder, sign_in, wuppertal_adviser):
    folder.write_text("no folder")
    answer = send(sign_in(wuppertal_adviser), werkhof, PDF, title="Bleibt stehen")
    assert (answer.status_code, errors(answer)) == (200, {"file": ["not_stored"]})
    assert 'value="Bleibt stehen"' in answer.content.decode()
    assert Attachment.objects.count() == 0


def test_full_disk_leaves_neither_row_nor_half_a_file(werkhof, folder, sign_in, wuppertal_adviser):
    client, content = sign_in(wuppertal_adviser), PDF + b"%" * 200_000
    form = typed(client.get(address(werkhof)))
    limits, handler = resource.getrlimit(resource.RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, limits[1]))
    try:
        with pytest.raises(ValidationError) as raised:
            add(werkhof, wuppertal_adviser, content=content)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    assert raised.value.code == "not_stored"
    assert (Attachment.objects.count(), stored(folder)) == (0, [])
    assert send(client, werkhof, content, form=form).status_code == 302


# --- giving out --------------------------------------------------------------------------------------------
def test_file_is_a_download_that_no_browser_runs(werkhof, sign_in, wuppertal_reader):
    row = add(werkhof, wuppertal_reader, title="Satzung/2024\n<b>.exe")
    answer = fetch(sign_in(wuppertal_reader), row.get_absolute_url())
    assert answer.headers["Content-Type"] == "application/pdf"
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment;")
    assert disposition.rstrip('"').endswith(".pdf")
    assert "\n" not in disposition
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert "no-store" in answer.headers["Cache-Control"] or "private" in answer.headers["Cache-Control"]


@pytest.mark.once
@pytest.mark.parametrize(
    ("kind", "query", "way"),
    [("picture", "", "attachment"), ("picture", "?ansicht=1", "inline"), ("proof", "?ansicht=1", "attachment")],
)
def test_only_a_picture_that_was_drawn_anew_is_shown_in_the_page(kind, query, way, werkhof, sign_in, wuppertal_reader):
    row = add(werkhof, wuppertal_reader, kind=kind, content=picture(), content_type="image/png")
    answer = fetch(sign_in(wuppertal_reader), row.get_absolute_url() + query)
    assert answer.headers["Content-Disposition"].partition(";")[0] == way


def test_file_that_the_store_has_lost_is_not_found(werkhof, folder, sign_in, wuppertal_reader):
    row = add(werkhof, wuppertal_reader)
    stored(folder)[0].unlink()
    assert sign_in(wuppertal_reader).get(row.get_absolute_url()).status_code == 404


PAGES = ["attachment_file", "attachment_change", "attachment_remove"]


@pytest.mark.once
@pytest.mark.parametrize("name", PAGES)
def test_another_citys_file_does_not_exist(name, werkhof, wuppertal_adviser, sign_in, witten_adviser):
    row = add(werkhof, wuppertal_adviser)
    client = sign_in(witten_adviser)
    assert client.get(reverse(name, args=[row.pk])).status_code == 404
    assert client.get(address(werkhof)).status_code == 404
    assert send(client, werkhof, PDF, form={"title": "Fremd"}).status_code == 404
    client.post(reverse("attachment_remove", args=[row.pk]))
    assert Attachment.objects.count() == 1


@pytest.mark.once
@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("kind", ["actor", "contact"])
def test_file_of_a_restricted_record_does_not_exist(name, kind, werkhof, kim, wuppertal_adviser, sign_in):
    subject = {"actor": werkhof, "contact": kim}[kind]
    row = add(subject, wuppertal_adviser)
    actions.restrict(user=wuppertal_adviser, record=subject, reason=RestrictionReason.CONTESTED)
    assert sign_in(wuppertal_adviser).get(reverse(name, args=[row.pk])).status_code == 404


@pytest.mark.once
@pytest.mark.parametrize("name", PAGES)
def test_stranger_is_led_to_the_sign_in(name, werkhof, wuppertal_adviser, client):
    row = add(werkhof, wuppertal_adviser)
    assert client.get(reverse(name, args=[row.pk])).url.startswith(reverse("account_login"))


def test_reader_changes_no_file(werkhof, wuppertal_reader, sign_in):
    row = add(werkhof, wuppertal_reader)
    client = sign_in(wuppertal_reader)
    for name in ("attachment_change", "attachment_remove"):
        assert client.post(reverse(name, args=[row.pk]), {"title": "Anders"}).status_code == 403
    assert send(client, werkhof, PDF, form={"title": "Neu"}).status_code == 403
    assert list(Attachment.objects.values_list("title", flat=True)) == ["Satzung"]


# --- describing and removing -------------------------------------------------------------------------------
def test_document_gets_another_title_and_the_change_stands_in_the_history(werkhof, wuppertal_adviser, sign_in):
    row = add(werkhof, wuppertal_adviser)
    client, page = sign_in(wuppertal_adviser), reverse("attachment_change", args=[row.pk])
    form = typed(client.get(page))
    assert set(form) == {"csrfmiddlewaretoken", "title"}
    assert client.post(page, form | {"title": "Satzung, alt", "file": SimpleUploadedFile("neu.pdf", b"anders")}).status_code == 302
    row.refresh_from_db()
    assert row.title == "Satzung, alt"
    assert fetch(client, row.get_absolute_url()).received == PDF
    assert list(row.history.values_list("title", flat=True)) == ["Satzung, alt", "Satzung"]
    assert errors(client.post(page, form | {"title": ""})) == {"title": ["required"]}


def test_removing_asks_first_and_takes_row_and_file(
    werkhof, kim, wuppertal, folder, wuppertal_adviser, sign_in, django_capture_on_commit_callbacks
):
    start_purposes(wuppertal)
    row, other = add(kim, wuppertal_adviser, kind="proof", title="Unterschrift"), add(werkhof, wuppertal_adviser)
    purpose = Purpose.objects.get(code="newsletter")
    actions.record_consent(
        user=wuppertal_adviser, subject=kim, purpose=purpose, channel=ConsentChannel.PAPER, given_at=row.uploaded_at, proof=row
    )
    client, page = sign_in(wuppertal_adviser), reverse("attachment_remove", args=[row.pk])
    asked = client.get(page)
    assert "„Unterschrift“ endgültig entfernen?" in words(asked)
    assert "Nachweis einer Einwilligung" in words(asked)
    assert Attachment.objects.count() == 2
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post(page).url == kim.get_absolute_url()
    assert list(Attachment.objects.all()) == [other]
    assert [path.name for path in stored(folder)] == [Path(other.file.name).name]
    assert Consent.objects.get().proof is None


def test_removal_that_is_taken_back_keeps_the_file(werkhof, folder, wuppertal_adviser, django_capture_on_commit_callbacks):
    row = add(werkhof, wuppertal_adviser)
    with django_capture_on_commit_callbacks() as waiting:
        actions.remove_attachment(attachment=row)
        assert len(stored(folder)) == 1  # as long as nobody knows whether the transaction holds
    assert len(waiting) == 1


def test_removing_the_example_data_takes_their_files_and_leaves_those_of_real_cities(
    wuppertal, witten, folder, wuppertal_adviser, witten_adviser, django_capture_on_commit_callbacks
):
    wuppertal.is_example = True
    wuppertal.save()
    add(factories.make_actor(wuppertal), wuppertal_adviser)
    add(factories.make_contact(wuppertal), wuppertal_adviser, kind="picture", content=picture(), content_type="image/png")
    kept = add(factories.make_actor(witten), witten_adviser)
    assert len(stored(folder)) == 3
    with django_capture_on_commit_callbacks(execute=True):
        call_command("remove_example_data", "--yes", verbosity=0)
    assert list(Attachment.objects.all()) == [kept]
    assert [path.name for path in stored(folder)] == [Path(kept.file.name).name]
