"""A set of codes as check boxes."""

import pytest
from django.forms import modelform_factory

from stories.consent.choices import Element, Status
from stories.consent.models import Consent
from tests.factories.stories import ConsentFactory

pytestmark = pytest.mark.django_db


def ticked(form, name):
    return {box.data["value"] for box in form[name] if box.data["selected"]}


def test_boxes_show_what_was_saved_and_saving_again_keeps_it():
    consent = ConsentFactory(elements={Element.FACE, Element.AGE})
    form_class = modelform_factory(Consent, fields=["elements"])

    form = form_class(instance=Consent.objects.get(pk=consent.pk))
    again = form_class({"elements": sorted(ticked(form, "elements"))}, instance=consent)

    assert ticked(form, "elements") == {"face", "age"}
    assert again.is_valid() and not again.has_changed()
    assert again.save().status == Status.DRAFT


def test_a_set_says_itself_in_words_in_the_order_of_its_choices():
    consent = Consent(elements={Element.AGE, Element.FACE}, languages={"ar", "en"})

    assert consent.get_elements_display() == f"{Element.FACE.label}, {Element.AGE.label}"
    assert consent.get_languages_display() == "English, العربية"
    assert Consent().get_elements_display() == ""
