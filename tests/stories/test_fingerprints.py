"""Fingerprints: a story's words are found however they were stored, and nobody else's are."""

import json
from html import escape
from urllib.parse import quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign_site.media.video.captions import Cue, write
from stories.fingerprints import MOST_PHRASES, File, Fingerprint, Matcher, longest_word, phrases_of, split_words

ENGLISH = "They told me I would cook for one family, and that the door would stay open."
ARABIC = "قالوا لي إنني سأطبخ لعائلة واحدة، وأن الباب سيبقى مفتوحًا كل يوم."
WITHOUT_MARKS = "قالوا لي انني سأطبخ لعائله واحده وان الباب سيبقي مفتوحا كل يوم"

WORDS = st.lists(
    st.text(st.sampled_from("abcdefghilmnorstuvyéñابتحدرسعفكلمنهي"), min_size=4, max_size=9),
    min_size=8,
    max_size=30,
    unique_by=str.casefold,
)


def matcher(*texts):
    return Matcher(*phrases_of(texts))


def captions(text):
    """Return what says three words at a time."""
    words = text.split()
    cues = [Cue(start, start + 1, (" ".join(words[start : start + 3]),)) for start in range(0, len(words), 3)]
    return write(cues, from_the_right=not text.isascii())


STORED = {
    "as it was written": str,
    "in capitals, without punctuation": lambda text: text.upper().replace(",", "").replace(".", ""),
    "as HTML with marked words": lambda text: f"<p>{text.replace(' ', ' <b>', 1).replace(' ', '</b> ', 1)}</p>",
    "with HTML's entities": lambda text: escape(text).encode("ascii", "xmlcharrefreplace").decode(),
    "as JSON": json.dumps,
    "as JSON within JSON, as a revision holds a stream": lambda text: json.dumps({"body": json.dumps([text])}),
    "as a form that a browser sends": lambda text: f"title=x&body={quote_plus(text)}&next=",
    "as a form that holds JSON": lambda text: f"a=b&body={quote_plus(json.dumps({'blocks': [{'text': text}]}))}",
    "as an attribute": lambda text: f'<meta property="og:description" content="{text}">',
    "over several lines": lambda text: text.replace(" ", " \n\t"),
    "as captions": lambda text: captions(text),
    "as captions in a form": lambda text: f"title=x&captions_en={quote_plus(captions(text))}",
    "as captions in a revision": lambda text: json.dumps({"body": json.dumps([captions(text)])}),
    "as captions on a page": lambda text: escape(captions(text)).replace("\n", "<br>"),
    "in a feed": lambda text: f"<description>{escape(f'<p>{text}</p>')}</description>",
}


@pytest.mark.parametrize("text", [ENGLISH, ARABIC], ids=["en", "ar"])
@pytest.mark.parametrize("stored", STORED)
def test_words_are_found(stored, text):
    assert matcher(text).count(f"before {STORED[stored](text)} after") > 0


@pytest.mark.parametrize("stored", STORED)
def test_other_words_are_not_found(stored):
    other = "They said that I would be cooking for a family, and the doors were to stay shut."

    assert matcher(ENGLISH, ARABIC).count(STORED[stored](other)) == 0


def test_arabic_is_found_without_its_marks_and_with_other_forms_of_its_letters():
    assert matcher(ARABIC).count(WITHOUT_MARKS) > 0
    assert matcher(WITHOUT_MARKS).count(ARABIC) > 0


def test_a_pasted_half_sentence_is_found():
    assert matcher(ENGLISH).count("A survivor said: “… would cook for one family, and that …”") > 0


def test_a_few_words_in_a_row_are_chance():
    assert matcher(ENGLISH).count("I hope that the door would stay shut, cook for one family later") == 0


def test_a_pull_quote_is_found_although_it_is_short():
    assert matcher("There was always a next boat.").count("<q>There was always a next boat</q>") > 0


def test_a_short_text_counts_as_a_whole_only():
    finds = matcher("Two coloured halves")

    assert finds.count("alt: two coloured halves of it") == 1
    assert finds.count("two coloured pencils and their halves") == 0
    assert matcher("Two it").count("two it") == 0, "what is too short is said by chance"


def test_an_address_or_a_name_alone_is_no_phrase():
    assert phrases_of(["middle_east", "quote", "https://example.org/"]) == ((), ())


def test_a_book_keeps_a_bounded_number_of_phrases():
    shingles, _short = phrases_of([" ".join(f"word{number}" for number in range(MOST_PHRASES * 2))])

    assert len(shingles) == MOST_PHRASES


@given(WORDS)
def test_every_quote_of_six_words_is_found(words):
    finds = matcher(" ".join(words))

    for start in range(len(words) - 5):
        assert finds.count(" ".join(words[start : start + 6])) > 0


@given(st.text())
def test_no_text_breaks_the_search(text):
    assert matcher(ENGLISH).count(text) == 0
    assert all(word == word.casefold() for word in split_words(text))


def test_a_search_takes_one_word_as_it_is_written():
    assert longest_word("I trust my own voices, again") == "voices"
    assert longest_word("") == ""


def test_a_fingerprint_survives_being_stored():
    fingerprint = Fingerprint(
        shingles=("one two three four five",),
        searches=(("ar", "صوتي"),),
        addresses=("/en/stories/abc/",),
        pages=(1, 2),
        files=(File("original_images/a.jpg", 12, "ab"),),
    )

    assert Fingerprint.from_bytes(fingerprint.to_bytes()) == fingerprint
