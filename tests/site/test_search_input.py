"""Search answers every query: stock search gives 5xx to quotes, NUL, huge pages and hundreds of phrases."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytestmark = pytest.mark.django_db

QUERIES = [
    "", " ", '"', '""', "'", '"a', 'a" OR "b', "'; DROP TABLE x; --", "\x00", "a\x00b", "%00", "*", "a*", "*a",
    "^", "(", ")", "((((", "NEAR(a b)", "a AND", "NOT", "AND OR NOT", "-a", "--", ":", "title:a", "{a b}: c",
    "a:*", "|", "&", "!", "<->", "\\", "\\'", "%", "_", "?", "[", "]", "$1", "${x}", "{{ 7 * 7 }}",
    "<script>alert(1)</script>", "\u202e", "\u200b", "\ufeff", "\ufdfa" * 50, "é" * 2000, "ا" * 300, "🧵" * 100,
    "a" * 100_000, "a " * 5000, " ".join(f'"phrase {number}"' for number in range(300)),
    "\ud800", "\udfff\ud800", "١٢٣", "²", "ﬁ",
]  # fmt: skip
PAGES = ["0", "-1", "1", "2", "99999999999999999999999999", "x", "", "1.5", "NaN", "٣", "\x00", "last", "1e3"]


def ask(client, query, page="1", language="en"):
    return client.get(f"/{language}/search/", {"q": query.encode("utf-8", "surrogatepass"), "page": page})


@pytest.mark.parametrize("query", QUERIES, ids=range(len(QUERIES)))
def test_any_query_is_answered(client, query):
    response = ask(client, query)
    assert response.status_code == 200
    assert response.content.count(b"<h1") == 1
    assert b"<script>alert" not in response.content


@pytest.mark.parametrize("page", PAGES)
def test_any_page_number_is_answered(client, page):
    assert ask(client, "home", page).status_code == 200


@pytest.mark.parametrize("raw", ["q=%ff", "q=%ed%a0%80", "q=%00", "q", "q[]=a", "q=a&q=b", "page=1", "&&&", "q=%"])
def test_raw_bytes_in_the_address_are_answered(client, raw):
    assert client.get(f"/en/search/?{raw}").status_code == 200


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.text(alphabet=st.characters(), max_size=120))
def test_whatever_is_typed_is_answered(client, query):
    assert ask(client, query).status_code == 200
