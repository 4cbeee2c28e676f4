import django.db.models.deletion
from django.db import migrations, models


def retire_the_single_review(apps, schema_editor):
    """Let stories begin again at the first of three steps; what one person had judged needs the other review."""
    workflow, state, step = (apps.get_model("wagtailcore", name) for name in ("Workflow", "WorkflowState", "TaskState"))
    under_way = state.objects.filter(workflow__name="Story review", status__in=("in_progress", "needs_changes"))
    step.objects.filter(workflow_state__in=under_way, status="in_progress").update(status="cancelled")
    under_way.update(status="cancelled")
    workflow.objects.filter(name="Story review").update(name="Story review, one step", active=False)


class Migration(migrations.Migration):

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('stories', '0007_exports_need_a_permission'),
        ('wagtailcore', '0097_baselogentry_uuid_action_timestamp_indexes'),
    ]

    operations = [
        migrations.AddField(
            model_name='storyreviewtask',
            name='role',
            field=models.CharField(choices=[('protection', 'Protection officer'), ('second', 'Second officer')], default='protection', max_length=12),
        ),
        migrations.CreateModel(
            name='PersonsYesTask',
            fields=[
                ('task_ptr', models.OneToOneField(auto_created=True, on_delete=django.db.models.deletion.CASCADE, parent_link=True, primary_key=True, serialize=False, to='wagtailcore.task')),
                ('groups', models.ManyToManyField(help_text='Pages/snippets at this step in a workflow will be moderated or approved by these groups of users', to='auth.group', verbose_name='groups')),
            ],
            options={
                'verbose_name': 'person’s yes',
                'verbose_name_plural': 'persons’ yes',
            },
            bases=('wagtailcore.task',),
        ),
        migrations.RunPython(retire_the_single_review, migrations.RunPython.noop),
    ]
