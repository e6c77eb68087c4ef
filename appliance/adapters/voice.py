"""Text made speech by a program of this machine: piper where the town has set it up, espeak-ng where it is installed.

Each sentence is rendered by a process of its own, one at a time, within limits: a text that makes a program run wild
costs seconds and no more. What is prepared lies on disk by the hash of what it is; what was only said, in memory.
"""

import hashlib
import logging
import resource
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from appliance.adapters import opus, sound
from appliance.adapters.sound import NoSound
from appliance.adapters.speech_store import MemoryStore, SpeechStore
from appliance.config import Voice as VoiceConfig
from appliance.ports import Speech, Voice, VoiceFailed

OGG, WAV = "audio/ogg", "audio/wav"
RENDER_SECONDS, ENCODE_SECONDS = 20.0, 10.0
WAIT_SECONDS = 15.0
"""For those who are before us at the voice."""
LARGEST_FILE = 128 << 20
"""Bytes; espeak-ng asks PulseAudio's library for shared memory of 64 MiB, even if it is to write a file."""
LIMITS = ((resource.RLIMIT_CPU, 30), (resource.RLIMIT_AS, 3 << 30), (resource.RLIMIT_FSIZE, LARGEST_FILE))
"""Of a rendering process: seconds of processor, bytes of address space (piper maps its model), bytes of a file."""
SLOWLY = "-simple"
ENCODER = (sys.executable, "-P", opus.__file__)

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Program:
    """`voices`: by language, a voice of espeak-ng or a model (.onnx) of piper."""

    name: str
    path: str
    voices: Mapping[str, str]

    def command(self, language: str, slowly: bool, target: Path) -> list[str]:
        """Reads the text from standard input and writes a WAV file."""
        voice = self.voices[language]
        if self.name == "piper":
            pace = "1.3" if slowly else "1.05"
            return [self.path, "--model", voice, "--length_scale", pace, "--output_file", str(target)]
        return [self.path, "-v", voice, "-s", "115" if slowly else "145", "-g", "1", "--stdin", "-w", str(target)]


ESPEAK_VOICES = {"de": "de", "en": "en-gb"}


def voice_of(config: VoiceConfig, directory: Path, patience: float = RENDER_SECONDS) -> Voice:
    """What this machine has. Prepared speech is kept in `directory`. A program has `patience` seconds for a text."""
    programs = _programs(config)
    if not programs:
        return SilentVoice()
    return RenderedVoice(programs, SpeechStore(directory, config.cache_mb << 20), patience)


def _programs(config: VoiceConfig) -> list[Program]:
    """The better first."""
    found = []
    piper = shutil.which(config.piper) if config.piper else None
    if config.piper and piper is None:
        log.error("no piper at %s: espeak-ng speaks instead", config.piper)
    if piper is not None and config.models:
        found.append(Program("piper", piper, dict(config.models)))
    espeak = shutil.which(config.espeak)
    if espeak is not None:
        found.append(Program("espeak-ng", espeak, ESPEAK_VOICES))
    return found


class SilentVoice:
    """Where no program speaks."""

    speakers: Mapping[str, str] = {}

    def say(self, text: str, language: str, media_type: str = OGG) -> Speech:
        raise VoiceFailed("voice_silent")

    def prepare(self, text: str, language: str) -> None:
        raise VoiceFailed("voice_silent")


class RenderedVoice:
    """Any thread may ask. A program that fails leaves the sentence to the next one that knows the language."""

    def __init__(self, programs: Sequence[Program], kept: SpeechStore, patience: float) -> None:
        self._programs, self._kept, self._said = programs, kept, MemoryStore()
        self._patience = patience
        self._turn = threading.Lock()

    @property
    def speakers(self) -> Mapping[str, str]:
        return {language: one.name for one in reversed(self._programs) for language in one.voices}

    def say(self, text: str, language: str, media_type: str = OGG) -> Speech:
        name = self._name(text, language, media_type)
        known = self._kept.get(name) or self._said.get(name)
        if known is None:
            known = self._rendered(text, language, media_type)
            self._said.put(name, known)
        return Speech(media_type, known)

    def prepare(self, text: str, language: str) -> None:
        name = self._name(text, language, OGG)
        if name not in self._kept:
            self._kept.put(name, self._rendered(text, language, OGG))

    def _name(self, text: str, language: str, media_type: str) -> str:
        """The hash of all that decides how it sounds."""
        speaker = [f"{one.name} {one.voices[_base(language)]}" for one in self._able(language)]
        parts = "\0".join((*speaker, language, media_type, text))
        return hashlib.sha256(parts.encode()).hexdigest()

    def _able(self, language: str) -> list[Program]:
        able = [one for one in self._programs if _base(language) in one.voices]
        if not able:
            raise VoiceFailed("voice_silent", language)
        return able

    def _rendered(self, text: str, language: str, media_type: str) -> bytes:
        with self._one_at_a_time():
            wav = self._first_that_speaks(" ".join(text.split()), language)
            return wav if media_type == WAV else _run(ENCODER, wav)

    def _first_that_speaks(self, text: str, language: str) -> bytes:
        failure = VoiceFailed("voice_failed")
        for program in self._able(language):
            try:
                return sound.as_wav(sound.normalised(sound.read(_spoken(program, text, language, self._patience))))
            except NoSound as error:
                failure = VoiceFailed("voice_failed", str(error))
            except VoiceFailed as error:
                failure = error
            log.warning("%s could not say a sentence: %s", program.name, failure.reason)
        raise failure

    @contextmanager
    def _one_at_a_time(self) -> Iterator[None]:
        if not self._turn.acquire(timeout=WAIT_SECONDS):
            raise VoiceFailed("voice_busy")
        try:
            yield
        finally:
            self._turn.release()


def _base(language: str) -> str:
    return language.removesuffix(SLOWLY)


def _spoken(program: Program, text: str, language: str, seconds: float) -> bytes:
    with TemporaryDirectory(prefix="vorzimmer-voice-") as scratch:
        target = Path(scratch) / "speech.wav"
        _run(program.command(_base(language), language.endswith(SLOWLY), target), text.encode(), seconds)
        try:
            return target.read_bytes()
        except OSError as error:
            raise VoiceFailed("voice_failed", str(error)) from None


def _run(command: Sequence[str], given: bytes, seconds: float = ENCODE_SECONDS) -> bytes:
    """What the program wrote to standard output. It gets its input only within its limits."""
    try:
        with subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
        ) as process:
            _limit(process.pid)
            try:
                written, said = process.communicate(given, seconds)
            except subprocess.TimeoutExpired:
                process.kill()
                raise VoiceFailed("voice_failed", f"no answer within {seconds:.0f} s") from None
    except OSError as error:
        raise VoiceFailed("voice_failed", str(error)) from None
    if process.returncode != 0:
        raise VoiceFailed("voice_failed", f"ended with {process.returncode}: {said.decode(errors='replace')}")
    return written


def _limit(pid: int) -> None:
    for limit, value in LIMITS:
        try:
            resource.prlimit(pid, limit, (value, value))
        except ProcessLookupError:
            return  # it has ended already, and its answer says how
