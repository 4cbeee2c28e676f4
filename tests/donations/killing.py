"""Kills the server at random moments while supporters pledge, and looks at what is left afterwards."""

import random
import time
from typing import NamedTuple

from django.utils import timezone

from campaign_site.delivery.models import OutboxItem
from donations import ledger_check, tallies
from donations.choices import FactKind, LinkPurpose
from donations.facts import derive
from donations.life_cycle import facts_of
from donations.links import LinkUnknown, open_link
from donations.models import Pledge
from tests.donations.mortal_server import MortalServer
from tests.donations.stubborn_clients import Supporters, at_once
from tests.production import engines

# After a pledge was acknowledged, at the most: several take less than that.
LATEST_SECONDS = 0.15


class Damage(NamedTuple):
    """What must all be nought: pledges, in numbers."""

    lost: int
    doubled: int
    inconsistent: int
    without_mail: int


def pledge_while_killing(
    server: MortalServer, supporters: Supporters, *, pledges: int, kills: int, clients: int, chance: random.Random
) -> int:
    """Let all pledge, and kill meanwhile; return how many pledges stood there whose answer a kill had taken.

    The moments are spread: one at a random place of each of so many equal parts of the pledges.
    """
    part = pledges / (kills + 1)
    places = [int((number + chance.uniform(0.1, 0.9)) * part) for number in range(kills)]
    unanswered = 0
    with at_once(clients, supporters.pledge, range(pledges)):
        for place in places:
            engines.wait_for(lambda place=place: len(supporters.acknowledged) >= place, seconds=300, pause=0.005)
            time.sleep(chance.uniform(0, LATEST_SECONDS))
            server.kill()
            unanswered += _unanswered(supporters)
            server.start()
    return unanswered


def damage(supporters: Supporters) -> Damage:
    """Compare what was acknowledged with what is there, and what is there with its facts."""
    pledges = list(Pledge.objects.all())
    today = timezone.now().date()
    inconsistent = sum(not _is_whole(pledge, today) for pledge in pledges)
    wrong_sums = len(tallies.differing()) + (ledger_check.verify().broken is not None)
    mails = OutboxItem.objects.filter(key__in=[f"mail:{pledge.public_id}:pledge_confirm:" for pledge in pledges])
    return Damage(
        lost=sum(not _opens(email, location) for email, location in supporters.acknowledged.items()),
        doubled=len(pledges) - len({pledge.email for pledge in pledges}),
        inconsistent=inconsistent + wrong_sums,
        without_mail=len(pledges) - mails.count(),
    )


def _is_whole(pledge: Pledge, today) -> bool:
    facts = facts_of(pledge)
    made = [fact.minor for fact in facts if fact.kind == FactKind.MADE]
    return made == [pledge.minor] and pledge.status == derive(pledge.terms, facts, today)


def _opens(email: str, location: str) -> bool:
    try:
        return open_link(location.rstrip("/").rpartition("/")[2], LinkPurpose.THANKS).email == email
    except LinkUnknown:
        return False


def _unanswered(supporters: Supporters) -> int:
    # Whoever had an answer has noted it by then: all others are refused while nobody serves.
    time.sleep(0.05)
    there = set(Pledge.objects.values_list("email", flat=True))
    return len(there - set(supporters.acknowledged))
