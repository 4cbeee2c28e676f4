"""What was typed is bounded, and read as words."""

from campaign_site.pages.search.query import MOST_TYPED_WORDS, read


def test_words_are_bounded():
    assert len(read("a b c d e f g h i j k", "en").words) == MOST_TYPED_WORDS
    assert read("x" * 500, "en").words == ("x" * 100,)
    assert read("‘quoted’ \x00 ‮text‬", "en").words == ("quoted", "text")
    assert len(read("\ufdfa" * 50, "ar").wanted) <= MOST_TYPED_WORDS


def test_words_stay_as_they_were_typed_for_the_field():
    assert read("Réfugiés,  مُحَمَّد!", "fr").text == "Réfugiés مُحَمَّد"


def test_only_the_last_word_may_be_a_beginning_and_only_from_three_letters():
    beginnings = [[wanted.beginning for wanted in read(typed, "en").wanted] for typed in ("bonded harv", "a ha")]
    assert beginnings == [["", "harv"], ["", ""]]


def test_a_word_of_a_page_is_told_by_its_stem_or_by_its_beginning():
    query = read("fees harvest", "en")
    assert [query.tells(word) for word in ("Fee", "FEES", "Harvester", "harvesting", "feed", "The")] == [
        0, 0, 1, 1, None, None,
    ]  # fmt: skip


def test_only_words_that_the_index_holds_are_taken_for_likely():
    query = read("bonded harvst", "en").with_likely_words({"harvest", "bond", "bonds"}.intersection)
    assert query.others == ((), ("harvest",))
    assert read("bonded harvst", "en").with_likely_words(lambda words: []).others == ()


def test_where_all_typed_words_are_held_each_may_have_been_meant_otherwise():
    query = read("bonded harvest", "en").with_likely_words({"harvest", "bond", "bund"}.intersection)
    assert query.others == (("bund",), ())


def test_nothing_more_is_asked_once_a_word_can_be_none_that_is_held():
    asked = []
    nobodys = " ".join(f"unwritten{letter}word" for letter in "abcdefgh")
    query = read(nobodys, "en").with_likely_words(lambda words: asked.append(len(words)) or [])
    assert query.others == () and len(asked) == 2
