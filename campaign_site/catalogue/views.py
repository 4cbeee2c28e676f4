"""The catalogue's pages: everything, one component, or one state of it alone."""

import re

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from campaign_site.catalogue import tokens
from campaign_site.catalogue.specimens import Entry, entries, values

# What names an element, and what refers to one.
ID = re.compile(r' id="([^"]+)"')
IDS = re.compile(r'((?: (?:id|for|aria-labelledby|aria-describedby|aria-controls)="| href="#))([^"]+)')
# Looks that a desk does not have by itself: rules of the stylesheet, put on without the condition around them.
LOOKS = {"dark": tokens.DARK, "print": "@media print"}


@require_safe
@never_cache
def index(request):
    """Show tokens, contrasts, and every component in every state."""
    shown = [_shown(request, entry, entry.states) for entry in entries().values()]
    context = {"components": shown, "languages": settings.LANGUAGES, **_tokens()}
    return apart(render(request, "catalogue/index.html", context), shown)


@require_safe
@never_cache
def alone(request, address: str, state: str = ""):
    """Show one component, or one state of it, and nothing beside it; `?look=` puts on one of LOOKS."""
    entry = entries().get(address)
    if entry is None or (state and state not in entry.states):
        raise Http404
    shown = _shown(request, entry, [state] if state else entry.states)
    look = request.GET.get("look")
    context = {"shown": shown, "look": look if look in LOOKS else "", "looks": LOOKS}
    return apart(render(request, "catalogue/alone.html", context), [shown])


@require_safe
@never_cache
def look(request, name: str):
    """Return a look's rules without what asks for them. Outside of all layers, they win."""
    if name not in LOOKS:
        raise Http404
    return HttpResponse(tokens.inside(LOOKS[name]), content_type="text/css; charset=utf-8")


def _shown(request, entry: Entry, states) -> dict:
    template = entry.component.template
    drawn = {state: render_to_string(template, values(entry.states[state]), request) for state in states}
    return {"component": entry.component, "list": entry.list, "states": drawn}


def apart(response: HttpResponse, shown: list[dict]) -> HttpResponse:
    """Give each specimen of a page ids of its own, and what refers to them: many show the same component."""
    page, parts, at = response.text, [], 0
    for entry in shown:
        for state, html in entry["states"].items():
            begin = page.index(html, at)
            parts += [page[at:begin], _with_ids_of_its_own(html, f"-{entry['component'].address}-{state}")]
            at = begin + len(html)
    response.content = "".join([*parts, page[at:]])
    return response


def _with_ids_of_its_own(html: str, suffix: str) -> str:
    own = set(ID.findall(html))

    def renamed(found: re.Match) -> str:
        return found[1] + " ".join(name + suffix if name in own else name for name in found[2].split())

    return IDS.sub(renamed, html)


def _tokens() -> dict:
    light, dark = tokens.tokens(), tokens.tokens("dark")
    is_colour = {name: bool(tokens.COLOUR.fullmatch(value)) for name, value in light.items()}
    return {
        "colours": [(name, light[name], dark[name]) for name in light if is_colour[name]],
        "measures": [(name, light[name]) for name in light if not is_colour[name]],
        "pairs": [
            (pair, *(f"{tokens.measured(pair, scheme):.1f}" for scheme in ("light", "dark")))
            for pair in tokens.PAIRS
        ],
    }
