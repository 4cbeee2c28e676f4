"""Mail goes through the outbox: written with its cause, sent after commit, tried again until accepted.

A mail may hold a link that opens an account or a pledge: its row is sealed while it waits, then emptied.
"""

from datetime import timedelta
from smtplib import SMTPConnectError, SMTPException, SMTPServerDisconnected
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import timezone, translation

from campaign_site.delivery import sealing
from campaign_site.delivery.jobs import outbox
from campaign_site.delivery.jobs.background import Lane
from campaign_site.delivery.models import OutboxItem

KIND = "mail"
# So long a run of `tick` sends mails: what has to happen each minute must not wait for a slow mail server.
LONGEST_RUN = timedelta(minutes=1)
# No longer than this do a mail's words wait for a mail server that takes them.
KEPT = timedelta(days=7)


def send_later(
    template: str,
    *,
    to: str,
    key: str,
    language: str,
    context: dict | None = None,
    reply_to: str = "",
) -> None:
    """Queue the mail `templates/emails/<template>.txt` (first line: subject) in the person's language.

    `key` makes a repeated call harmless. Subjects hold nothing personal. It is sent beside the request, which
    takes no longer for it. Answers go to `reply_to`.
    """
    with translation.override(language):
        text = render_to_string(f"emails/{template}.txt", context or {})
    subject, _, body = text.strip().partition("\n")
    letter = {"to": to, "subject": subject.strip(), "body": body.strip() + "\n", "reply_to": reply_to}
    outbox.enqueue(KIND, key=f"mail:{key}", payload={"sealed": sealing.seal(letter)}, nobody_waits=True)


def send(item) -> None:
    """Send one mail of the outbox, always under the same Message-ID.

    Raises outbox.Away where the mail server is not there, or falls silent: the next mail would wait as long.
    """
    mail = sealing.unseal(item.payload["sealed"])
    host = urlsplit(settings.SITE_URL).hostname
    letter = EmailMultiAlternatives(
        subject=mail["subject"],
        body=mail["body"],
        to=[mail["to"]],
        # Rows of an earlier release have none.
        reply_to=[address for address in [mail.get("reply_to")] if address],
        headers={"Message-ID": f"<outbox-{item.pk}@{host}>", "Auto-Submitted": "auto-generated"},
    )
    try:
        letter.send()
    except OSError as error:
        if _speaks(error):
            raise
        raise outbox.Away from error


def send_due() -> int:
    """Send what waits, for a minute at most; return how many mails. `tick` runs it after all else."""
    sent = outbox.run_due(Lane.MAIL, seconds=LONGEST_RUN.total_seconds())
    # What other jobs of this run have written as well: it ends only when its threads do.
    outbox.leave_to_tick(KIND)
    return sent


def forget(beginning: str) -> None:
    """Delete the mails whose key begins so: what waits is not sent any more, and nothing says what was."""
    OutboxItem.objects.filter(kind=KIND, key__startswith=f"mail:{beginning}").delete()


def give_up() -> int:
    """Wipe the mails that no mail server took for so long; return how many. `tick` runs it."""
    waiting = OutboxItem.objects.filter(kind=KIND, done_at=None, created_at__lt=timezone.now() - KEPT)
    return waiting.update(payload={}, done_at=timezone.now(), lease_until=None, last_error="GivenUp")


def _speaks(error: OSError) -> bool:
    """Whether it is a mail server's answer, to this mail or this sender."""
    return isinstance(error, SMTPException) and not isinstance(error, (SMTPConnectError, SMTPServerDisconnected))
