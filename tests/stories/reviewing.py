"""A story under review, and what a browser sends from its form in the editor."""

from django.urls import reverse

from stories.approvals import approve
from stories.consent.choices import ApprovedBy, ReviewRole, Status
from stories.models import StoryPage
from tests.factories.accounts import UserFactory
from tests.factories.stories import StoryFactory, clear_pictures, judge


def hand_in(story, *, found_safe=False) -> StoryPage:
    """Save what a story says now as its owner, hand it in for review, and return it.

    With `found_safe` a protection officer has let it pass, and it is on its way to the person.
    """
    revision = story.save_revision(user=story.owner)
    if found_safe:
        judge(story, revision, roles=[ReviewRole.PROTECTION])
    story.get_workflow().start(story, story.owner)
    return story


def handed_in(**kwargs) -> StoryPage:
    """Return a story that waits for its second review only.

    Consented, with cleared pictures, and approved unless told otherwise.
    """
    writer = kwargs.pop("owner", None) or UserFactory(role="Writer")
    story = StoryFactory(**{"consented": True, **kwargs}, owner=writer)
    clear_pictures(story)
    hand_in(story, found_safe=True)
    if story.contributor.consents.filter(status=Status.ACTIVE).exists():
        approve(story.get_latest_revision(), by=ApprovedBy.CODE)
    return story


def edit_address(story) -> str:
    """Return the address of the story's form."""
    return reverse("wagtailadmin_pages:edit", args=[story.pk])


def opened_from(revision) -> dict:
    """Return what a form tells about the version that it was opened from, if there is one."""
    if revision is None:
        return {}
    return {"loaded_revision_id": revision.pk, "loaded_revision_created_at": revision.created_at.isoformat()}


def form_data(story, **changes) -> dict:
    """Return what the browser sends from the story's form when these fields were changed and nothing else."""
    story = StoryPage.objects.get(pk=story.pk).get_latest_revision_as_object()
    names = ("headline", "introduction", "content_line", "exploitation", "region", "age_band")
    return {
        **{name: getattr(story, name) for name in names},
        **opened_from(story.latest_revision),
        "contributor": story.contributor_id,
        "year": story.year or "",
        "elements": sorted(story.elements),
        **({"name_changed": "on"} if story.name_changed else {}),
        "body-count": "1",
        "body-0-type": "text",
        "body-0-order": "0",
        "body-0-deleted": "",
        "body-0-id": "",
        "body-0-value": '{"blocks": [{"text": "They told me.", "type": "unstyled", "key": "a"}], "entityMap": {}}',
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
        "comments-MIN_NUM_FORMS": "0",
        "comments-MAX_NUM_FORMS": "",
        **changes,
    }
