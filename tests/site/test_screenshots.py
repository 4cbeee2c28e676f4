"""`make screenshots` takes every kind of page once in each language."""

from tests.screenshots import VIEWS, one_of_each_kind

PATHS = ("en/", "ar/", "en/stories/", "en/stories/a/", "en/stories/b/", "ar/stories/c/", "en/help/")
SITEMAP = "".join(f"<url><loc>https://example.org/{path}</loc></url>" for path in PATHS)


def test_of_what_lies_below_a_list_one_is_taken_and_every_view_that_no_sitemap_names():
    taken = one_of_each_kind(SITEMAP, "en")
    pages = {name: path for name, path in taken.items() if path.removeprefix("/en/") not in VIEWS}
    assert pages == {
        "home": "/en/", "stories": "/en/stories/", "stories-one": "/en/stories/a/", "help": "/en/help/",
    }  # fmt: skip
    assert len(taken) == len(pages) + len(VIEWS)
    assert one_of_each_kind(SITEMAP, "ar")["stories-one"] == "/ar/stories/c/"
