"""Registers the donations part of the admin."""

from wagtail import hooks

from donations.viewsets import DonationsGroup


@hooks.register("register_admin_viewset")
def register_donations():
    """Pledges and bank accounts."""
    return DonationsGroup()
