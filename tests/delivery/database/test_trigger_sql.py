"""How a rule becomes SQL: on either database the same is refused, and nothing else."""

import re
import sqlite3

import pytest
from django.db import IntegrityError, connection, transaction

from campaign_site.delivery.database import triggers
from campaign_site.delivery.database.trigger_sql import (
    call,
    changed,
    error,
    only_added,
    refuse,
    refuse_each,
    refuse_found,
)
from tests.site.tree import ROOT, sources

pytestmark = pytest.mark.django_db
ALLOWED = {"INSERT": "INSERT INTO probe VALUES (2)", "UPDATE": "UPDATE probe SET amount = 2"}
TOO_MUCH = {"INSERT": "INSERT INTO probe VALUES (9)", "UPDATE": "UPDATE probe SET amount = 9"}
only_sqlite = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="SQLite's own kind of trigger")
only_postgresql = pytest.mark.skipif(
    "connection.vendor != 'postgresql'", reason="PostgreSQL's own kind of trigger"
)


@pytest.fixture
def install():
    """A table `probe` with one row, and what puts triggers on it."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE probe (amount integer)")
        cursor.execute("INSERT INTO probe VALUES (1)")

        def put(*triggers):
            for trigger in triggers:
                if trigger.function:
                    cursor.execute(trigger.function)
                cursor.execute(trigger.create)

        yield put
        cursor.execute("DROP TABLE probe")


def run(statement):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize(("verb", "other"), [("INSERT", "UPDATE"), ("UPDATE", "INSERT")])
def test_one_verb_is_refused_where_the_condition_holds(install, verb, other):
    install(refuse(connection.vendor, "probe_rule", "probe", verb, "NEW.amount > 5", "too much"))
    run(ALLOWED[verb])
    run(TOO_MUCH[other])
    with pytest.raises(IntegrityError, match="too much"):
        run(TOO_MUCH[verb])


def test_a_deletion_is_refused_and_any_other_really_deletes(install):
    install(refuse(connection.vendor, "probe_kept", "probe", "DELETE", "OLD.amount = 1", "kept"))
    run("INSERT INTO probe VALUES (3)")
    run("DELETE FROM probe WHERE amount = 3")
    with pytest.raises(IntegrityError, match="kept"):
        run("DELETE FROM probe WHERE amount = 1")
    with connection.cursor() as cursor:
        cursor.execute("SELECT amount FROM probe")
        assert cursor.fetchall() == [(1,)]


def test_several_verbs_are_refused_by_one_rule(install):
    install(
        *refuse_each(connection.vendor, "probe_rule", "probe", ["INSERT", "UPDATE"], "NEW.amount > 5", "too much")
    )
    for verb, statement in TOO_MUCH.items():
        run(ALLOWED[verb])
        with pytest.raises(IntegrityError, match="too much"):
            run(statement)


@pytest.mark.parametrize("to", ["2", "NULL"])
def test_a_value_is_changed_to_another_one_or_to_nothing(install, to):
    is_changed = changed(connection.vendor, ["amount"])
    install(refuse(connection.vendor, "probe_fixed", "probe", "UPDATE", is_changed, "fixed"))
    run("UPDATE probe SET amount = amount")
    with pytest.raises(IntegrityError, match="fixed"):
        run(f"UPDATE probe SET amount = {to}")


def replacing() -> str:
    """What puts a row in another one's place without deleting it first."""
    return "INSERT OR REPLACE INTO probe VALUES (1)" if connection.vendor == "sqlite" else "TRUNCATE probe"


@pytest.mark.parametrize("way", ["UPDATE probe SET amount = 2", "DELETE FROM probe", "replacing"])
def test_rows_that_are_only_added_are_changed_in_no_way(install, way):
    install(*only_added(connection.vendor, "probe", ["o.amount = NEW.amount"], "kept"))
    run("INSERT INTO probe VALUES (3)")
    with pytest.raises(IntegrityError, match="kept"):
        run(replacing() if way == "replacing" else way)


@only_sqlite
def test_sqlite_refuses_what_a_query_finds_once_it_is_written(install):
    found = "SELECT 1 FROM probe WHERE amount > 5"
    install(refuse_found("probe_found", "probe", "UPDATE", found, "too much", when="NEW.amount <> 7"))
    run("UPDATE probe SET amount = 7")
    with pytest.raises(IntegrityError, match="too much"):
        run(TOO_MUCH["UPDATE"])


@only_postgresql
def test_postgresql_waits_for_the_end_of_the_transaction_with_a_deferred_rule(install):
    body = f"IF EXISTS (SELECT 1 FROM probe WHERE amount > 5) THEN {error('too much')} END IF; RETURN NULL;"
    install(call("probe_end", "probe", "AFTER UPDATE", body, deferred=True))
    run(TOO_MUCH["UPDATE"])
    with pytest.raises(IntegrityError, match="too much"):
        run("SET CONSTRAINTS probe_end IMMEDIATE")
    run(ALLOWED["UPDATE"])
    run("SET CONSTRAINTS probe_end IMMEDIATE")


@pytest.fixture
def many_alike():
    """A copy of all tables, for which SQLite's planner believes a million rows, alike in what should differ."""
    copy = sqlite3.connect(":memory:")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type IN ('table', 'index') AND sql <> '' "
            "AND name NOT LIKE 'sqlite%' AND name NOT LIKE '%fts%' ORDER BY type DESC"
        )
        for _name, statement in cursor.fetchall():
            copy.execute(statement)
    copy.execute("ANALYZE")
    copy.execute(
        "INSERT INTO sqlite_stat1 SELECT tbl_name, name, CASE WHEN sql IS NULL OR sql LIKE 'CREATE UNIQUE%' "
        "THEN '1000000 1000000 1000000 1000000 1000000' ELSE '1000000 9 9 9 9' END "
        "FROM sqlite_master WHERE type = 'index'"
    )
    copy.execute("ANALYZE sqlite_master")
    yield copy
    copy.close()


@only_sqlite
def test_no_trigger_reads_a_whole_table_to_see_whether_a_row_is_there(many_alike):
    asked = 0
    for trigger in triggers.registered("sqlite"):
        for begin in re.finditer(r"\((?=SELECT 1 FROM \w+ o WHERE )", trigger.create):
            query = re.sub(r"\b(NEW|OLD)\.\w+", "?1", inside(trigger.create[begin.start() :]))
            plan = [row[3] for row in many_alike.execute(f"EXPLAIN QUERY PLAN {query}", [1])]
            assert not [step for step in plan if step.startswith("SCAN")], (trigger.name, query, plan)
            asked += 1
    assert asked > 40


def inside(text: str) -> str:
    """Return what stands in the brackets with which the text begins."""
    depth = 0
    for place, letter in enumerate(text):
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if not depth:
            return text[1:place]
    raise AssertionError("a bracket is not closed")


def test_no_other_module_writes_a_trigger():
    words = ("CREATE TRIGGER", "CREATE CONSTRAINT", "CREATE OR REPLACE", "RAISE(ABORT", "RAISE EXCEPTION")
    writers = {
        str(path.relative_to(ROOT)) for path in sources() if any(word in path.read_text() for word in words)
    }
    assert writers == {"campaign_site/delivery/database/trigger_sql.py"}
