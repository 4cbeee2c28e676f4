"""What `/metrics` says of the site's own parts: the outbox, whether each part is ready, the database's rules."""

from django.db.models import Count, Min
from django.utils import timezone

from campaign_site.delivery.database import triggers
from campaign_site.delivery.models import OutboxItem
from campaign_site.delivery.monitoring import metrics, readiness


def register_all() -> None:
    """Register them; called once when the apps are ready."""
    metrics.register("outbox_waiting", "Rows that are not done.", outbox_waiting, label="kind")
    metrics.register(
        "outbox_overdue_seconds", "How long the most overdue of them is due.", outbox_overdue, label="kind"
    )
    metrics.register("ready", "Whether a part is ready (1) or away (0).", ready, label="part")
    metrics.register(
        "triggers_missing", "Rules that the database lacks, or has otherwise than this version.", triggers_missing
    )


def outbox_waiting() -> dict[str, float]:
    """Return how many rows wait, by kind: mails, purges of the edge, take-downs to be proven."""
    rows = OutboxItem.objects.filter(done_at=None).values("kind").annotate(number=Count("pk"))
    return {row["kind"]: row["number"] for row in rows}


def outbox_overdue() -> dict[str, float]:
    """Return for each kind the seconds since the first row became due. Where it grows, nobody does the work."""
    now = timezone.now()
    rows = OutboxItem.objects.filter(done_at=None, next_at__lte=now).values("kind").annotate(since=Min("next_at"))
    return {row["kind"]: (now - row["since"]).total_seconds() for row in rows}


def ready() -> dict[str, float]:
    """Return what `/readyz` says."""
    return {name: float(is_ready) for name, is_ready in readiness.parts().items()}


def triggers_missing() -> dict[str, float]:
    """Return how many rules the database does not keep. During an upgrade the version that goes sees some."""
    return {"": len(triggers.missing())}
