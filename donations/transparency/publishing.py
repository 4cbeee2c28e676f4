"""Publishes a statement: once in each week of ISO 8601, each naming the one before."""

import json
from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from donations.booking import in_utc
from donations.currencies import CURRENCIES
from donations.ledger import NO_HASH
from donations.ledger_models import LedgerHead, LedgerTransaction
from donations.receipts.models import Receipt
from donations.receipts.net_amounts import ReceiptNow, as_they_stand
from donations.totals import Total, totals_by_programme
from donations.transparency.merkle import Node, canonical, path, root
from donations.transparency.models import PublishedStatement
from donations.transparency.proofs import RECEIPT, STATEMENT, receipt_leaf, sums_name
from donations.transparency.signing import digest, public_key, sign

# A power of two: nodes over so many receipts are nodes of the tree.
CHUNK = 1024


class LedgerRewritten(Exception):
    """The ledger no longer holds what was said of it. Nothing is published over that."""


def publish() -> PublishedStatement | None:
    """Publish this week's statement; None where it is out already, or there is no key to sign with.

    May run twice at once. Raises LedgerRewritten.
    """
    if not settings.STATEMENT_KEY or is_published(timezone.now()):
        return None
    statement = prepare()
    try:
        with transaction.atomic():
            statement.save(force_insert=True)
    except IntegrityError:
        if is_published(statement.published_at):
            return None
        raise
    return statement


def publish_due() -> int:
    """Do the same for the periodic work; return how many statements that made."""
    return int(publish() is not None)


def prepare() -> PublishedStatement:
    """Return the statement that would be published now. Raises LedgerRewritten.

    The receipts are gone through without a lock: those up to one end of the ledger do not change any more.
    """
    now = timezone.now()
    last = PublishedStatement.objects.first()
    if last and not _still_holds(last):
        raise LedgerRewritten(f"transaction {last.sequence} is not the one that statement {last.number} names")
    sequence, end, totals = _of_one_moment()
    chunks = [root(map(_leaf, part)) for part in _parts(sequence)]
    count = Receipt.objects.filter(transaction_id__lte=sequence).count()
    top = root(chunks)
    rows = _rows(totals, dict(top.sums))
    if sum(row["receipts"] for row in rows) != sum(top.sums.values()):
        raise LedgerRewritten("there are receipts for programmes and currencies in which nothing was received")
    content = {
        "format": STATEMENT,
        "number": last.number + 1 if last else 1,
        "week": week_of(now),
        "made_at": in_utc(now),
        "previous": last.digest if last else NO_HASH,
        "ledger": {"sequence": sequence, "hash": end},
        "receipts": {"count": count, "root": top.hash},
        "totals": rows,
        "public_key": public_key(settings.STATEMENT_KEY),
    }
    body = canonical(content)
    return PublishedStatement(
        number=content["number"],
        week=content["week"],
        body=body,
        signature=sign(body, settings.STATEMENT_KEY),
        digest=digest(body),
        previous=content["previous"],
        sequence=sequence,
        receipts=count,
        chunks=[[node.hash, dict(node.sums)] for node in chunks],
        published_at=now,
    )


def receipt_file(receipt: Receipt, statement: PublishedStatement) -> dict | None:
    """Return what proves that a receipt is in a statement; None where it is newer than that. It names nobody."""
    if receipt.position > statement.receipts:
        return None
    chunk, place = divmod(receipt.position - 1, CHUNK)
    own = _part(chunk, statement.sequence)
    chunks = [Node(hash, sums) for hash, sums in statement.chunks]
    beside = [*path([_leaf(now) for now in own], place), *path(chunks, chunk)]
    return {
        "receipt": _content(own[place]),
        "proof": {
            "statement": statement.number,
            "index": receipt.position - 1,
            "count": statement.receipts,
            "path": [{"hash": node.hash, "sums": dict(node.sums)} for node in beside],
        },
    }


def is_published(at: datetime) -> bool:
    """Whether the statement of that week is out."""
    return PublishedStatement.objects.filter(week=week_of(at)).exists()


def week_of(at: datetime) -> str:
    """Return the week (UTC) as ISO 8601 writes it: "2026-W49"."""
    year, week, _day = at.date().isocalendar()
    return f"{year}-W{week:02}"


@transaction.atomic
def _of_one_moment() -> tuple[int, str, dict[str, list[Total]]]:
    """Return the end of the ledger and the totals, while nobody books."""
    head = LedgerHead.objects.select_for_update().filter(pk=1).first() or LedgerHead()
    return head.sequence, head.hash, totals_by_programme()


def _still_holds(last: PublishedStatement) -> bool:
    if not last.sequence:
        return True
    named = json.loads(last.body)["ledger"]["hash"]
    return LedgerTransaction.objects.filter(pk=last.sequence, hash=named).exists()


def _parts(sequence: int) -> Iterator[list[ReceiptNow]]:
    chunk = 0
    while part := _part(chunk, sequence):
        yield part
        chunk += 1


def _part(chunk: int, sequence: int) -> list[ReceiptNow]:
    first = chunk * CHUNK + 1
    receipts = Receipt.objects.filter(position__gte=first, position__lt=first + CHUNK)
    return as_they_stand(receipts.filter(transaction_id__lte=sequence), sequence)


def _leaf(now: ReceiptNow) -> Node:
    return receipt_leaf(_content(now))


def _content(now: ReceiptNow) -> dict:
    receipt = now.receipt
    return {
        "format": RECEIPT,
        "number": receipt.number,
        "programme": str(receipt.programme),
        "currency": receipt.currency,
        "exponent": CURRENCIES[receipt.currency].exponent,
        "received": receipt.minor,
        "returned": now.returned_minor,
        "received_on": now.received_on.isoformat(),
        "salt": receipt.salt,
    }


def _rows(totals: dict[str, list[Total]], receipts: dict[str, int]) -> list[dict]:
    """Return the public numbers, with what the receipts of each come to."""
    return [
        {
            "programme": programme,
            "currency": total.promised.currency,
            "exponent": total.promised.exponent,
            "promised": total.promised.minor,
            "pledges": total.pledges,
            "lapsed": total.lapsed.minor,
            "received": total.received.minor,
            "returned": total.returned.minor,
            "receipts": receipts.get(sums_name(programme, total.promised.currency), 0),
        }
        for programme, own in totals.items()
        for total in own
    ]
