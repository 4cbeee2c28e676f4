"""Programmes, example accounts and a few pledges."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import count

from django.utils import timezone
from stdnum.iban import calc_check_digits

from campaign_site.demo.content import read, stream, versions
from campaign_site.demo.payments import key, leave_unsent
from campaign_site.demo.pictures import alt_text_in, picture
from campaign_site.demo.recorder import Recorder
from donations.choices import FactKind
from donations.currencies import CURRENCIES
from donations.life_cycle import hold, record
from donations.models import CONFIRM_WITHIN, BankAccount, ProgrammeIndexPage, ProgrammePage
from donations.pledging import make_pledge


def load(recorder: Recorder) -> None:
    """Accounts come first: payment instructions name them."""
    _accounts(recorder)
    supporters = count(1)
    for entry in read("programmes")["programme"]:
        for language, text in versions(entry):
            recorder.page(
                "programmes",
                entry["slug"],
                language,
                ProgrammeIndexPage,
                lambda ties, entry=entry, text=text: _programme(recorder, entry, text, ties),
            )
        _pledges(recorder, entry, supporters)


def _programme(recorder: Recorder, entry: dict, text: dict, ties: dict) -> ProgrammePage:
    today = timezone.localdate()
    language = ties["locale"].language_code
    source = read("programmes")["source"][language]
    impact = [("impact", {"text": line, "source": source, "dated": today}) for line in text["impact"]]
    return ProgrammePage(
        title=text["title"],
        slug=entry["slug"],
        introduction=text["summary"],
        summary=text["summary"],
        goal_minor=entry["goal_minor"],
        goal_currency=entry["goal_currency"],
        picture=picture(recorder, entry["pattern"]),
        picture_alt_text=alt_text_in(entry["pattern"], language),
        body=stream(text["body"], {}),
        impact=impact,
        **ties,
    )


def _accounts(recorder: Recorder) -> None:
    """One for each currency. No bank has the bank code 00000000; the check digits fit all the same."""
    for number, code in enumerate(CURRENCIES, start=1):
        if not recorder.lacks("bank accounts", code):
            continue
        rest = f"{number:018d}"
        account = BankAccount(
            currency=code,
            holder="Example account, please do not pay",
            number=f"DE{calc_check_digits(f'DE00{rest}')}{rest}",
            bic="XXXXDEXXXXX",
            bank="Example bank",
            is_example=True,
        )
        account.full_clean()
        account.save()
        recorder.note("bank accounts", code)


def _pledges(recorder: Recorder, entry: dict, supporters: Iterator[int]) -> None:
    for place, told in enumerate(entry["pledges"], start=1):
        name, number = f"{entry['slug']}:{place}", next(supporters)
        if not recorder.lacks("pledges", name):
            continue
        language = told["language"]
        page = ProgrammePage.objects.filter(slug=entry["slug"], locale__language_code=language).first()
        if page is None:
            continue
        currency, minor, rhythm, instalments = told["gift"]
        made_at = timezone.now() - timedelta(days=told["days"])
        pledge, _thanks = make_pledge(
            once=key(name),
            programme=page,
            currency=currency,
            minor=minor,
            exponent=CURRENCIES[currency].exponent,
            rhythm=rhythm,
            instalments=instalments,
            name=f"Supporter {number}",
            email=f"supporter-{number}@example.org",
            language=language,
            created_at=made_at,
            expires_at=made_at + CONFIRM_WITHIN,
        )
        if told.get("confirmed", True):
            record(hold(pledge.pk), FactKind.CONFIRMED, once="confirmed", at=made_at)
        leave_unsent(pledge)
        recorder.note("pledges", name)
