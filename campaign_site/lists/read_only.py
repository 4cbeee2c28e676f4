"""Lists of what people, money and time write: read, filtered and taken along in the admin, never changed there."""

from wagtail.admin.views.generic import IndexView
from wagtail.admin.viewsets.model import ModelViewSet

from campaign_site.lists.columns import ChosenColumns
from campaign_site.lists.many_rows import FirstRows
from campaign_site.lists.permissions import FormPolicy


class ReadOnlyList(ChosenColumns, IndexView):
    """The list, for whoever may look; it pages through the first of many rows."""

    any_permission_required = ["view"]
    paginator_class = FirstRows

    def get_list_buttons(self, instance):
        """Return none: a row's name leads to all that can be done, and a menu beside it makes the row taller."""
        return []


class ReadOnlyViewSet(ModelViewSet):
    """A list, and a page for each row; no form adds, changes, copies or deletes any, whoever asks.

    A subclass that names `search_fields` searches them in the database, by its list's `search_queryset`.
    """

    add_to_admin_menu = False
    index_view_class = ReadOnlyList
    inspect_view_enabled = True
    copy_view_enabled = False
    list_per_page = 50
    search_backend_name = None
    # A form class is built for the views that nobody may open.
    exclude_form_fields: list[str] = []

    @property
    def permission_policy(self):
        """Look, and do not touch."""
        return FormPolicy(self.model, "view")
