"""The one question of what the public may see of stories, and the orders in which it does."""

from django.apps import apps
from django.db import models
from django.db.models import Subquery, Value

from campaign_site.delivery.database.compiled_once import CompiledOnce, ExistsApart, Moment
from campaign_site.pages.querysets import BasePageQuerySet
from stories.consent.choices import Outcome, ReviewRole
from stories.consent.fields import ChoiceSetField
from stories.consent.withdrawals import ledger_in_step
from stories.identity.models import IdentityFinding
from stories.publication import approvals_of_live_content, covering_consents, reviews_of_live_content

# Of so many live ones for each that is wanted the gate is asked first.
ASKED_FOR_EACH = 8


class StoryQuerySet(BasePageQuerySet):
    """Stories, and which of them the public may see now."""

    def for_public_display(self):
        """Live, covered by a consent in force at this moment, and as they stand approved and twice reviewed.

        And nothing of the person was found in it on which no officer has decided (`stories.identity`).

        Each brings along what its texts need to be shown: the covered elements, and the person's slots.
        """
        return (
            super()
            .for_public_display()
            .filter(CompiledOnce(_as_they_stand))
            .annotate(
                covered_elements=CompiledOnce(_covered, "covered", ChoiceSetField()), opens_words=Value(True)
            )
            .select_related("contributor")
            .prefetch_related("contributor__slots")
        )

    def newest_first(self):
        """In the order of lists."""
        return self.order_by("-first_published_at", "pk")

    def most_like(self, story):
        """First those of the same form of exploitation, then of the same region; the newest first."""
        alike = models.Case(
            models.When(exploitation=story.exploitation, then=0),
            models.When(region=story.region, then=1),
            default=2,
        )
        return self.order_by(alike, "-first_published_at", "pk")

    def first_public(self, count: int, found: list | None = None) -> list:
        """Return the first `count` of them, in their order, that the public may see.

        Only the first live ones pass the gate, which costs much, unless too many of them may not be shown.
        `found` are those first ones where they were asked for already.
        """
        found = list(self.public_among_first(count)) if found is None else found
        most = count * ASKED_FOR_EACH
        if len(found) < count and self.live()[most : most + 1].exists():
            public = self.model.objects.for_public_display()
            return list(public.filter(pk__in=Subquery(self.values("pk"))).order_by(*self.query.order_by)[:count])
        return found

    def public_among_first(self, count: int):
        """Return up to `count` that the public may see among the first live ones."""
        live, public = self.live(), self.model.objects.for_public_display()
        first = public.filter(pk__in=Subquery(live.values("pk")[: count * ASKED_FOR_EACH]))
        return first.order_by(*self.query.order_by)[:count]


def _as_they_stand():
    by_both = (ExistsApart(reviews_of_live_content(outcome=Outcome.POSITIVE, role=role)) for role in ReviewRole)
    return (
        _stories()
        .filter(ledger_in_step())
        .filter(ExistsApart(covering_consents(Moment())), ExistsApart(approvals_of_live_content()), *by_both)
        .exclude(ExistsApart(reviews_of_live_content(outcome=Outcome.NEGATIVE)))
        .exclude(ExistsApart(IdentityFinding.objects.hiding()))
    )


def _covered():
    return _stories().annotate(covered=Subquery(covering_consents(Moment()).values("elements")[:1]))


def _stories():
    return apps.get_model("stories", "StoryPage").objects
