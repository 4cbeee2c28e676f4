"""Random sequences of all that could put a story in public view, and whether one does without a consent.

`make bench ONLY=gate SEQUENCES=1000` runs a part: each run draws others, so that parts add up.
"""

import gc
import os
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import transaction

from campaign_site.accounts.roles import sync_roles
from tests.bench.table import Row, at_least, exactly, say
from tests.stories.gate_machine import Gate
from tests.stories.gate_stage import STEPS, run

SEQUENCES = int(os.environ.get("SEQUENCES", 10_000))


def measure() -> list[Row]:
    """Run so many sequences, and raise what the judge finds."""
    gc.set_threshold(100_000, 50, 100)  # what the models of a hundred migrations hold never becomes garbage
    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)
    call_command("migrate", verbosity=0)
    sync_roles()
    call_command("collectstatic", interactive=False, verbosity=0)
    say(f"{SEQUENCES:,} sequences of up to {STEPS} steps; an hour for three to seven thousand …")
    with transaction.atomic():
        run(Gate, SEQUENCES, shrink=True)
        transaction.set_rollback(True)
    done, refused = (
        sum(n for (_name, end), n in Gate.seen.items() if end == kind) for kind in ("done", "refused")
    )
    return [
        Row("sequences", Gate.sequences, at_least(SEQUENCES), f"{done:,} steps let through, {refused:,} refused"),
        Row("times a story was found public", Gate.seen["public", "page"], at_least(SEQUENCES // 10)),
        Row("times without a consent that covered it", 0, exactly(0), "the first one would end the measure"),
    ]
