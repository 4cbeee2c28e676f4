from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('consent', '0007_exports_need_a_permission'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='riskreview',
            name='role',
            field=models.CharField(choices=[('protection', 'Protection officer'), ('second', 'Second officer')], max_length=12),
        ),
        migrations.AddConstraint(
            model_name='riskreview',
            constraint=models.UniqueConstraint(condition=models.Q(('outcome', 'positive')), fields=('translation_key', 'language', 'content_hash', 'reviewer'), name='review_once_by_a_person'),
        ),
    ]
