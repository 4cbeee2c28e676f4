"""What is kept of people named in press releases, and how long."""

from django.utils.translation import gettext_lazy as _

from campaign_site.delivery.personal_data import About, Kept

OWN = (
    Kept(
        About.IN_PUBLIC,
        _("The names and working addresses of the press contacts of a release."),
        _("As long as the release is in public."),
        models=("press.PressReleasePage",),
    ),
)
