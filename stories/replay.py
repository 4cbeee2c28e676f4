"""Does again what a restored backup has forgotten: all that the ledger's file knows, and each destroyed key.

Runs before stories are served: when a process starts, after `restore`, first of all in every `tick`.
"""

from django.db import transaction

from campaign_site.delivery.backup import taken_back
from stories import takedown
from stories.consent import keyring, lifecycle, withdrawals
from stories.consent.choices import FINAL, AskedBy, ContributorStatus, LedgerKind, Status, TakedownMode
from stories.consent.ledger_file import Line, read
from stories.consent.models import Consent, Contributor, WithdrawalEntry
from stories.consent.sealing import lock


def replay() -> int:
    """Bring the database in step with the file of this machine; return how many lines and people it did not know.

    One transaction for each line, whose signature holds; safe to run twice at once. What fails is tried again,
    and no story is served until then. A file that went another way than the database is written anew.
    """
    return _replay_file() + _erase_whose_key_is_gone()


def _replay_file() -> int:
    if withdrawals.is_in_step():
        return 0
    known = set(WithdrawalEntry.objects.values_list("hash", flat=True))
    done = sum(_do_again(line) for line in read().lines if line.hash not in known)
    withdrawals.begin_new_file()
    return done


def _erase_whose_key_is_gone() -> int:
    """Erase people whose key was destroyed: the keyring says so where the ledger was lost; return how many."""
    people = Contributor.objects.filter(uid__in=keyring.destroyed()).exclude(status=ContributorStatus.ERASED)
    # Of the others the outbox is about to delete the rest.
    people = people.exclude(takedowns__mode=TakedownMode.ERASE)
    for person in people:
        takedown.take_down(person, mode=TakedownMode.ERASE, asked_by=AskedBy.LEDGER)
    return len(people)


@transaction.atomic
def _do_again(line: Line) -> bool:
    if line.kind not in (LedgerKind.WITHDRAWN, LedgerKind.ERASED):
        is_new = withdrawals.insert(line)
        if is_new:
            taken_back.do_again(line.kind, line.record_id)
        return is_new
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
