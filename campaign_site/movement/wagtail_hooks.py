from wagtail import hooks

from campaign_site.movement.viewsets import CommitmentViewSet


@hooks.register("register_admin_viewset")
def register_commitments():
    return CommitmentViewSet()
