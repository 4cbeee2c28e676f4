"""Lets other apps' templates show releases without importing the press app."""

from django import template
from django.db.models import Case, IntegerField, Value, When
from django.utils.translation import get_language

from campaign_site.press.models import PressIndexPage, PressReleasePage

register = template.Library()


@register.simple_tag
def latest_releases(page, count: int = 3) -> list[PressReleasePage]:
    """Return the newest public releases in the language of `page`: `{% latest_releases page 3 as releases %}`."""
    return list(PressReleasePage.objects.for_public_display().in_language_of(page).newest_first()[:count])


@register.simple_tag
def press_room(page) -> PressIndexPage | None:
    """Return the public press room in the language of `page`, or None: `{% press_room page as room %}`."""
    return PressIndexPage.objects.for_public_display().in_language_of(page).first()


@register.simple_tag
def releases_about(programme, count: int = 3) -> list[PressReleasePage]:
    """Return the newest public releases about a programme in its language: `{% releases_about page as list %}`."""
    public = PressReleasePage.objects.for_public_display().in_language_of(programme)
    return list(public.about(programme).newest_first()[:count])


@register.simple_tag
def public_releases_by_ids(ids) -> list[PressReleasePage]:
    """Return the public ones of these releases in the order of `ids`, each in the active language if it is there.

    Use: `{% public_releases_by_ids ids as releases %}`. What is unpublished or under embargo is left out.
    """
    ids = [pk for pk in ids if pk]
    if not ids:
        return []
    keys = dict(PressReleasePage.objects.filter(pk__in=ids).values_list("pk", "translation_key"))
    active_first = Case(
        When(locale__language_code=get_language(), then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    versions: dict = {}
    for release in (
        PressReleasePage.objects.filter(translation_key__in=keys.values())
        .for_public_display()
        .defer_streamfields()
        .annotate(distance=active_first)
        .order_by("distance", "pk")
    ):
        if release.distance == 0 or release.pk in keys:
            versions.setdefault(release.translation_key, release)
    found = (versions.get(keys.get(pk)) for pk in ids)
    return list(dict.fromkeys(release for release in found if release))
