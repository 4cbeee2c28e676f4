"""Nobody tags pictures or documents: Wagtail shows each tag to everybody in the admin, whatever it is on."""

from django.http import Http404


def leave_out_tagging() -> None:
    """Take away what tags many at once; the forms ask for no tags. To call before the admin's first request."""
    from wagtail.documents.views.bulk_actions.add_tags import AddTagsBulkAction as TagDocuments
    from wagtail.images.views.bulk_actions.add_tags import AddTagsBulkAction as TagPictures

    for action in (TagDocuments, TagPictures):
        action.models = []


def no_tags(request, **kwargs):
    """In place of Wagtail's view that completes a tag. Raises Http404."""
    raise Http404
