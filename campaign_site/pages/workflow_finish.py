"""What happens when a workflow ends (WAGTAIL_FINISH_WORKFLOW_ACTION).

Wagtail imports this module while its models load, so it imports none itself.
"""


def publish_approved_revision(workflow_state, user=None):
    """Publish the revision that the last task approved, whatever was saved since.

    The approval is the permission: reviewers need no right to publish. A story whose consent ended
    meanwhile raises `stories.publication.PublicationRefused` in `save()`.
    """
    if task_state := workflow_state.current_task_state:
        task_state.revision.publish(user=user, skip_permission_checks=True)
