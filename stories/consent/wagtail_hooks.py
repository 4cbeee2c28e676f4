from django.urls import include, path
from wagtail import hooks

from stories.consent import urls
from stories.consent.desk import urls as desk
from stories.consent.viewsets import ConsentGroup


@hooks.register("register_admin_viewset")
def register_consent_screens():
    return ConsentGroup()


@hooks.register("register_admin_urls")
def register_evidence():
    return urls.urlpatterns


@hooks.register("register_admin_urls")
def register_desk():
    return [path("", include(desk))]
