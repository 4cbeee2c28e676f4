"""Whose each address of the site is, and who names it."""

import ast
import re
from functools import cache

from django.urls import URLResolver, get_resolver
from wagtail.admin.viewsets import viewsets

from tests.site.tree import ROOT, files, module_name, part, sources

NAMING = {"reverse", "reverse_lazy", "redirect", "resolve_url"}
IN_TEMPLATE = re.compile(r"""{%\s*url\s+["\']([^"\']+)["\']""")
# Folders of templates that bear another name than their app.
FOLDERS = {"ambassadors": "ambassadors", "donations": "donations", "press": "campaign_site.press"}
FOLDERS |= {"about": "campaign_site.about", "accounts": "campaign_site.accounts"}
FOLDERS |= {"movement": "campaign_site.movement"}
FOLDERS |= {"stories": "stories", "note": "stories", "wagtailadmin": "campaign_site.accounts"}


@cache
def owners(*, everybody: bool = False) -> dict[str, str | None]:
    """Return whose view answers at each name. Wagtail's and Django's own are nobody's, and there if asked for."""
    lists = {
        viewset.url_namespace: part(type(viewset).__module__) for viewset in viewsets.viewsets if viewset.name
    }
    found = {}
    for name, callback in _named(get_resolver(), ()):
        namespace = name.rpartition(":")[0]
        found[name] = lists.get(namespace) or part(callback.__module__)
    return found if everybody else {name: owner for name, owner in found.items() if owner}


def _named(resolver, spaces):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from _named(pattern, (*spaces, pattern.namespace) if pattern.namespace else spaces)
        elif pattern.name:
            yield ":".join((*spaces, pattern.name)), pattern.callback


def named_on_site() -> list[tuple[str, str, str]]:
    """Return each place that names an address: (file, the part that it speaks for, the name)."""
    found = []
    for path in sources():
        names = named_in_python(path.read_text())
        found += [(str(path.relative_to(ROOT)), part(module_name(path)), name) for name in names]
    for path in files():
        where = str(path.relative_to(ROOT))
        if where.startswith("templates/"):
            found += [(where, speaks_for(where), name) for name in named_in_template(path.read_text())]
    return found


def named_in_python(text: str) -> list[str]:
    """Return the names that are written out in calls of Django's functions; what begins with / is an address."""
    return [
        node.args[0].value
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call)
        and (getattr(node.func, "id", None) or getattr(node.func, "attr", None)) in NAMING
        and node.args
        and isinstance(node.args[0], ast.Constant)
        and isinstance(node.args[0].value, str)
        and not node.args[0].value.startswith("/")
    ]


def named_in_template(text: str) -> list[str]:
    """Return the names in `url` tags."""
    return IN_TEMPLATE.findall(text)


def speaks_for(where: str) -> str:
    """Return the part that a template belongs to; what is shared belongs to the house's pages."""
    return FOLDERS.get(where.split("/")[1], "campaign_site.pages")
