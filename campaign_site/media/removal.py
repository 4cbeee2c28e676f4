"""Removes files that nothing shows any longer, after commit and until it is done."""

from django.core.files.storage import default_storage

from campaign_site.delivery.jobs import outbox

KIND = "remove file"


def remove_after_commit(name: str) -> None:
    """Have a file removed from storage once the transaction under way has been committed."""
    outbox.enqueue(KIND, key=f"{KIND}:{name}", reference=name)


def remove(item) -> None:
    """Remove the file that an outbox item names; one that is gone already is no error."""
    default_storage.delete(item.reference)
