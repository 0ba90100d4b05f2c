"""The house rules: floors without cycles, one order of modules inside an app, no unsafe markup, rows only in scope."""

import ast
import importlib.metadata
import re
import sys
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings

from wf40.scoping import is_scoped

pytestmark = pytest.mark.once

ROOT = Path(settings.BASE_DIR)
# Each app imports only itself and what stands here; siblings never import one another.
BELOW = {
    "wf40": set(),
    "municipalities": {"wf40"},
    "initiatives": {"wf40", "municipalities"},
    "network": {"wf40", "municipalities", "initiatives"},
    "funding": {"wf40", "municipalities", "initiatives", "network"},
    "activities": {"wf40", "municipalities", "initiatives", "network"},
    "desk": {"wf40", "municipalities", "initiatives", "network", "funding", "activities"},
    "portal": {"wf40", "municipalities", "initiatives", "network", "funding", "activities"},
    "evaluation": {"wf40", "municipalities", "initiatives", "network", "funding", "activities"},
}
APPS = sorted(path.parent.name for path in ROOT.glob("*/apps.py"))
# A module may import those of its own rank and below; a name that is not here is a subject (search, imports/, picker).
ORDER = (
    "choices",
    "models",
    "rules",
    "(subjects)",
    "actions",
    "filters",
    "tables",
    "exports",
    "tasks",
    "forms",
    "panels",
    "feeds",
    "admin",
    "views",
    "urls",
    "management",
)
ALIASES = {"obligations": "panels", "apps": "management", "example": "management"}
# The platform's settings name views and middleware by their path; its entry points stand above everything.
ABOVE_ALL = {"settings", "wsgi", "asgi"}
HOOKS = {"ready", "handle", "add_arguments", "process_view"}
DISTRIBUTIONS = {name: {entry.lower() for entry in found} for name, found in importlib.metadata.packages_distributions().items()}


def sources(*folders):
    """Our Python files; what `makemigrations` writes is not ours."""
    return [
        path
        for folder in folders or APPS
        for path in sorted((ROOT / folder).rglob("*.py"))
        if "migrations" not in path.parts and "__pycache__" not in path.parts
    ]


def templates():
    return sorted([*(ROOT / "templates").rglob("*.html"), *ROOT.glob("*/templates/**/*.html")])


def where(path, line=None):
    return str(path.relative_to(ROOT)) + (f":{line}" if line else "")


def module_of(path):
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def tree_of(path):
    """A file's code, read once for all tests; none of them changes it."""
    return ast.parse(path.read_text(encoding="utf-8"))


MODULES = {module_of(path): path for path in sources()}


def imports_of(path):
    """(line, module) of everything a file imports, inside functions too; of `from a import b` the module b where it is one."""
    package = module_of(path).split(".")
    package = package if path.name == "__init__.py" else package[:-1]
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, name.name) for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = (
                ".".join([*package[: len(package) - node.level + 1], *([node.module] if node.module else [])])
                if node.level
                else node.module
            )
            for name in node.names:
                yield node.lineno, f"{base}.{name.name}" if f"{base}.{name.name}" in MODULES else base


def rank(module):
    part = module.split(".")[1]
    part = ALIASES.get(part, part)
    return ORDER.index(part if part in ORDER else "(subjects)")


def test_every_app_has_its_floor():
    assert set(APPS) - set(BELOW) == set()


@pytest.mark.parametrize("app", APPS)
def test_app_imports_only_lower_floors(app):
    breaches = [
        f"{where(path, line)} imports {module}"
        for path in sources(app)
        for line, module in imports_of(path)
        if module.split(".")[0] in BELOW and module.split(".")[0] not in BELOW[app] | {app}
    ]
    assert breaches == []


@pytest.mark.parametrize("app", APPS)
def test_urls_of_an_app_are_included_by_the_platform_alone(app):
    including = [where(path) for path in sources(app) if app != "wf40" and "include(" in path.read_text(encoding="utf-8")]
    assert including == []


@pytest.mark.parametrize("app", [app for app in APPS if app != "wf40"])
def test_module_imports_only_modules_before_it(app):
    breaches = []
    for path in sources(app):
        module = module_of(path)
        if module == app:
            continue
        for line, imported in imports_of(path):
            if imported.startswith(f"{app}.") and rank(imported) > rank(module):
                breaches.append(f"{where(path, line)}: {ORDER[rank(module)]} imports {imported}")
    assert breaches == []


def test_platform_plumbing_imports_no_views_and_views_no_urls():
    above = {"views": 1, "urls": 2} | dict.fromkeys(ABOVE_ALL, 3)
    breaches = [
        f"{where(path, line)} imports {imported}"
        for path in sources("wf40")
        for line, imported in imports_of(path)
        if imported.startswith("wf40.")
        and module_of(path) != "wf40"
        and above.get(imported.split(".")[1], 0) > above.get(module_of(path).split(".")[1], 0)
    ]
    assert breaches == []


def test_no_module_imports_itself_in_a_circle():
    graph = {
        name: {imported for _line, imported in imports_of(path) if imported in MODULES and imported != name}
        for name, path in MODULES.items()
    }
    # `from package import name` inside the package asks the package's own __init__ for what it gathered.
    for name in graph:
        if MODULES[name].name != "__init__.py":
            graph[name] -= {package for package in graph[name] if name.startswith(f"{package}.")}
    try:
        list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def requirement_names(*files):
    lines = [line for name in files for line in (ROOT / "requirements" / name).read_text().splitlines()]
    return {re.match(r"[A-Za-z0-9_.-]+", line)[0].lower() for line in lines if line[:1].isalnum()}


def foreign_imports(paths):
    for path in paths:
        for line, module in imports_of(path):
            top = module.split(".")[0]
            if top not in sys.stdlib_module_names and top not in {*BELOW, "tests", "benchmarks", "__future__"}:
                yield path, line, top


@pytest.mark.parametrize(("folders", "files"), [(APPS, ("base.in",)), (["tests"], ("base.in", "dev.in"))], ids=["product", "tests"])
def test_third_party_imports_are_required_by_name(folders, files):
    known = requirement_names(*files)
    missing = {
        f"{where(path, line)} imports {top}"
        for path, line, top in foreign_imports(sources(*folders))
        if not DISTRIBUTIONS.get(top, set()) & known
    }
    assert missing == set()


# --- words that are not written here -----------------------------------------------------------------------
@pytest.mark.parametrize(
    "pattern",
    [r"mark_safe", r"\bSafeString\b", r"""(fields|__all__)\s*=\s*["']__all__["']""", r"\bexclude\s*=\s*[(\[]"],
)
def test_no_python_file_says(pattern):
    found = [
        where(path, number)
        for path in sources()
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if re.search(pattern, line)
    ]
    assert found == []


TEMPLATE_SINS = {
    "safe": r"\|\s*safe(seq)?\b",
    "autoescape": r"autoescape\s+off",
    "inline script": r"<script(?![^>]*\bsrc=)[^>]*>",
    "inline style": r"<style\b",
    "style attribute": r"\sstyle\s*=",
    "event handler": r"<[^>]*\son[a-z]+\s*=",
    "javascript address": r"javascript:",
    "foreign host": r"""(src|href|action)\s*=\s*["'](https?:)?//""",
}


@pytest.mark.parametrize("sin", sorted(TEMPLATE_SINS))
def test_no_template_holds(sin):
    texts = {path: path.read_text(encoding="utf-8") for path in templates()}
    assert len(texts) > 40
    found = [
        where(path, text[: hit.start()].count("\n") + 1) for path, text in texts.items() for hit in re.finditer(TEMPLATE_SINS[sin], text)
    ]
    assert found == []


def test_form_values_are_never_filled_into_format_strings():
    """`str.format` on somebody's text opens our objects to it."""
    found = [
        where(path, node.lineno)
        for path in sources()
        if not {"management", "example"} & set(path.parts)
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in ("format", "format_map")
    ]
    assert found == []


# --- scope -------------------------------------------------------------------------------------------------
SCOPED = {model.__name__ for model in apps.get_models() if is_scoped(model)}


def view_files():
    return [path for path in sources() if "views" in path.relative_to(ROOT).parts]


def test_views_look_up_rows_only_in_scope():
    wrong = []
    for path in view_files():
        tree = tree_of(path)
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("get_object_or_404", "get_list_or_404"):
                first = node.args[0]
                if not (
                    isinstance(first, ast.Call) and isinstance(first.func, ast.Attribute) and first.func.attr in ("visible", "visible_to")
                ):
                    wrong.append(f"{where(path, node.lineno)} looks up {ast.unparse(first)}")
    assert wrong == []


def test_views_start_from_visible_rows():
    wrong = []
    for path in view_files():
        tree = tree_of(path)
        parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Attribute)
                and node.attr in ("objects", "_default_manager", "_base_manager")
                and getattr(node.value, "id", "") in SCOPED
            ):
                above = parents[node]
                if not (isinstance(above, ast.Attribute) and above.attr == "visible_to"):
                    wrong.append(f"{where(path, node.lineno)} asks {ast.unparse(node)}")
    assert wrong == []


def test_no_request_data_is_expanded_into_a_query():
    wrong = []
    for path in sources():
        for node in ast.walk(tree_of(path)):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in ("filter", "exclude", "get", "order_by", "annotate")
            ):
                spread = [keyword.value for keyword in node.keywords if keyword.arg is None] + [
                    arg.value for arg in node.args if isinstance(arg, ast.Starred)
                ]
                wrong += [
                    f"{where(path, node.lineno)} spreads {ast.unparse(value)}"
                    for value in spread
                    if re.search("GET|POST|params|cleaned_data", ast.unparse(value))
                ]
    assert wrong == []


# --- words about the code ----------------------------------------------------------------------------------
def without_docstring(path):
    def walk(node, prefix=""):
        for child in node.body:
            if not isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                continue
            if child.name.startswith("_") or child.name in HOOKS or child.name in ("Meta", "Media"):
                continue
            # A command says what it is by its `help`, which people read on the command line.
            is_command = child.name == "Command" and any(
                isinstance(node, ast.Assign) and node.targets[0].id == "help" for node in child.body
            )
            if not ast.get_docstring(child) and not is_command:
                yield child.lineno, prefix + child.name
            if isinstance(child, ast.ClassDef):
                yield from walk(child, f"{prefix}{child.name}.")

    tree = tree_of(path)
    if tree.body and not ast.get_docstring(tree):
        yield 1, "the file"
    yield from walk(tree)


@pytest.mark.parametrize("app", APPS)
def test_everything_public_says_what_it_is(app):
    silent = [f"{where(path, line)} {name}" for path in sources(app) for line, name in without_docstring(path)]
    assert silent == []
