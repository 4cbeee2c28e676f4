"""The report of a take-down: for two roles, for nobody else, superusers included."""

import pytest
from django.urls import reverse

from campaign_site.accounts.role_table import ROLES
from campaign_site.delivery import printing
from stories.consent.models import Takedown
from tests.factories.accounts import UserFactory
from tests.factories.pages import ContentPageFactory
from tests.stories.desk.telling import TEXT

pytestmark = pytest.mark.django_db

ALLOWED = {"Protection officer", "Reviewer"}


def screens(takedown, copy):
    return [
        reverse("takedown:index"),
        reverse("takedown:inspect", args=[takedown.pk]),
        reverse("takedown_print", args=[takedown.pk]),
        reverse("outside_copy:index"),
        reverse("outside_copy:inspect", args=[copy.pk]),
        reverse("copy_letter", args=[copy.pk]),
    ]


@pytest.mark.parametrize("role", [role.name for role in ROLES])
def test_only_those_who_protect_people_see_take_downs(client, takedown, copy, role):
    client.force_login(UserFactory(role=role))

    opened = {client.get(address).status_code for address in screens(takedown, copy)}
    assert opened == ({200} if role in ALLOWED else {302})


def test_a_superuser_without_a_role_sees_none(client, takedown, copy):
    client.force_login(UserFactory(is_superuser=True))

    assert {client.get(address).status_code for address in screens(takedown, copy)} == {302}


def test_nobody_adds_changes_or_deletes_a_take_down_by_a_form(client, takedown, officer):
    for step in ("edit", "delete"):
        client.post(reverse(f"takedown:{step}", args=[takedown.pk]), {"reference": "00000000"})
    client.post(reverse("takedown:add"), {"reference": "00000000"})

    assert [row.reference for row in Takedown.objects.all()] == [takedown.reference]


def test_the_report_shows_the_timed_table_and_no_word_of_the_story(client, takedown, officer):
    page = client.get(reverse("takedown:inspect", args=[takedown.pk])).content.decode()

    assert takedown.reference in page
    assert "/en/stories/" in page
    assert "cook for one family" not in page


def test_what_is_left_is_named(client, takedown, officer, run_commits):
    quote = ContentPageFactory(body=[("text", TEXT)])
    with run_commits():
        client.post(reverse("takedown_check", args=[takedown.pk]))

    page = client.get(reverse("takedown:inspect", args=[takedown.pk])).content.decode()
    assert f"pages_contentpage.body #{quote.pk}" in page
    takedown.refresh_from_db()
    assert takedown.verified_at is None


def test_an_officer_closes_it_and_a_reviewer_does_not(client, checked):
    client.force_login(UserFactory(role="Reviewer"))
    client.post(reverse("takedown_close", args=[checked.pk]))
    assert Takedown.objects.get().closed_at is None

    client.force_login(UserFactory(role="Protection officer"))
    client.post(reverse("takedown_close", args=[checked.pk]))
    assert Takedown.objects.get().closed_at


def test_sending_by_a_link_does_nothing(client, takedown, copy, officer):
    for name, key in (("takedown_check", takedown.pk), ("takedown_close", takedown.pk), ("copy_asked", copy.pk)):
        assert client.get(reverse(name, args=[key])).status_code == 405


def test_the_report_is_a_pdf_where_it_can_be_made(client, takedown, officer):
    response = client.get(reverse("takedown_pdf", args=[takedown.pk]))

    if printing.weasyprint() is None:  # no Pango on this machine; .ci/run installs it
        assert response.status_code == 404
        return
    assert response.status_code == 200
    assert response.content.startswith(b"%PDF-")
    assert response["Content-Disposition"] == f'attachment; filename="take-down-{takedown.reference}.pdf"'
    assert (
        reverse("takedown_pdf", args=[takedown.pk])
        in client.get(reverse("takedown:inspect", args=[takedown.pk])).content.decode()
    )


def test_without_the_library_there_is_the_page_to_print_and_no_link_that_fails(
    client, takedown, officer, monkeypatch
):
    def missing(name):
        raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.setattr(printing, "import_module", missing)

    page = client.get(reverse("takedown:inspect", args=[takedown.pk])).content.decode()
    assert reverse("takedown_pdf", args=[takedown.pk]) not in page
    assert client.get(reverse("takedown_pdf", args=[takedown.pk])).status_code == 404
    assert client.get(reverse("takedown_print", args=[takedown.pk])).status_code == 200


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_the_printed_report_is_in_the_officers_language(client, takedown, officer, language):
    from wagtail.users.models import UserProfile

    profile = UserProfile.get_for_user(officer)
    profile.preferred_language = language
    profile.save()

    page = client.get(reverse("takedown_print", args=[takedown.pk])).content.decode()
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in page
