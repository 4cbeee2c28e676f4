"""The fourth layer of the gate: the database refuses a live story that the person did not agree to.

A consent covers it, and the person said yes to exactly what is live (`live_content_hash`); the words behind its
tokens stay as they were then. A story stays with its person, live or not, and words that change without their hash
lose it, so that nothing vouches for them. PostgreSQL asks at the end of the transaction (deferred constraint
triggers; about words at once), SQLite after each statement, so whoever writes takes steps that are right at each.
"""

from campaign_site.delivery.database.trigger_sql import call, changed, error, put_right, refuse, refuse_found
from campaign_site.delivery.database.triggers import Trigger
from stories.consent.choices import ENDS_A_YES, STANDING, Channel, Element, Purpose, Status
from stories.publication import HASHED_COLUMNS
from stories.words import TEXT_FIELDS

MESSAGE = "a story is live only as the person agreed"
ONE_PERSON = "a story stays with its person"
WORDS_IN_USE = "the words of a live story do not change"
STORY = "stories_storypage"
CONSENT = "consent_consent"
SLOT = "consent_slot"
SLOT_COLUMNS = ("contributor_id", "element", "language", "sealed", "otherwise")

# Two transactions that do not see each other could publish and withdraw at once: whoever publishes waits.
_WAIT_FOR_WITHDRAWAL = f"""PERFORM 1 FROM {CONSENT} c
    WHERE c.status = '{Status.ACTIVE.value}' AND c.contributor_id IN (
        SELECT s.contributor_id FROM stories_storypage s JOIN wagtailcore_page p ON p.id = s.page_ptr_id
        WHERE {{scope}} AND p.live) FOR SHARE;"""

_TEXTS = " || ".join(f"s.{name}" for name in TEXT_FIELDS)
_ELEMENTS = " AND ".join(
    f"NOT (s.elements LIKE '%|{element.value}|%' AND c.elements NOT LIKE '%|{element.value}|%')"
    for element in Element
)
_STANDING = ", ".join(f"'{status.value}'" for status in STANDING)
_ENDS_A_YES = ", ".join(f"'{status.value}'" for status in ENDS_A_YES)
_FOR_SITE = (
    f"{{row}}.purposes LIKE '%|{Purpose.AWARENESS.value}|%' AND {{row}}.channels LIKE '%|{Channel.SITE.value}|%'"
)
# The twin of `ConsentQuerySet.ending_a_yes`, of the consent `e`.
_ENDS = f"""(e.status IN ({_ENDS_A_YES}) OR (
    e.status = '{Status.SUPERSEDED.value}' AND {_FOR_SITE.format(row="e")} AND EXISTS (
        SELECT 1 FROM {CONSENT} n WHERE n.supersedes_id = e.id AND NOT ({_FOR_SITE.format(row="n")}))))"""


def triggers(vendor: str) -> list[Trigger]:
    """Return the triggers for `sqlite` or `postgresql`."""
    gate = _sqlite() if vendor == "sqlite" else _postgresql()
    return [*gate, *_one_person(vendor), _hash_of_its_words(vendor)]


def _one_person(vendor: str) -> list[Trigger]:
    # The second one for SQLite's REPLACE, which is no update.
    replaced = f"""EXISTS (SELECT 1 FROM {STORY} s WHERE s.page_ptr_id = NEW.page_ptr_id
        AND s.contributor_id <> NEW.contributor_id)"""
    return [
        refuse(vendor, f"stories_person_{verb.lower()}", STORY, verb, condition, ONE_PERSON)
        for verb, condition in (("UPDATE", "OLD.contributor_id <> NEW.contributor_id"), ("INSERT", replaced))
    ]


def _hash_of_its_words(vendor: str) -> Trigger:
    """Return the trigger that takes the hash from words that change alone; a live story is refused without one."""
    name, columns = "stories_words_lose_their_hash", ", ".join(HASHED_COLUMNS)
    same_hash = "OLD.live_content_hash = NEW.live_content_hash AND NEW.live_content_hash <> ''"
    words_change = changed(vendor, HASHED_COLUMNS)
    if vendor == "postgresql":
        body = f"IF {same_hash} AND ({words_change}) THEN NEW.live_content_hash := ''; END IF; RETURN NEW;"
        return call(name, STORY, "BEFORE UPDATE", body)
    forget = f"UPDATE {STORY} SET live_content_hash = '' WHERE page_ptr_id = NEW.page_ptr_id"
    return put_right(name, STORY, f"UPDATE OF {columns}", f"{same_hash} AND ({words_change})", forget)


def _not_agreed(scope: str, today: str, now: str) -> str:
    """Return the query for live stories without covering consent or approval; the clock as the database has it."""
    return f"""SELECT 1 FROM stories_storypage s
        JOIN wagtailcore_page p ON p.id = s.page_ptr_id
        JOIN wagtailcore_locale l ON l.id = p.locale_id
        WHERE {scope} AND p.live AND (NOT EXISTS (
            SELECT 1 FROM consent_consent c
            WHERE c.contributor_id = s.contributor_id
            AND c.status = '{Status.ACTIVE.value}'
            AND c.valid_until >= {today}
            AND (c.cooling_off_until IS NULL OR c.cooling_off_until <= {now})
            AND {_FOR_SITE.format(row="c")}
            AND c.languages LIKE '%|' || l.language_code || '|%'
            AND {_ELEMENTS}
        ) OR NOT EXISTS (
            SELECT 1 FROM consent_storyapproval a JOIN consent_consent g ON g.id = a.consent_id
            WHERE a.content_hash = s.live_content_hash
            AND a.translation_key = p.translation_key
            AND a.language = l.language_code
            AND g.contributor_id = s.contributor_id
            AND g.status IN ({_STANDING})
            AND NOT EXISTS (
                SELECT 1 FROM {CONSENT} e
                WHERE e.contributor_id = s.contributor_id
                AND {_ENDS}
                AND e.status_at >= a.approved_at
            )
        ))"""


def _words_in_use(row: str, body: str, find: str) -> str:
    """Return the query for live stories that hold the token of a slot. `row` is NEW or OLD."""
    return f"""SELECT 1 FROM stories_storypage s
        JOIN wagtailcore_page p ON p.id = s.page_ptr_id
        JOIN wagtailcore_locale l ON l.id = p.locale_id
        WHERE p.live AND s.contributor_id = {row}.contributor_id AND l.language_code = {row}.language
        AND {find}({_TEXTS} || {body}, '[' || {row}.element || ']') > 0"""


def _sqlite() -> list[Trigger]:
    page, story = "s.page_ptr_id = NEW.id", "s.page_ptr_id = NEW.page_ptr_id"
    rules = [
        ("page_insert", "wagtailcore_page", "INSERT", page),
        ("page_update", "wagtailcore_page", "UPDATE OF id, live, locale_id, translation_key", page),
        ("story_insert", "stories_storypage", "INSERT", story),
        ("story_update", "stories_storypage", "UPDATE", story),
        ("consent_update", "consent_consent", "UPDATE", "s.contributor_id = OLD.contributor_id"),
        ("consent_delete", "consent_consent", "DELETE", "s.contributor_id = OLD.contributor_id"),
        ("locale_update", "wagtailcore_locale", "UPDATE OF language_code", "p.locale_id = NEW.id"),
    ]
    clock = ("date('now')", "strftime('%Y-%m-%d %H:%M:%f', 'now')")
    return [
        refuse_found(f"stories_gate_{name}", table, event, _not_agreed(scope, *clock), MESSAGE)
        for name, table, event, scope in rules
    ] + [
        _sqlite_words(*rule)
        for rule in (("INSERT", "NEW"), ("UPDATE", "OLD"), ("UPDATE", "NEW"), ("DELETE", "OLD"))
    ]


def _sqlite_words(event: str, row: str) -> Trigger:
    changed = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in SLOT_COLUMNS)
    return refuse_found(
        f"stories_words_{event.lower()}_{row.lower()}",
        SLOT,
        event,
        _words_in_use(row, "s.body", "instr"),
        WORDS_IN_USE,
        when=changed if event == "UPDATE" else "",
    )


def _postgresql() -> list[Trigger]:
    rules = [
        ("wagtailcore_page", "INSERT OR UPDATE OF id, live, locale_id, translation_key", "s.page_ptr_id = NEW.id"),
        ("stories_storypage", "INSERT OR UPDATE", "s.page_ptr_id = NEW.page_ptr_id"),
        (CONSENT, "UPDATE OR DELETE", "s.contributor_id = OLD.contributor_id"),
        ("wagtailcore_locale", "UPDATE OF language_code", "p.locale_id = NEW.id"),
    ]
    clock = ("(now() AT TIME ZONE 'UTC')::date", "now()")
    return [
        call(
            f"stories_gate_{table}",
            table,
            f"AFTER {events}",
            f"""{_WAIT_FOR_WITHDRAWAL.format(scope=scope) if table != CONSENT else ""}
            IF EXISTS ({_not_agreed(scope, *clock)}) THEN {error(MESSAGE)} END IF;
            RETURN NULL;""",
            deferred=True,
        )
        for table, events, scope in rules
    ] + [_postgresql_words()]


def _postgresql_words() -> Trigger:
    in_use = " OR ".join(f"EXISTS ({_words_in_use(row, 's.body::text', 'strpos')})" for row in ("OLD", "NEW"))
    # Whoever publishes holds the person's record from before they look at the words: wait for them.
    return call(
        "stories_words",
        SLOT,
        "AFTER INSERT OR UPDATE OR DELETE",
        f"""IF TG_OP = 'UPDATE' AND OLD IS NOT DISTINCT FROM NEW THEN RETURN NULL; END IF;
        PERFORM 1 FROM consent_contributor k WHERE k.id IN (OLD.contributor_id, NEW.contributor_id)
            FOR NO KEY UPDATE;
        IF {in_use} THEN {error(WORDS_IN_USE)} END IF;
        RETURN NULL;""",
    )
