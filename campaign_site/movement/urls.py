"""Addresses below the page of the movement, which is a page of the tree itself; included below the language."""

from django.urls import path

from campaign_site.movement import views

urlpatterns = [
    path("stand/sign/", views.sign, name="stand_sign"),
    path("stand/sent/", views.sent, name="stand_sent"),
    path("stand/confirm/<str:token>/", views.confirm, name="stand_confirm"),
    path("stand/thanks/", views.thanks, name="stand_thanks"),
    path("stand/erase/<str:token>/", views.erase, name="stand_erase"),
    path("stand/erased/", views.erased, name="stand_erased"),
    path("stand/find/", views.find, name="stand_find"),
]
