"""What time does to pledges: reminders, lapse, write-off, forgetting. Periodic; may run twice at once."""

import logging
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from donations import managing
from donations.choices import FactKind, LinkPurpose, PledgeStatus
from donations.due import NextStep, Step, next_step
from donations.fact_models import PledgeFact
from donations.facts import total
from donations.life_cycle import facts_of, hold, record, settle
from donations.links import issue_link
from donations.models import Pledge
from donations.pledging import is_known_to_be_theirs, link_address, mail_link

logger = logging.getLogger(__name__)
AT_ONCE = 1000
# Where no payment of anybody came in for so long, it is our statements that are missing.
NOTHING_HEARD = timedelta(days=30)


def run_due() -> int:
    """Take the next step with each pledge whose day has come; return how many steps were taken.

    Each in a transaction of its own under the pledge's lock: a step that was taken meanwhile is not taken again.
    """
    now = timezone.now()
    due = Pledge.objects.filter(next_on__lte=now.date())
    if not payments_are_heard_of(now):
        due = due.exclude(status=PledgeStatus.ACTIVE)
    return sum(
        _look_at(pk, now.date())
        for pk in list(due.order_by("next_on", "pk").values_list("pk", flat=True)[:AT_ONCE])
    )


def payments_are_heard_of(now: datetime) -> bool:
    """Whether payments come in: while none does, nobody is reminded of one, and no pledge lapses."""
    return PledgeFact.objects.filter(kind=FactKind.RECEIVED, recorded_at__gt=now - NOTHING_HEARD).exists()


def _look_at(pk: int, today: date) -> bool:
    try:
        return _step(pk, today)
    except Exception:
        # The others do not wait for it.
        logger.exception("pledge #%s could not be looked at", pk)
        return False


@transaction.atomic
def _step(pk: int, today: date) -> bool:
    # Whoever is forgotten loses what payers wrote as well; payments are locked before pledges, as everywhere.
    managing.hold_payments(pk)
    pledge = hold(pk)
    step = next_step(pledge.terms, facts_of(pledge), today)
    if step is None or step.on > today:
        settle(pledge, today)
        return False
    return _TAKE[step.step](pledge, step)


def _remind(pledge: Pledge, step: NextStep) -> bool:
    if not pledge.email:
        return record(pledge, FactKind.REMINDERS_STOPPED, once="stopped", at=timezone.now())
    name = f"{step.due}:{step.number}"
    if not record(pledge, FactKind.REMINDED, once=f"reminded:{name}", at=timezone.now(), day=step.due):
        return False
    stop = link_address(pledge, LinkPurpose.STOP, issue_link(pledge, LinkPurpose.STOP))
    mail_link("pledge_reminder", pledge, LinkPurpose.MANAGE, key=name, due=step.due, stop=stop)
    return True


def _lapse(pledge: Pledge, _step: NextStep) -> bool:
    facts = facts_of(pledge)
    number = sum(fact.kind == FactKind.LAPSED for fact in facts) + 1
    received = total(facts, FactKind.RECEIVED)
    if not record(pledge, FactKind.LAPSED, once=f"lapsed:{number}", at=timezone.now(), minor=received):
        return False
    # Whoever wanted no more reminders hears nothing of this either.
    is_wanted = all(fact.kind != FactKind.REMINDERS_STOPPED for fact in facts)
    if is_wanted and is_known_to_be_theirs(pledge):
        mail_link("pledge_lapsed", pledge, LinkPurpose.MANAGE, key=str(number))
    return True


def _write_off(pledge: Pledge, _step: NextStep) -> bool:
    return record(pledge, FactKind.WRITTEN_OFF, once="written off", at=timezone.now())


def _forget(pledge: Pledge, _step: NextStep) -> bool:
    return managing.forget(pledge)


_TAKE = {Step.REMIND: _remind, Step.LAPSE: _lapse, Step.WRITE_OFF: _write_off, Step.FORGET: _forget}
