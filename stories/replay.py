"""Does again what a restored backup has forgotten: every withdrawal and erasure that the ledger's file knows.

Runs before stories are served: when a process starts, after `restore`, first of all in every `tick`.
"""

from django.db import transaction

from stories import takedown
from stories.consent import lifecycle, withdrawals
from stories.consent.choices import FINAL, AskedBy, LedgerKind, Status, TakedownMode
from stories.consent.ledger_file import Line, read
from stories.consent.models import Consent, Contributor, WithdrawalEntry
from stories.consent.sealing import lock


def replay() -> int:
    """Bring the database in step with the file of this machine; return how many lines it did not know.

    One transaction for each line, whose signature holds; safe to run twice at once. What fails is tried again,
    and no story is served until then. A file that went another way than the database is written anew.
    """
    if withdrawals.is_in_step():
        return 0
    known = set(WithdrawalEntry.objects.values_list("hash", flat=True))
    done = sum(_do_again(line) for line in read().lines if line.hash not in known)
    withdrawals.begin_new_file()
    return done


@transaction.atomic
def _do_again(line: Line) -> bool:
    is_erasure = line.kind == LedgerKind.ERASED
    found = {"uid": line.record_id} if is_erasure else {"consents__record_id": line.record_id}
    contributor = Contributor.objects.filter(**found).first()
    if contributor:
        lock(contributor)
    if not withdrawals.insert(line):
        return False
    if contributor and is_erasure:
        takedown.take_down(contributor, mode=TakedownMode.ERASE, asked_by=AskedBy.LEDGER)
    elif contributor:
        _withdraw(Consent.objects.get(record_id=line.record_id))
    return True


def _withdraw(consent: Consent) -> None:
    if consent.status == Status.DRAFT:
        lifecycle.move(consent, Status.REFUSED)
    elif consent.status not in FINAL:
        takedown.withdraw(consent)
