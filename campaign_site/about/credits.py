"""The programs that the site is made with, and their licences, as their own packages tell."""

import re
import tomllib
from functools import cache
from importlib import metadata
from typing import NamedTuple

from django.conf import settings

LONGEST = 60
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


class Program(NamedTuple):
    """One program: the name it gives itself, and its licence (an SPDX expression where it tells one)."""

    name: str
    licence: str


@cache
def programs() -> tuple[Program, ...]:
    """Return the direct dependencies of pyproject.toml that are installed here, extras included, by name.

    No versions: they would tell an attacker what to try.
    """
    project = tomllib.loads((settings.BASE_DIR / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    wanted = [*project["dependencies"], *(line for extra in extras for line in extra)]
    found = {program for line in wanted if (program := _installed(NAME.match(line).group()))}
    return tuple(sorted(found, key=lambda program: program.name.lower()))


def _installed(name: str) -> Program | None:
    try:
        about = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return None
    return Program(about["Name"], licence_of(about))


def licence_of(about) -> str:
    """Return the licence of a package's metadata; older packages write the whole text where its name belongs.

    Raises LookupError where it tells none.
    """
    text = about["License-Expression"] or about["License"] or ""
    if text and len(text) <= LONGEST and "\n" not in text:
        return text
    kinds = [
        line.rpartition(" :: ")[2] for line in about.get_all("Classifier", []) if line.startswith("License ::")
    ]
    if not kinds:
        raise LookupError(f"{about['Name']} tells no licence.")
    return ", ".join(kinds)
