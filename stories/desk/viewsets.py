"""The desk's entries in the menu."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.model import ModelViewSetGroup

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
