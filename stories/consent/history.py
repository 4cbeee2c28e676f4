"""A person's history as a time line: the audit events about them, with nothing that identifies them."""

from django.db.models import QuerySet

from stories.consent.models import AccessCode, AuditEvent, CallRequest, Contributor, Evidence, StoryApproval


def history(contributor: Contributor) -> QuerySet[AuditEvent]:
    """Return the events about a person and their records, oldest first. Events name records by `str()`."""
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
    return AuditEvent.objects.filter(subject__in={str(record) for record in records}).order_by("sequence")
