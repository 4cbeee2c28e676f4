"""The form in which a story is written."""

from wagtail.admin.forms import WagtailAdminPageForm


class StoryForm(WagtailAdminPageForm):
    """The person is chosen once, for the new page; from then on the form only says who it is."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and "contributor" in self.fields:
            self.fields["contributor"].disabled = True
