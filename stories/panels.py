"""The panels beside each story: whether it may be public, in full sentences, and how it reads now."""

from django import forms
from django.urls import reverse
from wagtail.admin.panels import Panel
from wagtail.admin.staticfiles import versioned_static

from stories.identity.jigsaw import SHARED, warning
from stories.identity.models import IdentityFinding
from stories.publication import may_publish, written_text
from stories.words import words_in


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
            """Add `reasons` and `missing_words`."""
            words = words_in(written_text(self.instance), self.instance)
            return {
                **super().get_context_data(parent_context),
                "reasons": may_publish(self.instance),
                "missing_words": [word for word in words if word.is_missing],
            }


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
                "sentences": [f"{finding.place_name}: {finding.kind_name}" for finding in kept],
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
