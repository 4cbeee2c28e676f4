"""The detector suggests, and nothing relies on it: `make bench` measures what it misses, nobody promises it."""

import sys

import pytest

from campaign_site.media import face_detector
from campaign_site.media.face_detector import detector_is_there, suggest
from tests.factories.faces import face_bytes
from tests.factories.media import picture_bytes


@pytest.fixture
def without_opencv(monkeypatch):
    """A machine on which the extra `faces` is not installed."""
    monkeypatch.setitem(sys.modules, "cv2", None)
    face_detector._cascades.cache_clear()
    yield
    face_detector._cascades.cache_clear()


def test_whole_face_lies_in_the_rectangle_that_is_suggested():
    assert detector_is_there()
    (found,) = suggest(face_bytes(width=100, size=(400, 300)))
    # From the left ear to the right one, from the hair to the chin, in percent.
    assert found.x <= 37.5 and found.x + found.width >= 62.5
    assert found.y <= 33 and found.y + found.height >= 68


def test_nothing_is_suggested_where_nobody_is():
    assert suggest(picture_bytes("JPEG", size=(400, 300))) == []


def test_nothing_is_suggested_where_the_extra_is_missing(without_opencv):
    assert not detector_is_there()
    assert suggest(face_bytes()) == []
