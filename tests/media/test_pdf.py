"""What is taken out of a PDF, what stays, and what is refused."""

import io
import time
import zlib

import pytest
from PIL import Image
from pypdf import PdfReader, PdfWriter

from campaign_site.media.bare_pictures import JPX_SIGNATURE, bare_jpeg, bare_jpx
from campaign_site.media.pdf import (
    BREAKS_OFF,
    FORM,
    LOCKED,
    NO_PDF,
    TOO_LARGE,
    UNREADABLE,
    UnusableDocument,
    scrub_pdf,
)
from tests.factories.media import SECRET, picture_bytes
from tests.factories.pdf import FONT, IMAGE, document, put_together, stream, telling_document

SECONDS = 10


def everything_in(data: bytes) -> bytes:
    """Return a file's bytes with every stream in it decoded."""
    reader = PdfReader(io.BytesIO(data))
    found = [data]
    for numbers in reader.xref.values():
        for number in numbers:
            item = reader.get_object(number)
            found.append(repr(item).encode())
            if hasattr(item, "get_data"):
                found.append(item.get_data())
    return b"\n".join(found)


def test_the_document_that_is_scrubbed_here_really_tells():
    told = everything_in(telling_document())
    assert told.count(SECRET.encode()) > 8
    assert b"Exif" in told


def test_nobody_and_no_place_and_no_script_is_left():
    left = everything_in(scrub_pdf(telling_document()))
    for word in (SECRET, "Accra", "Ama", "Exif", "xmpmeta", "JavaScript", "javascript", "app.alert", "20240301"):
        assert word.encode() not in left, word
    for name in (
        "/OpenAction",
        "/AA",
        "/EmbeddedFile",
        "/Filespec",
        "/Metadata",
        "/Info",
        "/PieceInfo",
        "/ID",
        "/VP",
    ):
        assert name.encode() not in left, name


def test_what_readers_see_stays():
    reader = PdfReader(io.BytesIO(scrub_pdf(telling_document())))
    page = reader.pages[0]
    assert page.extract_text() == "Page 1"
    assert reader.root_object["/Lang"] == "en"
    assert list(reader.named_destinations) == ["top"]
    links = [note.get_object() for note in page["/Annots"]]
    assert [dict(link["/A"]) if "/A" in link else {} for link in links] == [
        {"/S": "/URI", "/URI": "https://www.iom.int/"},
        {},
    ]
    picture = Image.open(io.BytesIO(page["/Resources"]["/XObject"]["/I"].get_data()))
    before = Image.open(io.BytesIO(picture_bytes("JPEG", secrets=True)))
    assert picture.tobytes() == before.tobytes()


def test_scrubbing_again_changes_nothing():
    once = scrub_pdf(telling_document())
    assert scrub_pdf(once) == once


def test_an_earlier_version_inside_the_file_is_gone():
    before = telling_document()
    later = PdfWriter(io.BytesIO(before), incremental=True)
    later.add_blank_page(100, 100)
    both = io.BytesIO()
    later.write(both)
    assert both.getvalue().startswith(before)
    assert SECRET.encode() not in everything_in(scrub_pdf(both.getvalue()))


def test_thirty_pages_come_out_as_they_went_in_and_soon():
    started = time.monotonic()
    reader = PdfReader(io.BytesIO(scrub_pdf(document(30))))
    assert time.monotonic() - started < SECONDS
    assert [page.extract_text() for page in reader.pages] == [f"Page {number}" for number in range(1, 31)]


def test_headings_for_screen_readers_outlines_and_links_of_a_tagged_document_stay():
    from weasyprint import HTML

    rows = "".join(
        f"<h1>Chapter {number}</h1><p><a href='https://www.iom.int/'>link</a></p>" for number in range(3)
    )
    made = HTML(string=f"<html lang=en><title>Report of {SECRET}</title>{rows}").write_pdf(pdf_variant="pdf/ua-1")
    assert SECRET.encode() in everything_in(made)
    clean = scrub_pdf(made)
    assert SECRET.encode() not in everything_in(clean)
    root = PdfReader(io.BytesIO(clean)).root_object
    assert root["/StructTreeRoot"]["/K"]
    assert root["/MarkInfo"]["/Marked"]
    assert [item.title for item in PdfReader(io.BytesIO(clean)).outline] == ["Chapter 0", "Chapter 1", "Chapter 2"]
    assert len(PdfReader(io.BytesIO(clean)).pages[0]["/Annots"]) == 3


def locked() -> bytes:
    writer = PdfWriter(io.BytesIO(document()))
    # RC4 is in pypdf itself; what locks the file makes no difference to what is said.
    writer.encrypt("secret", algorithm="RC4-128")
    output = io.BytesIO()
    writer.write(output)
    return output.getvalue()


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", NO_PDF),
        (picture_bytes("PNG"), NO_PDF),
        (b"PK\x03\x04 word/document.xml", NO_PDF),
        (document()[:-300], BREAKS_OFF),
        (document(30)[:2000], BREAKS_OFF),
        (b"%PDF-1.7\n%%EOF", UNREADABLE),
        (put_together([b"<</Type/Catalog>>"]), UNREADABLE),
        (document(0), UNREADABLE),
        (locked(), LOCKED),
        (document(catalog=b"/AcroForm 6 0 R", more=[b"<</Fields[7 0 R]>>", b"<</FT/Tx/T(name)>>"]), FORM),
        (b"%PDF-1.7" + bytes(20 * 1024 * 1024), TOO_LARGE),
    ],
    ids=[
        "empty",
        "picture",
        "word",
        "cut",
        "cut early",
        "no object",
        "no pages",
        "no page",
        "locked",
        "form",
        "large",
    ],
)
def test_what_cannot_be_taken_is_refused_with_what_to_do(content, message):
    with pytest.raises(UnusableDocument) as refused:
        scrub_pdf(content)
    assert str(refused.value) == str(message)


def cross_reference_stream(entries: bytes, content: bytes = bytes(40)) -> bytes:
    """Return a file whose table of objects is a compressed stream that claims `entries`."""
    table = stream(zlib.compress(content), b"/Type/XRef/Root 2 0 R/Filter/FlateDecode" + entries)
    return b"%%PDF-1.7\n1 0 obj\n%s\nendobj\nstartxref\n9\n%%%%EOF" % table


HOSTILE = {
    "more objects than atoms": document().replace(b"xref\n0 6", b"xref\n0 9999999999999"),
    "a table before itself": document(trailer=b"/Prev 0").replace(b"/Prev 0", b"/Prev 519"),
    "entries of no width": cross_reference_stream(b"/Size 1000000000000/W[0 0 0]"),
    "a long index": cross_reference_stream(b"/Size 9/W[1 2 1]/Index[0 1000000000000]"),
    "wide entries": cross_reference_stream(b"/Size 9/W[1 1000000000 1]"),
    "a table of zeros": cross_reference_stream(b"/Size 9/W[1 2 1]/Index[0 1000000000000]", bytes(300_000_000)),
    "pages in a circle": document().replace(b"/Kids[5 0 R]", b"/Kids[2 0 R]"),
    "deep arrays": document(page=b"/Rotate " + b"[" * 200_000 + b"]" * 200_000),
    "objects that never end": b"%PDF-1.7\n" + b"1 0 obj<<" * 200_000 + b"\nstartxref\n9\n%%EOF",
    "an action after itself": document(catalog=b"/OpenAction 6 0 R", more=[b"<</S/GoTo/D[5 0 R]/Next 6 0 R>>"]),
    "a picture that swells": document(
        resources=b"/XObject<</I 6 0 R>>",
        more=[stream(zlib.compress(bytes(200_000_000)), b"/Subtype/Image/Filter[/FlateDecode/DCTDecode]")],
    ),
    "bytes in disorder": b"%PDF-1.7\n" + bytes(range(256)) * 500 + b"\n%%EOF",
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_or_made_harmless_in_seconds(name):
    started = time.monotonic()
    try:
        assert b"/OpenAction" not in everything_in(scrub_pdf(HOSTILE[name]))
    except UnusableDocument as refused:
        assert str(refused) in (str(UNREADABLE), str(BREAKS_OFF))
    assert time.monotonic() - started < SECONDS


@pytest.mark.parametrize("cut", range(0, 1500, 50))
def test_a_damaged_file_is_refused_or_made_harmless(cut):
    whole = telling_document()
    damaged = whole[:cut] + bytes(30) + whole[cut + 30 :]
    try:
        assert SECRET.encode() not in everything_in(scrub_pdf(damaged))
    except UnusableDocument as refused:
        assert str(refused)


def test_a_picture_packed_twice_is_scrubbed_too():
    packed = stream(
        zlib.compress(picture_bytes("JPEG", secrets=True)),
        IMAGE + b"/Filter[/FlateDecode/DCTDecode]",
    )
    left = scrub_pdf(document(resources=b"/XObject<</I 6 0 R>>", more=[packed]))
    assert SECRET.encode() not in everything_in(left)
    page = PdfReader(io.BytesIO(left)).pages[0]
    assert Image.open(io.BytesIO(page["/Resources"]["/XObject"]["/I"].get_data())).size == (60, 40)


def test_a_second_picture_behind_the_end_of_the_first_is_dropped():
    picture = picture_bytes("JPEG", secrets=True)
    clean = bare_jpeg(picture + picture)
    assert SECRET.encode() not in clean
    assert Image.open(io.BytesIO(clean)).tobytes() == Image.open(io.BytesIO(picture)).tobytes()


def test_every_scan_of_a_progressive_picture_stays():
    output = io.BytesIO()
    Image.effect_noise((80, 60), 50).save(output, "JPEG", progressive=True, comment=SECRET)
    clean = bare_jpeg(output.getvalue())
    assert SECRET.encode() not in clean
    assert Image.open(io.BytesIO(clean)).tobytes() == Image.open(output).tobytes()


def test_a_jpeg_2000_loses_its_boxes_of_text_only():
    def box(kind: bytes, content: bytes) -> bytes:
        return (8 + len(content)).to_bytes(4, "big") + kind + content

    picture = JPX_SIGNATURE + box(b"ftyp", b"jp2 ") + box(b"xml ", SECRET.encode()) + box(b"jp2c", b"pixels")
    assert bare_jpx(picture) == JPX_SIGNATURE + box(b"ftyp", b"jp2 ") + box(b"jp2c", b"pixels")
    assert bare_jpx(b"\xff\x4f\xff\x51") == b"\xff\x4f\xff\x51"


def test_the_font_is_the_one_of_the_document():
    assert FONT.split(b"/BaseFont/")[1].rstrip(b">") in everything_in(scrub_pdf(document()))
