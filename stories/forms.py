"""The form in which a story is written."""

from django.utils.translation import gettext as _
from wagtail.images.permissions import permission_policy

from campaign_site.media.models import CampaignImage
from campaign_site.media.shown import shown_by, shown_in, untouched
from campaign_site.pages.described import DescribedPageForm
from stories.consent.choices import ContributorStatus


class StoryForm(DescribedPageForm):
    """The person is chosen once, for the new page; from then on the form only says who it is."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if people := self.fields.get("contributor"):
            people.disabled = self.instance.pk is not None
            if not people.disabled:
                people.queryset = people.queryset.filter(status=ContributorStatus.ACTIVE)

    def clean(self):
        """Refuse a picture that the user may not choose: a form takes whatever number it is sent."""
        cleaned = super().clean()
        body = cleaned.get("body")
        if body and self.for_user and self._takes_up_what_is_not_offered(body):
            self.add_error("body", _("A picture here is not one of those you may choose from: choose another."))
        return cleaned

    def _takes_up_what_is_not_offered(self, body) -> bool:
        shown = shown_in(self.instance._meta.get_field("body"), untouched(body))[CampaignImage]
        new = shown - shown_by(self.instance)[CampaignImage]
        if not new:
            return False
        offered = permission_policy.instances_user_has_permission_for(self.for_user, "choose")
        return offered.filter(pk__in=new).count() < len(new)
