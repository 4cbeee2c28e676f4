"""What templates leave out for slow lines, and the link that asks for it: `{% leave_out as is_low %}`."""

from typing import NamedTuple

from django import template

from campaign_site.delivery.middleware import low_data

register = template.Library()


class DataLink(NamedTuple):
    """The way to the other version of a page; `url` is empty where the browser itself asks for less."""

    url: str
    is_low: bool


@register.simple_tag
def leave_out() -> bool:
    """Return whether pictures and sound are to be left out here."""
    return low_data.leave_out()


@register.simple_tag(takes_context=True)
def data_link(context) -> DataLink | None:
    """Return the link, or None where the page has nothing to leave out. It stands after all that could be.

    A list says in `kept_query` which page and filters the link must not lose. It is never taken from the address:
    what somebody else's link adds to it would stand in the copy of a cache.
    """
    request, wish = context.get("request"), low_data.current()
    if request is None or not wish.was_asked:
        return None
    if wish.by_browser:
        return DataLink("", is_low=True)
    asks = "" if wish.by_link else f"{low_data.PARAMETER}={low_data.LOW}"
    query = "&".join(filter(None, (context.get("kept_query", ""), asks)))
    return DataLink(f"{request.path}?{query}" if query else request.path, is_low=wish.by_link)
