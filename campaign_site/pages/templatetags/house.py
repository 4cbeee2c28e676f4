"""What the frame of every public page needs: links in the active language, the language switch, the exit."""

from typing import NamedTuple

from django import template
from django.conf import settings
from django.utils.encoding import iri_to_uri
from django.utils.translation import get_language

from campaign_site.delivery.public_address import public_address
from campaign_site.pages import footer
from campaign_site.pages.routing import paths_of

register = template.Library()


class LanguageLink(NamedTuple):
    """One language of the switch: its code, its own name, where it leads, and whether that is this very page."""

    code: str
    name: str
    path: str
    url: str
    is_current: bool
    is_same_page: bool


@register.simple_tag
def exit_address() -> str:
    """Return the neutral page of another site to which the exit leads in the active language."""
    return settings.EXIT_ADDRESSES.get(get_language(), settings.EXIT_ADDRESSES[settings.LANGUAGE_CODE])


@register.simple_tag
def site_link(path: str = "") -> str:
    """Return the address of `path` ("stories/") in the active language, without asking the database."""
    return f"/{get_language() or settings.LANGUAGE_CODE}/{path}"


@register.simple_tag
def footer_slugs(status=None) -> frozenset[str]:
    """Return which pages the footer leads to; an error page (`status`) asks the database for none."""
    return footer.slugs(may_ask=not status)


@register.simple_tag
def footer_groups(slugs: frozenset[str]) -> list[footer.Group]:
    """Return the links below the page, to these pages."""
    return footer.groups(slugs)


@register.simple_tag
def absolute(path: str) -> str:
    """Return the full public address of a path of this site."""
    return public_address(path)


@register.simple_tag(takes_context=True)
def language_links(context) -> list[LanguageLink]:
    """Return a link for each language that keeps the place.

    A page leads to its own versions (`alternates`), or to the home page of a language it does not have yet;
    other views have the same address in each language. `query_string`, which the view has cleaned and encoded, is
    what of the question belongs to the place: the words looked for, a filter, the programme that was chosen.
    """
    request = context.get("request")
    alternates = context.get("alternates")
    current = get_language()
    versions = {}
    if alternates is not None and request is not None:
        versions = paths_of(request, {page.locale__language_code: page.url_path for page in alternates})
    question = f"?{query}" if (query := context.get("query_string")) else ""
    rest = _without_language(request.path) if request is not None and alternates is None else None
    links = []
    for code, name in settings.LANGUAGES:
        path = versions.get(code) if rest is None else iri_to_uri(f"/{code}/{rest}")
        links.append(
            LanguageLink(
                code=code,
                name=name,
                path=path + question if path is not None else f"/{code}/",
                url=public_address(path or f"/{code}/"),
                is_current=code == current,
                is_same_page=path is not None,
            )
        )
    return links


def _without_language(path: str) -> str:
    """Return what follows the language in a path; empty where there is no language."""
    first, _, rest = path.lstrip("/").partition("/")
    return rest if first in dict(settings.LANGUAGES) else ""


@register.filter
def dialled(number: str) -> str:
    """Return a phone number as a `tel:` link wants it (RFC 3966): digits, and a plus in front.

    A zero in brackets is dialled at home alone, and goes where the country's code stands (ITU-T E.123).
    """
    plus = "+" if number.strip().startswith("+") else ""
    if plus:
        number = number.replace("(0)", "")
    return plus + "".join(str(int(sign)) for sign in number if sign.isdecimal())
