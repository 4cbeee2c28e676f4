"""The panels beside each story: whether it may be public, in full sentences, and how it reads now."""

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.panels import Panel
from wagtail.admin.staticfiles import versioned_static
from wagtail.images.permissions import permission_policy

from campaign_site.media.models import CampaignImage
from stories.clearance import why_not
from stories.consent.choices import ReviewRole
from stories.consent.coverage import Gap
from stories.identity.jigsaw import SHARED, warning
from stories.identity.models import IdentityFinding
from stories.permissions import may_read_back
from stories.publication import Reason, may_publish, written_text
from stories.words import NEUTRAL_WORDS, brackets_in, words_in

ABOUT_THE_CONSENT = {"no_consent", *(gap.value for gap in Gap)}
ABOUT_THE_REVIEW = {"refused", "not_reviewed_protection", "not_reviewed_second"}


class SavedStoryPanel(Panel):
    """A panel that only shows something."""

    class BoundPanel(Panel.BoundPanel):
        """The panel for one story as it was last saved."""

        def is_shown(self):
            """Only once the story was saved: before, there is nothing to ask about."""
            return super().is_shown() and self.instance.pk is not None


class PublicationPanel(SavedStoryPanel):
    """Lists every reason against publication; green only when there is none."""

    class BoundPanel(SavedStoryPanel.BoundPanel):
        """The reasons against this story."""

        template_name = "stories/admin/publication_panel.html"

        def get_context_data(self, parent_context=None):
            """Add `reasons` (each with the address where it is solved, or None), `now` and all about words."""
            text = written_text(self.instance)
            reasons = may_publish(self.instance)
            return {
                **super().get_context_data(parent_context),
                "reasons": [(reason, self._solved_at(reason)) for reason in reasons],
                "now": step_now(self.instance),
                "missing_words": [word for word in words_in(text, self.instance) if word.is_missing],
                "brackets": brackets_in(text),
                "tokens": [f"[{element.value}]" for element in NEUTRAL_WORDS],
            }

        def _solved_at(self, reason: Reason) -> str | None:
            """Return where this reader can do something about it or see how far it is; None if in this form."""
            story, task = self.instance, self.instance.current_workflow_task
            if isinstance(reason.about, CampaignImage):
                return self._picture_at(reason.about)
            if isinstance(reason.about, IdentityFinding):
                return self._opened_by("stories.view_identityfinding", "identity_finding:inspect", reason.about.pk)
            waits_for_the_yes = reason.code == "not_approved" and task and task.waits_for_person
            if waits_for_the_yes and may_read_back(self.request.user, story):
                return reverse("read_back", args=[story.pk])
            if reason.code in {*ABOUT_THE_CONSENT, "not_approved"}:
                return self._opened_by("consent.view_contributor", "contributor:inspect", story.contributor_id)
            is_on_its_way = reason.code in ABOUT_THE_REVIEW and story.workflow_states.exists()
            return reverse("wagtailadmin_pages:workflow_history", args=[story.pk]) if is_on_its_way else None

        def _opened_by(self, permission: str, name: str, pk: int) -> str | None:
            return reverse(name, args=[pk]) if self.request.user.has_perm(permission) else None

        def _picture_at(self, picture) -> str | None:
            """Where an officer clears it, and everybody else who may change it covers it."""
            if not why_not(self.request.user, picture):
                return reverse("judge_picture", args=[picture.pk])
            may_change = permission_policy.user_has_permission_for_instance(self.request.user, "change", picture)
            return reverse("cover_picture", args=[picture.pk]) if may_change else None


def step_now(story) -> str:
    """Say with whom a story is now."""
    task = story.current_workflow_task
    if task is None:
        return _("It is with its author, who hands it in for review at the foot of this page.")
    if task.waits_for_person:
        return _("Now the person decides: an officer reads it back to them, or they read it with their code.")
    if task.role == ReviewRole.PROTECTION:
        return _("Now a protection officer who did not write it reads it.")
    return _("Now a second reviewer reads it.")


class IdentityPanel(Panel):
    """What the identity check finds: at once what is kept, then, with script, what is being written."""

    class BoundPanel(Panel.BoundPanel):
        """The panel for one story, saved or new."""

        template_name = "stories/admin/identity_panel.html"

        @property
        def media(self):
            """Bring the script along."""
            return forms.Media(js=[versioned_static("js/identity-check.js")])

        def get_context_data(self, parent_context=None):
            """Add `address`, `is_saved`, `sentences` and `jigsaw`."""
            story, kept = self.instance, []
            if story.pk:
                kept = IdentityFinding.objects.open().filter(page_id=story.pk)
            values = {name: getattr(story, name) for name in SHARED}
            values["body"] = story.body.get_prep_value()
            return {
                **super().get_context_data(parent_context),
                "address": self._address(),
                "is_saved": story.pk is not None,
                "sentences": [f"{finding.place_name}: {finding.told_kind}" for finding in kept],
                "jigsaw": warning(type(story).objects.for_public_display(), values, story.contributor_id),
            }

        def _address(self) -> str:
            if self.instance.pk:
                return reverse("check_story", args=[self.instance.pk])
            return reverse("check_new_story", args=[self.request.resolver_match.kwargs["parent_page_id"]])


class ReadingPanel(SavedStoryPanel):
    """The text with words in the places of its tokens, as readers see it; own words only once it is public."""

    class BoundPanel(SavedStoryPanel.BoundPanel):
        """How this story reads."""

        template_name = "stories/admin/reading.html"

        def get_context_data(self, parent_context=None):
            """Add `story` and `words`."""
            self.instance.is_for_public_display()
            words = words_in(written_text(self.instance), self.instance)
            return {**super().get_context_data(parent_context), "story": self.instance, "words": words}
