from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail import hooks

from campaign_site.accounts.bulk_actions import protect_privileged_users
from campaign_site.lists import export_log

hooks.register("before_bulk_action", protect_privileged_users)
hooks.register("register_log_actions", export_log.register)


@hooks.register("insert_global_admin_css")
def admin_stylesheet():
    return format_html('<link rel="stylesheet" href="{}">', static("css/admin.css"))


@hooks.register("register_account_menu_item")
def second_factor_item(request):
    return {
        "label": _("How you sign in"),
        "url": reverse("mfa_index"),
        "help_text": _("Your authenticator app, passkeys and recovery codes."),
    }


@hooks.register("register_account_menu_item")
def sessions_item(request):
    return {
        "label": _("Where you are signed in"),
        "url": reverse("own_sessions"),
        "help_text": _("See your sessions, and end them."),
    }
