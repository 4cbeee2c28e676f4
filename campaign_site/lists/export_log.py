"""How Wagtail's log tells that somebody took a list with them."""

from django.utils.translation import gettext, gettext_lazy
from wagtail.log_actions import LogFormatter

from campaign_site.lists.spreadsheets import EXPORTED


class ExportFormatter(LogFormatter):
    """Names the list and how many rows it had; the log holds no value of them."""

    label = gettext_lazy("Export a list")

    def format_message(self, log_entry):
        """Return the sentence that reports and histories show."""
        return gettext("Exported a list: %(list)s, %(rows)s rows, %(kind)s") % log_entry.data


def register(actions) -> None:
    """Hook `register_log_actions`."""
    actions.register_action(EXPORTED)(ExportFormatter)
