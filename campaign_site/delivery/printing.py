"""Pages as PDFs, where WeasyPrint is installed (the extra `pdf`); each has a view to print that needs nothing."""

from importlib import import_module
from pathlib import Path
from types import ModuleType


def weasyprint() -> ModuleType | None:
    """Return the library, None where it or the system's Pango is missing."""
    try:
        return import_module("weasyprint")
    except (ImportError, OSError):
        return None


def render(html: str, stylesheet: Path) -> bytes:
    """Return a tagged PDF of a page (PDF/UA-1), fetching nothing. Raises LookupError where it cannot be made."""
    library = weasyprint()
    if library is None:
        raise LookupError("WeasyPrint is not installed")
    document = library.HTML(string=html, url_fetcher=_refuse)
    return document.write_pdf(stylesheets=[library.CSS(filename=stylesheet)], pdf_variant="pdf/ua-1")


def _refuse(url: str, *args, **kwargs):
    raise ValueError("a page on paper fetches nothing")
