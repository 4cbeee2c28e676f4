"""Answers of which no copy stays: whoever fills in a form here may live near traffickers."""

import functools


def unkept(view):
    """Leave no copy in browsers and caches."""

    @functools.wraps(view)
    def kept_nowhere(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store, private"
        return response

    return kept_nowhere


def personal(view):
    """Leave no copy anywhere, search engines included: the page is one person's."""

    @functools.wraps(view)
    def kept_private(request, *args, **kwargs):
        response = unkept(view)(request, *args, **kwargs)
        response["X-Robots-Tag"] = "noindex"
        return response

    return kept_private
