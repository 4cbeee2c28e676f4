"""Generated artwork in templates: `{% load artwork %}{% weave page.artwork_code as art %}`."""

from django import template

from campaign_site.pages import artwork

register = template.Library()


@register.simple_tag
def weave(code: str) -> artwork.Artwork:
    """Return the artwork of a code, to be drawn by `components/artwork.html`."""
    return artwork.weave(str(code))
