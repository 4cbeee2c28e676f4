"""Receipts and yearly summaries as pages of their own, to print or as a PDF."""

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language, get_language_bidi

from campaign_site.delivery import printing
from campaign_site.delivery.client_address import network
from campaign_site.delivery.rate_limits import within

STYLE = settings.BASE_DIR / "static" / "css" / "report.css"
PDF = "pdf of a receipt"
# In a quarter of an hour; each takes about a second.
PDFS_OF_ONE_NETWORK = 40


def can_be_pdf() -> bool:
    """Whether this machine can make PDFs."""
    return printing.weasyprint() is not None


def may_make(address: str) -> bool:
    """Count a PDF that is about to be made for this IP address; return whether it is one of not too many."""
    return within(PDFS_OF_ONE_NETWORK, PDF, network(address))


def page(template: str, context: dict) -> HttpResponse:
    """Return the page to print."""
    return HttpResponse(_html(template, context, is_pdf=False))


def pdf(template: str, context: dict, name: str) -> HttpResponse:
    """Return the same as a tagged PDF to keep. Raises LookupError where none can be made."""
    made = printing.render(_html(template, context, is_pdf=True), STYLE)
    headers = {"Content-Disposition": f'attachment; filename="{name}.pdf"'}
    return HttpResponse(made, content_type="application/pdf", headers=headers)


def _html(template: str, context: dict, *, is_pdf: bool) -> str:
    frame = {
        "language": get_language(),
        "is_rtl": get_language_bidi(),
        "is_pdf": is_pdf,
        "site": settings.SITE_URL,
    }
    return render_to_string(template, {**context, **frame, "has_pdf": not is_pdf and can_be_pdf()})
