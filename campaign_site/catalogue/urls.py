"""The site's addresses with the catalogue's beside them; named by `settings.dev`, and by nothing else."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import path

from campaign_site import urls as site
from campaign_site.catalogue.views import alone, index, look

urlpatterns = [
    *i18n_patterns(
        path("design/", index),
        path("design/looks/<slug:name>.css", look),
        path("design/<slug:address>/", alone),
        path("design/<slug:address>/<slug:state>/", alone),
    ),
    *site.urlpatterns,
]

handler400, handler403, handler404, handler500 = (
    site.handler400, site.handler403, site.handler404, site.handler500,
)  # fmt: skip
