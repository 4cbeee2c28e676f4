"""What happened to the demonstration's pledges: money by card and by transfer, changes, and cases for officers."""

import random
import tempfile
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

from django.utils import timezone

from campaign_site.accounts.role_table import FUNDRAISING_OFFICER
from campaign_site.delivery import mail
from campaign_site.delivery.forms.guarded_form import once_key
from campaign_site.demo.bank import statement
from campaign_site.demo.content import read
from campaign_site.demo.people import person
from campaign_site.demo.recorder import Recorder
from donations import managing, pledging
from donations.accounts import Reason
from donations.cards.models import AttemptState
from donations.cards.processing import apply
from donations.choices import FactKind
from donations.life_cycle import hold, record
from donations.models import Attempt, BankAccount, ExchangeRate, Pledge, StatementEntry
from donations.money import Money
from donations.providers.fake import FakeProvider
from donations.providers.money_facts import MoneyKind
from donations.statements.choices import EntryState, Way
from donations.statements.importing import take_in
from donations.statements.settling import Part, settle
from donations.transparency.publishing import publish

SOURCE = "Example for the demonstration"


def load(recorder: Recorder) -> None:
    """Let it happen, each thing once, in the order of the file."""
    told = read("payments")
    _rates(recorder, told["rates"])
    for entry in told["card"]:
        _card(recorder, entry)
    for entry in told["statement"][:-1]:
        _statement(recorder, entry)
    for name, change in told["changes"].items():
        if recorder.lacks("changes of pledges", name) and (pledge := find(name)):
            CHANGES[change](pledge)
            leave_unsent(pledge)
            recorder.note("changes of pledges", name)
    _statement(recorder, told["statement"][-1])
    for entry in told["proposal"]:
        _proposal(recorder, entry)
    _publish(recorder)


def key(name: str) -> str:
    """Return the key of the one sending of the form that made the pledge of this name."""
    return once_key("demonstration", {"name": name})


def find(name: str) -> Pledge | None:
    """Return the pledge as it is now; None where its programme was deleted before it could be made."""
    return Pledge.objects.select_related("programme").filter(once=key(name)).first()


def leave_unsent(pledge: Pledge) -> None:
    """Let go of the mails about a pledge: nobody waits for them."""
    mail.forget(f"{pledge.public_id}:")


def _rates(recorder: Recorder, rates: dict[str, str]) -> None:
    for currency, worth in rates.items():
        if recorder.lacks("exchange rates", currency):
            rate = ExchangeRate(currency=currency, dated=timezone.localdate(), worth=Decimal(worth), source=SOURCE)
            rate.full_clean()
            rate.save()
            recorder.note("exchange rates", currency)


def _card(recorder: Recorder, entry: dict) -> None:
    if not recorder.lacks("card payments", entry["pledge"]) or (pledge := find(entry["pledge"])) is None:
        return
    provider = FakeProvider(random.SystemRandom())
    attempt = Attempt.objects.create(
        provider=provider.name,
        pledge=pledge,
        currency=pledge.currency,
        minor=pledge.minor,
        exponent=pledge.exponent,
        state=AttemptState.OPEN if entry["happened"] else AttemptState.ENDED,
        created_at=_days_ago(max((days for _kind, _minor, days in entry["happened"]), default=4)),
    )
    for kind, minor, days in entry["happened"]:
        money = Money(minor, pledge.currency, pledge.exponent)
        provider.happen(attempt, MoneyKind(kind), money, _days_ago(days))
    apply(provider, provider.fetch(attempt))
    recorder.note("card payments", entry["pledge"])


def _statement(recorder: Recorder, entry: dict) -> None:
    name = f"{entry['name']} {entry['account']}"
    if not recorder.lacks("bank statements", name):
        return
    account = BankAccount.objects.filter(currency=entry["account"]).first()
    if account is None:
        return
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "statement.xml"
        file.write_bytes(statement(account, name, entry["payments"], find))
        take_in(file)
    recorder.note("bank statements", name)


def _proposal(recorder: Recorder, entry: dict) -> None:
    """One officer proposes; the second one is shown it."""
    if not recorder.lacks("proposals", entry["pledge"]):
        return
    pledge, officer = find(entry["pledge"]), person(FUNDRAISING_OFFICER)
    case = StatementEntry.objects.filter(payer=entry["payer"], state=EntryState.OPEN).first()
    if pledge and officer and case:
        settle(
            case.pk,
            way=Way.ASSIGN,
            reason=Reason.REFERENCE_MISSING,
            parts=[Part(case.minor, pledge=pledge)],
            actor=officer,
            version=case.version,
        )
        recorder.note("proposals", entry["pledge"])


def _publish(recorder: Recorder) -> None:
    """The first of the weekly statements about all of this; `tick` publishes those that follow."""
    if recorder.lacks("statements", "first"):
        publish()
        recorder.note("statements", "first")


def _lapse(pledge: Pledge) -> None:
    record(hold(pledge.pk), FactKind.LAPSED, once="lapsed:1", at=_days_ago(60))


def _days_ago(days: int) -> datetime:
    return timezone.now() - timedelta(days=days)


CHANGES = {
    "pause": lambda pledge: managing.pause(pledge, 2),
    "cancel": pledging.cancel,
    "erase": managing.forget,
    "expire": lambda pledge: pledging.expire(pledge.pk),
    "lapse": _lapse,
}
