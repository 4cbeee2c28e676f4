"""The lock of a story under review, in the words of stories."""

from django.utils.translation import gettext as _

from campaign_site.pages.review_lock import ReviewLock


class StoryReviewLock(ReviewLock):
    """Says who may decide on the story, how the person's yes is kept, and when nobody can decide any more."""

    def get_message(self, user):
        """Say first what only sending it back puts right."""
        if self.task.is_overtaken(self.object):
            return _(
                "A picture or a word of this story is no longer as it was handed in, so nobody can approve it. "
                "Request changes at the foot of this page, or have its author stop the review; then it is handed "
                "in again."
            )
        return super().get_message(user)

    def to_decide(self) -> str:
        """Return what a reviewer is told, or who hears the person."""
        if self.task.waits_for_person:
            return _(
                "This text waits for the person’s yes, so nobody can change it now. Read it back to the person, "
                "or they say yes with their code. If they want it otherwise, request changes at the foot of this "
                "page."
            )
        return _(
            "This story is being reviewed, so nobody can change it now. Read it, then decide at the foot of "
            "this page. If you request changes, its author can edit it again."
        )

    def to_take_back(self) -> str:
        """Return what its author is told."""
        return _(
            "This story is being reviewed, so nobody can change it now. To edit it again, choose “Stop the "
            "review” at the foot of this page. Hand it in again when you are done."
        )

    def to_ask(self) -> str:
        """Return what everybody else is told."""
        return _(
            "This story is being reviewed, so nobody can change it now. To edit it again, ask its author to stop "
            "the review, or a reviewer to request changes."
        )

    def get_description(self, user, can_lock=False):
        """Say in one sentence what that means."""
        return _("Nobody can change a story while it is being reviewed.")
