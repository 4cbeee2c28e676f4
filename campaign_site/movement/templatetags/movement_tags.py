"""Lets other apps' templates show how many stand with survivors without importing the movement."""

from django import template

from campaign_site.movement.counting import standing

register = template.Library()


@register.simple_tag
def people_standing() -> int:
    """Return how many have confirmed that they stand with survivors: `{% people_standing as total %}`."""
    return standing().total
