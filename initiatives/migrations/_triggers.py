"""What the database does by itself, on both databases: logs that are only added to, the activity of actors, the trigram index.

`install` may run as often as you like. A migration that changes one of these tables begins with `lift` and ends with `install`: SQLite makes
a table anew for most changes, drops its triggers, and refuses to while triggers of other tables name it.
"""

# table, when its entry was made: an entry may go after a year, since logs are personal data too.
LOGS = (
    ("initiatives_exportentry", "exported_at"),
    ("initiatives_notereading", "read_at"),
    ("initiatives_restrictionentry", "entered_at"),
    ("initiatives_logreading", "read_at"),
)
TALKS = "initiatives_consultation_actors"
LAST = f"(SELECT max(c.held_on) FROM {TALKS} t JOIN initiatives_consultation c ON c.id = t.consultation_id WHERE t.actor_id = a.actor_id)"
OPEN = "(SELECT count(*) FROM initiatives_followup f WHERE f.actor_id = a.actor_id AND f.done_at IS NULL)"
# What changes an actor's activity: (table, event, whose activity: a query over the changed rows).
CAUSES = (
    (TALKS, "INSERT", "SELECT actor_id FROM {rows}"),
    (TALKS, "UPDATE", "SELECT actor_id FROM {rows}"),
    (TALKS, "DELETE", "SELECT actor_id FROM {rows}"),
    ("initiatives_consultation", "UPDATE", f"SELECT actor_id FROM {TALKS} WHERE consultation_id IN (SELECT id FROM {{rows}})"),
    ("initiatives_followup", "INSERT", "SELECT actor_id FROM {rows}"),
    ("initiatives_followup", "UPDATE", "SELECT actor_id FROM {rows}"),
    ("initiatives_followup", "DELETE", "SELECT actor_id FROM {rows}"),
)


def install(schema_editor):
    """Make what is missing."""
    lock_logs(schema_editor)
    statements = {"sqlite": _sqlite, "postgresql": _postgresql}[schema_editor.connection.vendor]()
    for statement in statements:
        schema_editor.execute(statement)


def lift(schema_editor):
    """Take the triggers away on SQLite, for as long as its tables are made anew; PostgreSQL keeps them through every change."""
    if schema_editor.connection.vendor == "sqlite":
        with schema_editor.connection.cursor() as cursor:
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            names = [name for (name,) in cursor.fetchall()]
        for name in names:
            schema_editor.execute(f"DROP TRIGGER {schema_editor.quote_name(name)}")


def lock_logs(schema_editor):
    """The database itself refuses to change an entry of a log, and to delete one of the last year; example cities may go."""
    # The first migrations run before the younger logs are there.
    there = set(schema_editor.connection.introspection.table_names())
    logs = [(table, made_at) for table, made_at in LOGS if table in there]
    for statement in {"sqlite": _sqlite_logs, "postgresql": _postgresql_logs}[schema_editor.connection.vendor](logs):
        schema_editor.execute(statement)


def count_activity(schema_editor):
    """The activity of the actors that are there already."""
    schema_editor.execute(
        "INSERT INTO initiatives_actoractivity (actor_id, municipality_id, last_consulted_on, open_follow_up_count)"
        f" SELECT a.actor_id, a.municipality_id, {LAST}, {OPEN} FROM (SELECT id AS actor_id, municipality_id FROM initiatives_actor) a"
        " WHERE NOT EXISTS (SELECT 1 FROM initiatives_actoractivity k WHERE k.actor_id = a.actor_id)"
    )


def _unnamed(query: str) -> str:
    """SQLite allows no short name for the table that a trigger changes."""
    return query.replace("a.actor_id", "initiatives_actoractivity.actor_id")


# --- SQLite ------------------------------------------------------------------------------------------------
def _sqlite_logs(logs):
    for table, made_at in logs:
        yield (
            f"CREATE TRIGGER IF NOT EXISTS {table}_no_update BEFORE UPDATE ON {table} "
            f"BEGIN SELECT RAISE(ABORT, 'entries of {table} are only added'); END"
        )
        yield (
            f"CREATE TRIGGER IF NOT EXISTS {table}_no_delete BEFORE DELETE ON {table} WHEN OLD.{made_at} >= datetime('now', '-1 year') "
            "AND NOT EXISTS (SELECT 1 FROM municipalities_municipality WHERE id = OLD.municipality_id AND is_example) "
            f"BEGIN SELECT RAISE(ABORT, 'entries of {table} are only added'); END"
        )


def _sqlite():
    yield (
        "CREATE TRIGGER IF NOT EXISTS activity_begins AFTER INSERT ON initiatives_actor BEGIN "
        "INSERT OR IGNORE INTO initiatives_actoractivity (actor_id, municipality_id, open_follow_up_count) "
        "VALUES (NEW.id, NEW.municipality_id, 0); END"
    )
    yield (
        "CREATE TRIGGER IF NOT EXISTS activity_ends BEFORE DELETE ON initiatives_actor BEGIN "
        "DELETE FROM initiatives_actoractivity WHERE actor_id = OLD.id; END"
    )
    for table, event, _whose in CAUSES:
        # Of an UPDATE both the old and the new owner are renewed.
        rows = [row for row in ("NEW", "OLD") if (row, event) not in (("NEW", "DELETE"), ("OLD", "INSERT"))]
        if table == "initiatives_consultation":
            whose, columns = f"SELECT actor_id FROM {TALKS} WHERE consultation_id = NEW.id", "OF held_on "
        else:
            whose, columns = ", ".join(f"{row}.actor_id" for row in rows), "" if table == TALKS else "OF actor_id, done_at "
        yield (
            f"CREATE TRIGGER IF NOT EXISTS {table}_activity_{event.lower()} AFTER {event} {columns if event == 'UPDATE' else ''}ON {table} "
            f"BEGIN UPDATE initiatives_actoractivity SET last_consulted_on = {_unnamed(LAST)}, open_follow_up_count = {_unnamed(OPEN)} "
            f"WHERE actor_id IN ({whose}); END"
        )
    index = "initiatives_searchentry_trigram"
    yield (
        f"CREATE VIRTUAL TABLE IF NOT EXISTS {index} USING fts5(folded_names, folded_text, "
        "content='initiatives_searchentry', content_rowid='id', tokenize='trigram')"
    )
    add = f"INSERT INTO {index}(rowid, folded_names, folded_text) VALUES (NEW.id, NEW.folded_names, NEW.folded_text);"
    take = f"INSERT INTO {index}({index}, rowid, folded_names, folded_text) VALUES ('delete', OLD.id, OLD.folded_names, OLD.folded_text);"
    table = "initiatives_searchentry"
    yield f"CREATE TRIGGER IF NOT EXISTS {table}_enters AFTER INSERT ON {table} BEGIN {add} END"
    yield f"CREATE TRIGGER IF NOT EXISTS {table}_leaves AFTER DELETE ON {table} BEGIN {take} END"
    yield f"CREATE TRIGGER IF NOT EXISTS {table}_changes AFTER UPDATE OF folded_names, folded_text ON {table} BEGIN {take} {add} END"


# --- PostgreSQL --------------------------------------------------------------------------------------------
def _postgresql_logs(logs):
    for table, made_at in logs:
        yield f"""
            CREATE OR REPLACE FUNCTION {table}_is_a_log() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                IF TG_OP = 'DELETE' AND (OLD.{made_at} < now() - interval '1 year' OR EXISTS (
                    SELECT 1 FROM municipalities_municipality WHERE id = OLD.municipality_id AND is_example
                )) THEN
                    RETURN OLD;
                END IF;
                RAISE EXCEPTION 'entries of {table} are only added' USING ERRCODE = 'integrity_constraint_violation';
            END $$
        """
        yield (
            f"CREATE OR REPLACE TRIGGER {table}_is_a_log BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {table}_is_a_log()"
        )


def _postgresql():
    yield """
        CREATE OR REPLACE FUNCTION wf40_activity_begins() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO initiatives_actoractivity (actor_id, municipality_id, open_follow_up_count)
            VALUES (NEW.id, NEW.municipality_id, 0) ON CONFLICT DO NOTHING;
            RETURN NULL;
        END $$
    """
    yield """
        CREATE OR REPLACE FUNCTION wf40_activity_ends() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            DELETE FROM initiatives_actoractivity WHERE actor_id = OLD.id;
            RETURN OLD;
        END $$
    """
    yield (
        "CREATE OR REPLACE TRIGGER activity_begins AFTER INSERT ON initiatives_actor FOR EACH ROW EXECUTE FUNCTION wf40_activity_begins()"
    )
    yield ("CREATE OR REPLACE TRIGGER activity_ends BEFORE DELETE ON initiatives_actor FOR EACH ROW EXECUTE FUNCTION wf40_activity_ends()")
    # Locked first and in the order of their keys, then read anew: of two talks saved at once neither forgets the other.
    yield f"""
        CREATE OR REPLACE FUNCTION wf40_renew_activity(keys bigint[]) RETURNS void LANGUAGE plpgsql AS $$
        BEGIN
            PERFORM 1 FROM initiatives_actoractivity WHERE actor_id = ANY(keys) ORDER BY actor_id FOR UPDATE;
            UPDATE initiatives_actoractivity a SET last_consulted_on = {LAST}, open_follow_up_count = {OPEN} WHERE actor_id = ANY(keys);
        END $$
    """
    for table, event, whose in CAUSES:
        name = f"{table}_activity_{event.lower()}"
        seen = {"INSERT": ["new_rows"], "DELETE": ["old_rows"], "UPDATE": ["old_rows", "new_rows"]}[event]
        keys = " UNION ".join(whose.replace("{rows}", rows) for rows in seen)
        transitions = {"old_rows": "OLD TABLE AS old_rows", "new_rows": "NEW TABLE AS new_rows"}
        yield f"""
            CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                PERFORM wf40_renew_activity(ARRAY({keys}));
                RETURN NULL;
            END $$
        """
        yield (
            f"CREATE OR REPLACE TRIGGER {name} AFTER {event} ON {table} REFERENCING {' '.join(transitions[rows] for rows in seen)} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {name}()"
        )
    # Lists begin with those that were never talked to. Only PostgreSQL asks for an index in that order.
    yield (
        "CREATE INDEX IF NOT EXISTS activity_by_last_contact_gaps ON initiatives_actoractivity "
        "(municipality_id, last_consulted_on NULLS FIRST, actor_id)"
    )
    # Trusted since PostgreSQL 13: the owner of the database may make it.
    yield "CREATE EXTENSION IF NOT EXISTS pg_trgm"
    for column in ("folded_names", "folded_text"):
        yield (
            f"CREATE INDEX IF NOT EXISTS search_entry_{column}_trigram ON initiatives_searchentry USING gin ({column} gin_trgm_ops) "
            "WITH (fastupdate = off)"
        )
    # Compared byte by byte, so that a beginning is a range of the index.
    yield (
        "CREATE INDEX IF NOT EXISTS search_entry_by_beginning ON initiatives_searchentry "
        "(municipality_id, folded_title text_pattern_ops, id)"
    )
