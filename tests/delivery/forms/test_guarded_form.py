"""Forms without a cookie: what a foreign page or a robot must not be able to send."""

import pytest
import time_machine
from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import RequestFactory

from campaign_site.delivery.forms.guarded_form import GuardedForm, new_stamp, same_origin_post


class NameForm(GuardedForm):
    name = forms.CharField(max_length=20)


@same_origin_post
def view(request):
    return HttpResponse("taken")


def post(**headers):
    return view(RequestFactory(headers=headers).post("/"))


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://testserver"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "http://testserver.elsewhere.example"},
        {"Origin": "http://testserver@elsewhere.example"},
    ],
)
def test_a_post_that_a_foreign_page_caused_is_refused(headers):
    with pytest.raises(PermissionDenied):
        post(**headers)


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
        {"Sec-Fetch-Site": "same-origin", "Origin": "http://testserver"},
        {"Origin": "http://testserver"},
        {"Origin": "null"},
        {},
    ],
)
def test_a_post_of_our_own_page_is_taken(headers):
    assert post(**headers).content == b"taken"


def test_reading_is_never_refused():
    request = RequestFactory(headers={"Sec-Fetch-Site": "cross-site"}).get("/")
    assert view(request).status_code == 200


def bound(**data):
    return NameForm({"name": "Amina", "stamp": new_stamp(), "website": "", **data})


def test_a_fresh_stamp_is_taken_and_gives_a_key_against_double_submits():
    stamp = new_stamp()
    first, second = bound(stamp=stamp), bound(stamp=stamp)
    assert first.is_valid()
    assert second.is_valid()
    assert len(first.once) == 20
    assert first.once == second.once
    assert bound().is_valid()


def test_two_renderings_never_share_a_key():
    assert NameForm()["stamp"].value() != NameForm()["stamp"].value()


def test_a_stale_stamp_is_renewed_and_what_was_typed_is_kept():
    with time_machine.travel("2026-01-01T12:00Z", tick=False):
        stamp = new_stamp()
    with time_machine.travel("2026-01-02T12:00:01Z", tick=False):
        form = bound(stamp=stamp)
        assert not form.is_valid()
        assert "open for a long time" in str(form.non_field_errors())
        assert form["name"].value() == "Amina"
        again = bound(stamp=form["stamp"].value())
        assert again.is_valid()


@pytest.mark.parametrize("stamp", ["", "x", "a:b:c", "\x00", "é" * 5000, "\ud800"])
def test_a_forged_stamp_is_an_error_above_the_form_and_never_a_crash(stamp):
    form = bound(stamp=stamp)
    assert not form.is_valid()
    assert form.non_field_errors() or form.errors


def test_a_stamp_of_another_purpose_is_refused():
    from django.core import signing

    assert not bound(stamp=signing.dumps("x" * 20, salt="another purpose")).is_valid()


def test_a_robot_that_fills_every_field_is_refused():
    form = bound(website="https://spam.example")
    assert not form.is_valid()
    assert form["name"].value() == "Amina"


def test_a_missing_stamp_is_an_error_and_not_a_crash():
    assert not NameForm({"name": "Amina"}).is_valid()
