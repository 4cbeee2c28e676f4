"""What is kept of people who sign in, and how long."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from campaign_site.accounts.notices import KNOWN_FOR
from campaign_site.delivery.personal_data import About, Kept

OWN = (
    Kept(
        About.EDITOR,
        _("Name, mail address, role, and your proofs: a hash of the password, your second factor."),
        _("As long as you have an account."),
        models=("accounts.User",),
    ),
    Kept(
        About.EDITOR,
        _("That you are signed in, in a cookie below the editors’ address only, and with which kind of browser."),
        _("%(period)s at the longest."),
        settings.SESSION_LONGEST,
        ("accounts.EditorSession",),
    ),
    Kept(
        About.EDITOR,
        _("A mark of each browser and network that you signed in from, so that a strange one is told to you."),
        _("%(period)s after you last signed in from there."),
        KNOWN_FOR,
        ("accounts.KnownPlace",),
    ),
    Kept(
        About.EDITOR,
        _("What you changed, approved, opened or exported, and when."),
        _("As long as the site stands: survivors and supporters have a right to know who did it."),
        models=(
            "media.CampaignImage",
            "media.CampaignDocument",
            "media.CampaignRecording",
            "media.CampaignVideo",
        ),
    ),
)
