"""What waits for those who look after pledges, and how many came in the last weeks."""

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from campaign_site.pages.dashboard import Waiting
from campaign_site.pages.weekly_chart import Series, counted
from donations.choices import PledgeStatus
from donations.models import Pledge, ProviderEvent


def numbers(user) -> Iterator[Waiting]:
    """Yield the pledges that their supporters have not confirmed, and what cards have left undone."""
    if user.has_perm("donations.view_pledge"):
        unconfirmed = Pledge.objects.filter(status=PledgeStatus.UNCONFIRMED).count()
        yield Waiting(_("Pledges not confirmed"), unconfirmed, _pledges(PledgeStatus.UNCONFIRMED))
    if user.has_perm("donations.view_attempt"):
        unread = ProviderEvent.objects.filter(processed_at=None).count()
        if unread:
            yield Waiting(_("Messages of the payment company that wait"), unread, reverse("card_messages"))


def weeks(user, since: date) -> Iterator[Series]:
    """Yield pledges made and pledges confirmed."""
    if user.has_perm("donations.view_pledge"):
        pledges = Pledge.objects.order_by()
        yield Series(_("Pledges made"), counted(pledges, "created_at", since), reverse("pledge:index"))
        yield Series(
            _("Pledges confirmed"), counted(pledges, "confirmed_at", since), _pledges(PledgeStatus.ACTIVE)
        )


def _pledges(status: PledgeStatus) -> str:
    return reverse("pledge:index") + f"?status={status.value}"
