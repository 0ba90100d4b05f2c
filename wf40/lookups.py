"""A way to ask for many rows by their keys: one parameter instead of one for each key."""

from collections.abc import Iterable

from django.db.models import BigAutoField, ForeignKey, Lookup


class Keys(str):
    """Many keys as one text, "1,2,3", made once for all questions about the same rows."""

    @classmethod
    def of(cls, keys: Iterable[int]) -> "Keys":
        """The keys of some rows."""
        return cls(",".join(map(str, map(int, keys))))


@ForeignKey.register_lookup
@BigAutoField.register_lookup
class Among(Lookup):
    """`actor__among=Keys.of(…)`: like `__in`, without a thousand placeholders that Django, the driver and the database each read."""

    lookup_name = "among"

    def get_prep_lookup(self):
        """Plain numbers, nothing else."""
        return self.rhs if isinstance(self.rhs, Keys) else Keys.of(self.rhs)

    def as_sql(self, compiler, connection):
        """PostgreSQL takes an array."""
        lhs, params = self.process_lhs(compiler, connection)
        return f"{lhs} = ANY(%s::bigint[])", [*params, f"{{{self.rhs}}}"]

    def as_sqlite(self, compiler, connection):
        """SQLite reads the keys from JSON."""
        lhs, params = self.process_lhs(compiler, connection)
        return f"{lhs} IN (SELECT value FROM json_each(%s))", [*params, f"[{self.rhs}]"]  # noqa: S608  the names are ours, the keys a parameter
