"""Mail goes through the outbox: written with its cause, sent after commit, tried again until accepted.

A mail may hold a link that opens an account or a pledge: its row is sealed while it waits, then emptied.
"""

from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation

from campaign_site.delivery import outbox, sealing
from campaign_site.delivery.models import OutboxItem

KIND = "mail"
# No longer than this do a mail's words wait for a mail server that takes them.
KEPT = timedelta(days=7)


def send_later(
    template: str,
    *,
    to: str,
    key: str,
    language: str,
    context: dict | None = None,
    nobody_waits: bool = False,
    reply_to: str = "",
) -> None:
    """Queue the mail `templates/emails/<template>.txt` (first line: subject) in the person's language.

    `key` makes a repeated call harmless and becomes the Message-ID. Subjects hold nothing personal. With
    `nobody_waits` it is sent beside the request, which takes no longer for it. Answers go to `reply_to`.
    """
    with translation.override(language):
        text = render_to_string(f"emails/{template}.txt", context or {})
    subject, _, body = text.strip().partition("\n")
    letter = {"to": to, "subject": subject.strip(), "body": body.strip() + "\n", "reply_to": reply_to}
    outbox.enqueue(KIND, key=f"mail:{key}", payload={"sealed": sealing.seal(letter)}, nobody_waits=nobody_waits)


def send(item) -> None:
    """Send one mail of the outbox, always under the same Message-ID."""
    mail = sealing.unseal(item.payload["sealed"])
    host = urlsplit(settings.SITE_URL).hostname
    EmailMultiAlternatives(
        subject=mail["subject"],
        body=mail["body"],
        to=[mail["to"]],
        # Rows of an earlier release have none.
        reply_to=[address for address in [mail.get("reply_to")] if address],
        headers={"Message-ID": f"<outbox-{item.pk}@{host}>", "Auto-Submitted": "auto-generated"},
    ).send()


def give_up() -> int:
    """Wipe the mails that no mail server took for so long; return how many. `tick` runs it."""
    waiting = OutboxItem.objects.filter(kind=KIND, done_at=None, created_at__lt=timezone.now() - KEPT)
    return waiting.update(payload={}, done_at=timezone.now(), lease_until=None, last_error="GivenUp")
