"""A programme's progress as a drawing that others show on their own pages: no script, no cookie, no tracker."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from campaign_site.delivery.page_cache.sharing import shared
from donations.money import Money
from donations.programmes import ProgrammePage
from donations.templatetags.pledges import towards
from donations.totals import Total, totals_by_programme
from donations.written import written_in_text

BAR_WIDTH, MARGIN = 440, 20


@require_safe
@shared
@cache_control(public=True, max_age=300)
def embed(request, programme: str):
    """Draw what is promised and received for the programme with this slug; `?language=` picks its translation.

    Other sites may show it (Cross-Origin-Resource-Policy). Raises Http404 for what is not public.
    """
    page = _find(programme, request.GET.get("language", ""))
    rows = totals_by_programme([page.translation_key]).get(str(page.translation_key), [])
    goal, promised = page.goal, towards(page.goal, rows)
    filled = min(BAR_WIDTH, BAR_WIDTH * promised.minor // goal.minor) if goal else None
    language = page.locale.language_code
    with translation.override(language):
        context = {
            "title": page.title,
            "language": language,
            "is_rtl": translation.get_language_bidi(),
            "lines": _lines(goal, promised, rows),
            "filled": filled,
            "filled_from": MARGIN + (BAR_WIDTH - (filled or 0) if translation.get_language_bidi() else 0),
        }
        response = render(request, "donations/embed.svg", context, content_type="image/svg+xml")
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    response["Content-Language"] = language
    return response


def _lines(goal: Money | None, promised: Money | None, rows: list[Total]) -> list[str]:
    """Return what is promised and what was received, in the currency of the goal, else in the first one."""
    code = goal.currency if goal else next((row.promised.currency for row in rows), None)
    row = next((row for row in rows if row.promised.currency == code), None)
    if goal:
        amounts = {"promised": written_in_text(promised), "goal": written_in_text(goal)}
        lines = [_("%(promised)s promised of %(goal)s") % amounts]
    elif row:
        lines = [_("%(amount)s promised") % {"amount": written_in_text(row.promised)}]
    else:
        return [_("No pledges yet. Yours can be the first.")]
    received = row.received if row else goal - goal
    return [*lines, _("%(amount)s received") % {"amount": written_in_text(received)}]


def _find(slug: str, language: str) -> ProgrammePage:
    public = ProgrammePage.objects.for_public_display().select_related("locale")
    # Translations often share a slug: the oldest is the one that the others were made from.
    # PostgreSQL cannot even be asked for a text with a NUL in it.
    page = None if "\0" in slug else public.filter(slug=slug).order_by("pk").first()
    if page is None:
        raise Http404
    if language not in dict(settings.LANGUAGES):
        return page
    asked = public.filter(translation_key=page.translation_key, locale__language_code=language).first()
    return asked or page
