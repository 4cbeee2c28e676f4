"""An excerpt is a few whole words of what the page says, with the words that were looked for marked."""

import pytest

from campaign_site.pages.public_display import in_full
from campaign_site.pages.search.excerpts import MOST_WORDS, excerpt, marked, result_of
from campaign_site.pages.search.query import read
from tests.factories.media import CampaignImageFactory
from tests.factories.pages import ContentPageFactory

LONG = " ".join(f"word{number}" for number in range(200))


def test_it_is_cut_around_the_words_and_says_so():
    found = excerpt([f"{LONG} before the Harvests after {LONG}"], read("harvest", "en"))
    assert found.startswith("… word") and found.endswith(" …")
    assert "before the <mark>Harvests</mark> after word0" in found
    assert len(found.strip("… ").split()) == MOST_WORDS


def test_it_is_where_most_of_the_words_are():
    texts = [f"harvest {LONG}", f"{LONG} fees of the harvest", "fees alone"]
    found = excerpt(texts, read("harvest fees", "en"))
    assert found.endswith("<mark>fees</mark> of the <mark>harvest</mark>")


def test_without_any_of_the_words_it_is_how_the_page_begins():
    assert excerpt([LONG, "more"], read("harvest", "en")) == f"{' '.join(LONG.split()[:MOST_WORDS])} …"
    assert excerpt(["Short."], read("harvest", "en")) == "Short."
    assert excerpt([], read("harvest", "en")) == ""


def test_attacker_who_writes_html_into_a_page_sees_it_as_text():
    found = excerpt(['<script>harvest</script> & "harvest"'], read("harvest script", "en"))
    assert found == (
        "&lt;<mark>script</mark>&gt;<mark>harvest</mark>&lt;/<mark>script</mark>&gt; &amp; "
        "&quot;<mark>harvest</mark>&quot;"
    )


def test_signs_that_turn_the_direction_are_cut_out():
    assert excerpt(["\u202eharvest\u2066 x"], read("harvest", "en")) == "<mark>harvest</mark> x"


def test_arabic_is_marked_with_its_vowel_signs_and_its_article():
    assert marked("قال المُهاجِرون: نعم", read("مهاجر", "ar")) == "قال <mark>المُهاجِرون</mark>: نعم"


def test_a_text_without_spaces_and_one_of_nothing_are_borne():
    assert "<mark>" in marked("harvest" + "/harvest" * 500, read("harvest", "en"))
    assert marked("", read("harvest", "en")) == excerpt([" "], read("harvest", "en")) == ""


@pytest.mark.django_db
def test_what_a_page_shows_costs_no_query(django_assert_num_queries):
    body = [
        ("text", "<p>At <b>harvest</b> &amp; after.</p>"),
        ("picture", {"image": CampaignImageFactory(), "caption": "A field"}),
        ("quote", {"text": "We were paid.", "source": "Somebody"}),
    ]
    (page,) = in_full([ContentPageFactory(title="Work", body=body)])
    with django_assert_num_queries(0):
        result = result_of(page, read("harvest", "en"))
        assert page.public_texts() == ["At harvest & after.", "A field", "We were paid.", "Somebody"]
    assert result.excerpt == "At <mark>harvest</mark> &amp; after."
