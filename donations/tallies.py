"""Folds what the triggers counted, and compares it with what is there."""

from collections import defaultdict

from django.db import connection, transaction

from donations.tally_models import Tally
from donations.tally_triggers import INSERT, LINE, PLEDGE, difference

AT_ONCE = 10_000


def fold() -> int:
    """Make one row of many for each number; return how many went. May run twice at once.

    Whoever reads meanwhile sees all rows as they were before, or as they are after.
    """
    gone = 0
    while folded := _fold_some():
        gone += folded
    return gone


@transaction.atomic
def _fold_some() -> int:
    rows = list(Tally.objects.select_for_update(skip_locked=_can_skip()).order_by("pk")[:AT_ONCE])
    groups: dict[tuple, list[Tally]] = defaultdict(list)
    for row in rows:
        groups[row.programme, row.currency, row.what].append(row)
    folded = [group for group in groups.values() if len(group) > 1]
    Tally.objects.filter(pk__in=[row.pk for group in folded for row in group]).delete()
    Tally.objects.bulk_create(
        Tally(
            programme=group[0].programme,
            currency=group[0].currency,
            what=group[0].what,
            minor=sum(row.minor for row in group),
            pledges=sum(row.pledges for row in group),
        )
        for group in folded
    )
    return sum(len(group) - 1 for group in folded)


def differing() -> list[str]:
    """Return, in words, the numbers that are not what pledges and ledger add up to; none as a rule.

    One statement, so that everything is of one moment.
    """
    with connection.cursor() as cursor:
        cursor.execute(difference())
        return [f"{what} {currency} of {programme}: {minor:+}" for programme, currency, what, minor, _ in cursor]


def put_right() -> int:
    """Add to the numbers what they lack; return how many were wrong. Nobody needs to wait meanwhile."""
    right = f"SELECT programme, currency, what, -minor, -pledges FROM ({difference()}) AS wrong"
    with connection.cursor() as cursor:
        cursor.execute(f"{INSERT} {right}")
        return cursor.rowcount


def put_right_after_migrate(using: str = "default", **kwargs) -> None:
    """Count what was there before the triggers, or by other rules. Receiver of `post_migrate`."""
    tables = {Tally._meta.db_table, PLEDGE, LINE}
    if using == "default" and tables <= set(connection.introspection.table_names()):
        put_right()


def _can_skip() -> bool:
    return connection.features.has_select_for_update_skip_locked
