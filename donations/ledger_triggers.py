"""What keeps the ledger whole, whoever asks: added to, never changed, in one chain, each transaction balanced.

Lines come first, for the number that is next; the transaction that follows is asked whether they balance, and
moves the head on. Lines without a transaction do not outlive the commit: their foreign key is asked then.
"""

from campaign_site.delivery.database.trigger_sql import ALWAYS, call, error, is_there, put_right, refuse
from campaign_site.delivery.database.triggers import Trigger
from donations.ledger import NO_HASH

HEAD, BOOKED, LINE = "donations_ledgerhead", "donations_ledgertransaction", "donations_ledgerline"
KEPT_MESSAGE = "the ledger is added to, never changed"
FOLLOWS_MESSAGE = "a transaction follows the one before"
BALANCE_MESSAGE = "the lines of a transaction sum to zero in each currency"
OPEN_MESSAGE = "lines are added only to the transaction that is next"
END_MESSAGE = "the end of the ledger only moves on"

FOLLOWS = f"EXISTS (SELECT 1 FROM {HEAD} h WHERE NEW.sequence = h.sequence + 1 AND NEW.previous_hash = h.hash)"
LINES = f"(SELECT COUNT(*) FROM {LINE} l WHERE l.transaction_id = NEW.sequence)"
BALANCES = (
    f"{LINES} > 1 AND NOT EXISTS (SELECT 1 FROM {LINE} l WHERE l.transaction_id = NEW.sequence "
    "GROUP BY l.currency HAVING SUM(l.minor) <> 0)"
)
IS_BEGINNING = f"NEW.id = 1 AND NEW.sequence = 0 AND NEW.hash = '{NO_HASH}' AND NOT EXISTS (SELECT 1 FROM {HEAD})"
MOVES_ON = (
    "NEW.id = OLD.id AND NEW.sequence = OLD.sequence + 1 AND EXISTS "
    f"(SELECT 1 FROM {BOOKED} e WHERE e.sequence = NEW.sequence AND e.hash = NEW.hash)"
)
MOVE_ON = f"UPDATE {HEAD} SET sequence = NEW.sequence, hash = NEW.hash WHERE id = 1"
# SQLite's INSERT OR REPLACE would take the old row away without asking the triggers on deletion.
IS_BOOKED = is_there(
    BOOKED,
    [
        "o.sequence = NEW.sequence",
        "o.reverses_id = NEW.reverses_id",
        "o.provider = NEW.provider AND o.kind = NEW.kind AND o.provider_ref = NEW.provider_ref",
    ],
)
IS_WRITTEN = is_there(LINE, ["o.id = NEW.id"])


def triggers(vendor: str) -> list[Trigger]:
    """Return the triggers for `sqlite` or `postgresql`."""
    shared = [
        refuse(vendor, "donations_ledger_follows", BOOKED, "INSERT", f"NOT {FOLLOWS}", FOLLOWS_MESSAGE),
        refuse(vendor, "donations_ledger_balances", BOOKED, "INSERT", f"NOT ({BALANCES})", BALANCE_MESSAGE),
    ]
    return shared + (_sqlite() if vendor == "sqlite" else _postgresql())


def _sqlite() -> list[Trigger]:
    is_next = f"EXISTS (SELECT 1 FROM {HEAD} h WHERE NEW.transaction_id = h.sequence + 1)"
    rules = [
        ("ledger_line_is_next", LINE, "INSERT", f"NOT {is_next}", OPEN_MESSAGE),
        ("ledger_line_no_replace", LINE, "INSERT", IS_WRITTEN, KEPT_MESSAGE),
        ("ledger_no_replace", BOOKED, "INSERT", IS_BOOKED, KEPT_MESSAGE),
        ("ledger_head_begins", HEAD, "INSERT", f"NOT ({IS_BEGINNING})", END_MESSAGE),
        ("ledger_head_moves_on", HEAD, "UPDATE", f"NOT ({MOVES_ON})", END_MESSAGE),
        ("ledger_head_kept", HEAD, "DELETE", ALWAYS, END_MESSAGE),
        *(
            (f"{table.removeprefix('donations_')}_no_{verb.lower()}", table, verb, ALWAYS, KEPT_MESSAGE)
            for table in (BOOKED, LINE)
            for verb in ("UPDATE", "DELETE")
        ),
    ]
    moved = put_right("donations_ledger_head_follows", BOOKED, "INSERT", ALWAYS, MOVE_ON)
    return [refuse("sqlite", f"donations_{name}", *rule) for name, *rule in rules] + [moved]


def _postgresql() -> list[Trigger]:
    end, kept = error(END_MESSAGE), error(KEPT_MESSAGE)
    # The lock keeps whoever did not ask `booking` from adding lines to what another one is about to close.
    is_next = f"""PERFORM 1 FROM {HEAD} h WHERE NEW.transaction_id = h.sequence + 1 FOR UPDATE;
        IF NOT FOUND THEN {error(OPEN_MESSAGE)} END IF;
        RETURN NEW;"""
    head = f"""IF TG_OP = 'DELETE' THEN {end} END IF;
        IF TG_OP = 'INSERT' AND NOT ({IS_BEGINNING}) THEN {end} END IF;
        IF TG_OP = 'UPDATE' THEN IF NOT ({MOVES_ON}) THEN {end} END IF; END IF;
        RETURN NEW;"""
    found = [
        call("donations_ledger_line_is_next", LINE, "BEFORE INSERT", is_next),
        call("donations_ledger_head_moves_on", HEAD, "BEFORE INSERT OR UPDATE OR DELETE", head),
        call("donations_ledger_head_no_truncate", HEAD, "BEFORE TRUNCATE", end, each="STATEMENT"),
        call("donations_ledger_head_follows", BOOKED, "AFTER INSERT", f"{MOVE_ON}; RETURN NEW;"),
    ]
    for table in (BOOKED, LINE):
        for what, verbs, each in [("change", "UPDATE OR DELETE", "ROW"), ("truncate", "TRUNCATE", "STATEMENT")]:
            name = f"{table}_no_{what}"
            found.append(call(name, table, f"BEFORE {verbs}", kept, function="donations_ledger_kept", each=each))
    return found
