"""What the identity check found: the list, each finding by kind and place, and an officer's decision on it."""

import django_filters
from django import forms
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic import IndexView

from campaign_site.lists.read_only import ReadOnlyViewSet
from stories.desk.reasons import NO_NAME, ReasonField
from stories.desk.screens import RecordView, show
from stories.identity.choices import FindingKind
from stories.identity.findings import resolve, wrote
from stories.identity.models import IdentityFinding
from stories.identity.nightly import hides

STATES = [("open", gettext_lazy("Open")), ("decided", gettext_lazy("Decided"))]


class DecisionForm(forms.Form):
    """Why what was found may stand where it is."""

    reason = ReasonField(label=gettext_lazy("Why may it stand there?"))


class FindingFilterSet(WagtailFilterSet):
    """By whether somebody has decided, by kind, by what readers see."""

    state = django_filters.ChoiceFilter(label=gettext_lazy("State"), choices=STATES, method="filter_state")
    kind = django_filters.MultipleChoiceFilter(label=gettext_lazy("Kind"), choices=FindingKind)
    public = django_filters.BooleanFilter(label=gettext_lazy("In a public text"), method="filter_public")

    class Meta:
        model = IdentityFinding
        fields = ["state", "kind", "of_another", "public"]

    def filter_state(self, findings, name, state):
        """Those on which nobody has decided yet, or the others."""
        return findings.filter(resolved_at__isnull=state == "open")

    def filter_public(self, findings, name, is_public):
        """Those in what the public can read, or would if nothing hid it."""
        public = ~Q(live_hash="") & Q(is_shown=True)
        return findings.filter(public if is_public else ~public)


class FindingView(RecordView):
    """One finding: where it is, what it means, and the way to decide."""

    template_name = "stories/desk/finding.html"

    def get_context_data(self, **kwargs):
        """Add what the template says of it."""
        finding = self.object
        may_decide = self.request.user.has_perm("stories.resolve_identityfinding")
        return {
            **super().get_context_data(**kwargs),
            "finding": finding,
            "hides": finding.resolved_at is None and hides(finding),
            "may_decide": may_decide and finding.resolved_at is None,
            "wrote_it": may_decide and wrote(self.request.user, finding),
        }


class FindingViewSet(ReadOnlyViewSet):
    """Findings, open ones first; they come from the check, never from a form here."""

    model = IdentityFinding
    icon = "warning"
    menu_label = gettext_lazy("Identity check")
    index_view_class = IndexView
    inspect_view_class = FindingView
    filterset_class = FindingFilterSet
    list_per_page = 20
    list_display = [
        TitleColumn("where", label=gettext_lazy("Where"), url_name="identity_finding:inspect"),
        Column("place_name", label=gettext_lazy("Place")),
        Column("kind_name", label=gettext_lazy("Found")),
        DateColumn("found_at", label=gettext_lazy("Since"), sort_key="found_at"),
        DateColumn("resolved_at", label=gettext_lazy("Decided"), sort_key="resolved_at"),
    ]


@permission_required("stories.resolve_identityfinding", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def resolve_finding(request, pk: int):
    """Ask why what was found may stand there (GET), then keep it (POST)."""
    finding = get_object_or_404(IdentityFinding, pk=pk, resolved_at=None)
    if wrote(request.user, finding):
        raise PermissionDenied
    form = DecisionForm(request.POST or None)
    if form.is_valid():
        try:
            resolve(finding, form.cleaned_data["reason"], request.user)
        except ValidationError:
            form.add_error("reason", NO_NAME)
        else:
            messages.success(request, _("Noted. The check will know it again."))
            return redirect("identity_finding:index")
    return show(request, "resolve_finding", _("Decide"), finding, form=form, finding=finding)
