"""The versions of a page that the public may see now, one per language: for its own gate, and to link to them."""

from functools import cache

from django.db import models

from campaign_site.delivery.database.prepared_queries import Given, Prepared


@cache
def public_versions(model: type[models.Model]) -> Prepared:
    """Return the question for those of a page of this kind, by the `key` that they share (`translation_key`).

    Each is a named tuple of what `version_columns` names.
    """

    def versions():
        alike = model.objects.filter(translation_key=Given("key", models.UUIDField())).for_public_display()
        return alike.order_by("locale_id").values_list(*model.version_columns, named=True)

    return Prepared(versions)
