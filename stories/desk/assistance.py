"""A second officer's word that a consent may count although the person receives our assistance."""

from django import forms
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from stories.consent import lifecycle
from stories.consent.choices import Status
from stories.consent.models import Consent
from stories.desk.consent_form import ANOTHER_COUNTS
from stories.desk.reasons import ReasonField
from stories.desk.screens import show


class AssistanceForm(forms.Form):
    """Why it may count."""

    reason = ReasonField(
        label=gettext_lazy("Why may it count?"),
        help_text=gettext_lazy("How do you know that the person does not fear to lose our help? Write no name."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data, consent: Consent):
        super().__init__(data)
        self.consent = consent

    def clean(self):
        """Say that another consent counts meanwhile, rather than let the database say it."""
        if lifecycle.taken_purposes(self.consent.contributor, self.consent.purposes):
            raise forms.ValidationError(ANOTHER_COUNTS)


@permission_required("consent.add_consent", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def allow_during_assistance(request, pk: int):
    """Ask why (GET), then let it count (POST); whoever recorded the consent is asked to find somebody else."""
    consent = get_object_or_404(Consent, pk=pk, status=Status.GIVEN, in_assistance=True)
    is_same = consent.collected_by_id == request.user.pk
    form = AssistanceForm(request.POST or None, consent)
    if form.is_valid() and not is_same:
        try:
            lifecycle.allow_during_assistance(consent, reason=form.cleaned_data["reason"], officer=request.user)
        except lifecycle.WrongStep:
            messages.warning(request, _("Somebody else was first. Look at the consent as it is now."))
        else:
            messages.success(request, _("The consent counts now."))
        return redirect("consent:inspect", consent.pk)
    return show(request, "assistance", _("Consent during assistance"), consent, form=form, is_same=is_same)
