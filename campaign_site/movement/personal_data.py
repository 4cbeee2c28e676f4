"""What is kept of people who stand with survivors, and how long."""

from django.utils.translation import gettext_lazy as _

from campaign_site.delivery.personal_data import About, Kept
from campaign_site.movement.commitments import CONFIRM_WITHIN

OWN = (
    Kept(
        About.STANDING,
        _("Your first name, your country, and a number made from your address by which alone we know it again."),
        _("Until you take it back by the link in our mail, which deletes all of it."),
        models=("movement.Commitment", "movement.CommitmentLink"),
    ),
    Kept(
        About.STANDING,
        _("Your mail address, so that you can confirm."),
        _("Until you confirm, and for %(period)s at most."),
        period=CONFIRM_WITHIN,
        models=("movement.Commitment",),
    ),
)
