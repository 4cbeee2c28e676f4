"""What keeps the chains whole, whoever asks: an event follows the one before, the end only moves on.

SQLite's `INSERT OR REPLACE` deletes without asking the triggers on deletion, unless the connection says
`PRAGMA recursive_triggers=ON`, which somebody else's console does not. So what is there is not inserted again.
"""

from campaign_site.delivery.triggers import Trigger
from stories.consent.choices import Purpose, Status

HEAD, EVENT, CONSENT = "consent_audithead", "consent_auditevent", "consent_consent"
NO_HASH = "0" * 64
FOLLOWS_MESSAGE = "an audit event follows the one before"
END_MESSAGE = "the end of the audit chain only moves on"
REPLACED_MESSAGE = "records are added, never replaced"

FOLLOWS = f"EXISTS (SELECT 1 FROM {HEAD} h WHERE NEW.sequence = h.sequence + 1 AND NEW.previous_hash = h.hash)"
IS_BEGINNING = f"NEW.id = 1 AND NEW.sequence = 0 AND NEW.hash = '{NO_HASH}' AND NOT EXISTS (SELECT 1 FROM {HEAD})"
MOVES_ON = (
    "NEW.id = OLD.id AND NEW.sequence = OLD.sequence + 1 AND EXISTS "
    f"(SELECT 1 FROM {EVENT} e WHERE e.sequence = NEW.sequence AND e.hash = NEW.hash)"
)
# What makes a row the same as another one: their ids, or one of these sets of columns.
UNIQUE = {
    EVENT: [("sequence",)],
    CONSENT: [("record_id",), ("supersedes_id",)],
    "consent_evidence": [],
    "consent_noticeversion": [("slug", "version", "language")],
    "consent_riskreview": [],
    "consent_storyapproval": [],
    "consent_takedowncheck": [("takedown_id", "round", "surface", "place")],
    "consent_withdrawalentry": [("position",), ("hash",)],
}
SHARED_PURPOSE = " OR ".join(
    f"(NEW.purposes LIKE '%|{purpose.value}|%' AND o.purposes LIKE '%|{purpose.value}|%')" for purpose in Purpose
)
SECOND_ACTIVE = (
    f"(NEW.status = '{Status.ACTIVE.value}' AND o.status = NEW.status "
    f"AND o.contributor_id = NEW.contributor_id AND ({SHARED_PURPOSE}))"
)


def triggers(vendor: str) -> list[Trigger]:
    """Return the triggers for `sqlite` or `postgresql`."""
    return _sqlite() if vendor == "sqlite" else _postgresql()


def _sqlite() -> list[Trigger]:
    same = " OR ".join([*(f"o.{column} = NEW.{column}" for (column,) in UNIQUE[CONSENT]), SECOND_ACTIVE])
    other = f"EXISTS (SELECT 1 FROM {CONSENT} o WHERE o.id <> OLD.id AND ({same}))"
    return [
        _rule("consent_auditevent_follows", EVENT, "INSERT", f"NOT {FOLLOWS}", FOLLOWS_MESSAGE),
        _rule("consent_audithead_begins", HEAD, "INSERT", f"NOT ({IS_BEGINNING})", END_MESSAGE),
        _rule("consent_audithead_moves_on", HEAD, "UPDATE", f"NOT ({MOVES_ON})", END_MESSAGE),
        _rule("consent_audithead_kept", HEAD, "DELETE", "1", END_MESSAGE),
        _rule("consent_consent_no_update_over", CONSENT, "UPDATE", other, REPLACED_MESSAGE),
        *(
            _rule(f"{table}_no_replace", table, "INSERT", _is_there(table, sets), REPLACED_MESSAGE)
            for table, sets in UNIQUE.items()
        ),
    ]


def _is_there(table: str, sets: list[tuple[str, ...]]) -> str:
    same = [" AND ".join(f"o.{column} = NEW.{column}" for column in columns) for columns in [("id",), *sets]]
    return f"EXISTS (SELECT 1 FROM {table} o WHERE {' OR '.join(f'({one})' for one in same)})"


def _rule(name: str, table: str, verb: str, condition: str, message: str) -> Trigger:
    create = f"""CREATE TRIGGER {name} BEFORE {verb} ON {table} WHEN {condition}
        BEGIN SELECT RAISE(ABORT, '{message}'); END"""
    return Trigger(name, table, create)


def _postgresql() -> list[Trigger]:
    return [
        _function_trigger(
            "consent_auditevent_follows",
            EVENT,
            "INSERT",
            f"IF NOT {FOLLOWS} THEN {_raise(FOLLOWS_MESSAGE)} END IF; RETURN NEW;",
        ),
        _function_trigger(
            "consent_audithead_moves_on",
            HEAD,
            "INSERT OR UPDATE OR DELETE",
            f"""IF TG_OP = 'DELETE' THEN {_raise(END_MESSAGE)} END IF;
            IF TG_OP = 'INSERT' AND NOT ({IS_BEGINNING}) THEN {_raise(END_MESSAGE)} END IF;
            IF TG_OP = 'UPDATE' THEN IF NOT ({MOVES_ON}) THEN {_raise(END_MESSAGE)} END IF; END IF;
            RETURN NEW;""",
        ),
        _function_trigger("consent_audithead_no_truncate", HEAD, "TRUNCATE", _raise(END_MESSAGE), "STATEMENT"),
    ]


def _function_trigger(name: str, table: str, verbs: str, body: str, each: str = "ROW") -> Trigger:
    return Trigger(
        name,
        table,
        f"CREATE TRIGGER {name} BEFORE {verbs} ON {table} FOR EACH {each} EXECUTE FUNCTION {name}()",
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$",
    )


def _raise(message: str) -> str:
    return f"RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation';"
