"""Whether a story may be read, worked out from bare rows: the machine's judge asks none of the site's rules."""

from django.utils import timezone

from stories.consent.models import Consent
from stories.models import StoryPage

PAGE = (
    "pk", "live", "contributor_id", "elements", "locale__language_code", "headline", "url_path",
    "live_content_hash", "translation_key", "expire_at", "go_live_at",
)  # fmt: skip
CONSENT = (
    "record_id", "contributor_id", "status", "valid_until", "cooling_off_until", "purposes", "channels",
    "languages", "elements", "contributor__status",
)  # fmt: skip


def rows():
    """Return every story and every consent as they stand in the database."""
    return (
        list(StoryPage.objects.order_by("pk").values(*PAGE)),
        list(Consent.objects.order_by("pk").values(*CONSENT)),
    )


def may_be_read(page: dict, consents: list[dict], taken_back: set) -> bool:
    """Whether an active consent that nobody took back covers the page's language and elements at this moment."""
    return any(_covers(consent, page) for consent in consents if consent["record_id"] not in taken_back)


def _covers(consent: dict, page: dict) -> bool:
    now = timezone.now()
    return (
        consent["contributor_id"] == page["contributor_id"]
        and consent["contributor__status"] == "active"
        and consent["status"] == "active"
        and consent["valid_until"] >= now.date()
        and (consent["cooling_off_until"] is None or consent["cooling_off_until"] <= now)
        and "awareness" in consent["purposes"]
        and "site" in consent["channels"]
        and page["locale__language_code"] in consent["languages"]
        and set(page["elements"]) <= set(consent["elements"])
    )
