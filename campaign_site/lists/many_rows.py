"""Lists of a million rows: how many there are is not counted further than anybody would turn the pages."""

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.paginator import WagtailPaginator

MOST = 10_000


class FirstRows(WagtailPaginator):
    """Pages through the first `most` rows, and says that filters find the others. An export holds all of them.

    Counting a million rows takes longer than finding the fifty that a page shows.
    """

    most = MOST

    @cached_property
    def counted(self) -> int:
        """How many rows there are, or one more than `most`."""
        return self.object_list.order_by()[: self.most + 1].count()

    @cached_property
    def count(self) -> int:
        """How many rows the pages lead to."""
        return min(self.counted, self.most)

    @cached_property
    def items_count_label(self) -> str:
        """What stands beside the pages."""
        if self.counted <= self.most:
            return super().items_count_label
        return _("the first %(count)s of more; search and filters find the others") % {"count": f"{self.most:,}"}
