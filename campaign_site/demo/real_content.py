"""Whether a database is in use already: demonstration content never mixes with real people's words and money."""

from wagtail.models import Page

from campaign_site.movement.models import Commitment
from campaign_site.pages.models import Helpline, HomePage
from donations.models import Pledge
from stories.consent.models import Contributor


def find_real_content() -> str:
    """Return what there is beyond the first tree, in a few words; the empty text when there is nothing."""
    counts = {
        "pages": Page.objects.filter(depth__gt=1).exclude(pk__in=HomePage.objects.values("pk")).count(),
        "contributors": Contributor.objects.count(),
        "pledges": Pledge.objects.count(),
        "commitments": Commitment.objects.count(),
        "helplines": Helpline.objects.count(),
    }
    return ", ".join(f"{count} {name}" for name, count in counts.items() if count)
