"""The sample film: small, as it is drawn, with captions in each language, and marked as what it is."""

import numpy as np
from django.conf import settings

from campaign_site.demo import films
from campaign_site.demo.content import read, versions
from campaign_site.media.video import captions
from tests.factories.videos import read_back

TEXTS = dict(versions(read("film")))
MARKS = {"en": "sample film", "fr": "film d’exemple", "es": "vídeo de muestra", "ar": "فيلم تجريبي"}


def test_each_language_has_title_transcript_and_captions_that_end_with_it():
    assert set(TEXTS) == {code for code, _name in settings.LANGUAGES}
    for language, text in TEXTS.items():
        assert MARKS[language] in text["title"].lower() and MARKS[language] in text["transcript"].lower()
        cues = captions.read(films.webvtt(text["captions"], language))
        assert len(cues) == 3 and cues[-1].end < films.SECONDS * 1000


def test_it_is_small_and_is_what_is_drawn():
    content = films.FILM.read_bytes()
    assert len(content) + films.POSTER.stat().st_size < 200_000
    drawn = list(films.frames())
    with read_back(content) as film:
        assert sorted(stream.type for stream in film.streams) == ["audio", "video"]
        shown = [frame.to_ndarray(format="rgb24") for frame in film.decode(video=0)]
    assert len(shown) == len(drawn) == films.SECONDS * films.FRAMES_A_SECOND
    for number in (0, len(drawn) // 2, -1):
        difference = np.abs(shown[number].astype(int) - drawn[number].astype(int))
        assert difference.mean() < 12, f"make it anew: manage.py demo_film ({number})"
