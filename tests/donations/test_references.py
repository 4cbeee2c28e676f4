"""References catch every slip of one digit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iso11649

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


# The standard takes letters, and its check sum does not mind them or other scripts in the place of check digits.
@pytest.mark.parametrize(
    "text",
    ["RF16539A", "RF61AB", "RFH1539007547034", "RFQ8539007547034", "RF1\N{DEVANAGARI DIGIT EIGHT}539007547034"],
)
def test_what_only_the_check_sum_takes_is_no_reference_of_ours(text):
    assert iso11649.is_valid(text)
    with pytest.raises(ValueError, match="digits"):
        read_reference(text)


@pytest.mark.parametrize("digits", ["٠١٢٣٤٥٦٧٨٩", "۰۱۲۳۴۵۶۷۸۹"])
def test_every_arabic_and_persian_digit_is_read_as_it_is_typed(digits):
    reference = make_reference("9876543210")
    assert read_reference(reference.translate(str.maketrans("0123456789", digits))) == reference


@pytest.mark.parametrize("body", ["", "12A", "١٢", "1" * 22])
def test_a_body_is_made_of_western_digits(body):
    with pytest.raises(ValueError, match="digits"):
        make_reference(body)


def test_the_example_of_the_standard_is_reproduced():
    assert make_reference("539007547034") == "RF18539007547034"


def test_new_references_differ_and_keep_one_length():
    references = {new_reference() for _ in range(500)}
    assert len(references) == 500 and {len(reference) for reference in references} == {16}
    assert all({reference[place] for reference in references} == set("0123456789") for place in range(4, 16))
