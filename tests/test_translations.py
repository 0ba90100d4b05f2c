"""German is complete: every English text of the source has its German one, formal and without exclamation marks."""

import ast
import io
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation import trim_whitespace
from django.utils.translation.template import templatize

pytestmark = pytest.mark.once

ROOT = Path(settings.BASE_DIR)
CATALOGUE = ROOT / "locale/de/LC_MESSAGES/django.po"
APPS = sorted(path.parent for path in ROOT.glob("*/apps.py"))
# The library's functions and the position of their text, their plural and their context.
FUNCTIONS = {
    "gettext": (0,),
    "gettext_lazy": (0,),
    "gettext_noop": (0,),
    "ngettext": (0, 1),
    "ngettext_lazy": (0, 1),
    "pgettext": (1,),
    "pgettext_lazy": (1,),
    "npgettext": (1, 2),
    "npgettext_lazy": (1, 2),
}
PLACEHOLDERS = re.compile(r"%\(\w+\)[sd]|%[sd]|%%|\{\w*\}")


def python_texts(path):
    """(line, texts, context) of each call of a translating function, whatever the file calls it; texts is None where it is no literal."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            names |= {entry.asname or entry.name: entry.name for entry in node.names if entry.name in FUNCTIONS}
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            function = names[node.func.id]
            texts = tuple(getattr(node.args[place], "value", None) for place in FUNCTIONS[function])
            context = node.args[0].value if "pgettext" in function else None
            yield node.lineno, texts if all(isinstance(text, str) for text in texts) else None, context


def template_texts(path):
    """(line, texts, context) of each translated text of a template, as Django itself reads it."""
    code = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    keywords = {"gettext": None, "_": None, "ngettext": (1, 2), "pgettext": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3)}
    for line, texts, _comments, context in extract("python", io.BytesIO(code.encode()), keywords=keywords):
        yield line, texts if isinstance(texts, tuple) else (texts,), context


def files():
    for app in APPS:
        for path in sorted(app.rglob("*.py")):
            if "migrations" not in path.parts:
                yield path, python_texts
    for path in sorted([*(ROOT / "templates").rglob("*.*"), *ROOT.glob("*/templates/**/*.*")]):
        if path.suffix in (".html", ".txt"):
            yield path, template_texts


def source_texts():
    """What has to be translated: (context, text) -> where it stands first."""
    found = {}
    for path, read in files():
        for line, texts, context in read(path):
            if texts:
                found.setdefault((context, texts[0]), f"{path.relative_to(ROOT)}:{line}")
    return found


@pytest.fixture(scope="module")
def catalogue():
    assert CATALOGUE.exists(), "locale/de/LC_MESSAGES/django.po is missing"
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="de")


def entries(catalogue):
    """(text, plural, list of German texts) of each entry."""
    for message in catalogue:
        if message.id:
            text, plural = (message.id[0], message.id[1]) if isinstance(message.id, tuple) else (message.id, None)
            yield text, plural, list(message.string) if isinstance(message.string, tuple) else [message.string]


def test_texts_are_literals_so_that_they_can_be_collected():
    assert [f"{path.relative_to(ROOT)}:{line}" for path, read in files() for line, texts, _context in read(path) if texts is None] == []


def test_every_text_of_the_source_stands_in_the_catalogue(catalogue):
    known = {(message.context, message.id[0] if isinstance(message.id, tuple) else message.id) for message in catalogue if message.id}
    missing = {f"{place}: {text}" for (context, text), place in source_texts().items() if (context, text) not in known}
    assert missing == set()


def test_catalogue_holds_nothing_that_the_source_no_longer_says(catalogue):
    said = {trim_whitespace(text) if "\n" not in text else text for _context, text in source_texts()} | {
        text for _context, text in source_texts()
    }
    assert {text for text, _plural, _german in entries(catalogue) if text not in said} == set()
    assert list(catalogue.obsolete) == []


def test_every_entry_is_translated(catalogue):
    assert [text for text, _plural, german in entries(catalogue) if not all(german)] == []


def test_no_entry_is_fuzzy(catalogue):
    assert [message.id for message in catalogue if message.fuzzy] == []
    assert "fuzzy" not in CATALOGUE.read_text(encoding="utf-8").split('msgid ""', 1)[0]


def test_placeholders_are_the_same_in_german(catalogue):
    wrong = []
    for text, plural, german in entries(catalogue):
        wanted = Counter(PLACEHOLDERS.findall(plural or text))
        for number, translation in enumerate(german):
            # "1 Eintrag": the singular may leave the number out.
            allowed = [wanted, Counter(PLACEHOLDERS.findall(text))] if plural and number == 0 else [wanted]
            if translation and Counter(PLACEHOLDERS.findall(translation)) not in allowed:
                wrong.append((text, translation))
    assert wrong == []


def test_people_are_addressed_formally(catalogue):
    informal = re.compile(r"\b(du|dich|dir|dein(e|er|es|em|en)?|euch|euer|eure[rsmn]?)\b", re.I)
    assert [german for _text, _plural, all_german in entries(catalogue) for german in all_german if informal.search(german or "")] == []


def test_nobody_is_shouted_at(catalogue):
    assert [
        german for _text, _plural, all_german in entries(catalogue) for german in all_german if (german or "").rstrip().endswith("!")
    ] == []


def test_line_breaks_and_edges_are_the_same_in_german(catalogue):
    wrong = [
        (text, german)
        for text, _plural, all_german in entries(catalogue)
        for german in all_german
        if german
        and (
            text.startswith("\n") != german.startswith("\n") or text.endswith("\n") != german.endswith("\n") or german.strip(" ") != german
        )
    ]
    assert wrong == []


def test_german_has_two_forms_of_number(catalogue):
    assert catalogue.num_plurals == 2
    assert [text for text, plural, german in entries(catalogue) if plural and len(german) != 2] == []


@pytest.mark.skipif(not shutil.which("xgettext"), reason="gettext's tools are not here: apt-get install gettext")
def test_makemessages_collects_the_same_texts(tmp_path):
    """What only our own reading finds would be lost at the next `make catalogues`."""
    for folder in [*APPS, ROOT / "templates"]:
        shutil.copytree(folder, tmp_path / folder.name, ignore=shutil.ignore_patterns("__pycache__", "*.json", "*.csv", "data"))
    (tmp_path / "locale/de/LC_MESSAGES").mkdir(parents=True)
    command = [sys.executable, "-W", "ignore", "-m", "django", "makemessages", "--locale", "de", "--no-wrap", "--verbosity", "0"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, env={"PATH": "/usr/bin:/bin"})
    assert done.returncode == 0, done.stderr
    with (tmp_path / "locale/de/LC_MESSAGES/django.po").open("rb") as file:
        collected = {message.id[0] if isinstance(message.id, tuple) else message.id for message in read_po(file) if message.id}
    assert {text for _context, text in source_texts()} - collected == set()
    assert collected - {text for _context, text in source_texts()} == set()
