from django.urls import path
from wagtail import hooks

from stories.views import withdraw_consent


@hooks.register("register_admin_urls")
def register_withdrawal():
    return [path("consent/<int:pk>/withdraw/", withdraw_consent, name="withdraw_consent")]
