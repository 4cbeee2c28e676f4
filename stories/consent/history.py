"""A person's history as a time line: the audit events about them, with nothing that identifies them."""

from campaign_site.accounts.models import User
from stories.consent.models import AccessCode, AuditEvent, CallRequest, Contributor, Evidence, StoryApproval


def history(contributor: Contributor) -> list[AuditEvent]:
    """Return the events about a person and their records, oldest first, each with `who`, a name for colleagues.

    Events name records, and whoever acted, by `str()`.
    """
    records = [
        contributor,
        *contributor.consents.all(),
        *contributor.takedowns.all(),
        *contributor.vault_parts.all(),
        *contributor.slots.all(),
        *contributor.outside_copies.all(),
        *AccessCode.objects.filter(contributor=contributor),
        *CallRequest.objects.filter(contributor=contributor),
        *Evidence.objects.filter(consent__contributor=contributor),
        *StoryApproval.objects.filter(consent__contributor=contributor),
    ]
    events = list(AuditEvent.objects.filter(subject__in={str(record) for record in records}).order_by("sequence"))
    keys = {event.actor.removeprefix("User ") for event in events if event.actor.startswith("User ")}
    names = {str(user): user.get_full_name() or user.email for user in User.objects.filter(pk__in=keys)}
    for event in events:
        event.who = names.get(event.actor, event.actor)
    return events
