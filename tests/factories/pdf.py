"""PDF documents, written by hand: plain ones, and ones that tell who made them and where."""

import zlib

from tests.factories.media import SECRET, picture_bytes

CATALOG = b"<</Type/Catalog/Pages 2 0 R/Lang(en)%s>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents %d 0 R/Resources<</Font<</F 3 0 R>>%s>>%s>>"
IMAGE = b"/Type/XObject/Subtype/Image/Width 60/Height 40/BitsPerComponent 8/ColorSpace/DeviceRGB"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def stream(content: bytes, entries: bytes = b"") -> bytes:
    """Return a stream object."""
    return b"<<%s/Length %d>>stream\n%s\nendstream" % (entries, len(content), content)


def put_together(objects: list[bytes], trailer: bytes = b"") -> bytes:
    """Return the file of these objects, numbered from 1; the first is the catalogue."""
    content, places = b"%PDF-1.7\n", []
    for number, item in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, item)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    content_and_table = content + b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, table)
    end = b"trailer\n<</Size %d /Root 1 0 R %s>>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, len(content))
    return content_and_table + end


def document(
    pages: int = 1, *, catalog: bytes = b"", page: bytes = b"", resources: bytes = b"", more=(), trailer=b""
):
    """Return a document whose pages say "Page 1" and so on; first of `more` objects is number 4 + 2 * pages."""
    objects = [CATALOG % catalog, b"", FONT]
    kids = []
    for number in range(1, pages + 1):
        text = b"BT /F 20 Tf 50 200 Td (Page %d) Tj ET" % number
        objects += [
            stream(zlib.compress(text), b"/Filter/FlateDecode"),
            PAGE % (len(objects) + 1, resources, page),
        ]
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<</Type/Pages/Kids[%s]/Count %d>>" % (b" ".join(kids), pages)
    return put_together([*objects, *more], trailer)


def telling_document() -> bytes:
    """Return a document with a secret in each place that a PDF has for one, and scripts."""
    secret = SECRET.encode()
    note = b"<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/T(%s)/Contents(%s)>>" % (secret, secret)
    link = b"<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/T(%s)/A<</S/URI/URI(%s)/Next 10 0 R>>>>"
    return document(
        catalog=b"/Metadata 6 0 R/OpenAction 10 0 R/AA<</WC 10 0 R>>/AF[7 0 R]"
        b"/Names<</EmbeddedFiles<</Names[(a)7 0 R]>>/JavaScript<</Names[(b)10 0 R]>>"
        b"/Dests<</Names[(top)[5 0 R/Fit]]>>>>",
        page=b"/PieceInfo<</Word<</Private(%s)>>>>/LastModified(%s)/VP[<</Measure(%s)>>]"
        % (secret, secret, secret)
        + b"/Annots[9 0 R 11 0 R 12 0 R]",
        resources=b"/XObject<</I 13 0 R>>",
        more=[
            stream(b"<x:xmpmeta>%s</x:xmpmeta>" % secret, b"/Type/Metadata/Subtype/XML"),
            b"<</Type/Filespec/F(%s)/EF<</F 8 0 R>>>>" % secret,
            stream(secret, b"/Type/EmbeddedFile"),
            note,
            b"<</S/JavaScript/JS(app.alert\\('%s'\\))>>" % secret,
            link % (secret, b"https://www.iom.int/"),
            link % (secret, b"javascript:alert(1)"),
            stream(
                picture_bytes("JPEG", secrets=True),
                IMAGE + b"/Filter/DCTDecode",
            ),
            b"<</Author(%s)/Creator(Word)/CreationDate(D:20240301)>>" % secret,
        ],
        trailer=b"/Info 14 0 R/ID[<61626364><61626364>]",
    )
