"""No page holds a character that HTML cannot write.

They come with what editors paste and strangers type; browsers do with them what they like
(https://html.spec.whatwg.org/multipage/parsing.html#control-character-in-input-stream).
"""

import re

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
