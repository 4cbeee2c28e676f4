"""`make bench` measures and prints one table; `make bench ONLY="pages scale"` a part of it.

Exit 1 when a limit is passed or a measure fails; what this machine cannot measure is said in its row. The table
goes to the standard output, progress to the other.
"""

import sys
import traceback
from collections.abc import Iterator

from tests.bench.alone import POSTGRESQL, SQLITE, measure_alone
from tests.bench.table import HISTORY, NotMeasured, Row, circumstances, say, write

# The modules here that measure, and the engines that each is measured on.
MEASURES = {
    "pages": [SQLITE],
    "scale": [SQLITE, POSTGRESQL],
    "search": [SQLITE, POSTGRESQL],
    "desk": [SQLITE, POSTGRESQL],
    "codes": [SQLITE],
    "vault": [SQLITE],
    "identity": [SQLITE],
    "pictures": [SQLITE],
    "broken_pictures": [SQLITE],
    "naughty": [SQLITE, POSTGRESQL],
    "audit": [SQLITE, POSTGRESQL],
    "ledger": [SQLITE, POSTGRESQL],
    "statements": [SQLITE, POSTGRESQL],
    "pledges": [SQLITE, POSTGRESQL],
    "gate": [SQLITE],
    "memory": [SQLITE],
    "takedown": [SQLITE, POSTGRESQL],
    "ladder": [SQLITE],
    "edge": [SQLITE],
    "lighthouse": [SQLITE],
    "slow_phone": [SQLITE],
    "first_page": [SQLITE],
    "mutation": [SQLITE],
    "suite": [SQLITE],
}
# These take hours, and are left out unless they are named.
HOURS = {"gate"}


def main(names: list[str], measure=measure_alone) -> int:
    """Measure what is named, or all but what takes hours, and print the table.

    `measure` takes a name and an engine.
    """
    if unknown := set(names) - set(MEASURES):
        say(f"There is no measure {', '.join(sorted(unknown))}; there are {', '.join(MEASURES)}.")
        return 2
    return 0 if write(circumstances(), _all_rows(names, measure), HISTORY.read_text()) else 1


def _all_rows(names: list[str], measure) -> Iterator[Row]:
    for name, engines in MEASURES.items():
        if name in names or (not names and name not in HOURS):
            for engine in engines:
                yield from _rows(name, engine, measure)
        elif not names:
            yield Row(name, f"left out, takes hours: make bench ONLY={name}")


def _rows(name: str, engine: str, measure) -> list[Row]:
    has_one = len(MEASURES[name]) == 1
    title = name if has_one else f"{name}, {engine}"
    say(f"== {title}")
    try:
        rows = measure(name, engine)
    except NotMeasured as reason:
        return [Row(title, f"not measured: {reason}")]
    except Exception as error:
        traceback.print_exception(error)
        return [Row(title, f"failed: {type(error).__name__}: {error}", has_failed=True)]
    return rows if has_one else [row._replace(name=f"{engine}, {row.name}") for row in rows]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
