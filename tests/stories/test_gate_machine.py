"""Random sequences of what people, programs, the clock and backups do to stories (see `gate_machine`)."""

import pytest

from tests.stories.gate_machine import Gate
from tests.stories.gate_stage import run

pytestmark = pytest.mark.django_db

# Of the first eight seeds the one whose sequences restore most, with withdrawals forgotten too.
SEQUENCES, SEED = 40, 6


def test_no_sequence_of_steps_leaves_a_story_public_without_a_consent_that_covers_it():
    run(Gate, SEQUENCES, seed=SEED)

    assert Gate.sequences >= SEQUENCES
    done, refused = ({name for name, end in Gate.seen if end == wanted} for wanted in ("done", "refused"))
    assert Gate.seen["public", "page"] > 20, "stories were public at all"
    assert {"publish", "withdraw", "restore", "replay"} <= done
    assert Gate.seen["restore", "of withdrawals"], "a backup brought back what somebody had taken back"
    assert len(refused) > 10, refused
