"""By what officers look for consents, people, take-downs and wishes to be called in their lists."""

import django_filters
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from stories.consent.choices import ContributorStatus, Status
from stories.consent.models import CallRequest, Consent, Contributor, Takedown

ENDS_WITHIN = [(7, _("7 days")), (30, _("30 days")), (60, _("60 days")), (90, _("90 days"))]


class ConsentFilterSet(WagtailFilterSet):
    """By status, by when it ends, by what waits for a second officer."""

    status = django_filters.MultipleChoiceFilter(label=_("Status"), choices=Status)
    ends_within = django_filters.TypedChoiceFilter(
        label=_("Active and ends within"), choices=ENDS_WITHIN, coerce=int, method="filter_ends_within"
    )
    ends_before = django_filters.DateFilter(label=_("Ends before"), field_name="valid_until", lookup_expr="lt")
    waits = django_filters.BooleanFilter(label=_("Waits for a second officer"), method="filter_waits")

    class Meta:
        model = Consent
        fields = ["status", "ends_within", "ends_before", "method", "waits"]

    def filter_ends_within(self, consents, name, days):
        """Active ones whose last day is at most so many days away."""
        return consents.ending_within(days)

    def filter_waits(self, consents, name, waits):
        """Given during assistance, and nobody has said yet that it may count."""
        waiting = {"status": Status.GIVEN, "in_assistance": True}
        return consents.filter(**waiting) if waits else consents.exclude(**waiting)


class ContributorFilterSet(WagtailFilterSet):
    """By language, age and whether the person was erased."""

    status = django_filters.ChoiceFilter(label=_("Status"), choices=ContributorStatus)

    class Meta:
        model = Contributor
        fields = ["status", "language", "is_minor"]


class TakedownFilterSet(WagtailFilterSet):
    """By what was asked, by whom, and what is still to be done."""

    is_open = django_filters.BooleanFilter(label=_("Still open"), field_name="closed_at", lookup_expr="isnull")

    class Meta:
        model = Takedown
        fields = ["is_open", "mode", "asked_by"]


class CallFilterSet(WagtailFilterSet):
    """By whether somebody has called."""

    is_open = django_filters.BooleanFilter(label=_("Still open"), field_name="handled_at", lookup_expr="isnull")

    class Meta:
        model = CallRequest
        fields = ["is_open"]
