"""Lists of a million rows: how many there are is not counted further than anybody would turn the pages."""

from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from wagtail.admin.paginator import WagtailPaginator

MOST = 10_000


def looked_through_once(found: QuerySet) -> QuerySet:
    """Return the newest `MOST` of what was found by looking into every row, so that nobody looks in again.

    Counting, then finding a page, would each read the whole table.
    """
    keys = found.order_by("-pk").values_list("pk", flat=True)[: MOST + 1]
    return found.filter(pk__in=list(keys))


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
