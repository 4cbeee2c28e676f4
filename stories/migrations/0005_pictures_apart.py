"""Pictures that stories and their drafts name go into the sheltered collection."""

import json

from django.db import migrations


def pictures_named(apps) -> set[int]:
    story_page = apps.get_model("stories", "StoryPage")
    revision = apps.get_model("wagtailcore", "Revision")
    drafts = revision.objects.filter(content_type__app_label="stories", content_type__model="storypage")
    bodies = [page.body.get_prep_value() for page in story_page.objects.iterator()]
    bodies += [json.loads(draft.content.get("body") or "[]") for draft in drafts.iterator()]
    blocks = (block for body in bodies for block in body if block["type"] == "picture")
    return {block["value"]["image"] for block in blocks} - {None}


def move(apps, schema_editor):
    keys = pictures_named(apps)
    if keys:
        from campaign_site.accounts.sheltered import sheltered

        images = apps.get_model("media", "CampaignImage").objects.filter(pk__in=keys)
        images.update(collection_id=sheltered().pk)


class Migration(migrations.Migration):
    dependencies = [
        ("stories", "0004_pictures_show_faces"),
        ("media", "0005_files_by_name"),
        ("wagtailcore", "0001_initial"),
    ]

    operations = [migrations.RunPython(move, migrations.RunPython.noop)]
