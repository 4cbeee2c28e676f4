"""Characters that show nothing and do something, by what they do: for whoever takes text in or writes it out."""

import re

# The two halves of Unicode's property Bidi_Control (UAX #9, 2.1 to 2.6). Arabic keyboards type the marks, which
# speak for their own place; the explicit ones (embeddings, overrides, isolates) turn all that follows
# (CVE-2021-42574).
BIDI_MARKS = "\u061c\u200e\u200f"
BIDI_EXPLICIT = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
BIDI_CONTROLS = BIDI_MARKS + BIDI_EXPLICIT
# What XML 1.0 (2.2) has no way to write, and with it no feed and no XLSX.
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
