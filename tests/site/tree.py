"""What the site-wide rules read: the project's own files, and which module imports which."""

import ast
import os
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("campaign_site", "stories", "ambassadors", "donations")
CAMPAIGN_PARTS = (
    "about",
    "accounts",
    "checks",
    "delivery",
    "demo",
    "lists",
    "media",
    "movement",
    "pages",
    "press",
    "settings",
)
IGNORED = {
    ".git", ".venv", "var", "node_modules", "__pycache__",
    ".pytest_cache", ".ruff_cache", ".mypy_cache", ".hypothesis",
}  # fmt: skip


@cache
def files(suffix: str = "") -> tuple[Path, ...]:
    """Return the project's files whose names end in `suffix`; what .gitignore lists is none of it."""
    found = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = sorted(set(folders) - IGNORED)
        found += [Path(folder) / name for name in sorted(names) if not name.endswith((".pyc", ".mo"))]
    return tuple(path for path in found if path.name.endswith(suffix))


def sources() -> list[Path]:
    """Return the Python files of the apps, without migrations and tests."""
    return [
        path
        for path in files(".py")
        if path.relative_to(ROOT).parts[0] in PACKAGES and "migrations" not in path.parts
    ]


def module_name(path: Path) -> str:
    """Return the dotted name under which a file is imported."""
    parts = list(path.relative_to(ROOT).with_suffix("").parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def part(module: str) -> str | None:
    """Return the app a module belongs to: campaign_site.<app>, stories.consent, or a top-level package."""
    names = module.split(".")
    if names[0] not in PACKAGES:
        return None
    if names[0] == "campaign_site":
        return ".".join(names[:2]) if len(names) > 1 and names[1] in CAMPAIGN_PARTS else "campaign_site"
    if names[:2] == ["stories", "consent"]:
        return "stories.consent"
    return names[0]


@cache
def imports() -> dict[str, frozenset[str]]:
    """Return for each module of the project the modules of the project that it imports, wherever in the file."""
    modules = {module_name(path): path for path in sources()}
    found = {}
    for name, path in modules.items():
        targets: set[str] = set()
        for node in ast.walk(ast.parse(path.read_text(), str(path))):
            if isinstance(node, ast.Import):
                targets.update(alias.name for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0, f"{name} imports relatively"
                targets.update(
                    full if (full := f"{node.module}.{alias.name}") in modules else node.module
                    for alias in node.names
                )
        found[name] = frozenset(target for target in targets if target in modules) - {name}
    return found
