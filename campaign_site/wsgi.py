"""The application that granian serves. Without DJANGO_SETTINGS_MODULE it is production."""

import os

from django.core.wsgi import get_wsgi_application

from campaign_site.delivery import periodic

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "campaign_site.settings.base")

application = get_wsgi_application()
periodic.run_before_serving()
