"""The translators' view of one page in one language: its words beside those of its source."""

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.models import Page

from campaign_site.pages.passages import align, digest_of, passages_of
from campaign_site.pages.translation_list import LANGUAGES, sources_for, states_of, translates
from campaign_site.pages.translation_state import TranslationState, note_translated, source_of, sources


@require_http_methods(["GET", "HEAD", "POST"])
def translation(request, page_id: int, language: str):
    """Show a page's words in one language beside its source's (GET); say that they still fit (POST)."""
    page = get_object_or_404(Page, pk=page_id)
    source = source_of(page) or page
    if not translates(request.user) or not sources_for(request.user).filter(pk=source.pk).exists():
        raise PermissionDenied
    if language not in LANGUAGES or language == source.locale.language_code:
        raise Http404
    source = sources(Page.objects.filter(pk=source.pk)).get().specific
    versions = {code: version for (_key, code), version in states_of([source]).items()}
    target = versions.get(language)
    may_edit = target is not None and target.specific.permissions_for_user(request.user).can_edit()
    # Not what was noted of it: of a page that nobody saved since, nothing is.
    digest = digest_of(passages_of(source))
    here = reverse("translation", args=[source.pk, language])
    if request.method == "POST":
        if not may_edit:
            raise PermissionDenied
        if request.POST.get("digest") == digest:
            note_translated(target)
            messages.success(request, _("Noted: the translation still fits its source."))
        else:
            messages.warning(request, _("The source was changed meanwhile. Please look at it again."))
        return redirect(here)
    return render(request, "pages/admin/translation.html", {
        "source": source, "target": target, "may_edit": may_edit, "digest": digest,
        "state": TranslationState(target.state if target else TranslationState.MISSING),
        "rows": _rows(source, target),
        "languages": [
            (code, LANGUAGES[code], TranslationState(versions[code].state if code in versions else "missing"),
             reverse("translation", args=[source.pk, code]), code == language)
            for code in LANGUAGES if code != source.locale.language_code
        ],
        "from_language": get_language_info(source.locale.language_code),
        "to_language": get_language_info(language),
        "header_title": f"{_('Translations')}: {source.get_admin_display_title()}",
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": _("Home")},
            {"url": reverse("translations:index"), "label": _("Translations")},
            {"url": "", "label": source.get_admin_display_title(), "sublabel": LANGUAGES[language]},
        ],
    })  # fmt: skip


def _rows(source, target) -> list[dict]:
    """Return the passages side by side; `is_changed` where the source says something else than it did then."""
    theirs = passages_of(target.get_latest_revision_as_object()) if target else []
    made_from = target.text_state.made_from if target and hasattr(target, "text_state") else {}
    return [
        {
            "label": (passage or other).label,
            "source": passage,
            "target": other,
            "is_changed": bool(made_from and passage and made_from.get(passage.key) != passage.digest),
            "is_gone": bool(made_from and passage is None),
        }
        for passage, other in align(passages_of(source), theirs)
    ]
