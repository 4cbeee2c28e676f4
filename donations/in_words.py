"""What officers read in the admin: amounts as people write them, a dash where there is nothing."""

from django.utils.translation import get_language, get_language_bidi, gettext_lazy
from django.utils.translation import gettext as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import InspectView

from donations.ledger import BANK_TRANSFER
from donations.money import Money

NOTHING = "–"
PROVIDERS = {
    BANK_TRANSFER: gettext_lazy("Bank transfer"),
    "stripe": gettext_lazy("Card (Stripe)"),
    "fake": gettext_lazy("Card (example)"),
}


def amount_in_text(money: Money) -> str:
    """Return an amount for the middle of a sentence: where that runs from the right, in its own direction."""
    text = money.format(get_language() or "en")
    return f"\u2068{text}\u2069" if get_language_bidi() else text


def in_words(value):
    """Return what a person reads in place of `value`."""
    if isinstance(value, Money):
        return amount_in_text(value)
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return _("Yes") if value else _("No")
    return value


def provider_name(provider: str) -> str:
    """Return how a way to pay is called; what we have no name for is called as the ledger does."""
    return str(PROVIDERS.get(provider, provider))


class AmountColumn(Column):
    """A column of amounts, each kept in its own direction."""

    cell_template_name = "donations/desk/parts/amount_cell.html"


class InWords(InspectView):
    """One row, in words. `labels` names what the model has no name for."""

    labels: dict = {}

    def get_field_label(self, field_name, field):
        """Return the label of a value."""
        return self.labels.get(field_name) or super().get_field_label(field_name, field)

    def get_field_display_value(self, field_name, field):
        """Return the value as it is read."""
        return in_words(super().get_field_display_value(field_name, field))
