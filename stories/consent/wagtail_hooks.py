from wagtail import hooks

from stories.consent.viewsets import ConsentGroup


@hooks.register("register_admin_viewset")
def register_consent_screens():
    return ConsentGroup()
