"""What stands in the ledger for ever keeps its name, and each account says whose it is."""

import pytest

from donations.accounts import MOVES_MONEY, OF_PROGRAMME, OF_PROVIDER, Account, Correction, Reason
from donations.providers.money_facts import MoneyKind


@pytest.mark.parametrize(
    ("choices", "names"),
    [
        (Account, "bank clearing unmatched income returned disputes fees"),
        (Correction, "reversed assigned split sent_back reallocated"),
        (
            Reason,
            "reference_mistyped reference_missing payer_said several_pledges wrong_pledge wrong_amount paid_twice"
            " not_for_us payer_asked",
        ),
    ],
)
def test_no_name_that_is_hashed_in_a_ledger_is_ever_given_up(choices, names):
    assert choices.values == names.split()


def test_each_account_but_the_bank_is_a_programmes_or_a_providers():
    assert {"income", "returned", "disputes"} == OF_PROGRAMME
    assert {"clearing", "unmatched", "fees"} == OF_PROVIDER
    assert set(Account) - OF_PROGRAMME - OF_PROVIDER == {Account.BANK}


def test_what_failed_moves_no_money_and_all_else_does():
    assert {kind for kind in MoneyKind if kind not in MOVES_MONEY} == {MoneyKind.FAILED}
