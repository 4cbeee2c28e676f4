from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):

    dependencies = [
        ('delivery', '0003_publication_epoch'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='outboxitem',
            index=models.Index(condition=Q(('done_at__isnull', False)), fields=['done_at'], name='outbox_done'),
        ),
    ]
