"""The desk's entries in the menu."""

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.model import ModelViewSetGroup

from stories.clearance import MAY
from stories.desk.calls import CallViewSet
from stories.desk.consents import ConsentViewSet, NoticeVersionViewSet
from stories.desk.copies import OutsideCopyViewSet
from stories.desk.findings import FindingViewSet
from stories.desk.people import ContributorViewSet
from stories.desk.takedowns import TakedownViewSet


class ConsentGroup(ModelViewSetGroup):
    """All that protects people."""

    menu_label = _("Protection")
    menu_icon = "lock"
    items = (
        ContributorViewSet("contributor"),
        ConsentViewSet("consent"),
        CallViewSet("call"),
        NoticeVersionViewSet("notice"),
        FindingViewSet("identity_finding"),
    )


class TakedownGroup(ModelViewSetGroup):
    """What was taken down, and who else has a copy."""

    menu_label = _("Take-downs")
    menu_icon = "view"
    items = (TakedownViewSet("takedown"), OutsideCopyViewSet("outside_copy"))


class PicturesItem(MenuItem):
    """The pictures that wait for a protection officer."""

    def __init__(self):
        super().__init__(
            _("Pictures to clear"), reverse_lazy("story_pictures", query={"state": "waits"}), icon_name="image"
        )

    def is_shown(self, request):
        """Only to who clears pictures."""
        return request.user.has_perm(MAY)
