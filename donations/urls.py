"""Addresses of the supporter's way; included below the language."""

from django.urls import path

from donations import views

urlpatterns = [
    path("pledge/", views.pledge, name="pledge"),
    path("pledge/check/", views.check, name="pledge_check"),
    path("pledge/thanks/<str:token>/", views.thanks, name="pledge_thanks"),
    path("pledge/confirm/<str:token>/", views.confirm, name="pledge_confirm"),
    path("pledge/manage/<str:token>/", views.manage, name="pledge_manage"),
]
