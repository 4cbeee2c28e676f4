"""One address for everything: which step it is stands in the form, never where a history would keep it."""

from django.urls import path, re_path

from stories.note import views

urlpatterns = [
    path("note/", views.note, name="note"),
    # However it was typed: a page that is not found would be answered by the rest of the site, which has a name.
    re_path(r"^[Nn][Oo][Tt][Ee](?:/|$)", views.to_the_page),
]
