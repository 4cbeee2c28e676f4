"""The application that granian serves. Without DJANGO_SETTINGS_MODULE it is production."""

import os

from django.core.wsgi import get_wsgi_application

from campaign_site import checks
from campaign_site.delivery.jobs import periodic
from campaign_site.delivery.memory import GivesMemoryBack
from campaign_site.delivery.monitoring import metrics
from campaign_site.delivery.monitoring.request_log import RequestLog
from campaign_site.delivery.page_cache import beforehand
from campaign_site.delivery.page_cache.application import PageCache

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "campaign_site.settings.base")

pages = PageCache(GivesMemoryBack(get_wsgi_application()))
application = RequestLog(pages)
checks.refuse_to_serve_in_danger()
metrics.count_here()
periodic.run_before_serving()
# Not through the log: nobody visits.
beforehand.render(pages)
