"""Captions are read strictly and written anew: times and words, nothing that a player could act on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign_site.media.video.captions import (
    LONGEST_LINE,
    MOST_CUES,
    MOST_LINES,
    Cue,
    UnusableCaptions,
    read,
    without_times,
    write,
)

EXPORTED = """\ufeffWEBVTT - made by an editing program
Kind: captions
Language: en

NOTE Ama, Accra, second take

STYLE
::cue { background: url(https://example.org/who-watches) }

REGION
id:fred width:40%

intro
00:00.500 --> 00:00:02.000 position:10% line:0 region:fred
<v Ama><i>They said</i> I would <c.loud>cook</c>.

00:00:02.000 --> 00:00:04.250
A &lt; B &amp; C
<00:00:03.000>Second line
"""


def test_of_an_export_times_and_words_are_left():
    cues = read(EXPORTED)
    assert cues == [
        Cue(500, 2000, ("They said I would cook.",)),
        Cue(2000, 4250, ("A < B & C", "Second line")),
    ]
    text = write(cues, from_the_right=False)
    assert text == (
        "WEBVTT\n\n00:00:00.500 --> 00:00:02.000\nThey said I would cook.\n\n"
        "00:00:02.000 --> 00:00:04.250\nA &lt; B &amp; C\nSecond line\n"
    )


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_end_as_any_editor_ends_them(end):
    assert read(f"WEBVTT{end}{end}00:00.000 --> 00:01.000{end}Words{end}") == [Cue(0, 1000, ("Words",))]


def test_arabic_begins_on_the_right_whatever_its_first_word_is():
    cues = [Cue(0, 1000, ("IOM تعمل", "123"))]
    text = write(cues, from_the_right=True)
    assert text.endswith("\u200fIOM تعمل\n\u200f123\n")
    assert read(text) == cues


def test_what_turns_the_direction_of_all_that_follows_is_left_out():
    assert read("WEBVTT\n\n00:00.000 --> 00:01.000\nA\u202eB\u2066C\x07D")[0].lines == ("ABCD",)


def test_without_its_times_a_sentence_is_whole_and_a_number_that_is_said_stays():
    cues = [Cue(0, 1000, ("I was",)), Cue(1000, 2000, ("only 15",)), Cue(3_600_000, 3_601_000, ("when I left",))]
    assert without_times(write(cues, from_the_right=False)) == "WEBVTT I was only 15 when I left\n"


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_nor_do_the_times_part_words_that_another_program_wrote(end):
    subrip = ["1", "00:00:01,000 --> 00:00:02,000", "Only 15", "", "2", "00:00:02,000 --> 00:00:03,000", "years"]
    web = [
        "intro",
        "",
        "00:01.000 --> 00:02.000 align:start line:0",
        "Only 15",
        "",
        "00:02.000 --> 00:03.000",
        "years",
    ]
    assert without_times(end.join(subrip)).split() == ["1", "Only", "15", "years"]
    assert without_times(end.join(web)).split() == ["intro", "Only", "15", "years"]


def test_no_arrow_in_a_text_takes_words_out_of_it():
    text = "From Accra --> Beirut, at 10:30 --> 12:00."
    assert without_times(text) == text


CUE = "00:00.000 --> 00:01.000\nWords"
REFUSED = {
    "nothing": ("", "begin with a line"),
    "SubRip": ("1\n00:00:00,000 --> 00:00:01,000\nWords", "An .srt file begins otherwise"),
    "no blank line behind the header": ("WEBVTT\n00:00.000 --> 00:01.000\nWords", "begin with a line"),
    "another word": ("WEBVTTX\n\n" + CUE, "begin with a line"),
    "no captions": ("WEBVTT\n\nNOTE nothing", "no captions"),
    "a comma in a time": ("WEBVTT\n\n00:00,000 --> 00:01,000\nWords", "Line 3: a time"),
    "words without a time": ("WEBVTT\n\nWords and words\nmore words", "Line 4: a time"),
    "no words": ("WEBVTT\n\n00:00.000 --> 00:01.000\n<i></i>", "Line 3: there are no words"),
    "backwards": ("WEBVTT\n\n00:02.000 --> 00:01.000\nWords", "Line 3: it ends"),
    "out of order": (f"WEBVTT\n\n00:05.000 --> 00:06.000\nWords\n\n{CUE}", "Line 6: it begins before"),
    "too many lines": ("WEBVTT\n\n" + CUE + "\nmore" * MOST_LINES, "at most 3 lines of 120 characters"),
    "a line too long": (
        "WEBVTT\n\n00:00.000 --> 00:01.000\n" + "w" * (LONGEST_LINE + 1),
        "at most 3 lines of 120 characters",
    ),
    "too many": ("WEBVTT\n\n" + f"{CUE}\n\n" * (MOST_CUES + 1), "at most 600 captions"),
    "too long": ("WEBVTT\n\nNOTE " + "n" * 70_000, "at most 60,000 characters"),
}


@pytest.mark.parametrize(("text", "told"), REFUSED.values(), ids=REFUSED)
def test_what_is_no_captions_is_refused_with_the_line(text, told):
    with pytest.raises(UnusableCaptions, match=told):
        read(text)


@given(st.text(max_size=60), st.booleans())
def test_whatever_is_typed_nothing_but_words_comes_out_and_it_stays_the_same(words, from_the_right):
    try:
        cues = read(f"WEBVTT\n\n00:00.000 --> 00:01.000\n{words}\n")
    except UnusableCaptions:
        return
    text = write(cues, from_the_right=from_the_right)
    assert read(text) == cues
    assert text.count("-->") == len(cues)
    assert "<" not in text and text.count(">") == len(cues)
