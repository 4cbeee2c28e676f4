"""Slows whoever guesses passwords and codes: so many wrong tries for an account, and from a network.

Known and unknown accounts are counted alike, by what was typed. A passkey is not counted: there is nothing to
guess, and its owner still gets in while somebody else guesses at the password.
"""

from enum import Enum
from typing import NamedTuple

from django.utils.translation import gettext_lazy as _

from campaign_site.delivery import rate_limits
from campaign_site.delivery.client_address import client_address, network
from campaign_site.delivery.monitoring import metrics

TOO_MANY = _("Too many tries. Wait a quarter of an hour, then try again. A passkey works all the same.")


class Secret(Enum):
    """What is guessed, with how many wrong tries a quarter of an hour an account and a network may have.

    A code has six digits, three of which count at any time; hence so few, and a limit for the whole day.
    """

    PASSWORD = ("password", 10, 60, 200)
    CODE = ("code", 5, 60, 30)
    MAIL = ("new password", 3, 20, 10)

    def __init__(self, kind: str, for_account: int, for_network: int, a_day: int):
        self.kind, self.for_account, self.for_network, self.a_day = kind, for_account, for_network, a_day


class Attempt(NamedTuple):
    """A try that was counted before anybody knows whether it is right.

    `is_first_refused` and `is_first_of_network` are true for one try each: then it is time to tell somebody.
    """

    counted: tuple[rate_limits.Counted, ...]
    may_be_right: bool
    is_first_refused: bool
    is_first_of_network: bool


def begin(secret: Secret, account: str, request) -> Attempt:
    """Count a try. `account` is what says whose it is: the typed mail address, or the user's number.

    What is refused anyhow counts against nobody: else one network could lock every editor out, or one for the day.
    """
    account = account.strip().casefold()
    of_network = rate_limits.count(f"{secret.kind}: network", network(client_address(request)))
    is_first_of_network = of_network.number == secret.for_network + 1
    if of_network.number > secret.for_network:
        metrics.refused(secret.kind)
        return Attempt((of_network,), False, False, is_first_of_network)
    of_account = rate_limits.count(f"{secret.kind}: account", account)
    if of_account.number > secret.for_account + 1:
        rate_limits.take_back(of_account)
    a_day = rate_limits.today(of_account.kind, account)
    may_be_right = of_account.number <= secret.for_account and a_day <= secret.a_day
    if not may_be_right:
        metrics.refused(secret.kind)
    is_first = of_account.number == secret.for_account + 1 or a_day == secret.a_day + 1
    return Attempt((of_account, of_network), may_be_right, is_first, is_first_of_network)


def was_right(attempt: Attempt) -> None:
    """Count it no longer."""
    for counted in attempt.counted:
        rate_limits.take_back(counted)
