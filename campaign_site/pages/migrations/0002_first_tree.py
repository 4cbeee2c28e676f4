"""A new database gets its languages and one home page in each, in place of Wagtail's welcome page."""

import uuid

from django.db import migrations
from django.utils import timezone

TITLES = {
    "en": "Anyone a Victim",
    "fr": "N’importe qui peut être victime",
    "es": "Cualquiera puede ser víctima",
    "ar": "أي شخص قد يكون ضحية",
}


def plant(apps, schema_editor):
    ContentType = apps.get_model("contenttypes", "ContentType")
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    Locale = apps.get_model("wagtailcore", "Locale")
    HomePage = apps.get_model("pages", "HomePage")

    Site.objects.all().delete()
    Page.objects.filter(depth__gt=1).delete()
    root = Page.objects.get(depth=1)
    content_type, _ = ContentType.objects.get_or_create(app_label="pages", model="homepage")
    key = uuid.uuid4()
    for number, (code, title) in enumerate(TITLES.items(), start=1):
        locale, _ = Locale.objects.get_or_create(language_code=code)
        slug = "home" if code == "en" else f"home-{code}"
        HomePage.objects.create(
            title=title,
            draft_title=title,
            slug=slug,
            url_path=f"/{slug}/",
            path=f"{root.path}{number:04d}",
            depth=2,
            locale=locale,
            translation_key=key,
            content_type=content_type,
            live=True,
            first_published_at=timezone.now(),
            last_published_at=timezone.now(),
        )
    root.numchild = len(TITLES)
    root.save()
    Site.objects.create(
        hostname="localhost",
        port=80,
        site_name="Anyone a Victim",
        root_page_id=HomePage.objects.get(slug="home").pk,
        is_default_site=True,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("pages", "0001_initial"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(plant, migrations.RunPython.noop)]
