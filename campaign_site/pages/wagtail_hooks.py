from wagtail import hooks
from wagtail.snippets.models import register_snippet

from campaign_site.pages import dashboard, edited_meanwhile
from campaign_site.pages.translating import register_before_wagtail
from campaign_site.pages.viewsets import HelplineViewSet

# After Wagtail's own.
hooks.register("construct_homepage_panels", dashboard.put_in_place, order=1)
hooks.register("construct_homepage_summary_items", dashboard.leave_counts_out, order=1)
hooks.register("before_edit_page", edited_meanwhile.note_what_was_opened)
register_snippet(HelplineViewSet)
# Before the hook of simple_translation, whatever the order of the apps.
hooks.register("register_admin_urls", register_before_wagtail, order=-1)
