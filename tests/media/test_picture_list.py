"""The list of pictures: found by number, with columns to choose, and an export that names none."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from campaign_site.accounts.sheltered import sheltered
from tests.factories.accounts import UserFactory
from tests.factories.media import CampaignImageFactory
from tests.factories.pages import ContentPageFactory, home

pytestmark = pytest.mark.django_db

LIST = "/admin/images/"


@pytest.fixture
def officer(client):
    user = UserFactory(role="Press officer")
    client.force_login(user)
    return user


def test_pictures_are_found_by_number_and_by_words(client, officer):
    first, second = CampaignImageFactory(title="A harbour"), CampaignImageFactory(title="A field")

    def found(query):
        return set(client.get(LIST, {"q": query}).context["object_list"])

    assert found(str(first.pk)) == found(f" #{first.pk}") == found("harb") == {first}
    assert found("a") >= {first, second} and found("9" * 30) == set()


def test_the_grid_stays_and_chosen_columns_are_a_table(client, officer):
    CampaignImageFactory(credit="IOM")

    assert "column-choice" not in client.get(LIST).content.decode()
    shown = client.get(LIST, {"columns": ["credit", "width"]}).context["table"].columns

    assert [*shown] == ["bulk_actions", "preview", "title", "credit", "width"]


def test_an_export_has_numbers_in_place_of_titles(client, officer):
    image = CampaignImageFactory(title="Amina at the well", is_decorative=True)
    answer = client.get(LIST, {"export": "csv", "is_decorative": "true", "q": "amina"})
    (row,) = csv.DictReader(io.StringIO(answer.getvalue().decode()))

    assert "Amina" not in str(row)
    assert row["Number"] == str(image.pk) and row["Usage"] == "0" and row["Width"] == str(image.width)


def test_pictures_of_stories_are_in_no_list_of_the_press(client, officer):
    hidden = CampaignImageFactory(collection=sheltered())

    assert f">{hidden.pk}<" not in client.get(LIST, {"export": "csv"}).getvalue().decode()
    assert hidden not in client.get(LIST).context["object_list"]


def test_the_list_tells_in_which_languages_a_picture_is_shown_without_words(client, officer):
    bare, said, decorative = CampaignImageFactory(), CampaignImageFactory(), CampaignImageFactory(decorative=True)
    for image, words, language in (
        (bare, "", "ar"), (bare, "", "fr"), (bare, "", "en"), (bare, "Deux moitiés", "es"), (said, "نصفان", "ar"),
        (decorative, "", "ar"),
    ):  # fmt: skip
        block = ("picture", {"image": image, "alt_text": words, "caption": ""})
        ContentPageFactory(parent=home(language), body=[block], live=False)

    listed = client.get(LIST, {"columns": ["undescribed"]})

    table = {row.instance.pk: row for row in listed.context["table"].rows}
    column = listed.context["table"].columns["undescribed"]
    assert [column.get_value(table[image.pk].instance) for image in (bare, said, decorative)] == [
        "Français, العربية", "–", "–",
    ]  # fmt: skip
    counts = []
    for _round in range(2):
        # The first look makes the previews.
        client.get(LIST, {"columns": ["undescribed"]})
        with CaptureQueriesContext(connection) as asked:
            client.get(LIST, {"columns": ["undescribed"]})
        counts.append(len(asked))
        CampaignImageFactory.create_batch(4)
    assert counts[0] == counts[1]
