"""Reads the texts of the demonstration, which are TOML files beside this module."""

import tomllib
from html import escape
from pathlib import Path

from django.conf import settings

FOLDER = Path(__file__).parent / "content"
LANGUAGES = tuple(code for code, _name in settings.LANGUAGES)

COMPOSITE = {
    "en": "This story was composed for the demonstration of this site. It is not the life of one person.",
    "fr": "Ce récit a été composé pour la démonstration de ce site. Ce n’est pas la vie d’une seule personne.",
    "es": "Este relato se compuso para la demostración de este sitio. No es la vida de una sola persona.",
    "ar": "كُتبت هذه القصة للعرض التجريبي لهذا الموقع، وهي مركّبة من تجارب كثيرة ولا تروي حياة شخص واحد.",
}


def read(name: str) -> dict:
    """Return the content of one file, named without its ending."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text("utf-8"))


def read_stories() -> dict[str, dict]:
    """Return all stories by the name of their file."""
    return {
        path.stem: tomllib.loads(path.read_text("utf-8")) for path in sorted((FOLDER / "stories").glob("*.toml"))
    }


def versions(entry: dict) -> list[tuple[str, dict]]:
    """Return (language, text) for each language that an entry is written in, in the order of the settings."""
    return [(code, entry[code]) for code in LANGUAGES if code in entry]


def prose(text: str) -> list[tuple]:
    """Return stream blocks for plain text: `## ` opens a heading, `> ` a quote, all else is a paragraph."""
    blocks: list[tuple] = []
    for part in text.strip().split("\n\n"):
        if part.startswith("## "):
            blocks.append(("heading", part[3:]))
        elif part.startswith("> "):
            blocks.append(("quote", {"text": part[2:], "source": ""}))
        else:
            blocks.append(("text", f"<p>{escape(part, quote=False)}</p>"))
    return blocks


def stream(rows: list[list], sources: dict[str, dict]) -> list[tuple]:
    """Return stream blocks for rows of [kind, words …]; the last word of a fact names one of `sources`."""
    return [_block(row, sources) for row in rows]


def _block(row: list, sources: dict[str, dict]) -> tuple:
    kind, *words = row
    if kind == "text":
        return kind, words[0] if words[0].startswith("<ul>") else f"<p>{words[0]}</p>"
    if kind == "heading":
        return kind, words[0]
    if kind == "misconception":
        return kind, {"belief": words[0], "fact": words[1], "source": sources[words[2]]}
    if kind == "figure":
        return kind, {"number": words[0], "text": words[1], "source": sources[words[2]]}
    if kind == "self_check":
        return kind, {"questions": [{"question": asked, "meaning": meaning} for asked, meaning in words]}
    raise ValueError(f"The demonstration knows no block named {kind}.")
