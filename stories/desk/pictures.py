"""Pictures of stories that wait for a protection officer, and the officer's word on each."""

import django_filters
from django import forms
from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BaseColumn, Column, DateColumn, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.images.permissions import permission_policy

from campaign_site.accounts.sheltered import find_sheltered
from campaign_site.media.models import CampaignImage
from stories import clearance
from stories.consent.choices import Seen
from stories.consent.models import PictureClearance
from stories.desk.screens import show

WAITS = "waits"
CONFIRM = gettext_lazy("Confirm this before you clear the picture, or say that it is not cleared.")


def pictures_of_stories():
    """Return the pictures that stories name or may name, with `seen`."""
    apart = find_sheltered()
    pictures = CampaignImage.objects.filter(collection__path__startswith=apart.path if apart else "none")
    return clearance.with_clearance(pictures).select_related("collection")


class PictureFilterSet(WagtailFilterSet):
    """By what was found, and by when they were added."""

    state = django_filters.ChoiceFilter(
        label=gettext_lazy("Clearance"),
        choices=[(WAITS, gettext_lazy("Waits for a protection officer")), *Seen.choices],
        method="filter_state",
    )

    class Meta:
        model = CampaignImage
        fields = ["state", "created_at"]

    def filter_state(self, pictures, name, state):
        """By the last word on the file as it is now."""
        return pictures.filter(seen=None) if state == WAITS else pictures.filter(seen=state)


class PreviewColumn(BaseColumn):
    """The picture, small."""

    cell_template_name = "stories/desk/parts/picture_cell.html"


def _found(picture) -> str:
    return Seen(picture.seen).label if picture.seen else _("Waits for a protection officer")


class PictureListView(BaseListingView):
    """The list; those that wait stand first."""

    model = CampaignImage
    page_title = gettext_lazy("Pictures of stories")
    header_icon = "image"
    index_url_name, index_results_url_name = "story_pictures", "story_pictures_results"
    filterset_class = PictureFilterSet
    paginate_by = 50
    is_searchable = False
    default_ordering = ["-created_at", "-pk"]
    columns = [
        PreviewColumn("preview", label=gettext_lazy("Picture")),
        TitleColumn("title", label=gettext_lazy("Title"), url_name="judge_picture"),
        Column("seen", label=gettext_lazy("Clearance"), accessor=_found),
        DateColumn("created_at", label=gettext_lazy("Added"), sort_key="created_at"),
    ]

    def get_base_queryset(self):
        """Return all of them."""
        return pictures_of_stories()


class ClearanceForm(forms.Form):
    """What the officer found, and each statement that has to be true for it; about the file that was shown."""

    seen = forms.ChoiceField(label=gettext_lazy("What you found"), choices=Seen.choices, widget=forms.RadioSelect)
    shown = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for key, text in clearance.STATEMENTS.items():
            self.fields[key] = forms.BooleanField(label=text, required=False)

    @property
    def statements(self):
        """The boxes, for the template."""
        return [self[key] for key in clearance.STATEMENTS]

    def clean(self):
        """Ask for each statement that the finding needs."""
        given = super().clean()
        if given.get("seen"):
            for key in clearance.needed(given["seen"]):
                if not given.get(key):
                    self.add_error(key, CONFIRM)
        return given

    @property
    def answers(self) -> dict[str, bool]:
        """The officer's word on each statement."""
        return {key: self.cleaned_data.get(key, False) for key in clearance.STATEMENTS}


@permission_required(clearance.MAY, raise_exception=True)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def judge_picture(request, pk: int):
    """Show a picture large with what is known of it (GET), then keep the officer's word on it (POST)."""
    picture = get_object_or_404(pictures_of_stories(), pk=pk)
    form = ClearanceForm(request.POST or None, initial={"shown": picture.file_hash})
    if form.is_valid():
        try:
            clearance.judge(
                pk, request.user, form.cleaned_data["seen"], form.answers, file_hash=form.cleaned_data["shown"]
            )
        except clearance.ClearanceRefused as refusal:
            messages.error(request, str(refusal))
            return redirect("judge_picture", pk)
        messages.success(request, _("Your finding is saved."))
        return redirect(f"{reverse('story_pictures')}?state={WAITS}")
    said = PictureClearance.objects.filter(picture_id=pk, file_hash=picture.file_hash).order_by("-pk").first()
    context = {
        "form": form,
        "picture": picture,
        "said": said,
        "open_statements": [
            text for key, text in clearance.STATEMENTS.items() if said and not said.answers.get(key)
        ],
        "why_not": clearance.why_not(request.user, picture),
        "may_cover": permission_policy.user_has_permission_for_instance(request.user, "change", picture),
    }
    return show(request, "judge_picture", _("Clearance"), picture, **context)
