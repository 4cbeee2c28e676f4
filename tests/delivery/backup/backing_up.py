"""Makes a backup and brings it back by the site's own commands, and what such a backup is of."""

from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command


def run(command, *arguments, **options) -> str:
    """Return what a command says."""
    output = StringIO()
    call_command(command, *map(str, arguments), stdout=output, **options)
    return output.getvalue()


def evidence(name, content) -> Path:
    """Write a file of evidence and return its path."""
    path = Path(settings.EVIDENCE_ROOT, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path
