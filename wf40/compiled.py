"""Questions whose SQL is made once: where building a query costs more than the database takes to answer it."""

from collections.abc import Callable, Sequence

from django.db import connection

# key -> (SQL, parameters); as many as a process comes to in weeks.
_made: dict[tuple, tuple[str, tuple]] = {}
MOST = 2000


def fetch(key: tuple, make: Callable, keys: Sequence[int] = ()) -> list[tuple]:
    """The rows of a question, as plain tuples.

    `key` names everything that decides the words of the question; `make(stand_ins)` builds the queryset when it is asked for the first
    time. `keys` are the only values that change from one time to the next: in the queryset negative numbers stand in for them.
    """
    key = (connection.vendor, len(keys), *key)
    if (found := _made.get(key)) is None:
        if len(_made) >= MOST:
            _made.clear()
        found = _made[key] = make([-number for number in range(1, len(keys) + 1)]).query.sql_with_params()
    sql, params = found
    with connection.cursor() as cursor:
        cursor.execute(sql, [keys[-value - 1] if type(value) is int and value < 0 else value for value in params])
        return cursor.fetchall()
