"""Lets other apps' templates show the ambassadors without importing the app."""

from django import template

from ambassadors.models import AmbassadorPage

register = template.Library()


@register.simple_tag
def ambassador_list(page, count: int | None = None) -> list[AmbassadorPage]:
    """Return the public ambassadors in the language of `page`, by role: `{% ambassador_list page as people %}`."""
    return list(AmbassadorPage.objects.for_public_display().in_language_of(page).for_list()[:count])
