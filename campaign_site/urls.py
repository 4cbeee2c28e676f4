"""Every address of the site (see the outside contract in README.md)."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.views.decorators.cache import never_cache
from django.views.generic import RedirectView
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.urls import serve_pattern

from campaign_site.delivery.monitoring.views import healthz, metrics, readyz
from campaign_site.delivery.outages import failed_with
from campaign_site.media.tags import no_tags
from campaign_site.media.views import serve_media
from campaign_site.pages import routing
from campaign_site.pages.deciding import decide
from campaign_site.pages.search.views import search
from campaign_site.pages.sitemaps import sitemap
from campaign_site.pages.views import (
    bad_request,
    choose_language,
    forbidden,
    not_found,
    robots,
    security_txt,
    server_error,
)
from donations.cards.views import stripe_webhook
from donations.embed import embed
from stories.note.answers import nameless_below

urlpatterns = [
    path("", choose_language),
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("metrics", metrics, name="metrics"),
    path("robots.txt", robots, name="robots"),
    path("sitemap.xml", sitemap, name="sitemap"),
    path(".well-known/security.txt", security_txt, name="security_txt"),
    path("hooks/stripe/", stripe_webhook, name="stripe_webhook"),
    path("", include("stories.note.urls")),
    path("", include("stories.urls")),
    path("embed/<str:programme>.svg", embed, name="embed"),
    # Before Wagtail's own, which says nothing when it is done.
    path(
        "admin/pages/workflow/action/<int:page_id>/<slug:action_name>/<int:task_state_id>/",
        decide,
    ),
    path("admin/tag-autocomplete/", no_tags),
    path("admin/tag-autocomplete/<slug:app_name>/<slug:model_name>/", no_tags),
    path("admin/", include("campaign_site.accounts.urls")),
    path("admin/", include(wagtailadmin_urls)),
    # Where Wagtail would take a password for pages that are not for everybody.
    path(
        "_util/login/", never_cache(RedirectView.as_view(pattern_name="account_login")), name="wagtailcore_login"
    ),
    path("documents/", include(wagtaildocs_urls)),
    path("media/<path:name>", serve_media, name="serve_media"),
    *i18n_patterns(
        path("search/", search, name="search"),
        path("", include("campaign_site.press.urls")),
        path("", include("campaign_site.about.urls")),
        path("", include("campaign_site.movement.urls")),
        path("", include("donations.urls")),
        re_path(serve_pattern, routing.serve, name="wagtail_serve"),
    ),
]

handler400 = nameless_below(bad_request, lambda: 400)
handler404 = nameless_below(not_found, lambda: 404)
handler403 = nameless_below(forbidden, lambda: 403)
handler500 = nameless_below(server_error, failed_with)
