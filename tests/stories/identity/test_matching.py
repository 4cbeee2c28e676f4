"""A term is found in every form that people write it in, and words that only look alike are let pass."""

import string

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from stories.identity import letters
from stories.identity.matching import Term, Terms
from stories.identity.passages import readable

OWN, OTHER = 1, 2
ARABIC = "ابتثجحخدذرزسشصضطظعغفقكلمنهوي"
NAMES = st.one_of(
    *(
        st.text(alphabet, min_size=6, max_size=14)
        for alphabet in (string.ascii_lowercase, ARABIC, "абвгдежзиклмно")
    )
)


def found(term: str, text: str, kind: str = "relative", person: int | None = OWN) -> bool:
    return any(True for _match in Terms([Term(OWN, kind, term)]).scan(text, person))


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("Fatima Haddad", "We were with FATIMA HADDAD."),
        ("José Peña", "Jose Pena said so."),
        ("Jose Pena", "José Pen\u0303a said so."),
        ("Søren Łukasz", "soren lukasz"),
        ("Amina Okello", "Amina’s sister, Amina Okello’s, left"),
        ("Amina", "C’est la sœur d’Amina"),
        ("Fatima Al-Rashid", "fatima alrashid"),
        ("Fatima Alrashid", "Fatima al-Rashid"),
        ("Fatima Al Rashid", "#fatimaalrashid"),
        ("Fatima Haddad", "Fati\u200bma Ha\u00addad"),
        ("Fatima Haddad", "Fatima <b>Had</b>dad"),
        ("أحمد", "قال وأحْمَد لي"),
        ("احمد", "ذهبت إلى أحـمـد"),
        ("فاطمة", "أختي فاطمه"),
        ("مصطفى", "قال مصطفي"),
        ("القاهرة", "كنا بالقاهرة"),
        ("قاهره", "عدت للقاهرة"),
        ("كریم", "كريم وأخوه"),
        ("گلاب", "كلاب"),
        ("شارع ١٢ قريش", "في شارع 12 قريش"),
        ("Сергей", "к Сергею, Сергей"),
        ("Семён", "Семен"),
        ("Amina", "Аminа"),
        ("Marta", "Мартa"),
        ("Sergei", "Сергей"),
        ("Наталия", "Nataliya"),
        ("王小明", "他叫王小明。"),
        ("amina_k@example.org", "Amina_K@example.org"),
    ],
)
def test_the_same_word_is_found(term, text):
    assert found(term, readable(text))


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("Ali", "alimony, Alia"),
        ("Lee", "at lee side"),
        ("May", "it may rain"),
        ("علي", "على الطاولة"),
        ("Li", "Li was here"),
        ("An", "An old man"),
        ("Marta", "Martha Marte Karta"),
        ("Fatima Haddad", "Fatima and Haddad"),
        ("Fatima Haddad", "Fatema Hadad"),
        ("12 Quraish Street", "13 Quraish Street"),
        ("Amina", "examination"),
    ],
)
def test_another_word_is_let_pass(term, text):
    assert not found(term, text)


@given(NAMES, st.data())
def test_a_long_term_is_found_with_any_one_letter_wrong(name, data):
    place = data.draw(st.integers(0, len(name) - 1))
    letter = data.draw(st.sampled_from(name))
    for wrong in (name[:place] + name[place + 1 :], name[:place] + letter + name[place:],
                  name[:place] + letter + name[place + 1 :]):  # fmt: skip
        assert found(name, f"then {wrong} came")


@given(st.text(string.ascii_lowercase, min_size=4, max_size=5), st.data())
def test_a_short_term_is_found_only_as_it_is(name, data):
    place = data.draw(st.integers(0, len(name) - 1))
    letter = data.draw(st.sampled_from(string.ascii_lowercase))
    assume(letter != name[place])
    assert not found(name, name[:place] + letter + name[place + 1 :])


def distance(one: str, other: str) -> int:
    row = list(range(len(other) + 1))
    for number, letter in enumerate(one, 1):
        before, row[0] = row[0], number
        for place, theirs in enumerate(other, 1):
            before, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, before + (letter != theirs))
    return row[-1]


@given(st.text("abc", max_size=6), st.text("abc", max_size=6))
def test_one_edit_is_what_levenshtein_says(one, other):
    assert letters.within_one(one, other) == (distance(one, other) <= 1)


@given(st.text(), st.lists(NAMES, max_size=5))
def test_no_text_breaks_it_and_no_part_of_a_text_hides_a_name(text, names):
    terms = Terms(Term(OWN, "relative", name) for name in names)
    for name in names:
        assert any(True for _match in terms.scan(f"{text} . {name} . {text}", OWN))


@given(st.lists(st.text(max_size=30), max_size=8), st.text(max_size=60))
def test_whatever_an_officer_enters_can_be_looked_for(values, text):
    list(Terms(Term(OWN, kind, value) for value in values for kind in ("phone", "date", "place")).scan(text, OWN))


def test_parts_of_a_name_count_in_the_texts_of_that_person_only():
    terms = Terms([Term(OWN, "legal_name", "Amina Yusuf Okello"), Term(OTHER, "legal_name", "Grace Yusuf")])
    text = "Yusuf was kind. Grace Yusuf was not."
    assert {(match.is_own, match.value) for match in terms.scan(text, OWN)} == {
        (True, "yusuf"), (False, "grace yusuf"),
    }  # fmt: skip
    assert [match.value for match in terms.scan(text, None)] == ["grace yusuf"]


@pytest.mark.parametrize(
    "text",
    ["0772-123-456", "00256 772 123 456", "+256 (0)772.123.456", "٠٧٧٢ ١٢٣ ٤٥٦", "room 12, 256772123456"],
)
def test_a_telephone_number_is_known_in_any_notation(text):
    assert found("+256 772 123456", text, "phone")


def test_another_number_is_not_the_persons():
    assert not found("+256 772 123456", "call 0772 123 457", "phone")


@pytest.mark.parametrize(
    "text",
    [
        "12/03/2004",
        "2004-03-12",
        "March 12th, 2004",
        "le 12 mars",
        "١٢ مارس ٢٠٠٤",
        "el 12 de marzo de 2004",
        "١٢ آذار",
    ],
)
def test_a_date_is_known_in_any_notation(text):
    assert found("12 March 2004", text, "date")


def test_the_same_day_of_another_year_is_not_the_persons():
    assert not found("12 March 2004", "12 March 2005", "date")
