"""The fourth layer of the gate: the database refuses a live story without a consent that covers it.

PostgreSQL asks at the end of the transaction (deferred constraint triggers), SQLite after each statement.
"""

from campaign_site.delivery.triggers import Trigger
from stories.consent.choices import Channel, Element, Purpose, Status

MESSAGE = "a story is live only while a consent covers it"
CONSENT = "consent_consent"

# Two transactions that do not see each other could publish and withdraw at once: whoever publishes waits.
_WAIT_FOR_WITHDRAWAL = f"""PERFORM 1 FROM {CONSENT} c
    WHERE c.status = '{Status.ACTIVE.value}' AND c.contributor_id IN (
        SELECT s.contributor_id FROM stories_storypage s JOIN wagtailcore_page p ON p.id = s.page_ptr_id
        WHERE {{scope}} AND p.live) FOR SHARE;"""

_ELEMENTS = " AND ".join(
    f"NOT (s.elements LIKE '%|{element.value}|%' AND c.elements NOT LIKE '%|{element.value}|%')"
    for element in Element
)


def triggers(vendor: str) -> list[Trigger]:
    """Return the triggers for `sqlite` or `postgresql`."""
    return _sqlite() if vendor == "sqlite" else _postgresql()


def _uncovered(scope: str, today: str, now: str) -> str:
    """Return the query for live stories that no consent covers, with the clock in the database's words."""
    return f"""SELECT 1 FROM stories_storypage s
        JOIN wagtailcore_page p ON p.id = s.page_ptr_id
        JOIN wagtailcore_locale l ON l.id = p.locale_id
        WHERE {scope} AND p.live AND NOT EXISTS (
            SELECT 1 FROM consent_consent c
            WHERE c.contributor_id = s.contributor_id
            AND c.status = '{Status.ACTIVE.value}'
            AND c.valid_until >= {today}
            AND (c.cooling_off_until IS NULL OR c.cooling_off_until <= {now})
            AND c.purposes LIKE '%|{Purpose.AWARENESS.value}|%'
            AND c.channels LIKE '%|{Channel.SITE.value}|%'
            AND c.languages LIKE '%|' || l.language_code || '|%'
            AND {_ELEMENTS}
        )"""


def _sqlite() -> list[Trigger]:
    page, story = "s.page_ptr_id = NEW.id", "s.page_ptr_id = NEW.page_ptr_id"
    rules = [
        ("page_insert", "wagtailcore_page", "INSERT", page),
        ("page_update", "wagtailcore_page", "UPDATE OF id, live, locale_id", page),
        ("story_insert", "stories_storypage", "INSERT", story),
        ("story_update", "stories_storypage", "UPDATE", story),
        ("consent_update", "consent_consent", "UPDATE", "s.contributor_id = OLD.contributor_id"),
        ("consent_delete", "consent_consent", "DELETE", "s.contributor_id = OLD.contributor_id"),
        ("locale_update", "wagtailcore_locale", "UPDATE OF language_code", "p.locale_id = NEW.id"),
    ]
    clock = ("date('now')", "strftime('%Y-%m-%d %H:%M:%f', 'now')")
    return [
        Trigger(
            f"stories_gate_{name}",
            table,
            f"CREATE TRIGGER stories_gate_{name} AFTER {event} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{MESSAGE}') WHERE EXISTS ({_uncovered(scope, *clock)}); END",
        )
        for name, table, event, scope in rules
    ]


def _postgresql() -> list[Trigger]:
    rules = [
        ("wagtailcore_page", "INSERT OR UPDATE OF id, live, locale_id", "s.page_ptr_id = NEW.id"),
        ("stories_storypage", "INSERT OR UPDATE", "s.page_ptr_id = NEW.page_ptr_id"),
        (CONSENT, "UPDATE OR DELETE", "s.contributor_id = OLD.contributor_id"),
        ("wagtailcore_locale", "UPDATE OF language_code", "p.locale_id = NEW.id"),
    ]
    clock = ("(now() AT TIME ZONE 'UTC')::date", "now()")
    return [
        Trigger(
            f"stories_gate_{table}",
            table,
            f"CREATE CONSTRAINT TRIGGER stories_gate_{table} AFTER {events} ON {table} "
            f"DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION stories_gate_{table}()",
            f"""CREATE OR REPLACE FUNCTION stories_gate_{table}() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN
                {_WAIT_FOR_WITHDRAWAL.format(scope=scope) if table != CONSENT else ""}
                IF EXISTS ({_uncovered(scope, *clock)}) THEN
                    RAISE EXCEPTION '{MESSAGE}' USING ERRCODE = 'integrity_constraint_violation';
                END IF;
                RETURN NULL;
            END $$""",
        )
        for table, events, scope in rules
    ]
