"""The report as a PDF, where WeasyPrint is installed (the extra `pdf`); the print view is there without it."""

from importlib import import_module
from types import ModuleType

from django.conf import settings

STYLE = settings.BASE_DIR / "static" / "css" / "report.css"


def weasyprint() -> ModuleType | None:
    """Return the library, None where it or the system's Pango is missing."""
    try:
        return import_module("weasyprint")
    except (ImportError, OSError):
        return None


def render(html: str) -> bytes:
    """Return a tagged PDF of a page (PDF/UA-1), fetching nothing. Raises LookupError where it cannot be made."""
    library = weasyprint()
    if library is None:
        raise LookupError("WeasyPrint is not installed")
    document = library.HTML(string=html, url_fetcher=_refuse)
    return document.write_pdf(stylesheets=[library.CSS(filename=STYLE)], pdf_variant="pdf/ua-1")


def _refuse(url: str, *args, **kwargs):
    raise ValueError("a report fetches nothing")
