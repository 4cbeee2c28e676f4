"""What is kept of ambassadors, and how long."""

from django.utils.translation import gettext_lazy as _

from campaign_site.delivery.personal_data import About, Kept

OWN = (
    Kept(
        About.IN_PUBLIC,
        _("What an ambassador agreed to have on a page: name, role, portrait, what they speak about."),
        _("Until they ask us to take it back, or their time with the campaign is over."),
        models=("ambassadors.AmbassadorPage",),
    ),
)
