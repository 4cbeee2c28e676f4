"""Pledges over HTTP: whether a server that is killed loses or doubles one, and how many it takes in a second.

Both through granian as `make run` serves it, in processes of its own. `PLEDGES` in the environment makes the first
smaller, `CONFIRMED_PLEDGES` the second.
"""

import os
import random
import re
import time
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from donations.choices import PROMISED
from donations.models import Pledge
from tests.bench.table import Row, at_least, at_most, exactly, say
from tests.donations.killing import damage, pledge_while_killing
from tests.donations.mortal_server import MortalServer
from tests.donations.stubborn_clients import Supporters, at_once, email_of
from tests.factories.donations import BankAccountFactory, ProgrammePageFactory

PLEDGES = int(os.environ.get("PLEDGES", 1000))
CONFIRMED = int(os.environ.get("CONFIRMED_PLEDGES", 600))
KILLS, STUBBORN, QUICK = 15, 8, 4
WARM_UP = 40
LIMITS = {"postgresql": 150, "sqlite": 100}
CONFIRM, MANAGE = re.compile(r"/en/pledge/confirm/[\w-]+/"), re.compile(r"/en/pledge/manage/[\w-]+/")
TO = re.compile("^To: (.+)$", re.MULTILINE)
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
    refused = supporters.failures["ConnectionRefusedError"]
    broken = sum(supporters.failures.values()) - refused
    left = damage(supporters)
    return [
        Row(f"server killed (kill -9) while {STUBBORN} clients pledge, times", kills, at_least(KILLS)),
        Row("pledges acknowledged (303)", len(supporters.acknowledged), exactly(PLEDGES)),
        Row("sendings that a kill broke off, and sent again", broken),
        Row("sendings that nobody took while no server was there, and sent again", refused),
        Row("pledges that stood there when a kill took their answer", unanswered),
        Row("pledges acknowledged and lost", left.lost, exactly(0)),
        Row("pledges doubled", left.doubled, exactly(0)),
        Row("pledges whose status is not what their facts come to, and sums that are wrong", left.inconsistent,
            exactly(0)),
        Row("pledges without the mail to confirm them", left.without_mail, exactly(0)),
    ]  # fmt: skip


def _confirmed() -> list[Row]:
    """Count pledges that were acknowledged, and so are on disk; then the same ones confirmed by their links.

    Forms are opened and filled in before; the answers are counted, not the pages that they lead to.
    """
    folder = Path(settings.VAR_DIR) / "mails"
    numbers = range(PLEDGES, PLEDGES + CONFIRMED)
    with MortalServer(EMAIL_URL=f"filemail:///{folder}") as server:
        supporters = Supporters(server.address, ProgrammePageFactory().slug)
        _through(server, supporters, folder, range(numbers.stop, numbers.stop + WARM_UP))
        say(f"{CONFIRMED} pledges by {QUICK} clients …")
        way = _through(server, supporters, folder, numbers)
    assert Pledge.objects.filter(status__in=PROMISED).count() == CONFIRMED + WARM_UP
    faults = sum(supporters.failures.values())
    answered = sorted(way.answered)
    median, slowest = answered[len(answered) // 2], answered[len(answered) * 99 // 100]
    return [
        Row(f"pledges confirmed to disk in a second, {QUICK} clients on this machine", CONFIRMED / way.made,
            at_least(LIMITS[connection.vendor])),
        Row("the slowest hundredth of them, in medians", slowest / median, at_most(8), f"{median * 1000:.0f} ms"),
        Row("in a second, each made, confirmed by its link, and both mails out", CONFIRMED / way.mailed),
        Row("ms of the server's processors for all that of one, database in it if SQLite",
            way.processor * 1000 / CONFIRMED),
        Row("sendings that were not answered", faults, exactly(0)),
    ]  # fmt: skip


class Way(NamedTuple):
    """Seconds: until all were made, of each answer, until all were confirmed and mailed, of the server."""

    made: float
    answered: list[float]
    mailed: float
    processor: float


def _through(server: MortalServer, supporters: Supporters, folder: Path, numbers: range) -> Way:
    """Make and confirm these pledges."""
    forms: dict[int, dict] = {}
    with at_once(QUICK, lambda number: forms.update({number: supporters.checked(number)}), numbers):
        pass
    opened = len(supporters.seconds)
    processor, began = server.processor_seconds(), time.perf_counter()
    with at_once(QUICK, lambda number: supporters.make(number, forms[number]), numbers):
        pass
    made, answered = time.perf_counter() - began, supporters.seconds[opened:]
    links = _links(folder, CONFIRM, numbers)
    confirming = time.perf_counter()
    with at_once(
        QUICK, lambda number: supporters.until(303, number, "POST", links[email_of(number)], {}), numbers
    ):
        pass
    confirmed = time.perf_counter() - confirming
    _links(folder, MANAGE, numbers)
    spent = time.perf_counter() - began
    say(f"made in {made:.1f} s, confirmed in {confirmed:.1f} s, last mail after {spent:.1f} s")
    return Way(made, answered, spent, server.processor_seconds() - processor)


def _links(folder: Path, link: re.Pattern, numbers: range) -> dict[str, str]:
    """Return the link of each supporter as soon as all have their mail. Raises RuntimeError after two minutes."""
    deadline, read, found = time.monotonic() + MAIL_SECONDS, {}, {}
    wanted = {email_of(number) for number in numbers}
    while not wanted <= found.keys():
        if time.monotonic() > deadline:
            raise RuntimeError(f"{len(wanted - found.keys())} supporters got no mail")
        for path in folder.glob("*.log"):
            # Django adds the mails of one second to one file where they come from the same place in memory.
            if (size := path.stat().st_size) != read.get(path):
                mails = path.read_text().split("Content-Type: text/plain")[1:]
                found |= {TO.search(mail)[1]: link.search(mail)[0] for mail in mails if link.search(mail)}
                read[path] = size
        time.sleep(0.02)
    return found
