"""Spoken words as sound files: read from a speaking program, cut to where they are heard, made equally loud."""

import io
import wave
from dataclasses import dataclass
from typing import Any

import numpy as np

LOUDNESS = 10 ** (-19 / 20)
"""Root mean square of speech where it is heard, of full scale (-19 dBFS): all voices and sentences sound alike."""
PEAK = 10 ** (-1 / 20)
"""No sample is louder, so that nothing is clipped."""
AUDIBLE = 10 ** (-45 / 20)
"""Of the loudest sample: what is softer at both ends is silence."""
BEFORE_SECONDS, AFTER_SECONDS = 0.02, 0.06
FRAME_SECONDS = 0.02
LOUD_SHARE = 0.1
"""A frame of speech has at least this share of the loudest frame's level; the rest is pause between words."""
_FULL_SCALE = 1 << 15


class NoSound(Exception):
    """The file is no sound, or a silent one."""


@dataclass(frozen=True)
class Sound:
    """`samples` of one channel, between -1 and 1."""

    rate: int
    samples: Any

    @property
    def seconds(self) -> float:
        return len(self.samples) / self.rate


def read(wav: bytes) -> Sound:
    """16 bits, any number of channels. Raises NoSound."""
    try:
        with wave.open(io.BytesIO(wav)) as file:
            width, channels, rate = file.getsampwidth(), file.getnchannels(), file.getframerate()
            raw = file.readframes(file.getnframes())
    except (wave.Error, EOFError) as error:
        raise NoSound(str(error)) from None
    if width != 2 or not raw:
        raise NoSound(f"{width * 8} bits, {len(raw)} bytes")
    samples = np.frombuffer(raw[: len(raw) // (2 * channels) * 2 * channels], "<i2").astype(np.float32)
    return Sound(rate, samples.reshape(-1, channels).mean(axis=1) / _FULL_SCALE)


def normalised(sound: Sound) -> Sound:
    """Without silence at its ends, and as loud as every other. Raises NoSound for a silent one."""
    spoken = _trimmed(sound)
    gain = min(LOUDNESS / _loudness(spoken), PEAK / float(np.abs(spoken.samples).max()))
    return Sound(spoken.rate, spoken.samples * gain)


def as_wav(sound: Sound) -> bytes:
    """16 bits."""
    written = io.BytesIO()
    with wave.open(written, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(sound.rate)
        file.writeframes(np.round(sound.samples * (_FULL_SCALE - 1)).astype("<i2").tobytes())
    return written.getvalue()


def _trimmed(sound: Sound) -> Sound:
    level = np.abs(sound.samples)
    loudest = float(level.max(initial=0.0))
    if loudest * _FULL_SCALE < 1:
        raise NoSound("silence")
    heard = np.flatnonzero(level >= loudest * AUDIBLE)
    first = max(0, int(heard[0] - BEFORE_SECONDS * sound.rate))
    return Sound(sound.rate, sound.samples[first : int(heard[-1] + AFTER_SECONDS * sound.rate) + 1])


def _loudness(sound: Sound) -> float:
    """Root mean square of the frames in which somebody speaks."""
    frames = np.array_split(sound.samples, max(1, int(sound.seconds / FRAME_SECONDS)))
    power = np.array([np.mean(frame**2) for frame in frames])
    spoken = power[power >= power.max() * LOUD_SHARE**2]
    return float(np.sqrt(spoken.mean()))
