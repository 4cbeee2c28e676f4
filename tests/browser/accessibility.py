"""`python -m tests.browser.accessibility`: check every public page with axe, and write what the statement says.

Nothing is written when anything is found. Commit what it writes: campaign_site/about/accessibility_measured.json.
"""

import os
import subprocess
import sys

SWITCH = "WRITE_ACCESSIBILITY"
COMMAND = "python -m tests.browser.accessibility"
CHECKS = ["tests/browser/test_every_template.py", "tests/browser/test_receipts.py"]


def main(arguments: list[str]) -> int:
    """Run the checks in one process, and return pytest's exit code."""
    environment = {**os.environ, SWITCH: "1"}
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-n", "0", *CHECKS, *arguments], env=environment
    ).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
