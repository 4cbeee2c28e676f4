"""What supporters do with their pledge once it stands. Each verb returns False where there is nothing to do."""

from uuid import UUID

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from campaign_site.delivery import mail
from campaign_site.delivery.backup import taken_back
from donations import finding
from donations.choices import CANCELLABLE, FactKind, PledgeStatus, Rhythm
from donations.due import paused_until
from donations.life_cycle import facts_of, hold, record
from donations.models import Pledge, Receipt, Settlement, StatementEntry
from donations.schedules import add_months
from donations.statements.choices import CASES, SettlementState

PAUSES = (1, 2, 3, 6)  # months
# What supporters may do again and again. Each fact of a pledge costs all later ones time, and is kept for ever.
REPEATABLE = (FactKind.CHANGED, FactKind.DETAILS, FactKind.PAUSED, FactKind.RESUMED)
DETAILS = ("name", "is_anonymous", "dedication", "language")
MOST_CHANGES = 200
# In the withdrawal ledger.
TAKEN_BACK = "supporter"


class ChangedTooOften(Exception):
    """So many changes of one pledge are kept already that no more are taken; it can still be cancelled."""


def can_pause(pledge: Pledge) -> bool:
    """Whether there is a payment after the next one that a pause could move."""
    return pledge.status == PledgeStatus.ACTIVE and pledge.rhythm != Rhythm.ONCE


@transaction.atomic
def pause(pledge: Pledge, months: int) -> bool:
    """Ask for no payment in the next months; what is promised stands.

    Raises ValueError for another number, and ChangedTooOften.
    """
    if months not in PAUSES:
        raise ValueError("no length of a pause")
    held, now = hold(pledge.pk), timezone.now()
    if not can_pause(held) or paused_until(facts_of(held), now.date()):
        return False
    return _record(held, FactKind.PAUSED, day=add_months(now.date(), months))


@transaction.atomic
def resume(pledge: Pledge) -> bool:
    """Go on from today after a pause or a lapse; nothing of the time between is owed. Raises ChangedTooOften."""
    held, today = hold(pledge.pk), timezone.now().date()
    is_paused = held.status == PledgeStatus.ACTIVE and paused_until(facts_of(held), today)
    return _record(held, FactKind.RESUMED) if is_paused or held.status == PledgeStatus.LAPSED else False


@transaction.atomic
def change(pledge: Pledge, minor: int) -> bool:
    """Promise another amount, in minor units: each time, or in all. A lapsed pledge goes on with it.

    Raises ChangedTooOften, and IntegrityError for an amount outside the currency's limits; the form has asked
    before.
    """
    held = hold(pledge.pk)
    if held.status not in CANCELLABLE or held.minor == minor:
        return False
    return _record(held, FactKind.CHANGED, minor=minor)


def can_describe(pledge: Pledge) -> bool:
    """Whether it stands, and still says whose it is. Of what is closed only the supporter is still forgotten."""
    return pledge.is_confirmed and not pledge.is_closed and pledge.erased_at is None


def stands_on_receipts(pledge: Pledge) -> bool:
    """Whether receipts were issued, whose pages show the pledge's name: it stays then."""
    return Receipt.objects.filter(reference=pledge.reference).exists()


@transaction.atomic
def describe(pledge: Pledge, **details) -> bool:
    """Write another `name`, `is_anonymous`, `dedication` or `language`; the fact of it says none of them.

    A name that stands on receipts stays as it is. Raises ChangedTooOften.
    """
    held = hold(pledge.pk)
    if not can_describe(held):
        return False
    if stands_on_receipts(held):
        details["name"] = held.name
    details["is_anonymous"] = details["is_anonymous"] or not details["name"]
    if all(getattr(held, name) == details[name] for name in DETAILS):
        return False
    Pledge.objects.filter(pk=held.pk).update(**{name: details[name] for name in DETAILS})
    return _record(held, FactKind.DETAILS)


@transaction.atomic
def stop_reminders(pledge: Pledge) -> bool:
    """Write about payments no more. The pledge stays as it is."""
    return record(hold(pledge.pk), FactKind.REMINDERS_STOPPED, once="stopped", at=timezone.now())


def hold_payments(pledge_pk: int) -> list[int]:
    """Lock the payments with which words are kept and that are this pledge's, or may be; return their keys.

    It is theirs by the reference, suggested by a near one, or proposed by an officer. Call it before the pledge is
    held: so does whoever settles a payment.
    """
    reference = Pledge.objects.values_list("reference", flat=True).get(pk=pledge_pk)
    proposed = Settlement.objects.filter(state=SettlementState.WAITING, parts__pledge=pledge_pk)
    its = Q(reference=reference) | Q(suggested__contains=reference) | Q(pk__in=proposed.values("entry"))
    cases = StatementEntry.objects.filter(its, state__in=CASES)
    return list(cases.select_for_update().order_by("pk").values_list("pk", flat=True))


@transaction.atomic
def forget(pledge: Pledge) -> bool:
    """Delete who it was, every link and mail, and what payers wrote; call off what was still promised.

    Reference, amounts and what happened stay, so that a late transfer still lands.
    """
    payments = hold_payments(pledge.pk)
    held, now = hold(pledge.pk), timezone.now()
    if held.erased_at:
        return False
    StatementEntry.objects.filter(pk__in=payments).update(payer="", words="", version=F("version") + 1)
    if held.is_cancellable:
        record(held, FactKind.CANCELLED, once="cancelled", at=now)
    held.links.all().delete()
    mail.forget(f"{held.public_id}:")
    finding.drop_waiting_mails(held)
    held.forget_person(erased_at=now)
    if held.is_waiting:
        record(held, FactKind.EXPIRED, once="expired", at=now)
    return record(held, FactKind.FORGOTTEN, once="forgotten", at=now)


@transaction.atomic
def forget_as_wished(pledge: Pledge) -> bool:
    """Forget who it was for good: no backup that is put back later brings it back."""
    is_new = forget(pledge)
    taken_back.note(TAKEN_BACK, pledge.public_id)
    return is_new


@transaction.atomic
def forget_again(public_id: UUID) -> None:
    """Forget whom an older database knows again."""
    for pledge in Pledge.objects.filter(public_id=public_id):
        forget(pledge)


def _record(held: Pledge, kind: FactKind, **about) -> bool:
    changes = list(held.facts.filter(kind__in=REPEATABLE).values_list("kind", flat=True))
    if len(changes) >= MOST_CHANGES:
        raise ChangedTooOften
    number = changes.count(kind) + 1
    return record(held, kind, once=f"{kind.value}:{number}", at=timezone.now(), **about)
