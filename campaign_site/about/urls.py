"""Addresses of the contact form; included below the language. The page at `contact/` is Wagtail's."""

from django.urls import path

from campaign_site.about import views

urlpatterns = [
    path("contact/send/", views.send, name="contact_send"),
    path("contact/sent/", views.sent, name="contact_sent"),
]
