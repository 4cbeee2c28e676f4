from wagtail.snippets.models import register_snippet

from campaign_site.pages.viewsets import HelplineViewSet

register_snippet(HelplineViewSet)
