"""Public pages are found by the stems of their own language, the best first, and by what was likely meant."""

from io import StringIO

import pytest
from django.core.management import call_command
from wagtail.search.models import IndexEntry

from campaign_site.pages.search import finding
from campaign_site.pages.search.finding import find
from campaign_site.pages.search.kinds import SearchKind
from campaign_site.pages.search.query import read
from tests.factories.pages import ContentPageFactory, home
from tests.factories.press import PressReleasePageFactory

pytestmark = pytest.mark.django_db


def found(typed: str, language: str = "en", kind: SearchKind | None = None) -> list[int]:
    """Return the keys of the pages that are found."""
    return [page.pk for page in find(read(typed, language), kind).pages]


@pytest.mark.parametrize(
    ("language", "written", "typed"),
    [
        ("en", "They harvested the fields", "harvesting"),
        ("en", "Trafficking in persons", "traffic"),
        ("fr", "Les réfugiées témoignent", "refugie"),
        ("fr", "Des pêcheurs exploités", "exploitation"),
        ("fr", "L’été à Genève", "ete"),
        ("es", "Historias de explotación", "explotaciones"),
        ("es", "Historias de explotación", "explotacion"),
        ("es", "La mujer habla", "mujeres"),
        ("ar", "والمهاجرون يتكلمون", "مهاجر"),
        ("ar", "الاتجار بالبشر", "البشر"),
        ("ar", "أُسْرَة في المزرعة", "اسره"),
        ("ar", "أُسْرَة في المزرعة", "مزرعة"),
    ],
)
def test_another_form_of_the_word_finds_the_page(language, written, typed):
    page = ContentPageFactory(parent=home(language), title=written, slug="found")
    assert found(typed, language) == [page.pk]


@pytest.mark.parametrize("typed", ["harv", "bonded harv", "HARVES"])
def test_the_last_word_may_be_unfinished(typed):
    page = ContentPageFactory(title="Bonded harvest")
    assert found(typed) == [page.pk]


def test_all_words_must_be_there_whether_in_the_title_or_below():
    page = ContentPageFactory(title="Harvest", body=[("text", "<p>Fees for <b>recruitment</b>.</p>")])
    ContentPageFactory(title="Harvest alone")
    assert found("recruitment harvest") == [page.pk]
    assert found("recruitment harvest fishing") == []


def test_words_that_say_little_find_too():
    page = ContentPageFactory(title="Who am I")
    assert found("who am i") == [page.pk]


def test_a_title_counts_for_more_and_a_short_text_for_more_than_a_long_one():
    below = ContentPageFactory(title="Fishing", introduction="No harvest at sea.")
    title = ContentPageFactory(title="Harvest", introduction="No sea.")
    assert found("harvest") == [title.pk, below.pk]


def test_one_kind_of_page_alone():
    page, release = ContentPageFactory(title="Harvest"), PressReleasePageFactory(title="Harvest")
    assert set(found("harvest")) == {page.pk, release.pk}
    assert found("harvest", kind=SearchKind.PRESS) == [release.pk]


def test_where_there_are_more_than_are_looked_at_the_kind_is_asked_of_the_index(monkeypatch):
    release = PressReleasePageFactory(title="The long way to the harvest of the year")
    for number in range(3):
        ContentPageFactory(title=f"Harvest {number}")
    monkeypatch.setattr(finding, "MOST", 3)
    every = find(read("harvest", "en"))
    assert (len(every.pages), every.is_all, every.counts) == (3, False, None)
    assert found("harvest", kind=SearchKind.PRESS) == [release.pk]


@pytest.mark.parametrize(
    ("language", "written", "typed"),
    [
        ("en", "Bonded harvest", "harvst"),
        ("en", "Bonded harvest", "bondet havrest"),
        ("en", "Human trafficking", "traficcing"),
        ("fr", "Les réfugiées", "réfuguiée"),
        ("es", "La explotación", "esplotacion"),
        ("ar", "الاتجار بالبشر", "الاتحار"),
    ],
)
def test_a_slip_finds_what_was_likely_meant(language, written, typed):
    page = ContentPageFactory(parent=home(language), title=written, slug="found")
    query = read(typed, language)
    result = find(query)
    assert [page.pk for page in result.pages] == [page.pk]
    assert any(result.query.others)


def test_nothing_is_guessed_where_the_words_are_found():
    exact, _near = ContentPageFactory(title="Harvest"), ContentPageFactory(title="Harvesk")
    assert found("harvest") == [exact.pk]


def test_a_draft_is_not_found_by_a_slip_either_and_leaves_no_word_in_the_index():
    page = ContentPageFactory(title="Harvest", live=False)
    assert found("harvst") == found("harvest") == []
    page.live = True
    page.save()
    assert found("harvst") == [page.pk]
    page.unpublish()
    assert found("harvst") == []
    entry = IndexEntry.objects.get(object_id=str(page.pk))
    assert (entry.title.strip(), entry.body.strip()) == ("", "")


def test_the_release_of_tomorrow_is_not_found_by_a_slip():
    PressReleasePageFactory(title="Harvest", under_embargo=True)
    assert found("harvst") == found("harvest") == []


def test_the_index_made_anew_finds_the_same():
    page = ContentPageFactory(title="Bonded harvest")
    IndexEntry.objects.all().delete()
    assert found("harvest") == []
    call_command("update_index", verbosity=0)
    assert found("harvest") == [page.pk]


def test_what_is_typed_as_a_mark_of_the_index_finds_nothing():
    ContentPageFactory(title="Harvest")
    assert found("\ue000en") == found("\ue000en harvestless") == []


def test_an_index_of_an_earlier_version_is_renewed_by_the_upgrade_and_another_left_alone():
    page = ContentPageFactory(title="Bonded harvest")
    IndexEntry.objects.all().delete()
    call_command("renew_index", stdout=StringIO())
    assert found("harvest") == [page.pk]
    IndexEntry.objects.filter(object_id=str(page.pk)).delete()
    call_command("renew_index", stdout=StringIO())
    assert found("harvest") == [], "it wrote again what was there"
