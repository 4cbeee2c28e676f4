"""What a browser sends from the editor's forms of pages that four eyes read."""

from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from ambassadors.choices import Role

COMMON = {
    "introduction": "",
    "seo_title": "",
    "search_description": "",
    "body": streamfield([]),
    "comments": inline_formset([]),
}


def release_form(**changes) -> dict:
    """Return a complete release; `contact` changes what stands in its one contact."""
    contact = {"name": "Press desk", "role": "", "email": "press@example.org", "phone": "+41 22 000 00 00"}
    data = {
        **COMMON,
        "title": "News",
        "slug": "news",
        "subtitle": "",
        "place": "Geneva",
        "date": "2026-07-30",
        "embargo_until": "2026-07-30 09:00",
        "notes": rich_text("<p>Notes</p>"),
        "contacts": streamfield([("contact", {**contact, **changes.pop("contact", {})})]),
        "downloads": streamfield([]),
    }
    return nested_form_data({**data, **changes})


def ambassador_form(**changes) -> dict:
    """Return a complete page of a Global Goodwill Ambassador."""
    data = {
        **COMMON,
        "title": "Ama Example",
        "slug": "ama",
        "role": Role.GLOBAL_AMBASSADOR.value,
        "country": "",
        "speaks_about": "",
        "portrait": "",
        "story_links": inline_formset([]),
        "release_links": inline_formset([]),
    }
    return nested_form_data({**data, **changes})
