"""The pages beside the code say what the code does."""

import re
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.once

ROOT = Path(settings.BASE_DIR)
CONFIGURATION = ROOT / "docs" / "configuration.md"
# What we only set for others to read, or what the shell always brings.
NOT_OURS = {"DJANGO_ALLOW_ASYNC_UNSAFE", "COVERAGE_FILE", "PATH", "HOME", "DEBIAN_FRONTEND", "SECONDS", "PYTEST_XDIST_WORKER"}
PYTHON_READS = re.compile(
    r"""(?:\benv(?:\.\w+)?|\benviron\.get|\benviron\.setdefault|\bgetenv)\(\s*["']([A-Z][A-Z0-9_]+)["']|\benviron\[["']([A-Z][A-Z0-9_]+)["']\]""",
)
SHELL_READS = re.compile(r"\$\$?\{?([A-Z][A-Z0-9_]{2,})")


def python_files():
    folders = [path.parent for path in ROOT.glob("*/apps.py")]
    files = [path for folder in folders for path in folder.rglob("*.py")]
    return [*files, ROOT / "manage.py", ROOT / "tests/run", ROOT / "tests/settings.py", ROOT / "tests/conftest.py"]


def shell_reads(path, *, own=frozenset()):
    """The variables that a script takes from outside: those that it never sets itself."""
    if not path.exists():
        return set()
    text = path.read_text(encoding="utf-8")
    sets = set(re.findall(r"^\s*(?:export\s+)?([A-Z][A-Z0-9_]*)\s*[:+]?=", text, re.M))
    return {name for name in SHELL_READS.findall(text) if name not in sets | own}


def variables_that_the_code_reads():
    text = "\n".join(path.read_text(encoding="utf-8") for path in python_files())
    found = {first or second for first, second in PYTHON_READS.findall(text)}
    found |= shell_reads(ROOT / "Makefile") | shell_reads(ROOT / ".ci/run")
    found |= set(re.findall(r"^([A-Z_]+)\s*\?=", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))
    return found - NOT_OURS


def variables_in_the_tables():
    return re.findall(r"^\|\s*`([A-Z][A-Z0-9_]+)`\s*\|", CONFIGURATION.read_text(encoding="utf-8"), re.M)


def test_configuration_names_every_variable_that_is_read_and_no_other():
    assert sorted(variables_in_the_tables()) == sorted(variables_that_the_code_reads())


def test_configuration_names_each_variable_once_and_with_an_example():
    rows = [line for line in CONFIGURATION.read_text(encoding="utf-8").splitlines() if re.match(r"\|\s*`[A-Z]", line)]
    assert [row for row in rows if len(re.split(r"(?<!\\)\|", row)) != 6 or not all(part.strip() for part in row.split("|")[1:-1])] == []
    names = variables_in_the_tables()
    assert [name for name in names if names.count(name) > 1] == []


def test_settings_reads_nothing_under_a_foreign_name():
    found = {first or second for first, second in PYTHON_READS.findall((ROOT / "wf40/settings.py").read_text(encoding="utf-8"))}
    assert {name for name in found if not name.startswith("WF40_")} == {"DATABASE_URL", "PORT"}


def test_every_word_that_looks_like_a_variable_is_one():
    """Neither page nor code speaks of a WF40_ variable that nobody reads."""
    pages = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *python_files(), ROOT / "Makefile"]
    said = {word for page in pages for word in re.findall(r"\bWF40_[A-Z][A-Z_]+", page.read_text(encoding="utf-8"))}
    assert said - set(variables_in_the_tables()) == set()


def targets():
    return set(re.findall(r"^([a-z][a-z-]*):(?!=)", (ROOT / "Makefile").read_text(encoding="utf-8"), re.M))


def pages_with_commands():
    return [page for page in [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")] if page.exists()]


def code_of(page):
    """What stands in code marks: blocks and words."""
    text = page.read_text(encoding="utf-8")
    return "\n".join(re.findall(r"```.*?```|`[^`\n]+`", text, re.S))


def test_readme_is_there():
    if not (ROOT / "README.md").exists():
        pytest.skip("README.md is not written yet")
    assert {"run", "test"} <= set(re.findall(r"\bmake ([a-z][a-z-]*)", (ROOT / "README.md").read_text(encoding="utf-8")))


@pytest.mark.parametrize("document", pages_with_commands(), ids=lambda path: str(path.relative_to(ROOT)))
def test_commands_on_a_page_exist(document):
    said = set(re.findall(r"\bmake ([a-z][a-z-]*)", code_of(document)))
    assert said - targets() == set()
    commands = {path.stem for path in ROOT.glob("*/management/commands/*.py")}
    django = {
        "migrate",
        "createcachetable",
        "collectstatic",
        "createsuperuser",
        "changepassword",
        "check",
        "makemigrations",
        "shell",
        "dumpdata",
    }
    assert set(re.findall(r"manage\.py ([a-z_]+)", code_of(document))) - commands - django == set()


@pytest.mark.parametrize("document", pages_with_commands(), ids=lambda path: str(path.relative_to(ROOT)))
def test_links_of_a_page_lead_somewhere(document):
    links = re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", document.read_text(encoding="utf-8"))
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_help_names_every_command_of_the_makefile():
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    phony = set(re.search(r"^\.PHONY:(.*)$", text, re.M)[1].split())
    assert phony == set(re.findall(r"^([a-z-]+):.*## ", text, re.M))
