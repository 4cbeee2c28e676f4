from django.db import migrations
from django.db.models import OuterRef, Subquery

import campaign_site.media.models


def name_sources(apps, schema_editor):
    """Every size that there is was made of the file that its picture has."""
    pictures = apps.get_model("media", "CampaignImage").objects.filter(pk=OuterRef("image_id"))
    apps.get_model("media", "CampaignRendition").objects.update(source=Subquery(pictures.values("file")[:1]))


class Migration(migrations.Migration):
    dependencies = [("media", "0006_pictures")]

    operations = [
        migrations.AddField(
            "campaignrendition",
            "source",
            campaign_site.media.models.SourceField(default="", editable=False, max_length=100),
        ),
        migrations.RunPython(name_sources, migrations.RunPython.noop),
    ]
