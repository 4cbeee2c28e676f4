"""Characters that show nothing and do something, by what they do; and no page holds one that HTML cannot write.

They come with what editors paste and strangers type; browsers do with them what they like
(https://html.spec.whatwg.org/multipage/parsing.html#control-character-in-input-stream).
"""

import re

# Unicode's property Bidi_Control (UAX #9), for what turns the direction of text. Arabic keyboards type the marks;
# embeddings, overrides and isolates turn all that follows.
BIDI_MARKS = "\u061c\u200e\u200f"
BIDI_CONTROLS = BIDI_MARKS + "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
# What XML 1.0 (2.2) has no way to write, and with it no feed and no XLSX.
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
# In UTF-8: the controls of ASCII but for tab, line feed, form feed and carriage return, then those up to U+009F.
_CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]|\xc2[\x80-\x9f]")
_REPLACEMENT = "\ufffd".encode()


class ControlCharactersMiddleware:
    """Replaces those in every page; leaving them out could join what stands around them to something else."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Answer as the view does, in characters that can be read."""
        response = self.get_response(request)
        is_page = not response.streaming and response.headers.get("Content-Type", "").startswith("text/html")
        # Looked for first: setting the content anew copies it.
        if is_page and _CONTROL.search(response.content):
            response.content = _CONTROL.sub(_REPLACEMENT, response.content)
        return response
