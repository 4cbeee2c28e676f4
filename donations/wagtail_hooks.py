"""Registers the donations part of the admin."""

from django.urls import include, path
from wagtail import hooks

from donations.deletion import keep_pledged_programmes
from donations.statements import urls as statements
from donations.viewsets import DonationsGroup

hooks.register("before_delete_page", keep_pledged_programmes)


@hooks.register("register_admin_viewset")
def register_donations():
    """Pledges, payments and bank accounts."""
    return DonationsGroup()


@hooks.register("register_admin_urls")
def register_statements():
    """Where officers decide about payments."""
    return [path("", include(statements))]
