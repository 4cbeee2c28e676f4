"""Press releases and ambassadors' pages: whoever wrote the text does not decide that it goes live."""

from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, WorkflowState

from campaign_site.media.models import CampaignImage
from campaign_site.pages.four_eyes import NotApproved
from campaign_site.pages.schedule import publish_due
from tests.factories.accounts import UserFactory
from tests.factories.ambassadors import AmbassadorPageFactory, ambassador_index
from tests.factories.media import CampaignDocumentFactory, CampaignImageFactory, picture_bytes
from tests.factories.pages import approve
from tests.factories.press import PressReleasePageFactory, press_room
from tests.pages.written import ambassador_form, release_form

pytestmark = pytest.mark.django_db

KINDS = pytest.mark.parametrize("make", [PressReleasePageFactory, AmbassadorPageFactory])
FORMS = {PressReleasePageFactory: release_form, AmbassadorPageFactory: ambassador_form}


@pytest.fixture(scope="module")
def officers(written_once):
    """Two press officers: one writes, the other one reads."""
    with written_once():
        return [UserFactory(role="Press officer") for _number in range(2)]


def hand_in(page, author):
    """Save the page as it is now, and hand it in."""
    page.save_revision(user=author)
    page.get_workflow().start(page, author)
    return page


def decide(client, user, page, action="approve", *, state=None, follow=False):
    """Press a button of the review, offered or not, as a dialogue of the admin does."""
    client.force_login(user)
    state = state or page.current_workflow_task_state
    address = reverse("wagtailadmin_pages:workflow_action", args=[page.pk, action, state.pk])
    return client.post(address, {"comment": ""}, headers={} if follow else {"X-Requested-With": "XMLHttpRequest"},
                       follow=follow)  # fmt: skip


def live(page) -> bool:
    return type(page).objects.get(pk=page.pk).live


@KINDS
def test_one_writes_and_another_one_puts_it_live(client, officers, make):
    author, reader = officers
    page = hand_in(make(live=False, owner=author), author)

    assert decide(client, author, page).status_code == 403
    assert not live(page)
    assert decide(client, reader, page).status_code == 200
    page.refresh_from_db()
    assert (page.live, page.live_revision_id) == (True, page.latest_revision_id)
    assert client.get(page.url).status_code == 200


@pytest.mark.parametrize("wrote", ["its owner", "who changed it last", "who changed it before"])
def test_nobody_approves_words_of_their_own_whatever_else_they_are(client, officers, wrote):
    attacker = UserFactory(is_superuser=True, role="Press officer")
    page = PressReleasePageFactory(live=False, owner=attacker if wrote == "its owner" else officers[0])
    if wrote == "who changed it before":
        page.save_revision(user=attacker)
    hand_in(page, attacker if wrote == "who changed it last" else officers[0])
    state = page.current_workflow_task_state

    for action in ("approve", "reject"):
        assert decide(client, attacker, page, action).status_code == 403
        with pytest.raises(PermissionDenied):
            state.task.specific.on_action(state, attacker, action)

    assert not live(page)
    assert not state.task.specific.get_task_states_user_can_moderate(attacker).exists()
    assert state.task.specific.get_task_states_user_can_moderate(officers[1]).exists()


@pytest.mark.parametrize("role", ["Administrator", "Translator", "Reviewer", "Protection officer", None])
def test_nobody_but_a_press_officer_approves(client, officers, role):
    page = hand_in(PressReleasePageFactory(live=False, owner=officers[0]), officers[0])
    stranger = UserFactory(role=role) if role else UserFactory(is_superuser=True)

    assert (
        decide(client, stranger, page).status_code == decide(client, stranger, page, "reject").status_code == 403
    )
    assert not live(page)


@pytest.mark.parametrize("role", ["Press officer", "Administrator", None])
@KINDS
def test_nobody_publishes_round_it(client, make, role):
    user = UserFactory(role=role) if role else UserFactory(is_superuser=True)
    client.force_login(user)
    approved = make()
    draft = make(live=False, owner=user, parent=approved.get_parent())
    draft.save_revision(user=user)
    copied = {"new_title": "Copy", "new_slug": "copy", "new_parent_page": approved.get_parent().pk,
              "publish_copies": "on"}  # fmt: skip

    page = client.get(reverse("wagtailadmin_pages:edit", args=[draft.pk])).content.decode()
    assert "action-publish" not in page and "Hand in for review" in page
    opened_from = {"loaded_revision_id": draft.latest_revision_id}
    now = FORMS[make](title="Now", **opened_from, **{"action-publish": "1"})
    assert client.post(reverse("wagtailadmin_pages:edit", args=[draft.pk]), now).status_code == 302
    client.post(reverse("wagtail_bulk_action", args=["wagtailcore", "page", "publish"]) + f"?id={draft.pk}")
    client.post(reverse("wagtailadmin_pages:copy", args=[draft.pk]), copied)
    client.post(reverse("wagtailadmin_pages:copy", args=[approved.pk]), {**copied, "new_slug": "b", "alias": "on"})
    client.post(f"/admin/api/main/pages/{draft.pk}/action/publish/", {}, content_type="application/json")

    kind = draft._meta
    new = reverse("wagtailadmin_pages:add", args=[kind.app_label, kind.model_name, approved.get_parent().pk])
    page = client.get(new).content.decode()
    assert "action-publish" not in page and "Hand in for review" in page
    assert client.post(new, FORMS[make](slug="new", **{"action-publish": "1"})).status_code == 302

    assert list(type(draft).objects.live()) == [approved]
    assert type(draft).objects.filter(title="Now", live=False).exists(), "what was typed is kept"
    assert type(draft).objects.filter(slug="new", live=False).exists()


@KINDS
def test_no_code_puts_a_version_live_that_nobody_approved(officers, make):
    page = make(live=False, owner=officers[0])
    revision = page.save_revision(user=officers[0])

    page.live = True
    with pytest.raises(NotApproved):
        page.save()
    with pytest.raises(NotApproved):
        page.save(clean=False)
    with pytest.raises(NotApproved):
        revision.publish()
    revision.approved_go_live_at = timezone.now() - timedelta(minutes=1)
    revision.save()
    assert publish_due() == 0
    with pytest.raises(NotApproved):
        page.copy(keep_live=True, update_attrs={"slug": "copy"})
    assert not live(page)


def test_a_change_after_approval_is_read_by_somebody_else_in_turn(client, officers):
    author, reader = officers
    page = PressReleasePageFactory(live=False, owner=author, title="First words")
    approve(page, author=author, officer=reader)

    page.title = "Second words"
    page.save_revision(user=reader)
    assert b"First words" in client.get(page.url).content
    with pytest.raises(NotApproved):
        page.get_latest_revision().publish()
    page = type(page).objects.get(pk=page.pk)
    page.get_workflow().start(page, reader)
    assert decide(client, reader, page).status_code == 403
    assert decide(client, author, page).status_code == 200, "the change is not theirs"
    assert b"Second words" in client.get(page.url).content


def test_a_version_that_is_written_over_after_its_approval_is_approved_no_more(officers):
    author, reader = officers
    page = PressReleasePageFactory(live=False, owner=author)
    approve(page, author=author, officer=reader)
    page.unpublish()
    approved = page.get_latest_revision()

    page.title = "Words that nobody has read"
    page.save_revision(user=author, overwrite_revision=approved)

    with pytest.raises(NotApproved):
        approved.publish()
    page.get_workflow().start(page, reader)
    task = page.current_workflow_task
    assert not task.may_act(page, author) and task.may_act(page, reader)


def test_what_was_handed_in_stands_still(client, officers):
    author, reader = officers
    page = hand_in(PressReleasePageFactory(live=False, owner=author), author)
    before = page.revisions.count()
    for user in (author, reader):
        client.force_login(user)
        opened_from = {"loaded_revision_id": page.latest_revision_id}
        typed = release_form(title="Words of the reader", **opened_from, **{"action-submit": "1"})
        client.post(reverse("wagtailadmin_pages:edit", args=[page.pk]), typed)
        client.post(reverse("wagtailadmin_pages:lock", args=[page.pk]))
    assert page.revisions.count() == before

    task, state = page.current_workflow_task, page.current_workflow_task_state
    page.save_revision(user=author)
    with pytest.raises(PermissionDenied):
        task.on_action(state, reader, "approve")
    assert not live(page)


def test_a_review_that_was_just_stopped_decides_nothing(officers):
    author, reader = officers
    page = hand_in(PressReleasePageFactory(live=False, owner=author), author)
    task, state = page.current_workflow_task, page.current_workflow_task_state
    page.current_workflow_state.cancel(author)
    with pytest.raises(PermissionDenied):
        task.on_action(state, reader, "approve")
    assert not live(page)


def test_it_is_taken_back_in_one_step_even_while_its_second_version_is_read(client, officers):
    page = PressReleasePageFactory()
    hand_in(page, officers[0])
    client.force_login(officers[0])
    client.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]))
    assert not live(page)
    assert client.get(page.url).status_code == 404


def test_a_release_that_was_approved_early_is_public_at_its_hour_and_not_before(client, officers):
    hour = timezone.now().replace(microsecond=0) + timedelta(hours=6)
    page = hand_in(PressReleasePageFactory(live=False, owner=officers[0], embargo_until=hour), officers[0])

    answer = decide(client, officers[1], page, follow=True)

    assert "It becomes public at its hour." in answer.content.decode()
    with time_machine.travel(hour - timedelta(seconds=1), tick=False):
        assert client.get(page.url).status_code == 404
        assert page.slug not in client.get("/en/press/").content.decode()
    with time_machine.travel(hour, tick=False):
        assert client.get(page.url).status_code == 200
        assert page.slug in client.get("/en/press/").content.decode()


def test_an_approved_version_with_a_date_goes_live_by_the_clock(client, officers):
    hour = timezone.now() + timedelta(hours=6)
    page = hand_in(PressReleasePageFactory(live=False, owner=officers[0], go_live_at=hour), officers[0])
    assert decide(client, officers[1], page).status_code == 200
    assert (live(page), publish_due()) == (False, 0)
    with time_machine.travel(hour + timedelta(seconds=1)):
        assert publish_due() == 1
        assert client.get(page.url).status_code == 200


def test_what_became_of_it_is_said(client, officers):
    author, reader = officers
    page = hand_in(AmbassadorPageFactory(live=False, owner=author, title="Ama Example"), author)
    assert "Ama Example: changes are requested." in decide(
        client, reader, page, "reject", follow=True
    ).content.decode()  # fmt: skip
    page.save_revision(user=author)
    page.current_workflow_state.resume(author)
    assert "Ama Example is approved, and public now." in decide(client, reader, page, follow=True).content.decode()


def test_stopping_the_review_is_asked_before_and_not_for_strangers(client, officers):
    author, _reader = officers
    page = hand_in(PressReleasePageFactory(live=False, owner=author), author)
    address = reverse("stop_review", args=[page.pk])
    for stranger in (UserFactory(role="Writer"), UserFactory(role="Administrator")):
        client.force_login(stranger)
        client.get(address), client.post(address)
        assert page.workflow_in_progress

    client.force_login(author)
    assert address in client.get(reverse("wagtailadmin_pages:edit", args=[page.pk])).content.decode()
    assert "Stop the review now" in client.get(address).content.decode()
    assert page.workflow_in_progress, "a question stops nothing"
    answer = client.post(address, follow=True).content.decode()
    assert "is stopped. You can edit it again." in answer
    assert WorkflowState.objects.get().status == WorkflowState.STATUS_CANCELLED
    assert "This page is not being reviewed." in client.post(address, follow=True).content.decode()


def test_mails_about_it_tell_kind_and_number_and_go_to_the_other_press_officer(
    client, officers, run_commits, mailoutbox
):
    author, reader = officers
    with run_commits():
        page = hand_in(PressReleasePageFactory(live=False, owner=author, title="Quokkas join"), author)
    assert [mail.to for mail in mailoutbox] == [[reader.email]]
    assert mailoutbox[0].subject == f"press release {page.pk} waits for your review"
    assert "Quokkas" not in mailoutbox[0].body and page.slug not in mailoutbox[0].body
    with run_commits():
        decide(client, reader, page)
    assert (mailoutbox[1].to, mailoutbox[1].subject) == ([author.email], f"press release {page.pk} was approved")


def test_the_list_of_ambassadors_itself_is_published_by_a_right():
    officer = UserFactory(role="Press officer")
    for index in (press_room(), ambassador_index()):
        may = index.permissions_for_user(officer)
        assert may.can_publish() and not may.can_publish_subpage()


def test_a_page_without_an_owner_is_approved_by_any_press_officer_and_only_by_one():
    page = hand_in(PressReleasePageFactory(live=False), None)
    outsider = UserFactory()
    assert not page.current_workflow_task.may_act(page, outsider)
    outsider.groups.add(Group.objects.get(name="Press officer"))
    assert page.current_workflow_task.may_act(page, type(outsider).objects.get(pk=outsider.pk))
    assert Page.objects.get(pk=page.pk).specific.goes_live_by_review


@pytest.mark.parametrize("changes", [{"description": "The minister resigns"}, {"credit": "X"}, {"file": True}])
def test_what_an_approved_page_shows_stays_as_it_was_approved(client, officers, changes):
    author, _reader = officers
    picture = CampaignImageFactory()
    PressReleasePageFactory(body=[("picture", {"image": picture, "caption": ""})])
    client.force_login(author)
    typed = {"title": picture.title, "description": picture.description, "collection": picture.collection_id}
    if "file" in changes:
        changes = {"file": SimpleUploadedFile("other.png", picture_bytes("PNG"))}

    answer = client.post(reverse("wagtailimages:edit", args=[picture.pk]), {**typed, **changes})

    assert list(answer.context["form"].errors) == list(changes)
    kept = CampaignImage.objects.get()
    for name in ("description", "credit", "file_hash"):
        assert getattr(kept, name) == getattr(picture, name)

    answer = client.post(reverse("wagtailimages:edit", args=[picture.pk]), {**typed, "title": "For editors only"})
    assert answer.status_code == 302 and CampaignImage.objects.get().title == "For editors only"


def test_a_document_behind_an_approved_page_stays_as_it_was_approved(client, officers):
    author, _reader = officers
    document = CampaignDocumentFactory()
    PressReleasePageFactory(downloads=[("download", {"document": document, "text": "A paper"})])
    client.force_login(author)

    typed = {"title": "Another paper", "collection": document.collection_id}
    answer = client.post(reverse("wagtaildocs:edit", args=[document.pk]), typed)

    assert list(answer.context["form"].errors) == ["title"]
