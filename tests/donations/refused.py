"""Whether the database refuses something."""

from collections.abc import Callable

from django.db import IntegrityError, transaction


def is_refused(act: Callable[[], object]) -> bool:
    """Do it, undone where the database refuses; return whether it did."""
    try:
        with transaction.atomic():
            act()
    except IntegrityError:
        return True
    return False
