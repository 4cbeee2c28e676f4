"""Calm tones, made by the program: nobody speaks, so nobody can be recognised."""

import io
import wave

import numpy as np
from django.core.files.base import ContentFile

from campaign_site.demo.recorder import Recorder
from campaign_site.media.models import CampaignRecording

RATE = 24_000
# Hz and seconds: a pentatonic scale up and down again, each tone dying away under the next.
TONES = (220.0, 261.63, 293.66, 329.63, 392.0, 329.63, 293.66, 220.0)
APART, RINGING = 0.75, 2.0
LOUDNESS = 0.22
TITLE = "Sample sound: {name}"


def recording(recorder: Recorder, name: str) -> CampaignRecording:
    """Return the sample sound with this name, made once and stored as any upload is."""
    found = CampaignRecording.objects.filter(title=TITLE.format(name=name)).first()
    if found is None:
        found = CampaignRecording(
            title=TITLE.format(name=name), is_voiced_by_actor=True, file=ContentFile(tones(), name="tones.wav")
        )
        found.save()
        recorder.keep_file(found.file)
        recorder.note("sounds", name)
    return found


def tones() -> bytes:
    """Return the tones as a WAV file of about seven seconds."""
    samples = np.zeros(int(RATE * (APART * (len(TONES) - 1) + RINGING)))
    seconds = np.arange(int(RATE * RINGING)) / RATE
    swell = LOUDNESS * np.minimum(1, seconds / 0.03) * np.exp(-2.2 * seconds) * (1 - seconds / RINGING)
    for number, pitch in enumerate(TONES):
        turn = 2 * np.pi * pitch * seconds
        start = int(RATE * APART * number)
        samples[start : start + len(seconds)] += swell * (np.sin(turn) + 0.3 * np.sin(2 * turn))
    output = io.BytesIO()
    with wave.open(output, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes((32_767 * samples.clip(-1, 1)).astype("<i2").tobytes())
    return output.getvalue()
