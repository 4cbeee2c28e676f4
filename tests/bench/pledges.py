"""Pledges over HTTP: whether a server that is killed loses or doubles one, and how many it takes in a second.

Both through granian as `make run` serves it, in processes of its own. `PLEDGES` in the environment makes the first
smaller, `CONFIRMED_PLEDGES` the second.
"""

import os
import random
import re
import time
from contextlib import ExitStack
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from donations.models import Pledge
from tests.bench.table import Row, at_least, exactly, say
from tests.donations.killing import damage, pledge_while_killing
from tests.donations.mortal_server import MortalServer
from tests.donations.stubborn_clients import Supporters, at_once, email_of
from tests.factories.donations import BankAccountFactory, ProgrammePageFactory

PLEDGES = int(os.environ.get("PLEDGES", 1000))
CONFIRMED = int(os.environ.get("CONFIRMED_PLEDGES", 600))
KILLS, STUBBORN, QUICK = 15, 8, 4
WARM_UP = 40
LIMITS = {"postgresql": 150, "sqlite": 100}
CONFIRM = re.compile(r"/en/pledge/confirm/[\w-]+/")
MAIL_SECONDS = 120


def measure() -> list[Row]:
    """Kill first, then count; each with a programme of its own."""
    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)
    call_command("migrate", verbosity=0)
    call_command("collectstatic", interactive=False, verbosity=0)
    BankAccountFactory()
    return [*_killed(), *_confirmed()]


def _killed() -> list[Row]:
    say(f"{PLEDGES:,} pledges by {STUBBORN} clients, {KILLS} kills …")
    with MortalServer() as server:
        supporters = Supporters(server.address, ProgrammePageFactory().slug)
        began = time.perf_counter()
        unanswered = pledge_while_killing(
            server, supporters, pledges=PLEDGES, kills=KILLS, clients=STUBBORN, chance=random.Random()
        )
        spent, kills = time.perf_counter() - began, server.kills
    say(f"{spent:.0f} s; no answer: {dict(supporters.failures)}")
    left = damage(supporters)
    return [
        Row(f"server killed (kill -9) while {STUBBORN} clients pledge, times", kills, at_least(KILLS)),
        Row("pledges acknowledged (303)", len(supporters.acknowledged), exactly(PLEDGES)),
        Row("sendings without an answer, and sent again", sum(supporters.failures.values())),
        Row("pledges that stood there when a kill took their answer", unanswered),
        Row("pledges acknowledged and lost", left.lost, exactly(0)),
        Row("pledges doubled", left.doubled, exactly(0)),
        Row("pledges whose status is not what their facts come to, and sums that are wrong", left.inconsistent,
            exactly(0)),
        Row("pledges without the mail to confirm them", left.without_mail, exactly(0)),
    ]  # fmt: skip
