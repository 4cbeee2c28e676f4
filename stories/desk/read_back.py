"""An officer reads a text to the person, in the person's language, and keeps their yes to exactly that text."""

from django import forms
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from stories.approvals import ApprovalRefused, approve, under_review
from stories.authorship import author_ids
from stories.consent.choices import ApprovedBy
from stories.desk.screens import show
from stories.models import StoryPage
from stories.permissions import may_read_back
from stories.publication import approval_reasons, consent_reasons, content_hash, written_text
from stories.words import words_in


class ReadBackForm(forms.Form):
    """The officer's word, about the text that the screen showed."""

    said_yes = forms.BooleanField(
        label=gettext_lazy("I read this to the person in their language and they said yes.")
    )
    shown = forms.CharField(widget=forms.HiddenInput)


@permission_required("consent.add_storyapproval", raise_exception=True)
@require_http_methods(["GET", "HEAD", "POST"])
def read_back(request, pk: int):
    """Show a text that is under review as it will read (GET), then keep the person's yes (POST). Twice is once."""
    page = get_object_or_404(StoryPage, pk=pk)
    if not may_read_back(request.user, page):
        raise PermissionDenied
    text = under_review(page)
    if text is None:
        messages.warning(request, _("This story is not under review, so there is nothing to read back."))
        return redirect("wagtailadmin_home")
    form = ReadBackForm(request.POST or None, initial={"shown": content_hash(text.story)})
    if form.is_valid():
        try:
            approve(text.revision, by=ApprovedBy.READ_BACK, officer=request.user, shown=form.cleaned_data["shown"])
        except ApprovalRefused as refusal:
            messages.error(request, str(refusal))
            return redirect("read_back", pk)
        messages.success(request, _("The person’s yes is kept. The text can be approved now."))
        return redirect("wagtailadmin_home")
    context = {
        "form": form,
        "story": text.story,
        "language": get_language_info(text.story.locale.language_code)["name_translated"],
        "words": words_in(written_text(text.story), text.story),
        "is_author": request.user.pk in author_ids(text.story),
        "is_approved": not approval_reasons(text.story),
        "reasons": consent_reasons(text.story),
    }
    return show(request, "read_back", _("Read back"), page, **context)
