"""The first screen of the admin: what waits for me, as numbers that lead to their lists, and the last weeks.

Apps register in `ready()` what they know: with `register` a function that takes the user and yields `Waiting`,
with `register_weeks` one that takes the user and the first day and yields `Series`. Each asks itself what this
user may list, and yields nothing of the rest: nobody sees a number of what they may not open.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Value, Window
from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import (
    RecentEditsPanel,
    UserObjectsInWorkflowModerationPanel,
    WorkflowObjectsToModeratePanel,
)

from campaign_site.pages.weekly_chart import Chart, Series, first_day

# So many of what waits are named beneath a number; the others are behind it.
NAMED = 5


@dataclass(frozen=True)
class Item:
    """One of what waits: what it is called in the admin, and the way to it."""

    name: str
    url: str


@dataclass(frozen=True)
class Waiting:
    """One number: what it counts, the list that it leads to, and the first `NAMED` of them where that helps.

    `is_pressing` is for what somebody outside waits for.
    """

    label: str
    count: int
    url: str
    is_pressing: bool = False
    first: tuple[Item, ...] = ()


def counts(*querysets) -> list[int]:
    """Return how many rows each has, asked in one query."""
    asked = [
        rows.order_by()
        .annotate(which=Value(number))
        .values("which")
        .annotate(rows=Count("pk"))
        .values_list("which", "rows")
        for number, rows in enumerate(querysets)
    ]
    found = dict(asked[0].union(*asked[1:], all=True)) if asked else {}
    return [found.get(number, 0) for number in range(len(asked))]


def first_of(queryset, *fields: str) -> tuple[int, list[tuple]]:
    """Return how many rows there are, and these fields of the first `NAMED` in their order, asked in one query."""
    rows = list(queryset.annotate(in_all=Window(Count("pk"))).values_list("in_all", *fields)[:NAMED])
    return (rows[0][0] if rows else 0), [row[1:] for row in rows]


Numbers = Callable[[object], Iterable[Waiting]]
Weeks = Callable[[object, date], Iterable[Series]]
_numbers: list[Numbers] = []
_weeks: list[Weeks] = []


def register(numbers: Numbers) -> None:
    """Show these numbers too, in the order of registering."""
    _numbers.append(numbers)


def register_weeks(source: Weeks) -> None:
    """Draw these series too."""
    _weeks.append(source)


def waiting(user) -> Iterator[Waiting]:
    """Yield every number that this user may see."""
    for numbers in _numbers:
        yield from numbers(user)


def series(user) -> Iterator[Series]:
    """Yield every series of the last weeks that this user may see."""
    for source in _weeks:
        yield from source(user, first_day())


class WaitingPanel(Component):
    """What waits for whoever is signed in."""

    order = 10
    template_name = "pages/admin/waiting.html"

    def get_context_data(self, parent_context):
        """Return `numbers`; those with something named beneath them also as `named`."""
        numbers = list(waiting(parent_context["request"].user))
        return {"numbers": numbers, "named": [number for number in numbers if number.first]}


class WeeksPanel(Component):
    """The last twelve weeks."""

    order = 20
    template_name = "pages/admin/weeks.html"

    def get_context_data(self, parent_context):
        """Return `chart`, None for whom nothing is drawn."""
        drawn = list(series(parent_context["request"].user))
        return {"chart": Chart(drawn) if drawn else None}


# They look at each page, or at each kind of page, with several queries; ours name what is to be done with one.
REPLACED = (WorkflowObjectsToModeratePanel, UserObjectsInWorkflowModerationPanel, RecentEditsPanel)


def put_in_place(request, panels) -> None:
    """Hook `construct_homepage_panels`."""
    panels[:] = [panel for panel in panels if not isinstance(panel, REPLACED)] + [WaitingPanel(), WeeksPanel()]


def leave_counts_out(request, items) -> None:
    """Hook `construct_homepage_summary_items`: how many pages and pictures there are helps nobody."""
    items.clear()
