"""What is kept of supporters, and how long."""

from django.utils.translation import gettext_lazy as _

from campaign_site.delivery.personal_data import About, Kept
from campaign_site.delivery.rate_limits import KEPT
from donations.due import FORGET_AFTER
from donations.links import LIFETIMES
from donations.models import CONFIRM_WITHIN

OWN = (
    Kept(
        About.SUPPORTER,
        _("Mail address, name, dedication and group of a pledge that was never confirmed."),
        _("%(period)s."),
        CONFIRM_WITHIN,
        ("donations.Pledge",),
    ),
    Kept(
        About.SUPPORTER,
        _("The same of a pledge that you confirmed."),
        _("%(period)s after the last thing that happened to it. At once, if you wish, by the link in our mail."),
        FORGET_AFTER,
        ("donations.Pledge",),
    ),
    Kept(
        About.SUPPORTER,
        _("A fingerprint of each link that we mailed to you; the link itself is in your mail only."),
        _("A link works for %(period)s at the longest. Its fingerprint goes with your name."),
        max(LIFETIMES.values()),
        ("donations.PledgeLink",),
    ),
    Kept(
        About.SUPPORTER,
        _("What a bank told us of a transfer that we could not place: who paid, and the words that came with it."),
        _("Until an officer has placed the payment or sent it back."),
        models=("donations.Statement", "donations.StatementEntry"),
    ),
    Kept(
        About.SUPPORTER,
        _("If you pay by card, a mark of your network. Your card’s number never reaches us: Stripe takes it."),
        _("%(period)s."),
        KEPT,
        ("donations.Attempt",),
    ),
    Kept(
        About.SUPPORTER,
        _("Reference, amount, currency, programme and days of pledges, payments and receipts."),
        _("For good, so that anybody can check our sums. They name nobody."),
        models=(
            "donations.PledgeFact",
            "donations.LedgerTransaction",
            "donations.LedgerLine",
            "donations.Receipt",
            "donations.CardMovement",
            "donations.Refund",
            "donations.ProviderEvent",
            "donations.Settlement",
            "donations.SettlementPart",
        ),
    ),
)
