"""The identity check while somebody writes: the form's text in, kinds and places out. Nothing is kept."""

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from campaign_site.delivery import rate_limits
from stories.consent.models import Contributor
from stories.identity import jigsaw
from stories.identity.checking import found_in_draft
from stories.identity.passages import Found
from stories.identity.places import place_name, told_kind
from stories.identity.texts import COMMENTS, text_fields
from stories.models import StoryIndexPage, StoryPage
from stories.permissions import for_who_works_on_stories

# A long story has a tenth of it; a list of names to try has more.
LARGEST_FORM = 256 * 1024
# Who tries one name after the other, to learn who is in the vault, asks oftener and is told less: each user may
# ask so often in a quarter of an hour, and is told so many places of one text.
MOST_ASKED = 200
MOST_TOLD = 20


@for_who_works_on_stories
@sensitive_post_parameters()
@never_cache
@require_POST
def check_draft(request, pk: int):
    """Look at what is being written in a story; for those who may edit it."""
    page = get_object_or_404(StoryPage.objects.select_related("contributor", "locale"), pk=pk)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    return _answer(request, page.locale.language_code, page.contributor)


@for_who_works_on_stories
@sensitive_post_parameters()
@never_cache
@require_POST
def check_new(request, pk: int):
    """Look at a story that was never saved; `pk` is the list it will stand in, for those who may add to it."""
    index = get_object_or_404(StoryIndexPage.objects.select_related("locale"), pk=pk)
    if not index.permissions_for_user(request.user).can_add_subpage():
        raise PermissionDenied
    chosen = request.POST.get("contributor", "")
    contributor = Contributor.objects.filter(pk=chosen).first() if chosen.isdecimal() else None
    return _answer(request, index.locale.language_code, contributor)


def sentences(found: list[Found]) -> list[str]:
    """Return what was found, in the reader's language: kind and place, each once."""
    label = StoryPage._meta.label_lower
    told = (f"{place_name(label, one.place)}: {told_kind(one.kind, one.of_another)}" for one in found)
    return list(dict.fromkeys(told))


def _answer(request, language: str, contributor: Contributor | None):
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_FORM:
        return HttpResponse(status=413)
    if not rate_limits.within(MOST_ASKED, "identity_check", str(request.user.pk)):
        tired = _("You have asked very often. Go on writing: the text is looked at again in a quarter of an hour.")
        return JsonResponse({"found": [], "summary": tired, "jigsaw": ""}, status=429)
    values = _values(request)
    comments = [
        text for name, text in request.POST.items() if name.startswith(f"{COMMENTS}-") and name.endswith("text")
    ]
    found = found_in_draft(StoryPage, values, contributor, language, comments, request.user)
    answer = {
        "found": sentences(found)[:MOST_TOLD],
        "summary": _("Nothing was found.") if not found else _("This would give somebody away:"),
        "jigsaw": jigsaw.warning(StoryPage.objects.for_public_display(), values, contributor and contributor.pk),
    }
    return JsonResponse(answer)


def _values(request) -> dict:
    """Return what the form says, by the names of the story's fields."""
    values = {field.name: request.POST.get(field.name, "") for field in text_fields(StoryPage)}
    values |= {name: request.POST.get(name, "") for name in ("region", "age_band", "exploitation")}
    year = request.POST.get("year", "")
    values["year"] = int(year) if year.isdecimal() and len(year) < 5 else None
    body = StoryPage._meta.get_field("body").stream_block
    if request.POST.get("body-count", "").isdecimal():
        values["body"] = body.get_prep_value(body.value_from_datadict(request.POST, request.FILES, "body"))
    return values
