"""Takes out of a PDF what its readers do not see: who wrote it and where, comments, attached files, scripts.

What is left is written anew from the document's root, so that earlier versions inside the file, and whatever lies
before, between and behind its objects, are gone too. Text, pictures, links, headings for screen readers and layers
stay as they are. Names of entries follow ISO 32000-2.
"""

import io
import re
from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from campaign_site.media.bare_pictures import bare_jpeg, bare_jpx

MAX_BYTES = 20 * 1024 * 1024
MOST_OBJECTS = 200_000
SIGNATURE, LAST_MARK, WITHIN = b"%PDF-", b"%%EOF", 1024

TOO_LARGE = _("This file is larger than 20 MB. Please save it smaller.")
NO_PDF = _("This is not a PDF file. Please export it as PDF and try again.")
UNREADABLE = _("This PDF cannot be read. Please export it anew and try again.")
BREAKS_OFF = _("This PDF breaks off before its end. Please export it anew and try again.")
LOCKED = _("This PDF is locked with a password. Please export it without one.")
FORM = _("This PDF has fields to fill in, or a signature. Please print it as a PDF, and choose that file.")

ROOT = {
    "/Type", "/Version", "/Pages", "/PageLabels", "/PageLayout", "/PageMode", "/Outlines", "/Dests", "/Names",
    "/ViewerPreferences", "/Lang", "/MarkInfo", "/StructTreeRoot", "/OCProperties", "/OutputIntents",
}  # fmt: skip
PAGE = {
    "/Type", "/Parent", "/Resources", "/MediaBox", "/CropBox", "/BleedBox", "/TrimBox", "/ArtBox", "/Rotate",
    "/Contents", "/Group", "/Annots", "/StructParents", "/Tabs", "/UserUnit",
}  # fmt: skip
LINK = {
    "/Type", "/Subtype", "/Rect", "/Border", "/BS", "/C", "/F", "/H", "/QuadPoints", "/A", "/Dest", "/P",
    "/StructParent", "/Contents",
}  # fmt: skip
# Anywhere: authors and dates, attached files, scripts, places on a map, older versions of a picture, its folder.
NOWHERE = {
    "/Metadata", "/PieceInfo", "/LastModified", "/AF", "/EF", "/RF", "/AA", "/OpenAction", "/JS", "/JavaScript",
    "/VP", "/Measure", "/PtData", "/Thumb", "/Alternates", "/OPI", "/Ref",
}  # fmt: skip
STEPS = {"/GoTo": {"/S", "/Type", "/D", "/SD"}, "/URI": {"/S", "/Type", "/URI"}}
OTHER_STEPS = {
    "/GoToR", "/GoToE", "/GoToDp", "/Launch", "/Thread", "/Sound", "/Movie", "/Hide", "/Named", "/SubmitForm",
    "/ResetForm", "/ImportData", "/SetOCGState", "/Rendition", "/Trans", "/GoTo3DView", "/RichMediaExecute",
    "/JavaScript",
}  # fmt: skip
WEB = re.compile(r"(?:https?|mailto|tel):", re.IGNORECASE)
PICTURES = {"/DCTDecode": bare_jpeg, "/DCT": bare_jpeg, "/JPXDecode": bare_jpx}


class UnusableDocument(ValueError):
    """The file is not a PDF that we take; the message says what to do, for the person who uploads."""


def scrub_pdf(data: bytes) -> bytes:
    """Return the document with nothing but what readers see. Raises UnusableDocument."""
    if len(data) > MAX_BYTES:
        raise UnusableDocument(TOO_LARGE)
    if not data.startswith(SIGNATURE):
        raise UnusableDocument(NO_PDF)
    if LAST_MARK not in data[-WITHIN:]:
        raise UnusableDocument(BREAKS_OFF)
    try:
        return _rewrite(data)
    except UnusableDocument:
        raise
    except Exception as error:  # pypdf raises a dozen types for broken files, RecursionError among them
        raise UnusableDocument(UNREADABLE) from error


def _rewrite(data: bytes) -> bytes:
    # Ten megabytes of memory, which a process that only serves pages never needs.
    from pypdf import PdfReader, PdfWriter

    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted:
        raise UnusableDocument(LOCKED)
    root = reader.root_object
    form = _at(root, "/AcroForm") or {}
    if _at(form, "/Fields") or "/XFA" in form:
        raise UnusableDocument(FORM)
    if not len(reader.pages):
        raise UnusableDocument(UNREADABLE)
    _keep(root, ROOT)
    if names := _at(root, "/Names"):
        _keep(names, {"/Dests"})
    for dictionary in _dictionaries(root):
        _clean(dictionary)
    writer = PdfWriter()
    # From the root alone: the trailer names the author, and an identifier that other versions of the file share.
    writer.clone_reader_document_root(reader)
    writer.pdf_header = "%PDF-1.7"
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


def _dictionaries(root) -> Iterator:
    """Yield every dictionary and stream that is reached from the root, each before what it names."""
    from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject

    waiting, seen = [root], set()
    while waiting:
        value = waiting.pop()
        if isinstance(value, IndirectObject):
            if (key := (value.idnum, value.generation)) in seen:
                continue
            seen.add(key)
            if len(seen) > MOST_OBJECTS:
                raise UnusableDocument(UNREADABLE)
            value = value.get_object()
        if isinstance(value, DictionaryObject):
            yield value
            waiting.extend(dict.values(value))
        elif isinstance(value, ArrayObject):
            waiting.extend(list.__iter__(value))


def _clean(dictionary) -> None:
    """Take out of one dictionary what readers do not see. What is emptied stands where others still name it."""
    from pypdf.generic import StreamObject

    kind, step = _at(dictionary, "/Type"), _at(dictionary, "/S")
    if kind == "/Page":
        _keep(dictionary, PAGE)
        _keep_links(dictionary)
    elif kind in ("/Filespec", "/F", "/EmbeddedFile", "/Metadata"):
        _empty(dictionary)
    elif "/Rect" in dictionary and "/Subtype" in dictionary:
        _keep(dictionary, LINK if dictionary["/Subtype"] == "/Link" else set())
    elif step in STEPS:
        allowed = step != "/URI" or WEB.match(str(_at(dictionary, "/URI")))
        _keep(dictionary, STEPS[step] if allowed else set())
    elif step in OTHER_STEPS:
        _empty(dictionary)
    for name in NOWHERE & dictionary.keys():
        del dictionary[name]
    if isinstance(dictionary, StreamObject):
        _clean_stream(dictionary)


def _at(dictionary, name: str):
    """Return the value behind a name, or None; pypdf's own `get` may return no more than a reference to it."""
    try:
        return dictionary[name]
    except KeyError:
        return None


def _keep(dictionary, names: set[str]) -> None:
    for name in dictionary.keys() - names:
        del dictionary[name]


def _empty(dictionary) -> None:
    _keep(dictionary, set())
    if hasattr(dictionary, "_data"):
        dictionary._data = b""


def _keep_links(page) -> None:
    """Leave out comments, drawings, sounds and the like, with the names of those who made them."""
    from pypdf.generic import ArrayObject, NameObject

    if "/Annots" in page:
        notes = list.__iter__(page["/Annots"])
        links = [note for note in notes if _at(note.get_object(), "/Subtype") == "/Link"]
        page[NameObject("/Annots")] = ArrayObject(links)


def _clean_stream(stream) -> None:
    """Have no stream lie in another file, and no picture hold more than its pixels."""
    from pypdf.generic import NameObject

    for name in ("/F", "/FFilter", "/FDecodeParms"):
        stream.pop(name, None)
    filters = _at(stream, "/Filter")
    steps = [step.get_object() for step in list.__iter__(filters)] if isinstance(filters, list) else [filters]
    if not steps or steps[-1] not in PICTURES:
        return
    stream._data = PICTURES[steps[-1]](stream.get_data())
    if len(steps) > 1:
        stream[NameObject("/Filter")] = NameObject(steps[-1])
        stream.pop("/DecodeParms", None)
