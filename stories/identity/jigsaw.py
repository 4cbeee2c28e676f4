"""How many public stories share what a story tells in general: few pieces, put together, point at one person.

Region, age band, year, form of work and the regions of the way (Sweeney's k-anonymity, 2002, with five).
"""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext, ngettext

from stories.identity.texts import written_blocks

ENOUGH = 5
SHARED = ("region", "age_band", "year", "exploitation")


def others_like(stories, values: Mapping[str, Any], contributor: int | None) -> int:
    """Return how many other people's public stories share all of it; `stories` are those of the public."""
    alike = {name: values.get(name) or None for name in SHARED}
    if any(value is None for name, value in alike.items() if name != "year"):
        return ENOUGH
    year = alike.pop("year")
    alike |= {"year": year} if year else {"year__isnull": True}
    others = stories.filter(**alike).exclude(contributor=contributor)
    way = route(values.get("body"))
    return len({other.contributor_id for other in others if route(other.body.get_prep_value()) == way})


def warning(stories, values: Mapping[str, Any], contributor: int | None) -> str:
    """Return the warning that few other stories tell the same of somebody; the empty text where enough do."""
    others = others_like(stories, values, contributor)
    if others >= ENOUGH:
        return ""
    if not others:
        return gettext(
            "This may point at one person: no other person’s public story shares region, age, year, form of "
            "exploitation and route with it. Tell less of them where you can."
        )
    return ngettext(
        "This may point at one person: only %(count)s other person’s public story shares region, age, year, form "
        "of exploitation and route with it. Tell less of them where you can.",
        "This may point at one person: only %(count)s other people’s public stories share region, age, year, form "
        "of exploitation and route with it. Tell less of them where you can.",
        others,
    ) % {"count": others}


def route(body: Any) -> tuple[str, ...]:
    """Return the regions of a story's way, in their order; empty where it shows none."""
    return tuple(
        str(stage.get("value", stage).get("region", ""))
        for block in written_blocks(body)
        if block.get("type") == "route"
        for stage in (block.get("value") or {}).get("stages", ())
    )
