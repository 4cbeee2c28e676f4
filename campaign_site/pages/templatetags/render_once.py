"""Parts of templates that are the same on many pages, rendered once in a process: `{% load render_once %}`."""

from typing import Any

from django import template
from django.template.base import token_kwargs
from django.utils.translation import get_language

register = template.Library()
# Of one part, each about as long as a drawing: then it begins anew.
MOST = 128


class RenderOnceNode(template.Node):
    """Renders what it holds for each language and each set of values, and keeps the text.

    Inside it there is nothing but those values, not even the request: so no page's words get into another's.
    """

    def __init__(self, nodelist: template.NodeList, values: dict[str, Any]):
        self.nodelist, self.values = nodelist, values
        self._rendered: dict[tuple, str] = {}

    def render(self, context):
        """Return the text. With a value that is no key for a dictionary, such as a list, it is rendered anew."""
        values = {name: value.resolve(context) for name, value in self.values.items()}
        # The types too: text that is safe as it stands equals text that is to be escaped.
        key = (get_language(), *values.values(), *map(type, values.values()))
        try:
            text = self._rendered.get(key)
        except TypeError:
            return self.nodelist.render(context.new(values))
        if text is None:
            if len(self._rendered) >= MOST:
                self._rendered.clear()
            text = self._rendered[key] = self.nodelist.render(context.new(values))
        return text


@register.tag
def render_once(parser, token) -> RenderOnceNode:
    """Render the part up to `{% endrender_once %}` once: `{% render_once name=value … %}`.

    It may depend on the language and on these values alone. They must be few, and nothing of a person.
    """
    name, *given = token.split_contents()
    values = token_kwargs(given, parser)
    if given:
        raise template.TemplateSyntaxError(f"{name} takes values as name=value, not {given[0]}")
    nodelist = parser.parse((f"end{name}",))
    parser.delete_first_token()
    return RenderOnceNode(nodelist, values)
