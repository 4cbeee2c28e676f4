"""The panel beside each story that says in full sentences why it may or may not be public."""

from wagtail.admin.panels import Panel

from stories.publication import may_publish


class PublicationPanel(Panel):
    """Lists every reason against publication; green only when there is none."""

    class BoundPanel(Panel.BoundPanel):
        """The panel for one story as it was last saved."""

        template_name = "stories/admin/publication_panel.html"

        def is_shown(self):
            """Only once the story was saved: before, there is nothing to ask about."""
            return super().is_shown() and self.instance.pk is not None

        def get_context_data(self, parent_context=None):
            """Add `reasons`."""
            return {**super().get_context_data(parent_context), "reasons": may_publish(self.instance)}
