"""What somebody with an SQL console would try, to have a story in public view."""

from django.db import connection
from wagtail.models import Page

from stories.models import StoryPage

_STORY = "UPDATE stories_storypage SET {} WHERE page_ptr_id = %(page)s"
_PAGE = "UPDATE wagtailcore_page SET {} WHERE id = %(page)s"
_CONSENT = (
    "UPDATE consent_consent SET {} WHERE contributor_id = "
    "(SELECT contributor_id FROM stories_storypage WHERE page_ptr_id = %(page)s)"
)
_OTHER_KEY = "(SELECT translation_key FROM wagtailcore_page WHERE id <> %(page)s AND depth = 4 LIMIT 1)"

STATEMENTS = {
    "live": _PAGE.format("live = %(true)s"),
    "every page live": "UPDATE wagtailcore_page SET live = %(true)s",
    "locale": _PAGE.format("locale_id = %(locale)s"),
    "live in a locale": _PAGE.format("live = %(true)s, locale_id = %(locale)s"),
    "translation key": _PAGE.format(f"translation_key = {_OTHER_KEY}"),
    "contributor": _STORY.format("contributor_id = %(other)s"),
    "more elements": _STORY.format("elements = '|age|city|'"),
    "no elements": _STORY.format("elements = ''"),
    "words": _STORY.format("headline = 'Her real name'"),
    "content hash": _STORY.format("live_content_hash = 'x'"),
    "hash of another": _STORY.format(
        "live_content_hash = "
        "(SELECT live_content_hash FROM stories_storypage WHERE contributor_id = %(other)s LIMIT 1)"
    ),
    "consent active": _CONSENT.format("status = 'active'"),
    "consent withdrawn": _CONSENT.format("status = 'withdrawn'"),
    "consent expired": _CONSENT.format("status = 'expired'"),
    "consent superseded": _CONSENT.format("status = 'superseded'"),
    "consent longer": _CONSENT.format("valid_until = '2999-01-01'"),
    "consent languages": _CONSENT.format("languages = '|ar|en|fr|'"),
    "consent elements": _CONSENT.format("elements = '|age|city|'"),
    "consent without time to think": _CONSENT.format("cooling_off_until = NULL"),
    "consent of another": _CONSENT.format("contributor_id = %(other)s"),
    "no consents": "DELETE FROM consent_consent",
    "no ledger": "DELETE FROM consent_withdrawalentry",
    "no reviews": "DELETE FROM consent_riskreview",
    "reviews for all": "UPDATE consent_riskreview SET outcome = 'positive'",
}


def insert_live_copy(story: StoryPage) -> None:
    """Write the two rows of a story anew under another number, live."""
    number = Page.objects.order_by("-pk").values_list("pk", flat=True)[0] + 1000
    page = {
        "id": str(number),
        "live": "%(true)s",
        "path": f"substr(path, 1, 12) || '{number:04d}'",
        "slug": f"'slug{number}'",
        "url_path": f"url_path || '{number}/'",
        "translation_key": f"'{number:032x}'",
    }
    _copy(Page, page, f"id = {story.pk}")
    _copy(StoryPage, {"page_ptr_id": str(number)}, f"page_ptr_id = {story.pk}")


def _copy(model, changed: dict[str, str], where: str) -> None:
    columns = [field.column for field in model._meta.local_concrete_fields]
    values = ", ".join(changed.get(column, column) for column in columns)
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(columns)}) SELECT {values} FROM {table} WHERE {where}",
            {"true": True},
        )
