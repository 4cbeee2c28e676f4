from wagtail import hooks

from campaign_site.press.viewsets import ReleaseListViewSet


@hooks.register("register_admin_viewset")
def register_releases():
    return ReleaseListViewSet("releases")
