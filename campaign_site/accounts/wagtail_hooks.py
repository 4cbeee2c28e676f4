from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks

from campaign_site.accounts.bulk_actions import protect_privileged_users
from campaign_site.lists import export_log

hooks.register("before_bulk_action", protect_privileged_users)
hooks.register("register_log_actions", export_log.register)


@hooks.register("insert_global_admin_css")
def admin_stylesheet():
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))
