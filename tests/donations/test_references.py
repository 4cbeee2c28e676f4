"""References catch every slip of one digit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from donations.references import make_reference, new_reference, read_reference, spaced

bodies = st.text("0123456789", min_size=1, max_size=21)


@given(bodies)
def test_a_reference_is_read_back_spaced_or_not(body):
    reference = make_reference(body)
    assert read_reference(reference) == read_reference(spaced(reference).lower()) == reference


@given(bodies, st.data())
def test_a_slip_of_one_digit_never_passes(body, data):
    reference = make_reference(body)
    position = data.draw(st.integers(2, len(reference) - 1))
    other = data.draw(st.sampled_from(sorted(set("0123456789") - {reference[position]})))
    with pytest.raises(ValueError, match="reference"):
        read_reference(reference[:position] + other + reference[position + 1 :])


@given(st.text(max_size=40))
def test_any_text_is_a_reference_of_digits_or_a_value_error(text):
    try:
        assert read_reference(text)[2:].isdigit()
    except ValueError:
        return


@pytest.mark.parametrize("text", ["RF18539007547034X", "RF33AB", "", "RF", "١٢٣"])
def test_letters_and_scraps_are_no_reference_of_ours(text):
    with pytest.raises(ValueError, match="reference"):
        read_reference(text)


@pytest.mark.parametrize("body", ["", "12A", "١٢", "1" * 22])
def test_a_body_is_made_of_western_digits(body):
    with pytest.raises(ValueError, match="digits"):
        make_reference(body)


def test_the_example_of_the_standard_is_reproduced():
    assert make_reference("539007547034") == "RF18539007547034"


def test_new_references_differ_and_keep_one_length():
    references = {new_reference() for _ in range(500)}
    assert len(references) == 500 and {len(reference) for reference in references} == {16}
