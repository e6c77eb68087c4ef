"""Text becomes sound: by piper where it is set up, else by espeak-ng; within limits, and kept as far as it may be."""

import io
import os
import shutil
import stat
import wave
from pathlib import Path

import numpy as np
import pytest

from appliance.adapters import sound, voice
from appliance.adapters.sound import NoSound, Sound
from appliance.adapters.speech_store import MemoryStore, SpeechStore
from appliance.config import ConfigError, load
from appliance.config import Voice as VoiceConfig
from appliance.ports import VoiceFailed

RATE = 22_050
PIPER = """#!/usr/bin/env python3
import math, struct, sys, wave
given = dict(zip(sys.argv[1::2], sys.argv[2::2]))
text = sys.stdin.read()
with open(__file__ + ".log", "a") as log:
    print(given["--model"], given["--length_scale"], text, file=log)
{mischief}
with wave.open(given["--output_file"], "wb") as file:
    file.setparams((1, 2, 22050, 0, "NONE", ""))
    tone = (math.sin(n / 9) * 3000 for n in range(len(text) * 1000))
    file.writeframes(b"".join(struct.pack("<h", int(value)) for value in tone))
"""
"""A program that obeys piper's command line; it says a tone as long as the text."""
no_espeak = pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="no espeak-ng on this machine")


def piper(tmp_path: Path, mischief: str = "") -> str:
    path = tmp_path / "piper"
    path.write_text(PIPER.format(mischief=mischief))
    path.chmod(path.stat().st_mode | stat.S_IXUSR)
    return str(path)


def asked(program: str) -> list[str]:
    return Path(f"{program}.log").read_text().splitlines()


def by_piper(tmp_path: Path, mischief: str = "", espeak: str = "", **options: float) -> tuple[voice.Voice, str]:
    program = piper(tmp_path, mischief)
    config = VoiceConfig(piper=program, models={"de": "thorsten.onnx"}, espeak=espeak or "no-such-program")
    return voice.voice_of(config, tmp_path / "voice", **options), program


def samples(wav: bytes) -> np.ndarray:
    return sound.read(wav).samples


def test_piper_is_asked_by_its_command_line_and_says_easy_language_slowly(tmp_path: Path) -> None:
    speaker, program = by_piper(tmp_path)
    assert speaker.speakers == {"de": "piper"}
    speaker.say("Guten  Tag.\n", "de", "audio/wav")
    speaker.say("Guten Tag.", "de-simple", "audio/wav")
    assert asked(program) == ["thorsten.onnx 1.05 Guten Tag.", "thorsten.onnx 1.3 Guten Tag."]


def test_what_was_said_a_moment_ago_is_not_rendered_again_and_leaves_nothing_on_disk(tmp_path: Path) -> None:
    speaker, program = by_piper(tmp_path)
    first = speaker.say("Guten Tag, Frau Müller.", "de", "audio/wav")
    assert speaker.say("Guten Tag, Frau Müller.", "de", "audio/wav") == first
    assert len(asked(program)) == 1
    assert not (tmp_path / "voice").exists()


def test_what_is_prepared_is_there_after_a_restart(tmp_path: Path) -> None:
    speaker, program = by_piper(tmp_path)
    speaker.prepare("Nummer A null eins sieben,", "de")
    again, _ = by_piper(tmp_path)
    assert again.say("Nummer A null eins sieben,", "de").sound.startswith(b"OggS")
    assert len(asked(program)) == 1


def test_a_language_without_a_voice_is_silent_and_so_is_a_machine_without_a_program(tmp_path: Path) -> None:
    speaker, _ = by_piper(tmp_path)
    none = voice.voice_of(VoiceConfig(espeak="no-such-program"), tmp_path)
    for one, language in ((speaker, "en"), (none, "de")):
        with pytest.raises(VoiceFailed, match="voice_silent"):
            one.say("Good morning.", language)
    assert none.speakers == {}


@pytest.mark.parametrize(
    "mischief",
    [
        "sys.exit('no model')",
        "open(given['--output_file'], 'wb').write(b'RIFF'); sys.exit()",
        "bytearray(8 << 30)",
        "open(given['--output_file'], 'wb').write(bytes(200 << 20)); sys.exit()",
        "import time; time.sleep(60)",
    ],
    ids=["fails", "writes no sound", "takes all memory", "fills the disk", "never ends"],
)
def test_a_program_that_runs_wild_is_ended(tmp_path: Path, mischief: str) -> None:
    speaker, _ = by_piper(tmp_path, mischief, patience=1.0)
    with pytest.raises(VoiceFailed, match="voice_failed"):
        speaker.say("Guten Tag.", "de")


@no_espeak
def test_where_piper_fails_espeak_says_it(tmp_path: Path) -> None:
    speaker, program = by_piper(tmp_path, "sys.exit('no model')", espeak="espeak-ng")
    assert speaker.speakers == {"de": "piper", "en": "espeak-ng"}
    assert len(samples(speaker.say("Guten Tag.", "de", "audio/wav").sound)) > RATE / 2
    assert len(asked(program)) == 1


@no_espeak
def test_every_voice_and_sentence_is_equally_loud_and_begins_at_once(tmp_path: Path) -> None:
    speaker = voice.voice_of(VoiceConfig(), tmp_path)
    sentences = [
        ("Nummer A null eins sieben,", "de"),
        ("please go to counter three.", "en"),
        ("Guten Tag.", "de-simple"),
    ]
    for text, language in sentences:
        heard = samples(speaker.say(text, language, "audio/wav").sound)
        spoken = np.sqrt(np.mean(heard[np.abs(heard) > 0.02] ** 2))
        assert 0.05 < spoken < 0.3
        assert np.abs(heard).max() < 0.9
        assert np.abs(heard[: RATE // 20]).max() > 0.001  # no pause before it


@no_espeak
def test_text_that_looks_like_an_option_is_read_and_opus_is_a_fraction_of_the_size(tmp_path: Path) -> None:
    speaker = voice.voice_of(VoiceConfig(), tmp_path)
    wav = speaker.say("--version, -w /tmp/x, das sind Wörter.", "de", "audio/wav").sound
    assert len(samples(wav)) > 2 * RATE
    assert len(speaker.say("--version, -w /tmp/x, das sind Wörter.", "de").sound) < len(wav) / 5


def test_the_configuration_names_a_program_and_its_models(tmp_path: Path) -> None:
    written = tmp_path / "office.toml"
    written.write_text('[voice]\npiper = "/opt/piper"\nmodels = {de = "thorsten.onnx"}\n')
    assert load(written, {}).voice == VoiceConfig("/opt/piper", {"de": "thorsten.onnx"})
    for wrong, said in (
        ("modles = {}", "models"),
        ('models = {deutsch = "x"}', "models"),
        ("cache_mb = 0", "cache_mb"),
    ):
        written.write_text(f"[voice]\n{wrong}\n")
        with pytest.raises(ConfigError, match=said):
            load(written, {})


def test_a_quiet_and_a_loud_sound_become_alike() -> None:
    tone = np.sin(np.arange(RATE) / 9)
    pause = np.zeros(RATE)
    both = [sound.normalised(Sound(RATE, np.concatenate([pause, tone * level, pause]))) for level in (0.01, 0.9)]
    assert both[0].samples == pytest.approx(both[1].samples)
    assert both[0].seconds == pytest.approx(1 + sound.BEFORE_SECONDS + sound.AFTER_SECONDS, abs=0.01)
    assert np.sqrt(np.mean(both[0].samples ** 2)) == pytest.approx(sound.LOUDNESS, rel=0.1)


def test_silence_and_rubbish_are_no_sound() -> None:
    with pytest.raises(NoSound):
        sound.normalised(Sound(RATE, np.zeros(RATE)))
    with pytest.raises(NoSound):
        sound.read(b"no wave at all")
    empty = io.BytesIO()
    with wave.open(empty, "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
    with pytest.raises(NoSound):
        sound.read(empty.getvalue())


def test_the_store_keeps_to_its_size_and_drops_what_was_heard_longest_ago(tmp_path: Path) -> None:
    store = SpeechStore(tmp_path / "voice", 250)
    for age, name in ((30, "a"), (20, "b")):
        store.put(name, bytes(100))
        os.utime(tmp_path / "voice" / f"{name}.ogg", times=(1_000_000 - age, 1_000_000 - age))
    assert store.get("a") == bytes(100)  # heard just now
    store.put("c", bytes(100))
    assert [name in store for name in "abc"] == [True, False, True]


def test_the_memory_keeps_to_its_size() -> None:
    store = MemoryStore(250)
    for name in "ab":
        store.put(name, bytes(100))
    store.get("a")
    store.put("c", bytes(100))
    assert [store.get(name) is not None for name in "abc"] == [True, False, True]
