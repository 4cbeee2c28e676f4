"""The names of places in the language of whoever reads them: "Story, block 3 (Quote)", "Title of a picture"."""

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.fields import StreamField

from stories.consent.choices import Element
from stories.identity.choices import FindingKind

NAMES = {
    "comments": gettext_lazy("Comments"),
    "display_name": gettext_lazy("Name in the story"),
    "picture.title": gettext_lazy("Title of a picture"),
    "picture.description": gettext_lazy("Alternative text of a picture"),
    "picture.credit": gettext_lazy("Credit of a picture"),
    "picture.file": gettext_lazy("File name of a picture"),
    "recording.title": gettext_lazy("Title of a recording"),
    "recording.file": gettext_lazy("File name of a recording"),
    "document.title": gettext_lazy("Title of a document"),
    "document.file": gettext_lazy("File name of a document"),
    "record": gettext_lazy("Record of the person"),
}


def place_name(label: str, place: str) -> str:
    """Return the name of a place in a record of the model with this label."""
    if place in NAMES:
        return str(NAMES[place])
    if place.startswith("otherwise."):
        element = Element(place.partition(".")[2]).label
        return _("Words shown instead of: %(element)s") % {"element": element}
    name, *rest = place.split(":")
    field = _field(label, name)
    title = capfirst(str(field.verbose_name)) if field is not None else name.replace("_", " ").replace(".", ", ")
    if len(rest) == 2:
        kind = rest[0]
        if isinstance(field, StreamField) and kind in field.stream_block.child_blocks:
            kind = str(field.stream_block.child_blocks[kind].label)
        return _("%(field)s, block %(number)s (%(kind)s)") % {"field": title, "number": rest[1], "kind": kind}
    return f"{title} {rest[0]}" if rest else title


def kind_name(kind: str, of_another: bool) -> str:
    """Return what was found, without a word of it."""
    if not of_another:
        return str(FindingKind(kind).label)
    if kind == FindingKind.LEGAL_NAME:
        return _("the name of another person whom we protect")
    return _("%(kind)s, from the record of another person") % {"kind": FindingKind(kind).label}


def told_kind(kind: str, of_another: bool) -> str:
    """Return the same for whoever is no protection officer: nothing of what somebody else's record holds."""
    if of_another:
        return _("words that a protection officer has to look at")
    return kind_name(kind, of_another)


def _field(label: str, name: str):
    model = apps.get_model(label)
    accessor, _dot, below = name.rpartition(".")
    try:
        if accessor:
            model = model._meta.get_field(accessor).related_model
        return model._meta.get_field(below)
    except FieldDoesNotExist:
        return None
