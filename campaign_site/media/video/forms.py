"""The forms for videos: what is uploaded once, and captions for each language, which editors mend in place."""

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from campaign_site.delivery.admin.edited_meanwhile import OneAfterTheOther
from campaign_site.media.approved import KeepsWhatWasApproved, refusal, told_of_a_refusal
from campaign_site.media.models import CampaignCaptions, CampaignVideo
from campaign_site.media.standing import standing
from campaign_site.media.video import captions

HELP = gettext_lazy(
    "As WebVTT, which editing programs write. Times and words are kept; styles, positions and notes are left out. "
    "In each language without captions the video is not shown."
)
ASK = gettext_lazy(
    "A public page names this video in this language, so its readers would get this change at once. Please send "
    "it to somebody who may publish that page; nothing is saved yet."
)
EXAMPLE = "WEBVTT\n\n00:00.000 --> 00:04.000\n…"


def field_name(language: str) -> str:
    """Return the name of the field for captions in a language."""
    return f"captions_{language}"


class CaptionsFormField(forms.CharField):
    """Captions in one language, as we would write them."""

    def __init__(self, language: str, *, last: int):
        """`last` is the last millisecond in which something may still be said; 0: nobody knows yet."""
        self._language, self._last = get_language_info(language), last
        widget = forms.Textarea(
            attrs={
                "rows": 8,
                "lang": language,
                "dir": "rtl" if self._language["bidi"] else "ltr",
                "spellcheck": "true",
                "placeholder": EXAMPLE,
            }
        )
        label = _("Captions: %(language)s") % {"language": self._language["name_translated"]}
        super().__init__(label=label, required=False, widget=widget, help_text=HELP)

    def has_changed(self, initial, data):
        """Whether it is another text; browsers end lines otherwise than we do."""
        before, now = ("\n".join((text or "").split("\r\n")).strip() for text in (initial, data))
        return before != now

    def clean(self, value):
        """Return them written anew. Raises ValidationError with the line in question."""
        text = super().clean(value)
        if not text:
            return ""
        try:
            cues = captions.read(text)
        except captions.UnusableCaptions as error:
            raise ValidationError(str(error)) from error
        if self._last and cues[-1].end > self._last:
            raise ValidationError(_("These captions go on after the video has ended."))
        return captions.write(cues, from_the_right=self._language["bidi"])


class VideoForm(KeepsWhatWasApproved, forms.ModelForm):
    """Adding one: the file, which moment stands for it, and the captions that are there already.

    Captions are read in their own language only, so each is refused by the pages in that one.
    """

    class Meta:
        model = CampaignVideo
        fields = ["title", "original", "poster_second"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "original" in self.fields:
            self.fields["original"].required = True
        there = self.instance.captioned if self.instance.pk else {}
        # A second more: what is said last may stand until the end, and ends are rounded.
        last = (self.instance.duration + 1) * 1000 if self.instance.duration else 0
        for code, _name in settings.LANGUAGES:
            self.fields[field_name(code)] = CaptionsFormField(code, last=last)
            self.initial.setdefault(field_name(code), there[code].text if code in there else "")

    def clean(self):
        """Refuse, beside the field, words that readers would get at once and that this user may not publish."""
        cleaned = super().clean()
        changed = [code for code, _name in settings.LANGUAGES if field_name(code) in self.changed_data]
        if not changed or not self.instance.pk:
            return cleaned
        places = standing(self.instance, self.editor)
        for code in changed:
            here = [place for place in places if place.language == code]
            if said := refusal(here):
                self.add_error(field_name(code), ValidationError(said))
            elif here and not any(place.may_publish for place in here):
                self.add_error(field_name(code), ASK)
        return cleaned

    def save(self, commit=True):
        """Save the video, and the captions of each language as they are now."""
        with told_of_a_refusal():
            video = super().save(commit)
            if commit:
                self.save_captions()
        return video

    def save_captions(self) -> None:
        """Keep what was entered; a language that was emptied has none any more."""
        for code, _name in settings.LANGUAGES:
            if field_name(code) not in self.changed_data:
                continue
            text = self.cleaned_data[field_name(code)]
            if text:
                CampaignCaptions.objects.update_or_create(
                    video=self.instance, language=code, defaults={"text": text}
                )
            else:
                self.instance.captions.filter(language=code).delete()
        self.instance.__dict__.pop("captioned", None)


class VideoChangeForm(OneAfterTheOther, VideoForm):
    """Changing one: another file would be another video, with captions of its own."""

    class Meta(VideoForm.Meta):
        fields = ["title"]

    def _values_of(self, instance) -> dict:
        captioned = {field_name(code): one.text for code, one in instance.captioned.items()}
        empty = {field_name(code): "" for code, _name in settings.LANGUAGES}
        return {**super()._values_of(instance), **empty, **captioned}
