from wagtail import hooks
from wagtail.snippets.models import register_snippet

from campaign_site.pages.translating import register_before_wagtail
from campaign_site.pages.viewsets import HelplineViewSet

register_snippet(HelplineViewSet)
# Before the hook of simple_translation, whatever the order of the apps.
hooks.register("register_admin_urls", register_before_wagtail, order=-1)
