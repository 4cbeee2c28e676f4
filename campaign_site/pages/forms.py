"""The form of the campaign's settings."""

from wagtail.admin.forms import WagtailAdminModelForm

from campaign_site.delivery.admin.edited_meanwhile import OneAfterTheOther


class SettingsForm(OneAfterTheOther, WagtailAdminModelForm):
    """Settings that two people may change, one after the other."""
