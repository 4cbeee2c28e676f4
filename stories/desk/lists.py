"""What the desk's lists share: people are found and shown by code, and an export is an audit event."""

from django.db import transaction
from wagtail.admin.views.generic import IndexView

from campaign_site.lists.codes import part_of_code
from campaign_site.lists.columns import ChosenColumns
from stories.consent import audit

PREFIX = "AV"


class CodeSearch:
    """Mixed in before a list: searches `code_field` as people type codes, and nothing else."""

    code_field = "contributor__code"

    def search_queryset(self, queryset):
        """Return whom the typed part of a code fits: `av7k2m`, `AV 7K` and `7k2m` find AV-7K2M."""
        if not self.is_searching:
            return queryset
        part = part_of_code(self.search_query, PREFIX)
        return queryset.filter(**{f"{self.code_field}__icontains": part}) if part else queryset


class AuditedColumns(ChosenColumns):
    """A list about survivors: who took it with them is an audit event too."""

    @transaction.atomic
    def note_export(self, count, kind):
        """Keep who took how many rows, and no value of them."""
        super().note_export(count, kind)
        name = self.get_filename()
        audit.record(
            "list.exported", name, f"A list was exported: {name}, {count} rows, {kind}.", self.request.user
        )


class PeopleListView(CodeSearch, AuditedColumns, IndexView):
    """A list of the desk; `along` names what a row shows of other tables."""

    along: tuple[str, ...] = ("contributor",)

    def get_base_queryset(self):
        """Return the rows with what they show."""
        return super().get_base_queryset().select_related(*self.along)
