"""Generated artwork in templates: `{% load artwork %}{% weave page.artwork_code as art %}`."""

from django import template

from campaign_site.pages import artwork

register = template.Library()


@register.simple_tag
def weave(code: str, columns: int = artwork.COLUMNS, rows: int = artwork.ROWS) -> artwork.Artwork:
    """Return the artwork of a code, to be drawn by `components/artwork.html`, in so many strands each way."""
    return artwork.weave(str(code), columns, rows)
