"""Registers the donations part of the admin."""

from django.urls import include, path
from wagtail import hooks

from donations.cards.refund_screens import agree_refund, decline_refund, refund_payment
from donations.cards.screens import SETTLED, SettledFormatter, settle_message, waiting_messages
from donations.decisions import waiting_decisions
from donations.deletion import keep_pledged_programmes, keep_pledged_programmes_of_many
from donations.statements import urls as statements
from donations.statements.taking_in import TAKEN_IN, TakenInFormatter
from donations.viewsets import DonationsGroup
from donations.writing_off import WRITTEN_OFF, WrittenOffFormatter, write_off_pledge

hooks.register("before_delete_page", keep_pledged_programmes)
hooks.register("before_bulk_action", keep_pledged_programmes_of_many)


@hooks.register("register_admin_viewset")
def register_donations():
    """Pledges, payments and bank accounts."""
    return DonationsGroup()


@hooks.register("register_admin_urls")
def register_statements():
    """Where officers take statements in, and decide about payments."""
    return [path("", include(statements))]


@hooks.register("register_admin_urls")
def register_writing_off():
    """Giving up waiting for a lapsed pledge."""
    return [path("pledge/<int:pk>/write-off/", write_off_pledge, name="write_off_pledge")]


@hooks.register("register_admin_urls")
def register_card_payments():
    """Sending a card payment back, and what the payment company told that waits."""
    return [
        path("card_payment/<int:pk>/refund/", refund_payment, name="refund_payment"),
        path("card_payment/refunds/<int:pk>/agree/", agree_refund, name="agree_refund"),
        path("card_payment/refunds/<int:pk>/turn-down/", decline_refund, name="decline_refund"),
        path("card_payment/messages/", waiting_messages, name="card_messages"),
        path("card_payment/messages/<int:pk>/", settle_message, name="settle_card_message"),
    ]


@hooks.register("register_admin_urls")
def register_decisions():
    """What waits for a second officer, of all kinds."""
    return [path("money-decisions/", waiting_decisions, name="waiting_decisions")]


@hooks.register("register_log_actions")
def register_log_actions(actions):
    """Who took a statement in, wrote a pledge off, or decided that a message needs no booking."""
    actions.register_action(TAKEN_IN)(TakenInFormatter)
    actions.register_action(WRITTEN_OFF)(WrittenOffFormatter)
    actions.register_action(SETTLED)(SettledFormatter)
