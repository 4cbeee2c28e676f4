"""What keeps the chains whole, whoever asks: an event follows the one before, the end only moves on.

SQLite's `INSERT OR REPLACE` deletes without asking the triggers on deletion, unless the connection says
`PRAGMA recursive_triggers=ON`, which somebody else's console does not. So what is there is not inserted again.
"""

from campaign_site.delivery.database.trigger_sql import ALWAYS, call, error, is_there, refuse
from campaign_site.delivery.database.triggers import Trigger
from stories.consent.choices import Purpose, Status
from stories.consent.models.audit import NO_HASH

HEAD, EVENT, CONSENT = "consent_audithead", "consent_auditevent", "consent_consent"
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
    "consent_pictureclearance": [],
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
    follows = refuse(vendor, "consent_auditevent_follows", EVENT, "INSERT", f"NOT {FOLLOWS}", FOLLOWS_MESSAGE)
    return [follows, *(_sqlite() if vendor == "sqlite" else _postgresql())]


def _sqlite() -> list[Trigger]:
    same = [*(f"o.{column} = NEW.{column}" for (column,) in UNIQUE[CONSENT]), SECOND_ACTIVE]
    other = is_there(CONSENT, same, but="o.id <> OLD.id")
    rules = [
        ("consent_audithead_begins", HEAD, "INSERT", f"NOT ({IS_BEGINNING})", END_MESSAGE),
        ("consent_audithead_moves_on", HEAD, "UPDATE", f"NOT ({MOVES_ON})", END_MESSAGE),
        ("consent_audithead_kept", HEAD, "DELETE", ALWAYS, END_MESSAGE),
        ("consent_consent_no_update_over", CONSENT, "UPDATE", other, REPLACED_MESSAGE),
        *(
            (f"{table}_no_replace", table, "INSERT", _is_there(table, sets), REPLACED_MESSAGE)
            for table, sets in UNIQUE.items()
        ),
    ]
    return [refuse("sqlite", *rule) for rule in rules]


def _is_there(table: str, sets: list[tuple[str, ...]]) -> str:
    same = [" AND ".join(f"o.{column} = NEW.{column}" for column in columns) for columns in [("id",), *sets]]
    return is_there(table, same)


def _postgresql() -> list[Trigger]:
    end = error(END_MESSAGE)
    return [
        call(
            "consent_audithead_moves_on",
            HEAD,
            "BEFORE INSERT OR UPDATE OR DELETE",
            f"""IF TG_OP = 'DELETE' THEN {end} END IF;
            IF TG_OP = 'INSERT' AND NOT ({IS_BEGINNING}) THEN {end} END IF;
            IF TG_OP = 'UPDATE' THEN IF NOT ({MOVES_ON}) THEN {end} END IF; END IF;
            RETURN NEW;""",
        ),
        call("consent_audithead_no_truncate", HEAD, "BEFORE TRUNCATE", end, each="STATEMENT"),
    ]
