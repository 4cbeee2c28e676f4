"""`make test-production`: the tests that see a database on a PostgreSQL of its own, and the production tests."""

import os
import subprocess
import sys

from tests.production.engines import binary, postgresql


def main(arguments: list[str]) -> int:
    """Run pytest with these arguments on PostgreSQL and return its exit code."""
    for engine in ("redis-server", "varnishd", "nginx"):
        binary(engine)
    with postgresql() as address:
        environment = {**os.environ, "DATABASE_URL": address}
        return subprocess.run([sys.executable, "-m", "pytest", *arguments], env=environment).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
