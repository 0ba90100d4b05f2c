"""How stored files are given out: as a download, or as a picture that was drawn anew; never as something that a browser runs."""

from django.http import FileResponse, Http404

from wf40.uploads import EXTENSIONS, PICTURES

POLICY = "default-src 'none'; sandbox"
LONGEST_NAME = 150


def private_file(file, name: str, content_type: str, *, inline: bool = False) -> FileResponse:
    """A file of the private store; the view has asked before whether this person sees it. 404 if the store has lost it.

    `name` is what the person called it; the ending is that of the type, since a computer opens a file by its name. `inline` shows
    pictures in the page; everything else is a download whatever is asked.
    """
    try:
        opened = file.open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    is_shown = inline and content_type in PICTURES
    response = FileResponse(
        opened,
        as_attachment=not is_shown,
        filename=file_name(name, content_type),
        content_type=content_type if content_type in EXTENSIONS else "application/octet-stream",
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = POLICY
    return response


def file_name(name: str, content_type: str) -> str:
    """A name without paths and invisible signs, with the ending of the type: "Satzung.docm" becomes "Satzung.docm.pdf"."""
    extension = EXTENSIONS.get(content_type, "bin")
    plain = "".join("_" if sign in '/\\:*?"<>|' else sign for sign in name if sign.isprintable()).strip(" .")[:LONGEST_NAME]
    endings = (".jpg", ".jpeg") if extension == "jpg" else (f".{extension}",)
    return plain if plain.lower().endswith(endings) and len(plain) > len(extension) + 1 else f"{plain or 'Datei'}.{extension}"
