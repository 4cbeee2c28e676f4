"""Which components there are, and what each says of itself in its opening comment."""

import re
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

FOLDER = Path(settings.BASE_DIR) / "templates"
SHARED = ("components/*.html", "*blocks/*.html", "*/blocks/*.html", "*/*card.html", "press/contact.html")
OPENING = re.compile(r"\{% comment %\}(?P<what>.+?)\s*(?:No variables|Variables: (?P<variables>.+?))\.?\{%", re.S)
# What stands in brackets explains the name before it.
BRACKETS = re.compile(r"\([^()]*\)")
NAME = re.compile(r"(?:^|,)\s*([a-z_]+)")


@dataclass(frozen=True)
class Component:
    """One template: its name without the ending, what it is, and its variables as its comment writes them."""

    name: str
    what: str
    variables: str

    @property
    def address(self) -> str:
        """Return its name as one word of an address: "components-card"."""
        return self.name.replace("/", "-")

    @property
    def template(self) -> str:
        """Return the template's name as Django knows it."""
        return f"{self.name}.html"

    @property
    def variable_names(self) -> set[str]:
        """Return the names alone, of `value.title` only `value`."""
        return set(NAME.findall(BRACKETS.sub("", self.variables)))


def shared() -> set[str]:
    """Return the names of all templates that more than one page is made of; each needs an entry."""
    found = {path.relative_to(FOLDER).as_posix() for pattern in SHARED for path in FOLDER.glob(pattern)}
    return {name.removesuffix(".html") for name in found}


def component(name: str, folder: Path = FOLDER) -> Component:
    """Return the component of this name ("components/card"). Raises ValueError when it says nothing of itself."""
    opening = OPENING.match((folder / f"{name}.html").read_text("utf-8"))
    if not opening:
        raise ValueError(f"{name}.html does not open with a comment that lists its variables")
    return Component(name, opening["what"], opening["variables"] or "")
