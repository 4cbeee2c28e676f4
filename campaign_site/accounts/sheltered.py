"""The collection of pictures that rights held above it do not reach: they show the people of stories.

It is known by its name right below the root; `sheltered_triggers.py` holds it there.
"""

from wagtail.models import Collection

NAME, DEPTH = "Stories", 2


def find_sheltered() -> Collection | None:
    """Return the collection, or None before anything was put into it."""
    return Collection.objects.filter(depth=DEPTH, name=NAME).first()


def sheltered() -> Collection:
    """Return the collection, made when there is none."""
    return find_sheltered() or Collection.get_first_root_node().add_child(name=NAME)
