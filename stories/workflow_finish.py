"""What happens when a workflow ends (WAGTAIL_FINISH_WORKFLOW_ACTION).

Wagtail imports this module while its models load, so it imports none itself.
"""


def publish_approved_revision(workflow_state):
    """Publish the revision that the last task approved, whatever was saved since.

    A story whose consent ended meanwhile raises `stories.publication.PublicationRefused` in `save()`.
    """
    task_state = workflow_state.current_task_state
    if task_state:
        task_state.revision.publish(user=task_state.finished_by)
