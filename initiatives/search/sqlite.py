"""Asks the trigram table of SQLite (FTS5)."""

from initiatives.search.conditions import All, Any, Beginning, Part

TRIGRAMS = "initiatives_searchentry_trigram"


def _expression(condition) -> str:
    """In the language of FTS5; the letters are a to z, digits, blanks and tabs, so nothing has to be escaped."""
    if isinstance(condition, Part):
        return f'folded_names : "{condition.letters}"' if condition.only_names else f'"{condition.letters}"'
    word = {All: " AND ", Any: " OR "}[type(condition)]
    return "(" + word.join(map(_expression, condition.parts)) + ")"


def asked(condition) -> tuple[str, str, list, str]:
    """Tables, condition, its values and order. The table of trigrams is gone through first, so that a limit ends the work early."""
    if isinstance(condition, Beginning):
        where = "e.folded_title >= %s AND e.folded_title < %s"
        # The sign after z ends the range.
        return "initiatives_searchentry e", where, [condition.letters, condition.letters + "{"], "e.folded_title, e.id"
    tables = f"{TRIGRAMS} CROSS JOIN initiatives_searchentry e ON e.id = {TRIGRAMS}.rowid"
    return tables, f"{TRIGRAMS} MATCH %s", [_expression(condition)], f"{TRIGRAMS}.rowid"
