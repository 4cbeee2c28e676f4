"""What officers decide about a payment: one transaction of the ledger each, by two people above a limit.

Nobody approves what they proposed. Who decides on a payment says which version of it they saw; when somebody else
was faster, nothing happens and they are told.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from donations import life_cycle
from donations.accounts import Correction, Reason
from donations.facts import kept_of
from donations.ledger import BANK_TRANSFER
from donations.ledger import Entry as LedgerEntry
from donations.models import Pledge
from donations.programmes import ProgrammePage
from donations.receiving import correct, hold_all
from donations.second_person import Overtaken, OwnProposal, needs_second_person
from donations.statements import postings
from donations.statements.choices import ALONE, EntryState, SettlementState, Way
from donations.statements.models import Settlement, SettlementPart, StatementEntry
from donations.statements.reversing import holders

CORRECTIONS = {
    Way.ASSIGN: Correction.ASSIGNED,
    Way.SPLIT: Correction.SPLIT,
    Way.SEND_BACK: Correction.SENT_BACK,
    Way.REALLOCATE: Correction.REALLOCATED,
}


class NotPossible(ValueError):
    """This cannot be done with this payment. `what` is a word for it: way, sum, currency, kept, got or gone."""

    def __init__(self, what: str) -> None:
        """Keep the word."""
        super().__init__(what)
        self.what = what


@dataclass(frozen=True, slots=True)
class Part:
    """`minor` units for a pledge, or for a programme; for neither: back to the payer."""

    minor: int
    pledge: Pledge | None = None
    programme: ProgrammePage | None = None


def ways(entry: StatementEntry) -> tuple[Way, ...]:
    """Return what can be done with a payment now."""
    if entry.state == EntryState.OUTSIDE:
        return (Way.SET_ASIDE,)
    if entry.state in {EntryState.UNDONE, EntryState.LEFT_OUT} or entry.undoes_id:
        return ()
    held = sum(holders(entry).values())
    if not held:
        return ()
    if held < 0:
        return (Way.ASSIGN,) if entry.state == EntryState.OPEN else (Way.REALLOCATE,)
    if entry.state == EntryState.OPEN:
        return (Way.ASSIGN, Way.SPLIT, Way.SEND_BACK)
    moved = (Way.REALLOCATE, Way.SPLIT, Way.SEND_BACK)
    return (Way.KEEP, *moved) if entry.state == EntryState.TO_CHECK else moved


@transaction.atomic
def settle(entry_pk: int, *, way: Way, reason: Reason, parts: Sequence[Part], actor, version: int) -> Settlement:
    """Decide on a payment; return the decision, which waits for a second person or is done.

    `parts` are empty for what keeps, sends back or sets aside the whole. Raises Overtaken and NotPossible.
    """
    entry = _lock(entry_pk, version)
    if entry.settlements.filter(state=SettlementState.WAITING).exists():
        raise Overtaken
    if way not in ways(entry):
        raise NotPossible("way")
    settlement = Settlement.objects.create(
        entry=entry, way=way, reason=reason, currency=entry.currency, minor=entry.minor, proposed_by=actor
    )
    SettlementPart.objects.bulk_create(
        SettlementPart(settlement=settlement, pledge=part.pledge, programme=part.programme, minor=part.minor)
        for part in parts
    )
    # Worked out also when it waits: what cannot be done is not proposed.
    lines = _lines(entry, settlement)
    if way in ALONE or not needs_second_person(entry.minor, entry.currency):
        _carry_out(entry, settlement, lines, None)
    else:
        StatementEntry.objects.filter(pk=entry.pk).update(version=F("version") + 1)
    return settlement


@transaction.atomic
def approve(settlement_pk: int, *, actor, version: int) -> Settlement:
    """Agree as the second person, and have it done. Raises Overtaken, OwnProposal, NotPossible."""
    entry, settlement = _waiting(settlement_pk, version)
    if settlement.proposed_by_id == actor.pk:
        raise OwnProposal
    _carry_out(entry, settlement, _lines(entry, settlement), actor)
    return settlement


@transaction.atomic
def refuse(settlement_pk: int, *, actor, version: int) -> Settlement:
    """Turn a proposal down, or take one's own back: the payment is as before. Raises Overtaken."""
    entry, settlement = _waiting(settlement_pk, version)
    _decide(settlement, SettlementState.REFUSED, actor)
    StatementEntry.objects.filter(pk=entry.pk).update(version=F("version") + 1)
    return settlement


def _waiting(settlement_pk: int, version: int) -> tuple[StatementEntry, Settlement]:
    # The payment is locked before the decision, as everywhere.
    entry = _lock(Settlement.objects.values_list("entry", flat=True).get(pk=settlement_pk), version)
    settlement = Settlement.objects.select_for_update().get(pk=settlement_pk)
    if settlement.state != SettlementState.WAITING:
        raise Overtaken
    return entry, settlement


def _lock(entry_pk: int, version: int) -> StatementEntry:
    entry = StatementEntry.objects.select_for_update().get(pk=entry_pk)
    if entry.version != version:
        raise Overtaken
    return entry


def _lines(entry: StatementEntry, settlement: Settlement) -> tuple:
    way, parts = settlement.way, list(settlement.parts.select_related("pledge__programme", "programme"))
    if way in {Way.KEEP, Way.SET_ASIDE}:
        return ()
    now, wanted = holders(entry), {}
    sign = 1 if sum(now.values()) > 0 else -1
    for part in parts:
        if part.pledge and part.pledge.currency != entry.currency:
            raise NotPossible("currency")
        programme = part.pledge.programme if part.pledge else part.programme
        if programme:
            holder = postings.Holder(programme.translation_key, part.pledge.reference if part.pledge else "")
            wanted[holder] = wanted.get(holder, 0) + sign * part.minor
    if way != Way.SEND_BACK and sum(part.minor for part in parts) != abs(sum(now.values())):
        raise NotPossible("sum")
    if sign < 0:
        # Payments are locked before pledges, as everywhere.
        _check_got(entry, wanted)
    _check_kept(now, wanted)
    try:
        return postings.lines(now, wanted, entry.currency)
    except ValueError as error:
        raise NotPossible("sum") from error


def _check_got(entry: StatementEntry, wanted: Mapping[postings.Holder, int]) -> None:
    """Raise NotPossible where a programme without a pledge would return a payment that it was not given.

    What the bank takes back is a whole payment: the programme has one of this amount and currency, from before,
    and has not returned it yet.
    """
    for holder, minor in wanted.items():
        if holder.reference:
            continue
        done = Settlement.objects.filter(
            state=SettlementState.DONE, parts__programme__translation_key=holder.programme
        )
        same = StatementEntry.objects.filter(
            pk__in=done.values("entry"), currency=entry.currency, minor=entry.minor
        )
        given = same.filter(is_credit=True, booked_on__lte=entry.booked_on).exclude(state=EntryState.UNDONE)
        payments = given.select_for_update().order_by("pk")
        taken_back = same.filter(is_credit=False).exclude(pk=entry.pk)
        if minor + sum(holders(one).get(holder, 0) for one in (*payments, *taken_back)) < 0:
            raise NotPossible("got")


def _check_kept(now: Mapping[postings.Holder, int], wanted: Mapping[postings.Holder, int]) -> None:
    """Raise NotPossible where a pledge would give away more than it has; hold all of them until the end.

    It may have returned a payment already that the bank took back without saying which.
    """
    names = {holder.reference: holder for holder in (*now, *wanted) if holder.programme and holder.reference}
    for pledge in hold_all(names):
        holder, has = names[pledge.reference], kept_of(life_cycle.facts_of(pledge))
        change = wanted.get(holder, 0) - now.get(holder, 0)
        if change < 0 and has + change < 0:
            raise NotPossible("kept" if sum(now.values()) < 0 else "gone")


def _carry_out(entry: StatementEntry, settlement: Settlement, lines: tuple, second_person) -> None:
    if lines:
        settlement.booked = correct(
            LedgerEntry(
                BANK_TRANSFER,
                CORRECTIONS[Way(settlement.way)].value,
                f"{entry.identity}:{settlement.pk}",
                timezone.now(),
                lines,
                settlement.reason,
            )
        )
        if settlement.booked is None:
            raise IntegrityError("this decision is in the ledger already")
    _decide(settlement, SettlementState.DONE, second_person)
    StatementEntry.objects.filter(pk=entry.pk).update(
        state=EntryState.MATCHED if settlement.way == Way.KEEP else EntryState.SETTLED,
        suggested="",
        payer="",
        words="",
        version=F("version") + 1,
    )


def _decide(settlement: Settlement, state: SettlementState, actor) -> None:
    settlement.state, settlement.decided_by, settlement.decided_at = state, actor, timezone.now()
    settlement.save(update_fields=["state", "decided_by", "decided_at", "booked"])
