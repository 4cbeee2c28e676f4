"""Addresses of the supporter's way; included below the language."""

from django.urls import path

from donations import manage_views, views

urlpatterns = [
    path("pledge/", views.pledge, name="pledge"),
    path("pledge/check/", views.check, name="pledge_check"),
    path("pledge/thanks/<str:token>/", views.thanks, name="pledge_thanks"),
    path("pledge/confirm/<str:token>/", views.confirm, name="pledge_confirm"),
    path("pledge/manage/<str:token>/", manage_views.manage, name="pledge_manage"),
    path("pledge/stop/<str:token>/", manage_views.stop, name="pledge_stop"),
    path("pledge/find/", manage_views.find, name="pledge_find"),
]
