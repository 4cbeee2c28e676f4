from django.db import migrations


def forget_tags(apps, schema_editor):
    """Nothing is tagged any longer: a tag on a story's picture was shown to everybody in the admin."""
    apps.get_model("taggit", "TaggedItem").objects.all().delete()
    apps.get_model("taggit", "Tag").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [
        ("media", "0007_sizes_name_their_source"),
        ("taggit", "0006_rename_taggeditem_content_type_object_id_taggit_tagg_content_8fc721_idx"),
    ]

    operations = [migrations.RunPython(forget_tags, migrations.RunPython.noop)]
