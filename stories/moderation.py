"""What happens when a workflow ends. Wagtail imports this module while models load: it imports none itself."""


def publish_approved_revision(workflow_state):
    """Publish the revision that the last task approved, whatever was saved since."""
    task_state = workflow_state.current_task_state
    task_state.revision.publish()
