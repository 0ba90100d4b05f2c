"""Asks the trigram indexes of PostgreSQL (pg_trgm)."""

from initiatives.search.conditions import All, Any, Beginning, Part


def _where(condition) -> tuple[str, list]:
    """The letters are a to z, digits, blanks and tabs: no sign of LIKE among them."""
    if isinstance(condition, Part):
        pattern = f"%{condition.letters}%"
        if condition.only_names:
            return "e.folded_names LIKE %s", [pattern]
        return "(e.folded_names LIKE %s OR e.folded_text LIKE %s)", [pattern, pattern]
    word = {All: " AND ", Any: " OR "}[type(condition)]
    parts = [_where(part) for part in condition.parts]
    return "(" + word.join(where for where, _values in parts) + ")", [value for _where, values in parts for value in values]


def asked(condition) -> tuple[str, str, list, str]:
    """Tables, condition, its values and order."""
    table = "initiatives_searchentry e"
    if isinstance(condition, Beginning):
        # Compared byte by byte, as the index is; the sign after z ends the range.
        where = "e.folded_title ~>=~ %s AND e.folded_title ~<~ %s"
        return table, where, [condition.letters, condition.letters + "{"], "e.folded_title USING ~<~, e.id"
    where, values = _where(condition)
    return table, where, values, "e.id"
