"""Videos: what readers get was encoded by us from bare frames and samples, and has captions in their language."""

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from campaign_site.delivery.jobs import outbox
from campaign_site.media.fields import admin_address
from campaign_site.media.uploaded import Uploaded
from campaign_site.media.video.choices import KIND, Problem, State
from campaign_site.media.video.encoder import LONGEST_SECONDS, LONGEST_SIDE
from campaign_site.media.video.fields import (
    VIDEOS,
    CaptionsField,
    CaptionsNameField,
    UploadedVideoField,
    upload_path,
)


class CampaignVideo(Uploaded):
    """A video as the site keeps it: WebM (VP9, Opus) with a poster, both under random names.

    `original` is there while it is being prepared only. Another file is another video: captions belong to one.
    """

    title = models.CharField(
        _("title"), max_length=120, help_text=_("Only editors see it: readers see the title on the page.")
    )
    original = UploadedVideoField(
        _("file"),
        upload_to=upload_path,
        blank=True,
        help_text=_(
            "MP4, MOV or WebM, at most 50 MB and 3 minutes. It is made anew without place, device, date or "
            "further tracks, which takes about as long as it plays."
        ),
    )
    poster_second = models.PositiveSmallIntegerField(
        _("picture at second"),
        default=1,
        help_text=_("Which moment is shown before somebody plays it."),
    )
    state = models.CharField(
        _("state"), max_length=10, choices=State.choices, default=State.WAITING, editable=False
    )
    problem = models.CharField(max_length=20, choices=Problem.choices, blank=True, editable=False)
    file_name = models.CharField(max_length=100, blank=True, editable=False)
    poster_name = models.CharField(max_length=100, blank=True, editable=False)
    file_hash = models.CharField(max_length=64, blank=True, editable=False)
    size = models.PositiveIntegerField(_("size in bytes"), default=0, editable=False)
    duration = models.PositiveSmallIntegerField(_("duration in seconds"), default=0, editable=False)
    width = models.PositiveSmallIntegerField(default=0, editable=False)
    height = models.PositiveSmallIntegerField(default=0, editable=False)

    class Meta(Uploaded.Meta):
        verbose_name = _("video")
        verbose_name_plural = _("videos")
        permissions = [("choose_campaignvideo", "Can choose video")]
        indexes = [
            models.Index(fields=["file_name"], name="video_by_file"),
            models.Index(fields=["poster_name"], name="video_by_poster"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    state=State.READY,
                    original="",
                    problem="",
                    file_name__startswith=VIDEOS,
                    poster_name__startswith=VIDEOS,
                    duration__range=(1, LONGEST_SECONDS),
                    width__range=(16, LONGEST_SIDE),
                    height__range=(16, LONGEST_SIDE),
                )
                & ~Q(file_hash="")
                | ~Q(state=State.READY) & Q(file_name="", poster_name=""),
                name="video_shown_was_encoded_by_us",
            ),
            models.CheckConstraint(
                condition=Q(state=State.FAILED, original="") & ~Q(problem="")
                | Q(state=State.WAITING, problem="") & ~Q(original="")
                | Q(state=State.READY),
                name="video_tells_how_far_it_is",
            ),
        ]

    def __str__(self):
        return f"Video {self.pk}"

    def save(self, *args, **kwargs):
        """Save, and have a new one prepared. Raises ValidationError for what could not be."""
        is_new = self._state.adding and self.state == State.WAITING
        with transaction.atomic():
            super().save(*args, **kwargs)
            if is_new:
                outbox.enqueue(KIND, key=f"{KIND}:{self.pk}", reference=str(self.pk), nobody_waits=True)

    @property
    def length(self) -> str:
        """Minutes and seconds, as players write them; empty while nobody knows."""
        return f"{self.duration // 60}:{self.duration % 60:02}" if self.duration else ""

    @property
    def told_state(self) -> str:
        """How far it is, in words for editors; of a failure the reason too."""
        state = State(self.state).label
        return f"{state}: {Problem(self.problem).label}" if self.problem else str(state)

    @cached_property
    def captioned(self) -> dict[str, "CampaignCaptions"]:
        """The captions by language, in the order of the site's languages."""
        found = {one.language: one for one in self.captions.all()}
        return {code: found[code] for code, _name in settings.LANGUAGES if code in found}

    @property
    def is_ready(self) -> bool:
        """Whether it is prepared."""
        return self.state == State.READY

    def can_be_shown(self, language: str) -> bool:
        """Whether readers of a language may have it: it is ready, and its captions say in it what is heard."""
        return self.is_ready and language in self.captioned

    def address(self, name: str, *, in_admin: bool = False) -> str:
        """Return where one of its files is: on our own origin, whatever storage holds it."""
        return admin_address(name) if in_admin else f"{settings.MEDIA_URL}{name}"


class CampaignCaptions(models.Model):
    """The captions of a video in one language: WebVTT that we wrote, nothing but times and words."""

    video = models.ForeignKey(CampaignVideo, on_delete=models.CASCADE, related_name="captions")
    language = models.CharField(max_length=10, choices=settings.LANGUAGES)
    text = CaptionsField()
    name = CaptionsNameField(max_length=100, editable=False, unique=True)

    class Meta:
        verbose_name = _("captions")
        verbose_name_plural = _("captions")
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["video", "language"], name="captions_once_for_each_language"),
            models.CheckConstraint(condition=Q(text__startswith="WEBVTT\n\n"), name="captions_are_webvtt"),
            models.CheckConstraint(
                condition=Q(language__in=[code for code, _name in settings.LANGUAGES]), name="captions_language"
            ),
        ]

    def __str__(self):
        return f"Captions {self.pk}"
