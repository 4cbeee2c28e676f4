"""What is kept of people who told their story, and how long. Says nothing of how they reach what is theirs."""

from django.utils.translation import gettext_lazy as _

from campaign_site.delivery.personal_data import About, Kept

OWN = (
    Kept(
        About.SURVIVOR,
        _(
            "What says who you are: names, contact, details that could give you away. It is encrypted with a key "
            "of your own; protection officers alone open it, and each opening is recorded."
        ),
        _("Until you have it deleted. Then your key is destroyed, and nobody can read it again, in no backup."),
        models=(
            "consent.Contributor",
            "consent.VaultPart",
            "consent.Slot",
            "consent.AccessCode",
            "consent.CallRequest",
        ),
    ),
    Kept(
        About.SURVIVOR,
        _("What you agreed to, and the signed paper or recording that shows it, encrypted in the same way."),
        _("Paper and recording go with the rest. That there was a consent, and its end, stays without a name."),
        models=("consent.Consent", "consent.Evidence", "consent.WithdrawalEntry", "consent.AuditEvent"),
    ),
    Kept(
        About.SURVIVOR,
        _("The reviews of your story, and after a take-down the list of places that were looked at."),
        _("As long as the site stands, under a number and without a word that says who you are."),
        models=(
            "consent.RiskReview",
            "consent.StoryApproval",
            "consent.PictureClearance",
            "consent.Takedown",
            "consent.TakedownCheck",
            "consent.OutsideCopy",
        ),
    ),
)
