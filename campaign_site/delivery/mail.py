"""Mail goes through the outbox: written with its cause, sent after commit, tried again until accepted.

A mail may hold a link that opens an account or a pledge: its row is sealed while it waits, then emptied.
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

from campaign_site.delivery import outbox, sealing

KIND = "mail"


def send_later(
    template: str,
    *,
    to: str,
    key: str,
    language: str,
    context: dict | None = None,
    nobody_waits: bool = False,
) -> None:
    """Queue the mail `templates/emails/<template>.txt` (first line: subject) in the person's language.

    `key` makes a repeated call harmless and becomes the Message-ID. Subjects hold nothing personal. With
    `nobody_waits` it is sent beside the request, which takes no longer for it.
    """
    with translation.override(language):
        text = render_to_string(f"emails/{template}.txt", context or {})
    subject, _, body = text.strip().partition("\n")
    letter = {"to": to, "subject": subject.strip(), "body": body.strip() + "\n"}
    outbox.enqueue(KIND, key=f"mail:{key}", payload={"sealed": sealing.seal(letter)}, nobody_waits=nobody_waits)


def send(item) -> None:
    """Send one mail of the outbox, always under the same Message-ID."""
    mail = sealing.unseal(item.payload["sealed"])
    host = urlsplit(settings.SITE_URL).hostname
    EmailMultiAlternatives(
        subject=mail["subject"],
        body=mail["body"],
        to=[mail["to"]],
        headers={"Message-ID": f"<outbox-{item.pk}@{host}>", "Auto-Submitted": "auto-generated"},
    ).send()
