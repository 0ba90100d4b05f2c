"""Uploads are judged by what is in them: good files of each kind, files that only claim to be one, and how they are given out."""

import errno
import io
import struct
import zipfile
import zlib
from contextlib import suppress
from pathlib import Path
from types import SimpleNamespace

import pytest
import xlsxwriter
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile, File
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import models
from django.db.models.fields.files import FieldFile
from django.http import Http404
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from wf40.storage import Folder, PrivateFolder, file_and_row, private_store, public_store, random_name
from wf40.uploads import DOCUMENTS, MOST_BYTES, checked_document, clean_picture
from wf40.views.files import private_file

# No test here asks a database.
pytestmark = pytest.mark.once

OOXML = "application/vnd.openxmlformats-officedocument."
ODF = "application/vnd.oasis.opendocument."
PARTS = {
    "docx": "word/document.xml wordprocessingml.document",
    "xlsx": "xl/workbook.xml spreadsheetml.sheet",
    "pptx": "ppt/presentation.xml presentationml.presentation",
}


# --- files -------------------------------------------------------------------------------------------------
def picture(form="PNG", mode="RGB", size=(40, 20), colour=None, **options):
    content = io.BytesIO()
    Image.new(mode, size, colour or (200 if len(mode) < 3 else (200, 60, 20, 128)[: len(mode)])).save(content, form, **options)
    return content.getvalue()


def archive(entries, compression=zipfile.ZIP_DEFLATED):
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", compression) as target:
        for name, text in entries.items():
            target.writestr(name, text)
    return content.getvalue()


def office(kind="docx", more=None, main="main"):
    part, word = PARTS[kind].split()
    types = f'<Types><Override PartName="/{part}" ContentType="{OOXML}{word}.{main}+xml"/></Types>'
    return archive({"[Content_Types].xml": types, part: "<w/>"} | (more or {}))


def open_document(kind="text", more=None, manifest="<manifest/>"):
    return archive({"mimetype": ODF + kind, "content.xml": "<t/>", "META-INF/manifest.xml": manifest} | (more or {}))


def workbook():
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        book.add_worksheet().write_column(0, 0, [f"Akteur {number}" for number in range(300)])
    return content.getvalue()


def png_head(width, height):
    def chunk(kind, body):
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\x00" * 64)) + chunk(b"IEND", b"")


def encrypted(content):
    """The flag that says "with a password", in every head and in the list at the end."""
    raw = bytearray(content)
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = raw.find(mark)
        while at >= 0:
            raw[at + place] |= 1
            at = raw.find(mark, at + 4)
    return bytes(raw)


def lying(content, name, size, checksum):
    """An archive whose list states a smaller size for an entry than what its stream unpacks to."""
    raw = bytearray(content)
    at = next(at for at in range(len(raw)) if raw[at : at + 4] == b"PK\x01\x02" and raw[at + 46 : at + 46 + len(name)] == name.encode())
    raw[at + 16 : at + 20] = struct.pack("<I", checksum)
    raw[at + 24 : at + 28] = struct.pack("<I", size)
    return bytes(raw)


def upload(content, name="bild.png", content_type="image/png"):
    return SimpleUploadedFile(name, content, content_type)


def refused(check, file):
    with pytest.raises(ValidationError) as caught:
        check(file)
    assert len(caught.value.messages[0]) > 20  # a sentence
    return caught.value.code


# --- good files --------------------------------------------------------------------------------------------
GOOD = {
    "pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "application/pdf"),
    "png": (picture(), "image/png"),
    "jpg": (picture("JPEG"), "image/jpeg"),
    "webp": (picture("WEBP"), "image/webp"),
    "docx": (office(), f"{OOXML}wordprocessingml.document"),
    "xlsx": (workbook(), f"{OOXML}spreadsheetml.sheet"),
    "pptx": (office("pptx"), f"{OOXML}presentationml.presentation"),
    "odt": (open_document(), f"{ODF}text"),
    "ods": (open_document("spreadsheet"), f"{ODF}spreadsheet"),
    "odp": (open_document("presentation"), f"{ODF}presentation"),
    "txt": ("Grüße, 5 < 6 und <max@cafe.example>\r\nBMW fährt vor.\tEnde".encode(), "text/plain"),
    "csv": ("Name;Straße\nWerkhof;Ölberg\n".encode("cp1252"), "text/csv"),
}


@pytest.mark.parametrize("kind", GOOD)
def test_good_file_is_recognised_whatever_its_name_and_stated_type(kind):
    content, content_type = GOOD[kind]
    file = upload(content, "x.exe", "application/x-msdownload")
    checked = checked_document(file)
    assert (checked.content_type, checked.extension) == (content_type, kind)
    assert file.read() == content  # ready to be stored


def test_every_kind_that_is_taken_was_tried():
    assert {content_type for _content, content_type in GOOD.values()} == {*DOCUMENTS, "image/png", "image/jpeg", "image/webp"}


# --- hostile files -----------------------------------------------------------------------------------------
SVG = b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
HTML = b"<!DOCTYPE html><script>alert(1)</script>"
EXE = b"MZ\x90\x00\x03\x00\x00\x00" + b"\x00" * 200 + b"This program cannot be run in DOS mode. <assembly>"
ZIPPED_ZEROS = office(more={"word/media/1.bmp": b"\x00" * 3_000_000})
SHORT = b"<w/>"
HOSTILE = {
    "SVG called PNG": (SVG, "markup"),
    "SVG with blanks before it": (b"\xef\xbb\xbf \n\n" + SVG, "markup"),
    "SVG in UTF-16": (SVG.decode().encode("utf-16"), "markup"),
    "HTML called JPEG": (HTML, "markup"),
    "HTML called PDF": (b"\n" + HTML + b"%PDF-1.7", "markup"),
    "HTML behind a harmless line": (b"Guten Tag\n\n" + HTML, "markup"),
    "PHP": (b"<?php system($_GET['c']); ?>", "markup"),
    "PHP behind text": (b"Text\n<?php system($_GET['c']); ?>", "markup"),
    "GIF that is HTML as well": (b"GIF89a/*" + HTML, "markup"),
    "GIF that is a script as well": (b"GIF89a/*   */=1;alert(1)", "unknown"),
    "GIF": (picture("GIF", "L"), "unknown"),
    "BMP": (picture("BMP"), "unknown"),
    "TIFF": (picture("TIFF"), "unknown"),
    "Windows program": (EXE, "unknown"),
    "Linux program": (b"\x7fELF\x02\x01\x01" + b"\x00" * 60, "unknown"),
    "shell script": (b"#!/bin/sh\nrm -rf /\n", "unknown"),
    "RTF": (b"{\\rtf1 {\\object}}", "unknown"),
    "old Word file": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "old_office"),
    "text with NUL": (b"Name;Ort\x00\nWerkhof;Wuppertal", "unknown"),
    "text with a control sign": (b"Name\x1b[31m", "unknown"),
    "PDF that begins later": (b"hallo\n%PDF-1.7\x00", "unknown"),
    "empty file": (b"", "empty"),
    "larger than 10 MB": (b"%PDF-1.7" + b" " * MOST_BYTES, "too_large"),
    "any zip": (archive({"notiz.txt": "hallo"}), "unknown"),
    "zip bomb called DOCX": (ZIPPED_ZEROS, "bomb"),
    "thousands of entries": (office(more={f"word/{number}": "" for number in range(5_000)}), "bomb"),
    "DOCX with a password on its entries": (encrypted(office()), "encrypted"),
    "ODT with a password": (open_document(manifest="<manifest:encryption-data/>"), "encrypted"),
    "DOCX with macros": (office(more={"word/vbaProject.bin": b"\xd0\xcf"}), "macros"),
    "DOCM that calls itself DOCX": (office(main="macroEnabled.main"), "macros"),
    "DOCM": (
        archive(
            {"[Content_Types].xml": '<T ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/>', "word/document.xml": ""}
        ),
        "macros",
    ),
    "ODT with macros": (open_document(more={"Basic/Standard/Module1.xml": "<m/>"}), "macros"),
    "DOCX with a DOCM in it": (office(more={"word/embeddings/a.docm": b"PK"}), "macros"),
    "DOCX with a program in it": (office(more={"word/embeddings/a.exe": EXE}), "unknown"),
    "DOCX with a way out": (office(more={"../../etc/cron.d/x": "x"}), "damaged"),
    "DOCX that lies about a size": (
        lying(office(more={"word/x.xml": SHORT + b" " * 5_000}), "word/x.xml", len(SHORT), zlib.crc32(SHORT)),
        "damaged",
    ),
    "DOCX cut off": (workbook()[:-40], "damaged"),
    "DOCX packed in another way": (
        archive({"[Content_Types].xml": f"{OOXML}wordprocessingml.document.main+xml"}, zipfile.ZIP_LZMA),
        "unknown",
    ),
    "EPUB": (archive({"mimetype": "application/epub+zip", "META-INF/manifest.xml": ""}), "unknown"),
    "JPEG cut off": (picture("JPEG", size=(400, 400))[:-200], "damaged"),
    "PNG cut off": (picture(size=(400, 400))[:-200], "damaged"),
    "PNG without its end": (picture()[:-12], "damaged"),
    "PNG of 50,000 x 50,000 pixels": (png_head(50_000, 50_000), "pixels"),
    "PNG of 9,000 x 9,000 pixels": (png_head(9_000, 9_000), "pixels"),
    "PNG of 10,000 x 10,000 pixels": (png_head(10_000, 10_000), "pixels"),
    "head of a JPEG and nothing more": (b"\xff\xd8\xff\xe0" + b"\x00" * 40, "damaged"),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_file_is_refused_and_the_reason_is_said(what):
    content, code = HOSTILE[what]
    assert refused(checked_document, upload(content)) == code


@pytest.mark.parametrize("what", [what for what, (content, _code) in HOSTILE.items() if content])
def test_hostile_file_is_no_picture_either(what):
    content, code = HOSTILE[what]
    is_told_the_same = code in ("markup", "too_large", "pixels") or (code == "damaged" and not content.startswith(b"PK"))
    assert refused(clean_picture, upload(content)) == (code if is_told_the_same else "no_picture")


def test_stated_size_is_enough_to_refuse():
    class Endless(io.BytesIO):
        size = MOST_BYTES + 1

        def read(self, *args):
            raise AssertionError("nothing is read")

    assert refused(checked_document, Endless()) == "too_large"


def test_understated_size_does_not_help():
    file = upload(b"%PDF-1.7" + b" " * MOST_BYTES)
    file.size = 8
    assert refused(checked_document, file) == "too_large"


def test_bomb_that_lies_about_its_size_is_not_unpacked_further_than_allowed():
    bomb = lying(ZIPPED_ZEROS, "word/media/1.bmp", 4, zlib.crc32(b"\x00" * 4))
    assert refused(checked_document, upload(bomb)) == "bomb"


# --- pictures ----------------------------------------------------------------------------------------------
def drawn(content):
    result = clean_picture(upload(content))
    return result, Image.open(io.BytesIO(result.read()))


def test_photo_loses_place_camera_and_comments_and_stands_upright():
    exif = Image.Exif()
    exif[0x0112] = 6  # turned to the right
    exif[0x010F] = "Geheimkamera"
    exif.get_ifd(0x8825).update({1: "N", 2: (51.0, 15.0, 0.0), 3: "E", 4: (7.0, 9.0, 0.0)})
    source = picture("JPEG", exif=exif, comment=b"Geheimer Kommentar")
    assert Image.open(io.BytesIO(source)).getexif().get_ifd(0x8825)
    result, photo = drawn(source)
    assert (photo.format, photo.size, result.content_type, result.name) == ("JPEG", (20, 40), "image/jpeg", "picture.jpg")
    assert dict(photo.getexif()) == {}
    result.seek(0)
    content = result.read()
    assert b"Geheim" not in content
    assert b"Exif" not in content


def test_what_hangs_behind_a_picture_or_in_its_text_is_gone():
    text = PngInfo()
    text.add_text("Comment", "Geheimer Kommentar")
    result, _photo = drawn(picture(pnginfo=text) + HTML + archive({"a": "b"}))
    result.seek(0)
    content = result.read()
    assert not any(part in content for part in (b"Geheim", b"<script", b"PK\x03\x04"))


def test_large_photo_gets_smaller_and_keeps_its_shape():
    assert drawn(picture("JPEG", size=(6000, 3000)))[1].size == (2400, 1200)
    assert drawn(picture(size=(300, 4800)))[1].size == (150, 2400)


@pytest.mark.parametrize(
    ("mode", "form", "colour", "expected"),
    [
        ("RGBA", "PNG", (10, 20, 30, 128), ("PNG", (10, 20, 30, 128))),
        ("RGBA", "PNG", (10, 20, 30, 255), ("JPEG", (10, 20, 30))),
        ("RGBA", "WEBP", (10, 20, 30, 0), ("PNG", None)),
        ("LA", "PNG", (90, 40), ("PNG", (90, 90, 90, 40))),
        ("1", "PNG", 1, ("JPEG", (255, 255, 255))),
        ("I;16", "PNG", 40_000, ("JPEG", (156, 156, 156))),
        ("CMYK", "JPEG", (0, 0, 0, 0), ("JPEG", (255, 255, 255))),
    ],
    ids=str,
)
def test_transparent_pictures_stay_so_and_all_others_become_jpeg(mode, form, colour, expected):
    _result, photo = drawn(picture(form, mode, colour=colour))
    assert photo.format == expected[0]
    if expected[1]:
        assert all(abs(is_now - was) <= 2 for is_now, was in zip(photo.getpixel((5, 5)), expected[1], strict=True))


def test_colour_profile_is_applied_and_dropped():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for icc in (profile, b"kein Profil"):
        _result, photo = drawn(picture("JPEG", colour=(200, 60, 20), icc_profile=icc))
        assert "icc_profile" not in photo.info
        assert all(abs(is_now - was) <= 3 for is_now, was in zip(photo.getpixel((5, 5)), (200, 60, 20), strict=True))


@pytest.mark.parametrize("form", ["WEBP", "PNG"])
def test_moving_picture_stands_still(form):
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "blue", "green")]
    content = io.BytesIO()
    frames[0].save(content, form, save_all=True, append_images=frames[1:], duration=100)
    _result, photo = drawn(content.getvalue())
    assert getattr(photo, "n_frames", 1) == 1
    assert photo.getpixel((5, 5))[0] > 200


# --- the virus scanner -------------------------------------------------------------------------------------
@pytest.fixture
def scanner(settings, tmp_path):
    """Sets the scanner to a shell script, which finds the file's path in $1."""

    def do(script):
        path = tmp_path / "scanner.sh"
        path.write_text(script)
        settings.WF40_SCAN_COMMAND = ["sh", str(path)]

    return do


def test_scanner_sees_the_content_and_decides(scanner, tmp_path):
    scanner(f'cp "$1" {tmp_path}/seen; ! grep -q Virus "$1"')
    assert checked_document(upload(b"%PDF-1.7 sauber")).extension == "pdf"
    assert (tmp_path / "seen").read_bytes() == b"%PDF-1.7 sauber"
    assert refused(checked_document, upload(b"%PDF-1.7 Virus")) == "infected"
    assert refused(clean_picture, upload(picture() + b"Virus")) == "infected"


@pytest.mark.logs_errors
def test_file_that_the_scanner_does_not_check_is_refused(scanner, settings, monkeypatch):
    scanner("kill -9 $$")
    assert refused(checked_document, upload(b"%PDF-1.7")) == "unchecked"
    settings.WF40_SCAN_COMMAND = ["/gibt/es/nicht"]
    assert refused(checked_document, upload(b"%PDF-1.7")) == "unchecked"
    monkeypatch.setattr("wf40.uploads.SCAN_SECONDS", 0.2)
    scanner("exec sleep 5")
    assert refused(checked_document, upload(b"%PDF-1.7")) == "unchecked"


# --- the stores --------------------------------------------------------------------------------------------
def test_stores_lie_apart_and_private_files_have_no_address(settings):
    private, public = private_store(), public_store()
    assert {store.location for store in (private, public)} == {f"{settings.MEDIA_ROOT}/{name}" for name in ("private", "public")}
    name = private.save("anlagen/ab/abc", ContentFile(b"geheim"))
    assert private.path(name).startswith(f"{settings.MEDIA_ROOT}/private/")
    assert Path(private.path(name)).stat().st_mode & 0o777 == 0o640
    with pytest.raises(ValueError, match="no address"):
        private.url(name)


def test_stored_name_tells_nothing_and_never_comes_twice():
    names = {random_name(None, "Kündigung Meier.pdf", "attachments") for _number in range(50)}
    assert len(names) == 50
    assert not any("Meier" in name or "." in name for name in names)


class DiskFull(File):
    """A file during whose storing the disk fills up."""

    def chunks(self, chunk_size=None):
        yield b"halb"
        raise OSError(errno.ENOSPC, "No space left on device")


def row_with_file(store):
    """A row's file as a model has it."""
    field = models.FileField(storage=store, upload_to="x")
    field.set_attributes_from_name("file")
    return FieldFile(SimpleNamespace(file=None), field, None)


@pytest.fixture
def store(tmp_path):
    return PrivateFolder(location=tmp_path / "store", file_permissions_mode=0o640)


def files_in(store):
    return [path for path in Path(store.location).rglob("*") if path.is_file()]


@pytest.mark.django_db
def test_full_disk_leaves_no_half_file_and_says_so(store):
    file = row_with_file(store)

    def save():
        with file_and_row(file):
            file.save("neu", DiskFull(io.BytesIO(b"halb und halb")), save=False)

    with pytest.raises(ValidationError) as caught:
        save()
    assert caught.value.code == "not_stored"
    assert files_in(store) == []


@pytest.mark.django_db
def test_file_goes_when_its_row_is_refused_and_stays_when_it_is_saved(store):
    file = row_with_file(store)
    with suppress(RuntimeError), file_and_row(file):
        file.save("neu", ContentFile(b"Inhalt"), save=False)
        raise RuntimeError("the row was refused")
    assert files_in(store) == []
    file = row_with_file(store)
    with file_and_row(file):
        file.save("neu", ContentFile(b"Inhalt"), save=False)
    assert [path.read_bytes() for path in files_in(store)] == [b"Inhalt"]
    assert files_in(store)[0].stat().st_mode & 0o777 == 0o640
    with suppress(RuntimeError), file_and_row(file):
        raise RuntimeError("a later change of the row was refused")
    assert len(files_in(store)) == 1


# --- giving out --------------------------------------------------------------------------------------------
def test_file_is_a_download_under_its_german_name(store):
    store.save("a", ContentFile(b"%PDF-1.7"))
    file = store.open("a")
    response = private_file(file, "Förderantrag Größe.pdf", "application/pdf", inline=True)
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''F%C3%B6rderantrag%20Gr%C3%B6%C3%9Fe.pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Content-Type"] == "application/pdf"
    assert b"".join(response.streaming_content) == b"%PDF-1.7"
    file.close()


@pytest.mark.parametrize(
    ("content_type", "disposition"),
    [
        ("image/jpeg", "inline"),
        ("image/png", "inline"),
        ("image/svg+xml", "attachment"),
        ("text/html", "attachment"),
        ("text/plain", "attachment"),
    ],
)
def test_only_pictures_are_shown_in_a_page(content_type, disposition):
    response = private_file(ContentFile(b"x"), "x", content_type, inline=True)
    assert response["Content-Disposition"].split(";")[0] == disposition
    assert response["Content-Type"] in (content_type, "application/octet-stream")
    assert ("html" in response["Content-Type"], "svg" in response["Content-Type"]) == (False, False)
    assert private_file(ContentFile(b"x"), "x", content_type)["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("name", "content_type", "given"),
    [
        ("Satzung.pdf", "application/pdf", "Satzung.pdf"),
        ("start.bat", "text/plain", "start.bat.txt"),
        ("Foto.JPEG", "image/jpeg", "Foto.JPEG"),
        ("../../etc/passwd", "text/plain", "_.._etc_passwd.txt"),
        ("a\r\nSet-Cookie: b=1", "text/plain", "aSet-Cookie_ b=1.txt"),
        ("Rechnung\u202efdp.exe", "application/pdf", "Rechnungfdp.exe.pdf"),
        ("", "text/csv", "Datei.csv"),
        ("x.html", "text/html", "x.html.bin"),
    ],
)
def test_name_has_the_ending_of_its_type_and_nothing_hidden(name, content_type, given):
    assert private_file(ContentFile(b"x"), name, content_type)["Content-Disposition"] == f'attachment; filename="{given}"'


def test_file_that_the_store_has_lost_does_not_exist(store):
    file = row_with_file(store)
    file.name = "weg"
    with pytest.raises(Http404):
        private_file(file, "x.pdf", "application/pdf")


def test_folder_refuses_what_it_cannot_hold(tmp_path):
    (tmp_path / "kein Ordner").write_text("")
    with pytest.raises(OSError, match="directory"):
        Folder(location=tmp_path / "kein Ordner").save("a/b", ContentFile(b"x"))
