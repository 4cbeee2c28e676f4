"""What every review has in common, of stories and of other pages that go live by a second person's yes."""

from wagtail.models import AbstractGroupApprovalTask

from campaign_site.pages.review_lock import ReviewLock


class ReviewTask(AbstractGroupApprovalTask):
    """The text stands still while it is reviewed, and only the task's groups act, no superuser as such."""

    lock_class = ReviewLock

    class Meta:
        abstract = True

    def start(self, workflow_state, user=None):
        """Begin. A personal lock ends with it, or its owner could edit what is being reviewed."""
        page = workflow_state.content_object
        if page.locked:
            page.locked, page.locked_by, page.locked_at = False, None, None
            page.save(update_fields=["locked", "locked_by", "locked_at"])
        return super().start(workflow_state, user)

    def locked_for_user(self, obj, user):
        """Nobody edits what is being reviewed, reviewers included; the author can stop the review first."""
        return True

    def user_can_access_editor(self, obj, user):
        """Let reviewers read the page where everything stands that belongs to it; not a superuser as such."""
        return self._user_in_groups(user)

    def get_task_states_user_can_moderate(self, user, **kwargs):
        """Put what waits on the dashboards of those who act; not of a superuser as such."""
        states = super().get_task_states_user_can_moderate(user, **kwargs)
        return states if self._user_in_groups(user) else states.none()

    def user_can_lock(self, obj, user):
        """The task's own lock is enough."""
        return False

    def user_can_unlock(self, obj, user):
        """Cancelling the review is the way to edit again."""
        return False

    def may_act(self, page, user) -> bool:
        """Whether the user stands in the task's groups and wrote nothing of this text."""
        return self._user_in_groups(user) and user.pk not in self.author_ids(page)

    def author_ids(self, page) -> set[int]:
        """Return the ids of those who may not decide on this text, because it is theirs."""
        raise NotImplementedError
