"""Whether this machine can prepare videos; for whoever offers to add one, without what prepares them."""

from functools import cache
from importlib.util import find_spec

from campaign_site.media import confinement


@cache
def engine_is_there() -> bool:
    """Whether the extra `video` is installed and can be confined; nothing of it is loaded into this process."""
    return find_spec("av") is not None and confinement.is_there()
