"""The filters of the list of stories: plain links with counts, read from the address."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from campaign_site.delivery.middleware import low_data
from stories.choices import AgeBand, Exploitation, Region
from stories.listing import Listed

FILTERS = {
    "exploitation": (_("Form of exploitation"), Exploitation),
    "region": (_("Region"), Region),
    "age_band": (_("Age at the time"), AgeBand),
}


@dataclass(frozen=True)
class Option:
    """One choice of a filter: its words, the address that sets or clears it, and how many stories remain.

    `language` is a code where the words and the address are in another language than the page.
    """

    label: str
    url: str
    count: int
    is_active: bool
    language: str = ""


@dataclass(frozen=True)
class FilterGroup:
    """One filter with its choices."""

    label: str
    options: list[Option]


class StoryFilters:
    """Reads filters out of a query, ignoring what it does not know; counts without a query."""

    def __init__(self, stories: Sequence[Listed], query):
        self.stories = stories
        self.chosen = {
            name: query[name] for name, (_label, choices) in FILTERS.items() if query.get(name) in choices.values
        }
        self.kept = low_data.kept(query)

    def matching(self) -> list[Listed]:
        """Return the stories that fit all chosen filters."""
        return _fitting(self.stories, self.chosen)

    def query(self) -> str:
        """Return the chosen filters as a query string, for the links to further pages."""
        return urlencode({**self.chosen, **self.kept})

    def address(self, page: int) -> str:
        """Return the filters and the page, where it is not the first, as a query string."""
        return urlencode({**self.chosen, **({"page": page} if page > 1 else {})})

    def groups(self) -> list[FilterGroup]:
        """Return each filter with the choices that lead to at least one story, and with what is chosen."""
        return [FilterGroup(label, self._options(name, choices)) for name, (label, choices) in FILTERS.items()]

    def without(self) -> list[Option]:
        """Return for each chosen filter what remains without it, if anything does: a way on where nothing fits."""
        found = []
        for name, value in self.chosen.items():
            others = {key: other for key, other in self.chosen.items() if key != name}
            if count := len(_fitting(self.stories, others)):
                label = str(FILTERS[name][1](value).label)
                found.append(Option(label, "?" + urlencode(others), count, is_active=True))
        return found

    def elsewhere(self, others: Mapping[str, Sequence[Listed]], slug: str) -> list[Option]:
        """Return how many of `others`, stories by language, fit in each; languages with none are left out."""
        counts = {code: len(_fitting(stories, self.chosen)) for code, stories in others.items()}
        query = f"?{self.query()}" if self.chosen else ""
        return [
            Option(name, f"/{code}/{slug}/{query}", counts[code], False, code)
            for code, name in settings.LANGUAGES
            if counts.get(code)
        ]

    def _options(self, name, choices) -> list[Option]:
        others = {key: value for key, value in self.chosen.items() if key != name}
        kept = {**others, **self.kept}
        counts = Counter(getattr(story, name) for story in _fitting(self.stories, others))
        return [
            Option(
                label=label,
                url="?" + urlencode(kept if self.chosen.get(name) == value else {**kept, name: value}),
                count=counts[value],
                is_active=self.chosen.get(name) == value,
            )
            for value, label in choices.choices
            if counts[value] or self.chosen.get(name) == value
        ]


def _fitting(stories: Sequence[Listed], chosen: Mapping[str, str]) -> list[Listed]:
    return [story for story in stories if all(getattr(story, name) == value for name, value in chosen.items())]
