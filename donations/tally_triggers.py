"""Keeps the public numbers with what they count, whoever writes it: pledges by their state, money by its lines."""

from campaign_site.delivery.database.trigger_sql import ALWAYS, call, changed, put_right
from campaign_site.delivery.database.triggers import Trigger
from donations.accounts import Account
from donations.choices import NOT_KEPT, PROMISED, Rhythm
from donations.tally_models import Tally

PLEDGE, BOOKED, LINE = "donations_pledge", "donations_ledgertransaction", "donations_ledgerline"
TALLY = "donations_tally"
# A monthly promise has no end; the public number holds one year of it, and says so.
MONTHS_COUNTED = 12

What = Tally.What


def _among(values) -> str:
    return ", ".join(f"'{value}'" for value in sorted(values))


COUNTED = {What.PROMISED: _among(PROMISED), What.LAPSED: _among(NOT_KEPT)}
MONEY = {
    What.RECEIVED: _among([Account.INCOME]),
    What.RETURNED: _among([Account.RETURNED, Account.DISPUTES]),
}
INSERT = f"INSERT INTO {TALLY} (programme, currency, what, minor, pledges)"
COUNTED_BY = ("status", "minor", "rhythm", "currency", "programme_id")


def of_pledges(table: str, sign: str = "") -> str:
    """Return the query for what pledges count: programme, currency, what, amount and number.

    `table` is the name of a row (NEW, OLD) or of the table; with `sign` "-" it is taken away.
    """
    what = " ".join(f"WHEN {table}.status IN ({states}) THEN '{name.value}'" for name, states in COUNTED.items())
    source = "" if table in {"NEW", "OLD"} else f"{table} JOIN "
    return (
        f"SELECT p.translation_key AS programme, {table}.currency AS currency, CASE {what} END AS what, "
        f"{sign}{table}.minor * CASE WHEN {table}.rhythm = '{Rhythm.MONTHLY.value}' "
        f"THEN {MONTHS_COUNTED} ELSE 1 END AS minor, {sign}1 AS pledges FROM {source}wagtailcore_page p"
        f"{' ON' if source else ' WHERE'} p.id = {table}.programme_id "
        f"{'WHERE' if source else 'AND'} {table}.status IN ({', '.join(COUNTED.values())})"
    )


def of_lines(only: str = "1 = 1") -> str:
    """Return the query for what lines of the ledger count; what was given to us is negative there."""
    everything, is_received = ", ".join(MONEY.values()), f"l.account IN ({MONEY[What.RECEIVED]})"
    return (
        f"SELECT l.programme AS programme, l.currency AS currency, CASE WHEN {is_received} THEN 'received' "
        f"ELSE 'returned' END AS what, SUM(CASE WHEN {is_received} THEN -l.minor ELSE l.minor END) AS minor, "
        f"0 AS pledges FROM {LINE} l WHERE l.account IN ({everything}) AND {only} GROUP BY 1, 2, 3"
    )


def difference() -> str:
    """Return the query for what the tallies say beyond what is there: no row where they are right."""
    columns, taken = "programme, currency, what, minor, pledges", "programme, currency, what, -minor, -pledges"
    everything = (
        f"SELECT {columns} FROM {TALLY} UNION ALL SELECT {taken} FROM ({of_pledges(PLEDGE)}) AS promised "
        f"UNION ALL SELECT {taken} FROM ({of_lines()}) AS moved"
    )
    return (
        f"SELECT programme, currency, what, SUM(minor) AS minor, SUM(pledges) AS pledges "
        f"FROM ({everything}) AS everything "
        "GROUP BY programme, currency, what HAVING SUM(minor) <> 0 OR SUM(pledges) <> 0"
    )


def triggers(vendor: str) -> list[Trigger]:
    """Return the triggers for `sqlite` or `postgresql`."""
    plus, minus = f"{INSERT} {of_pledges('NEW')}", f"{INSERT} {of_pledges('OLD', '-')}"
    counts_otherwise = changed(vendor, COUNTED_BY)
    booked = f"{INSERT} {of_lines('l.transaction_id = NEW.sequence')}"
    if vendor == "sqlite":
        return [
            put_right("donations_tally_pledge_made", PLEDGE, "INSERT", ALWAYS, plus),
            put_right("donations_tally_pledge_changed", PLEDGE, "UPDATE", counts_otherwise, f"{minus}; {plus}"),
            put_right("donations_tally_pledge_gone", PLEDGE, "DELETE", ALWAYS, minus),
            put_right("donations_tally_booked", BOOKED, "INSERT", ALWAYS, booked),
        ]
    pledge = f"""IF TG_OP = 'INSERT' THEN {plus};
        ELSIF TG_OP = 'DELETE' THEN {minus};
        ELSIF {counts_otherwise} THEN {minus}; {plus};
        END IF;
        RETURN NULL;"""
    return [
        call("donations_tally_pledge", PLEDGE, "AFTER INSERT OR UPDATE OR DELETE", pledge),
        call("donations_tally_booked", BOOKED, "AFTER INSERT", f"{booked}; RETURN NULL;"),
    ]
