"""Somebody with a console of their own, whose connection says none of what ours says, at the embedded database."""

import sqlite3
from contextlib import closing

import pytest
from django.db import connection

from stories.consent import audit, lifecycle
from stories.consent.choices import EvidenceKind, LedgerKind, Status
from stories.consent.models import Consent, NoticeVersion, WithdrawalEntry
from stories.consent.withdrawals import record
from tests.factories.stories import ConsentFactory, StoryFactory

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'sqlite'", reason="PostgreSQL has no REPLACE"),
]

COPIES = {
    "consent_auditevent": "'sentence'",
    "consent_withdrawalentry": "'kind'",
    "consent_noticeversion": "'body'",
    "consent_evidence": "'location'",
    "consent_riskreview": "'outcome'",
    "consent_consent": "'status'",
}


def refuses(sql):
    """Run SQL as the sqlite3 program would: foreign keys and recursive triggers are off."""
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as console:
        assert console.execute("PRAGMA recursive_triggers").fetchone() == (0,)
        try:
            console.executescript(sql)
        except sqlite3.IntegrityError:
            return True
    return False


def columns(table):
    with connection.cursor() as cursor:
        return [row.name for row in connection.introspection.get_table_description(cursor, table)]


@pytest.fixture
def story():
    story = StoryFactory(live=True)
    record(LedgerKind.ERASED, story.contributor.uid)
    return story


@pytest.mark.parametrize("table", COPIES)
def test_row_is_not_replaced_under_its_id(story, table):
    changed = COPIES[table].strip("'")
    values = ", ".join("'draft'" if name == changed else name for name in columns(table))

    assert refuses(f"REPLACE INTO {table} SELECT {values} FROM {table}")


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ("consent_auditevent", "sequence"),
        ("consent_withdrawalentry", "position"),
        ("consent_withdrawalentry", "hash"),
        ("consent_noticeversion", "slug, version, language"),
        ("consent_consent", "record_id"),
    ],
)
def test_row_is_not_replaced_by_another_with_the_same_key(story, table, key):
    fresh = {"id": "9999", "position": "position + 9", "hash": "'x'", "status": "'draft'", "sequence": "sequence"}
    kept = set(key.split(", ")) | {"status"}
    values = ", ".join(
        fresh.get(name, name) if name not in kept or name == "status" else name for name in columns(table)
    )

    assert refuses(f"REPLACE INTO {table} SELECT {values} FROM {table}")


def test_head_of_the_trail_is_not_replaced(story):
    assert refuses("REPLACE INTO consent_audithead (id, sequence, hash) VALUES (1, 0, 'x')")
    assert refuses(f"REPLACE INTO consent_audithead (id, sequence, hash) VALUES (1, 0, '{audit.NO_HASH}')")
    assert audit.verify()[1] is None


def test_consent_is_not_pushed_out_by_another_that_becomes_active(story):
    active = Consent.objects.get(status=Status.ACTIVE)
    other = ConsentFactory(contributor=story.contributor)
    lifecycle.give(other, evidence_kind=EvidenceKind.FORM, evidence_location="Mission safe")

    assert refuses(f"UPDATE OR REPLACE consent_consent SET status = 'active' WHERE id = {other.pk}")
    assert refuses(
        "UPDATE OR REPLACE consent_consent SET record_id = "
        f"'{active.record_id.hex}' WHERE id = {ConsentFactory(contributor=story.contributor).pk}"
    )
    assert Consent.objects.filter(pk=active.pk, status=Status.ACTIVE).exists()


def test_new_rows_are_still_added(story):
    assert NoticeVersion.objects.exists() and WithdrawalEntry.objects.exists()
