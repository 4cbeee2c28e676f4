"""What the database refuses about payments and decisions (`campaign_site/delivery/database/triggers.py`)."""

from campaign_site.delivery.database.trigger_sql import ALWAYS, changed, keep_whole, refuse
from campaign_site.delivery.database.triggers import Trigger
from donations.statements.choices import SettlementState

STATEMENT, ENTRY = "donations_statement", "donations_statemententry"
SETTLEMENT, PART = "donations_settlement", "donations_settlementpart"
KEPT = "payments and decisions are kept"
HAPPENED = "what happened on the account is not changed"
DECIDED = "what was decided is not changed"
NOT_GIVEN = "a programme returns only what it was given"

# What an entry says of the account; the rest moves on with what officers decide.
FIXED = (
    "id", "statement_id", "identity", "booked_on", "currency", "exponent", "minor", "is_credit", "is_reversal",
    "bank_reference", "reference",
)  # fmt: skip
PROPOSED = ("id", "entry_id", "way", "reason", "currency", "minor", "proposed_by_id", "proposed_at")
# When a row `o` that is there is the same as NEW.
SAME = {
    STATEMENT: ("o.id = NEW.id",),
    ENTRY: ("o.id = NEW.id", "o.identity = NEW.identity"),
    SETTLEMENT: ("o.id = NEW.id",),
    PART: ("o.id = NEW.id",),
}


def triggers(vendor: str) -> list[Trigger]:
    """Return the triggers for `sqlite` or `postgresql`."""
    waits = f"OLD.state = '{SettlementState.WAITING.value}'"
    # The amount decides whether a second person is needed: it is the payment's, whoever writes the decision.
    other = (
        f"NOT EXISTS (SELECT 1 FROM {ENTRY} e WHERE e.id = NEW.entry_id "
        "AND e.currency = NEW.currency AND e.minor = NEW.minor)"
    )
    part_of_decided = (
        f"NOT EXISTS (SELECT 1 FROM {SETTLEMENT} s WHERE s.id = NEW.settlement_id "
        f"AND s.state = '{SettlementState.WAITING.value}')"
    )
    decided = f"NOT ({waits}) OR {changed(vendor, PROPOSED)}"
    done = f"NEW.state = '{SettlementState.DONE.value}'"
    rules = [
        *((f"{table}_kept", table, "DELETE", ALWAYS, KEPT) for table in SAME),
        ("donations_statement_fixed", STATEMENT, "UPDATE", ALWAYS, HAPPENED),
        ("donations_statemententry_fixed", ENTRY, "UPDATE", changed(vendor, FIXED), HAPPENED),
        ("donations_statemententry_counts", ENTRY, "UPDATE", "NEW.version <> OLD.version + 1", HAPPENED),
        ("donations_settlement_amount", SETTLEMENT, "INSERT", other, DECIDED),
        ("donations_settlement_fixed", SETTLEMENT, "UPDATE", decided, DECIDED),
        (
            "donations_settlement_returns",
            SETTLEMENT,
            "UPDATE",
            f"{done} AND {_returns_what_was_not_given()}",
            NOT_GIVEN,
        ),
        ("donations_settlementpart_fixed", PART, "UPDATE", ALWAYS, DECIDED),
        ("donations_settlementpart_in_time", PART, "INSERT", part_of_decided, DECIDED),
    ]
    return [
        *(refuse(vendor, *rule) for rule in rules),
        *(keep_whole(vendor, table, same, KEPT) for table, same in SAME.items()),
    ]


def _returns_what_was_not_given() -> str:
    """Whether a programme without a pledge would return a payment of an amount that it never was given one of.

    How many it has, and whether they went back already, is asked where both are locked (`settling.py`).
    """
    parts = f"FROM {PART} {{0}} JOIN wagtailcore_page {{0}}_page ON {{0}}_page.id = {{0}}.programme_id"
    given = (
        f"SELECT 1 {parts.format('g')} JOIN {SETTLEMENT} s ON s.id = g.settlement_id "
        f"JOIN {ENTRY} f ON f.id = s.entry_id WHERE s.state = '{SettlementState.DONE.value}' "
        "AND f.is_credit AND f.currency = NEW.currency "
        "AND f.minor = NEW.minor AND g_page.translation_key = p_page.translation_key"
    )
    return (
        f"EXISTS (SELECT 1 FROM {ENTRY} e WHERE e.id = NEW.entry_id AND NOT e.is_credit) AND EXISTS "
        f"(SELECT 1 {parts.format('p')} WHERE p.settlement_id = NEW.id AND NOT EXISTS ({given}))"
    )
