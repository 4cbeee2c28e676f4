"""The lock of a page under review: it says in plain words why nobody can edit, and what to do about it."""

from django.utils.translation import gettext as _
from wagtail.locks import WorkflowLock


class ReviewLock(WorkflowLock):
    """Holds for everybody, reviewers included: what they approve is what was handed in."""

    def get_message(self, user):
        """Tell reviewers to decide, authors how to take the page back, and others whom to ask."""
        if self.task.get_actions(self.object, user):
            return self.to_decide()
        if self.object.current_workflow_state.user_can_cancel(user):
            return self.to_take_back()
        return self.to_ask()

    def to_decide(self) -> str:
        """Return what somebody is told who may decide."""
        return _(
            "This page is being reviewed, so nobody can change it now. Read it, then decide at the foot of "
            "this page. If you approve, it goes live as it stands; if you request changes, its author can edit it "
            "again."
        )

    def to_take_back(self) -> str:
        """Return what somebody is told who may stop the review."""
        return _(
            "This page is being reviewed, so nobody can change it now. To edit it again, choose “Stop the review” "
            "at the foot of this page. Hand it in again when you are done."
        )

    def to_ask(self) -> str:
        """Return what everybody else is told."""
        return _(
            "This page is being reviewed, so nobody can change it now. To edit it again, ask its author to stop "
            "the review, or a reviewer to request changes."
        )

    def get_icon(self, user, can_lock=False):
        """Show a closed lock."""
        return "lock"

    def get_locked_by(self, user, can_lock=False):
        """Say in two words what locks it."""
        return _("Being reviewed")

    def get_description(self, user, can_lock=False):
        """Say in one sentence what that means."""
        return _("Nobody can change a page while it is being reviewed.")
