"""What a payer wrote, out of MT940's field 86: each country has its own structure in it. Pure."""

import re
from dataclasses import dataclass

# German banks (DK, appendix 3): a business code, then numbered parts.
_NUMBERED = re.compile(r"\?(\d{2})")
_PURPOSE = frozenset((*range(20, 30), *range(60, 64)))
_NAME = frozenset((32, 33))
_GERMAN_WORD = re.compile(r"(EREF|KREF|MREF|CRED|DEBT|SVWZ|ABWA|ABWE)\+")
# Dutch banks and SWIFT's own market practice: words between strokes.
_WORDED = re.compile(
    r"/(TRTP|IBAN|BIC|NAME|REMI|EREF|ORDP|BENM|CNTP|CDTRREF|ISDT|MARF|CSID|RTRN|PREF|PURP|ULTD|ULTC)/"
)
_KIND_OF_REMITTANCE = re.compile(r"(USTD|STRD)/[^/]*/")


@dataclass(frozen=True, slots=True)
class Told:
    """What field 86 says: `structured` references, `text` by line, the `payer`, the payer's own reference."""

    structured: tuple[str, ...] = ()
    text: tuple[str, ...] = ()
    payer: str = ""
    end_to_end: str = ""
    is_returned: bool = False


def told(lines: list[str]) -> Told:
    """Return what the lines of a field say; what has no structure that we know stays as it stands."""
    joined = "".join(lines)
    if re.match(r"\d{3}\?|\?\d{2}", joined):
        return _german(joined)
    if _WORDED.search(joined):
        return _worded(joined)
    return Told(text=tuple(line.strip() for line in lines if line.strip()))


def _german(joined: str) -> Told:
    parts = _NUMBERED.split(joined)
    numbered = [(int(number), text) for number, text in zip(parts[1::2], parts[2::2], strict=True)]
    purpose = "".join(text for number, text in numbered if number in _PURPOSE)
    payer = " ".join(text.strip() for number, text in numbered if number in _NAME)
    worded = _GERMAN_WORD.split(purpose)
    named = dict(zip(worded[1::2], worded[2::2], strict=True))
    free = (worded[0].strip(), named.get("SVWZ", "").strip())
    return Told(text=tuple(text for text in free if text), payer=payer, end_to_end=named.get("EREF", "").strip())


def _worded(joined: str) -> Told:
    parts = _WORDED.split(joined)
    named = {word: text.strip("/ ") for word, text in zip(parts[1::2], parts[2::2], strict=True)}
    remittance = named.get("REMI", "")
    kind = _KIND_OF_REMITTANCE.match(remittance)
    if kind:
        remittance = remittance[kind.end() :].strip("/ ")
    references = [named["CDTRREF"]] if named.get("CDTRREF") else []
    if kind and kind[1] == "STRD":
        references, remittance = [*references, remittance], ""
    free = (parts[0].strip(), remittance)
    return Told(
        structured=tuple(references),
        text=tuple(text for text in free if text),
        payer=named.get("NAME") or named.get("ORDP") or named.get("CNTP") or "",
        end_to_end=named.get("EREF", ""),
        is_returned="RTRN" in named,
    )
