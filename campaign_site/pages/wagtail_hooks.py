import django_filters
from django.urls import path
from wagtail import hooks
from wagtail.admin.active_filters import register_filter_adapter_class
from wagtail.snippets.models import register_snippet

from campaign_site.lists.filter_names import YesOrNo
from campaign_site.pages import (
    dashboard,
    deciding,
    described,
    edited_meanwhile,
    previewing,
    review_menu,
    translating,
)
from campaign_site.pages.translation_list import TranslationViewSet
from campaign_site.pages.translations import translation
from campaign_site.pages.viewsets import HelplineViewSet

# After Wagtail's own.
hooks.register("construct_homepage_panels", dashboard.put_in_place, order=1)
hooks.register("construct_homepage_summary_items", dashboard.leave_counts_out, order=1)
hooks.register("before_edit_page", edited_meanwhile.note_what_was_opened)
hooks.register("before_copy_page", described.refuse_copy)
hooks.register("before_bulk_action", described.refuse_publishing_many)
register_filter_adapter_class(django_filters.BooleanFilter, YesOrNo)
register_snippet(HelplineViewSet)
# Before what stories add.
hooks.register("construct_page_action_menu", review_menu.put_in_place, order=-1)
# Before the hook of simple_translation, whatever the order of the apps.
hooks.register("register_admin_urls", translating.register_before_wagtail, order=-1)


@hooks.register("register_admin_viewset")
def register_translations():
    return TranslationViewSet("translations")


@hooks.register("register_admin_urls")
def register_screens():
    return [
        path("pages/<int:page_id>/stop-review/", deciding.stop_review, name="stop_review"),
        path("paper.css", previewing.paper_styles, name="paper_styles"),
        path("translations/<int:page_id>/<slug:language>/", translation, name="translation"),
    ]
