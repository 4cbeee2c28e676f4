"""Triggers stand after every upgrade: as this version wants them, and none of an earlier one."""

import pytest
from django.core.management import call_command
from django.db import DatabaseError, OperationalError, connection

from campaign_site.delivery.database import triggers
from campaign_site.delivery.monitoring import gauges
from tests.factories.pages import HelplineFactory

pytestmark = pytest.mark.django_db(transaction=True)
# Rebuilds the table of stories on SQLite; triggers of the table of pages name it.
BEFORE_A_REBUILD = ("stories", "0008")
SEEN = {
    "sqlite": "SELECT name, rowid FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname, oid FROM pg_trigger WHERE NOT tgisinternal",
}
OF_AN_EARLIER_VERSION = {
    "sqlite": [
        """CREATE TRIGGER no_helplines BEFORE INSERT ON pages_helpline
            BEGIN SELECT RAISE(ABORT, 'no more of them'); END"""
    ],
    "postgresql": [
        """CREATE FUNCTION no_helplines() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION 'no more of them'; END $$""",
        """CREATE TRIGGER no_helplines BEFORE INSERT ON pages_helpline
            FOR EACH ROW EXECUTE FUNCTION no_helplines()""",
        "COMMENT ON TRIGGER no_helplines ON pages_helpline IS 'campaign_site of long ago'",
    ],
}


def run(*statements):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def seen():
    with connection.cursor() as cursor:
        cursor.execute(SEEN[connection.vendor])
        return dict(cursor.fetchall())


def test_an_upgrade_alters_a_table_that_other_tables_triggers_name():
    call_command("migrate", *BEFORE_A_REBUILD, verbosity=0)
    assert triggers.missing() == []
    call_command("migrate", verbosity=0)
    assert triggers.missing() == []


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL keeps its triggers all the while")
def test_an_upgrade_that_fails_half_way_leaves_the_gate_closed():
    call_command("migrate", *BEFORE_A_REBUILD, verbosity=0)
    run("CREATE TABLE new__stories_storypage (in_the_way integer)")
    try:
        with pytest.raises(OperationalError, match="already exists"):
            call_command("migrate", verbosity=0)
    finally:
        run("DROP TABLE new__stories_storypage")
    assert triggers.missing() == []


def test_a_deployment_without_changes_touches_no_trigger():
    before = seen()
    call_command("migrate", verbosity=0)
    assert before and seen() == before


def test_a_rule_that_a_later_version_dropped_refuses_nobody():
    of_others = {name for name in seen() if name.endswith("_fts")}
    run(*OF_AN_EARLIER_VERSION[connection.vendor])
    with pytest.raises(DatabaseError, match="no more of them"):
        HelplineFactory()
    triggers.install()
    assert HelplineFactory().pk
    assert of_others <= set(seen())


def test_a_rule_that_was_altered_behind_our_back_is_told_and_put_right():
    (name, table), *_others = [(one.name, one.table) for one in triggers.registered(connection.vendor)]
    place = f" ON {table}" if connection.vendor == "postgresql" else ""
    run(f"DROP TRIGGER {name}{place}")
    assert triggers.missing() == [name]
    assert gauges.triggers_missing() == {"": 1}
    triggers.install()
    assert triggers.missing() == []
