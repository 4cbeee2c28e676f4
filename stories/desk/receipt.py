"""The receipt of a consent: one page to print for the person, and a file that machines read."""

from django.conf import settings
from django.contrib.auth.decorators import permission_required
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language_info, override
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from campaign_site.delivery.public_address import public_address
from stories.consent import receipts
from stories.consent.models import Consent


@permission_required("consent.view_consent", raise_exception=True)
@never_cache
@require_safe
def receipt_page(request, pk: int):
    """The receipt as one page to print, in the person's language or the one asked for."""
    consent = get_object_or_404(Consent, pk=pk)
    language = request.GET.get("language", consent.contributor.language)
    if language not in dict(settings.LANGUAGES):
        raise Http404
    return print_receipt(request, consent, language)


@permission_required("consent.view_consent", raise_exception=True)
@never_cache
@require_safe
def receipt_json(request, pk: int):
    """The receipt in the structure of ISO/IEC TS 27560, as a file."""
    consent = get_object_or_404(Consent, pk=pk)
    response = JsonResponse(receipts.receipt(consent), json_dumps_params={"indent": 2, "ensure_ascii": False})
    response["Content-Disposition"] = f'attachment; filename="receipt-{consent.record_id}.json"'
    return response


def print_receipt(request, consent: Consent, language: str, digits: str = ""):
    """Answer with the receipt; `digits` are those of a private code that is seen this once."""
    with override(language):
        context = {
            "receipt": receipts.printed(consent),
            "digits": digits,
            "note_url": public_address(reverse("note")),
            "language": language,
            "is_rtl": get_language_info(language)["bidi"],
        }
        return render(request, "stories/desk/receipt.html", context)
