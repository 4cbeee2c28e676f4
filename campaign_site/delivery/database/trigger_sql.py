"""The SQL around a rule: how a database is told to refuse, or to put right. Rules stand with what they protect."""

from collections.abc import Iterable

from campaign_site.delivery.database.triggers import Trigger

# A condition of every row.
ALWAYS = "1 = 1"
# How the databases compare what may be null.
DIFFERS = {"sqlite": "IS NOT", "postgresql": "IS DISTINCT FROM"}


def refuse(vendor: str, name: str, table: str, verb: str, condition: str, message: str) -> Trigger:
    """Return the trigger that refuses one verb (`INSERT`, `UPDATE` or `DELETE`) on a row that meets `condition`.

    The condition speaks of NEW and OLD, in words that both databases know. It is asked before anything is written.
    """
    if vendor == "sqlite":
        return _before(name, table, verb, condition, message)
    return _unless(name, table, verb, condition, message)


def refuse_each(
    vendor: str, name: str, table: str, verbs: Iterable[str], condition: str, message: str
) -> list[Trigger]:
    """Return the same for `INSERT` and `UPDATE`: one trigger on PostgreSQL, on SQLite one for each verb."""
    if vendor == "sqlite":
        return [_before(f"{name}_{verb.lower()}", table, verb, condition, message) for verb in verbs]
    return [_unless(name, table, " OR ".join(verbs), condition, message)]


def refuse_found(name: str, table: str, event: str, query: str, message: str, *, when: str = "") -> Trigger:
    """Return SQLite's trigger that refuses what was just written, where `query` finds a row after it.

    `when` is a condition on NEW and OLD that saves asking.
    """
    asked = f"WHEN {when} " if when else ""
    return Trigger(
        name,
        table,
        f"CREATE TRIGGER {name} AFTER {event} ON {table} {asked}"
        f"BEGIN SELECT RAISE(ABORT, '{message}') WHERE EXISTS ({query}); END",
    )


def changed(vendor: str, columns: Iterable[str]) -> str:
    """Return the condition that one of `columns` is changed, from or to nothing too."""
    differs = DIFFERS[vendor]
    return " OR ".join(f"OLD.{column} {differs} NEW.{column}" for column in columns)


def is_there(table: str, same: Iterable[str], *, but: str = "") -> str:
    """Return the condition that a row `o` of the table meets one of `same`, and `but` besides.

    Each is asked by itself: of conditions joined by OR, SQLite reads the whole table when only one column has no
    index, or its statistics say that most rows are alike in it, as they are where most have nothing there.
    """
    also = f"{but} AND " if but else ""
    return " OR ".join(f"EXISTS (SELECT 1 FROM {table} o WHERE {also}{one})" for one in same)


def keep_whole(vendor: str, table: str, same: Iterable[str], message: str, *, name: str = "") -> Trigger:
    """Return the trigger for what deletes and asks no other: SQLite's INSERT OR REPLACE, PostgreSQL's TRUNCATE.

    `same` are the conditions of which NEW would replace `o`, a row that is there: one for each of its keys. `name`
    stands in the trigger's for the table's.
    """
    name = name or table
    if vendor == "sqlite":
        return _before(f"{name}_no_replace", table, "INSERT", is_there(table, same), message)
    return call(f"{name}_no_truncate", table, "BEFORE TRUNCATE", error(message), each="STATEMENT")


def only_added(vendor: str, table: str, same: Iterable[str], message: str, *, name: str = "") -> list[Trigger]:
    """Return the triggers of a table whose rows are added and stay as they are; `same` as in `keep_whole`."""
    return [
        *(
            refuse(vendor, f"{name or table}_no_{verb.lower()}", table, verb, ALWAYS, message)
            for verb in ("UPDATE", "DELETE")
        ),
        keep_whole(vendor, table, same, message, name=name),
    ]


def put_right(name: str, table: str, event: str, when: str, statement: str) -> Trigger:
    """Return SQLite's trigger that runs `statement` after what was just written, where `when` holds."""
    create = f"CREATE TRIGGER {name} AFTER {event} ON {table} WHEN {when}"
    return Trigger(name, table, f"{create} BEGIN {statement}; END")


def call(
    name: str, table: str, when: str, body: str, *, function: str = "", each: str = "ROW", deferred: bool = False
) -> Trigger:
    """Return PostgreSQL's trigger that runs `body` (PL/pgSQL) at `when`, such as `BEFORE INSERT OR UPDATE`.

    Triggers that name the same `function` share it. A deferred one is asked at the end of the transaction.
    """
    function = function or name
    kind, time = ("CONSTRAINT TRIGGER", "DEFERRABLE INITIALLY DEFERRED ") if deferred else ("TRIGGER", "")
    return Trigger(
        name,
        table,
        f"CREATE {kind} {name} {when} ON {table} {time}FOR EACH {each} EXECUTE FUNCTION {function}()",
        f"CREATE OR REPLACE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $$ {_block(body)} $$",
    )


def error(message: str) -> str:
    """Return PL/pgSQL's statement that refuses, so that Django raises IntegrityError as it does on SQLite."""
    return f"RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation';"


def _before(name: str, table: str, verb: str, condition: str, message: str) -> Trigger:
    create = f"CREATE TRIGGER {name} BEFORE {verb} ON {table} WHEN {condition}"
    return Trigger(name, table, f"{create} BEGIN SELECT RAISE(ABORT, '{message}'); END")


def _unless(name: str, table: str, verbs: str, condition: str, message: str) -> Trigger:
    row = "OLD" if verbs == "DELETE" else "NEW"
    return call(name, table, f"BEFORE {verbs}", f"IF {condition} THEN {error(message)} END IF; RETURN {row};")


def _block(body: str) -> str:
    """Return the body as a block; one that declares variables is a block already."""
    return body if body.lstrip().startswith("DECLARE") else f"BEGIN {body} END"
