"""Nobody uploads a picture of themselves: Wagtail would store it as it came, with position, camera and name."""

from wagtail.admin.views.account import AvatarSettingsPanel

from campaign_site.media.fields import is_new


def hide_panel() -> None:
    """Take the panel, and what it would do with a file, out of the account's settings; Wagtail has no setting."""
    AvatarSettingsPanel.is_active = lambda panel: False


def refuse(sender, instance, **kwargs) -> None:
    """Let no other way store one either (signal `pre_save` of Wagtail's profiles)."""
    if is_new(instance.avatar):
        instance.avatar = ""
