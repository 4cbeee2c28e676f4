"""What an app needs before it can serve: asked by `/readyz`, told by name. Apps register probes in `ready()`."""

from collections.abc import Callable

_probes: dict[str, Callable[[], bool]] = {}


def register(name: str, probe: Callable[[], bool]) -> None:
    """Add a probe; one that raises counts as not ready."""
    _probes[name] = probe


def registered() -> dict[str, Callable[[], bool]]:
    """Return every probe by name."""
    return dict(_probes)
