"""The search index in Wagtail's own tables, written so that our search finds pages in it.

Wagtail cuts the words of every page by the one language that the database is set to, on SQLite cuts Arabic words
at their vowel signs, and reads the whole index at each publication to compare the lengths of titles. Here the
page's language decides, and nothing but the page's own row is read or written. The admin's own search of titles,
and what is no page, stay as they are.
"""

from django.db import connection

if connection.vendor == "postgresql":
    from campaign_site.pages.search.postgresql import SearchBackend
else:
    from campaign_site.pages.search.sqlite import SearchBackend

__all__ = ["SearchBackend"]
