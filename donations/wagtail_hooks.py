"""Registers the donations part of the admin."""

from wagtail import hooks

from donations.deletion import keep_pledged_programmes
from donations.viewsets import DonationsGroup

hooks.register("before_delete_page", keep_pledged_programmes)


@hooks.register("register_admin_viewset")
def register_donations():
    """Pledges and bank accounts."""
    return DonationsGroup()
