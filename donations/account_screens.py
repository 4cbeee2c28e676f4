"""The accounts that supporters transfer to. Whoever puts in an account of their own takes all that is given:
each change wants a fresh sign-in (`accounts/guard.py`), and those who look after money and people hear of it.
"""

from uuid import uuid4

from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import CopyView, CreateView, DeleteView, EditView
from wagtail.admin.viewsets.model import ModelViewSet

from campaign_site.accounts.models import User
from campaign_site.accounts.role_table import ADMINISTRATOR, FUNDRAISING_OFFICER
from campaign_site.delivery.admin.edited_meanwhile import ChangedOneAfterTheOther
from campaign_site.delivery.mail import send_later
from campaign_site.delivery.public_address import public_address
from donations.in_words import InWords, in_words
from donations.models import BankAccount

TOLD = (FUNDRAISING_OFFICER, ADMINISTRATOR)


def tell_of_change(currency: str) -> None:
    """Have it mailed to officers and administrators, in the caller's transaction, that an account was changed.

    `currency` is the account's code (ISO 4217); the mail holds nothing else of the account.
    """
    change = uuid4()
    told = Q(groups__name__in=TOLD) | Q(is_superuser=True)
    for user in User.objects.filter(told, is_active=True).distinct():
        send_later(
            "bank_account_changed",
            to=user.email,
            key=f"bank-account-changed:{change}:{user.pk}",
            language=user.mail_language,
            context={"currency": currency, "accounts": public_address(reverse("bankaccount:index"))},
        )


class _Telling:
    def save_instance(self):
        account = super().save_instance()
        tell_of_change(account.currency)
        return account


class AddView(_Telling, CreateView):
    """Adds an account, and tells."""


class AddFromView(_Telling, CopyView):
    """Adds an account that begins as a copy, and tells."""


class ChangeView(_Telling, EditView):
    """Changes an account, and tells."""


class RemoveView(DeleteView):
    """Deletes an account, and tells."""

    def delete_action(self):
        """Delete it and tell, both or neither."""
        with transaction.atomic():
            tell_of_change(self.object.currency)
            super().delete_action()


class BankAccountViewSet(ChangedOneAfterTheOther, ModelViewSet):
    """The accounts that supporters transfer to."""

    model = BankAccount
    icon = "folder-inverse"
    menu_label = _("Bank accounts")
    inspect_view_enabled = True
    add_view_class = AddView
    copy_view_class = AddFromView
    edit_view_class = ChangeView
    delete_view_class = RemoveView
    inspect_view_class = InWords
    list_display = [
        "currency",
        "holder",
        "number",
        "bank",
        Column("is_example", label=_("Example"), accessor=lambda account: in_words(account.is_example)),
    ]
