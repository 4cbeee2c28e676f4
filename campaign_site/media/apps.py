import sys
from importlib import import_module

from django.apps import AppConfig

# What Wagtail's library for pictures would import into each process: OpenCV, if it is installed, which only
# `face_detector` uses, and a decoder of a format that is refused here.
UNUSED = ("cv2", "pillow_heif")
sys.modules.update(dict.fromkeys(UNUSED))  # type: ignore[arg-type]
import_module("willow")
for name in UNUSED:
    del sys.modules[name]


class MediaConfig(AppConfig):
    name = "campaign_site.media"
    label = "media"

    def ready(self):
        from django.db.models.signals import post_delete, pre_save
        from wagtail.signals import page_published

        from campaign_site.delivery.caching import publication
        from campaign_site.delivery.jobs import outbox
        from campaign_site.delivery.jobs.background import Lane
        from campaign_site.media import avatars, checks, receivers, removal, replacement
        from campaign_site.media.permissions import shelter_pictures
        from campaign_site.media.receivers import prepare_pictures, remove_recording, remove_video
        from campaign_site.media.tags import leave_out_tagging
        from campaign_site.media.video import choices, preparing

        publication.watch(
            publication.CONTENT,
            "media_campaignimage", "media_campaignrendition", "media_campaignrecording", "media_campaigndocument",
            "media_campaignvideo", "media_campaigncaptions",
        )  # fmt: skip
        outbox.register(replacement.SIZES, receivers.make_sizes)
        outbox.register(replacement.ADDRESSES, replacement.forget_addresses)
        outbox.register(removal.KIND, removal.remove)
        outbox.register(choices.KIND, preparing.prepare, lane=Lane.LONG)
        checks.register_all()
        shelter_pictures()
        leave_out_tagging()
        avatars.hide_panel()
        pre_save.connect(avatars.refuse, sender="wagtailusers.UserProfile", dispatch_uid="no avatars")
        page_published.connect(prepare_pictures, dispatch_uid="prepare_pictures")
        post_delete.connect(
            remove_recording, sender=self.get_model("CampaignRecording"), dispatch_uid="remove_recording"
        )
        post_delete.connect(remove_video, sender=self.get_model("CampaignVideo"), dispatch_uid="remove_video")
