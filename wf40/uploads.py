"""What may be uploaded: judged by a file's content, never by its name or by the type that the browser states."""

import csv
import io
import logging
import re
import struct
import subprocess
import tempfile
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass

import filetype
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, ImageOps

logger = logging.getLogger(__name__)
MOST_BYTES = 10 * 1024 * 1024
MOST_UNPACKED = 200 * 1024 * 1024
MOST_RATIO = 100
MOST_ENTRIES = 5_000
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 2400
SCAN_SECONDS = 60
JPEG_QUALITY = 85

PICTURES = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}
_OOXML = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
DOCUMENTS = {
    "application/pdf": "pdf",
    f"{_OOXML}wordprocessingml.document": "docx",
    f"{_OOXML}spreadsheetml.sheet": "xlsx",
    f"{_OOXML}presentationml.presentation": "pptx",
    f"{_ODF}text": "odt",
    f"{_ODF}spreadsheet": "ods",
    f"{_ODF}presentation": "odp",
    "text/plain": "txt",
    "text/csv": "csv",
}
EXTENSIONS = PICTURES | DOCUMENTS


@dataclass(frozen=True)
class Checked:
    """What a file is: the type that is sent with it, and the ending that its name gets."""

    content_type: str
    extension: str


def checked_document(file) -> Checked:
    """What an uploaded file really is, if it may be stored as it came; otherwise `ValidationError` says why and what helps.

    Asks the virus scanner too. A picture that is to be shown goes through `clean_picture` instead.
    """
    content = _read(file)
    checked = _recognise(content)
    scan(file)
    return checked


def clean_picture(file) -> ContentFile:
    """An uploaded picture drawn anew: upright, at most 2,400 pixels wide or high, without place, camera, comments or anything hidden.

    The result is a JPEG, or a PNG if it has transparent parts; its `content_type` says which. `ValidationError` for everything else.
    """
    content = _read(file)
    if _picture_type(content) is None:
        raise _markup() if _looks_like_markup(content) else _no_picture()
    scan(file)
    return _draw_anew(content)


def scan(file) -> None:
    """Ask the city's virus scanner, if there is one (`WF40_SCAN_COMMAND`); what cannot be checked is refused."""
    if not settings.WF40_SCAN_COMMAND:
        return
    with tempfile.NamedTemporaryFile(prefix="wf40-scan-") as copy:
        file.seek(0)
        while part := file.read(64 * 1024):
            copy.write(part)
        copy.flush()
        file.seek(0)
        try:
            done = subprocess.run(
                [*settings.WF40_SCAN_COMMAND, copy.name],
                timeout=SCAN_SECONDS,
                check=False,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            logger.exception("The virus scanner could not be asked.")
            raise _unchecked() from error
    if done.returncode < 0:
        logger.error("The virus scanner was ended by signal %s.", -done.returncode)
        raise _unchecked()
    if done.returncode:
        raise ValidationError(_("The virus scanner has refused this file, so it was not stored."), code="infected")


def _read(file) -> bytes:
    """The whole content, never more than allowed; the file stands at its beginning again."""
    if file.size > MOST_BYTES:
        raise _too_large()
    file.seek(0)
    content = file.read(MOST_BYTES + 1)
    file.seek(0)
    if len(content) > MOST_BYTES:
        raise _too_large()
    if not content:
        raise ValidationError(_("The file is empty. Please choose another one."), code="empty")
    return content


def _recognise(content: bytes) -> Checked:
    if content.startswith(b"%PDF-"):
        return _checked("application/pdf")
    if content_type := _picture_type(content):
        _load(_open(content))
        return _checked(content_type)
    if content.startswith(b"PK\x03\x04"):
        return _checked(_office_type(content))
    if content.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        raise ValidationError(
            _("This is an old Office file or one with a password. Please save it as DOCX, XLSX or PPTX without a password."),
            code="old_office",
        )
    if _looks_like_markup(content):
        raise _markup()
    return _checked(_text_type(content))


def _checked(content_type: str) -> Checked:
    return Checked(content_type, EXTENSIONS[content_type])


# --- pictures ----------------------------------------------------------------------------------------------
_PNG_END = b"IEND\xaeB`\x82"


def _picture_type(content: bytes) -> str | None:
    """PNG, JPEG or WebP by the first bytes; None for everything else, other kinds of pictures too."""
    kind = filetype.image_match(content[:8192])
    # A PNG that moves is one all the same.
    content_type = kind and kind.mime.replace("image/apng", "image/png")
    return content_type if content_type in PICTURES else None


def _open(content: bytes) -> Image.Image:
    """The picture as its head describes it; nothing is decoded before its size is known."""
    try:
        picture = Image.open(io.BytesIO(content), formats=["PNG", "JPEG", "WEBP"])
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise _too_many_pixels() from error
    except Exception as error:  # whatever a broken or hostile head makes the library raise
        raise _damaged_picture() from error
    if picture.width * picture.height > MOST_PIXELS:
        raise _too_many_pixels()
    if picture.format == "PNG" and _PNG_END not in content:  # the library takes it when only the end is missing
        raise _damaged_picture()
    return picture


def _load(picture: Image.Image) -> None:
    """Decode all of it: what ends too early is refused."""
    try:
        picture.load()
    except Exception as error:  # the library's decoders raise all kinds of errors on broken data
        raise _damaged_picture() from error


def _draw_anew(content: bytes) -> ContentFile:
    picture = _open(content)
    # A JPEG is decoded at a smaller size right away, which spares memory.
    picture.draft(None, (LONGEST_SIDE, LONGEST_SIDE))
    _load(picture)
    try:
        picture = _in_plain_colours(ImageOps.exif_transpose(picture))
        picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
        # What is left here would be written into the new file: comments, profiles.
        picture.info = {}
        drawn = io.BytesIO()
        if picture.mode == "RGBA":
            picture.save(drawn, "PNG", optimize=True)
        else:
            picture.save(drawn, "JPEG", quality=JPEG_QUALITY, optimize=True, progressive=True)
    except Exception as error:  # as above
        raise _damaged_picture() from error
    content_type = "image/png" if picture.mode == "RGBA" else "image/jpeg"
    result = ContentFile(drawn.getvalue(), name=f"picture.{PICTURES[content_type]}")
    result.content_type = content_type
    return result


def _in_plain_colours(picture: Image.Image) -> Image.Image:
    """RGB, or RGBA if a part is really transparent; colours of another profile as sRGB shows them."""
    profile = picture.info.get("icc_profile")
    if picture.mode.startswith("I"):  # 16 bits of grey, which would be cut off instead of being scaled down
        picture = picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    wanted = "RGBA" if picture.has_transparency_data else "RGB"
    if picture.mode != "CMYK":
        picture = picture.convert(wanted)
    if profile:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            picture = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode=wanted)
        except (ImageCms.PyCMSError, OSError, ValueError):
            logger.info("A picture has a colour profile that does not fit; its colours stay as the numbers say.")
    if wanted == "RGBA" and picture.getchannel("A").getextrema()[0] == 255:
        wanted = "RGB"
    return picture.convert(wanted)


# --- Office documents --------------------------------------------------------------------------------------
_OOXML_PARTS = {
    b"wordprocessingml.document.main+xml": f"{_OOXML}wordprocessingml.document",
    b"spreadsheetml.sheet.main+xml": f"{_OOXML}spreadsheetml.sheet",
    b"presentationml.presentation.main+xml": f"{_OOXML}presentationml.presentation",
}
# What tells of a document is short; more of it is not kept.
MOST_TELLING = 1_000_000
_TELLING = ("[Content_Types].xml", "mimetype", "META-INF/manifest.xml")
_MACRO_NAMES = re.compile(r"vbaproject|vbadata|(^|/)(macrosheets|basic|scripts)/|\.(docm|dotm|xlsm|xltm|xlam|pptm|potm|ppam)$", re.I)
_PROGRAM_NAMES = re.compile(r"\.(exe|dll|scr|com|bat|cmd|ps1|vbs|vbe|js|jse|wsf|hta|jar|lnk|msi)$", re.I)


def _office_type(content: bytes) -> str:
    """Which Office document a zip archive is; each stream is unpacked to count what really comes out of it."""
    if content.count(b"PK\x01\x02") > MOST_ENTRIES:  # before the library makes an object of each
        raise _bomb()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, struct.error) as error:
        raise _damaged_document() from error
    names = [entry.filename for entry in entries]
    if len(names) > MOST_ENTRIES:
        raise _bomb()
    if any(entry.flag_bits & 1 for entry in entries):
        raise _encrypted()
    if len(set(names)) != len(names) or any(name.startswith("/") or ".." in name.split("/") for name in names):
        raise _damaged_document()
    telling = _unpack(content, entries)
    content_type = _declared_type(telling)
    if content_type is None and not telling:
        raise _unknown()
    if any(map(_MACRO_NAMES.search, names)) or b"macroenabled" in telling.get("[Content_Types].xml", b"").lower():
        raise ValidationError(
            _("The document holds macros, which are programs. Please save it without macros, for example as DOCX or PDF."), code="macros"
        )
    if b"encryption-data" in telling.get("META-INF/manifest.xml", b""):
        raise _encrypted()
    if content_type is None or any(map(_PROGRAM_NAMES.search, names)):
        raise _unknown()
    return content_type


def _declared_type(telling: dict[str, bytes]) -> str | None:
    """The kind of document that the archive says it is."""
    if "mimetype" in telling:
        declared = telling["mimetype"].decode("ascii", "replace").strip()
        return declared if declared.startswith(_ODF) and declared in DOCUMENTS else None
    parts = telling.get("[Content_Types].xml", b"")
    return next((content_type for part, content_type in _OOXML_PARTS.items() if part in parts), None)


def _unpack(content: bytes, entries: list[zipfile.ZipInfo]) -> dict[str, bytes]:
    """The content of the few entries that tell what the archive is, after all of it was unpacked under one limit for the whole.

    The sizes in an archive's heads are claims: a reader that believes them sees less than another one unpacks.
    """
    left = min(MOST_UNPACKED, MOST_RATIO * len(content))
    telling = {}
    for entry in entries:
        kept = io.BytesIO() if entry.filename in _TELLING else None
        size = checksum = 0
        for part in _stream(content, entry):
            size += len(part)
            checksum = zlib.crc32(part, checksum)
            if size > left:
                raise _bomb()
            if kept is not None and kept.tell() < MOST_TELLING:
                kept.write(part)
        left -= size
        if size != entry.file_size or checksum != entry.CRC:
            raise _damaged_document()
        if kept is not None:
            telling[entry.filename] = kept.getvalue()
    return telling


def _stream(content: bytes, entry: zipfile.ZipInfo):
    """The unpacked parts of an entry, read from where its own head ends to where its stream ends."""
    head = content[entry.header_offset : entry.header_offset + 30]
    if len(head) < 30 or not head.startswith(b"PK\x03\x04"):
        raise _damaged_document()
    flags, method = struct.unpack("<HH", head[6:10])
    if flags & 1:
        raise _encrypted()
    name_length, extra_length = struct.unpack("<HH", head[26:30])
    begin = entry.header_offset + 30 + name_length + extra_length
    packed = content[begin : begin + entry.compress_size]
    if method != entry.compress_type or len(packed) != entry.compress_size:
        raise _damaged_document()
    if method == zipfile.ZIP_STORED:
        yield packed
    elif method == zipfile.ZIP_DEFLATED:
        yield from _inflate(packed)
    else:  # Office programs write no other method
        raise _unknown()


def _inflate(packed: bytes):
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        while not inflater.eof:
            part = inflater.decompress(packed, 256 * 1024)
            packed = inflater.unconsumed_tail
            if not part and not packed and not inflater.eof:
                raise _damaged_document()  # the stream ends too early
            yield part
    except zlib.error as error:
        raise _damaged_document() from error
    if inflater.unused_data:
        raise _damaged_document()


# --- text --------------------------------------------------------------------------------------------------
# What starts with or holds one of these is read by some program as more than text.
_MARKUP = re.compile(r"<(!doctype|html|head|body|script|svg|iframe|object|embed|meta|xml)(?=[\s/>])|<[?%]", re.I)
_NO_TEXT = ("#!", "{\\rtf", "%!", "GIF8", "%PDF")


def _looks_like_markup(content: bytes) -> bool:
    """Web pages, SVG, XML and scripts of servers, in whatever encoding."""
    begin = content[:1024].replace(b"\x00", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    text = _text(content)
    return begin.startswith(b"<") or bool(text and _MARKUP.search(text))


def _text_type(content: bytes) -> str:
    """Plain text, or a table of text."""
    text = _text(content)
    if text is None or text.startswith(_NO_TEXT):
        raise _unknown()
    return "text/csv" if _is_table(text) else "text/plain"


def _text(content: bytes) -> str | None:
    """The text in UTF-8 or in what Windows writes in Western Europe; None if it is none, with signs that only machines read."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        has_controls = any(unicodedata.category(sign) == "Cc" for sign in set(text) - set("\t\r\n"))
        return None if has_controls else text
    return None


def _is_table(text: str) -> bool:
    """Whether the first lines all have the same number of cells, at least two."""
    lines = [line for line in text.splitlines()[:20] if line.strip()]
    if len(lines) < 2:
        return False
    for delimiter in ";\t,":
        try:
            lengths = {len(row) for row in csv.reader(lines, delimiter=delimiter)}
        except csv.Error:
            continue
        if len(lengths) == 1 and lengths.pop() > 1:
            return True
    return False


# --- what people are told ----------------------------------------------------------------------------------
def _too_large() -> ValidationError:
    return ValidationError(_("The file is larger than 10 MB. Please make it smaller or divide it."), code="too_large")


def _unknown() -> ValidationError:
    return ValidationError(
        _("Files of this kind are not taken. Possible are PDF, PNG, JPEG, WebP, DOCX, XLSX, PPTX, ODT, ODS, ODP, plain text and CSV."),
        code="unknown",
    )


def _no_picture() -> ValidationError:
    return ValidationError(_("This is no picture that can be shown. Possible are PNG, JPEG and WebP."), code="no_picture")


def _markup() -> ValidationError:
    return ValidationError(
        _("The file holds code of web pages (HTML, SVG or XML). Please save it as PDF, or a picture as PNG or JPEG."), code="markup"
    )


def _damaged_picture() -> ValidationError:
    return ValidationError(_("The picture is damaged or incomplete. Please save it anew and choose it again."), code="damaged")


def _too_many_pixels() -> ValidationError:
    return ValidationError(_("The picture has more than 40 million pixels. Please make it smaller."), code="pixels")


def _damaged_document() -> ValidationError:
    return ValidationError(_("The document is damaged. Please open it, save it anew and choose it again."), code="damaged")


def _encrypted() -> ValidationError:
    return ValidationError(_("The document is protected by a password. Please save it without one."), code="encrypted")


def _bomb() -> ValidationError:
    return ValidationError(_("The document holds far more than its size tells. Please save it as PDF."), code="bomb")


def _unchecked() -> ValidationError:
    return ValidationError(
        _("The file could not be checked for viruses and was not stored. Please try again later or tell those who run the installation."),
        code="unchecked",
    )
