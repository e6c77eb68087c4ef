"""`python -m appliance.adapters.opus`: WAV on standard input becomes Opus in Ogg (RFC 7845) on standard output.

A program of its own: what FFmpeg's libraries need of memory is gone when it ends.
"""

import io
import sys

RATE = 48_000
BITS_PER_SECOND = 32_000
"""Speech of one channel, without anything that is heard of the compression."""


def encoded(wav: bytes) -> bytes:
    """One channel. Raises OSError or ValueError for what is no WAV (PyAV's errors are both)."""
    import av

    written = io.BytesIO()
    with av.open(io.BytesIO(wav), "r", format="wav") as source, av.open(written, "w", format="ogg") as target:
        stream = target.add_stream("libopus", rate=RATE)
        stream.bit_rate = BITS_PER_SECOND
        stream.layout = "mono"
        resampler = av.AudioResampler(format="s16", layout="mono", rate=RATE)
        for frame in source.decode(audio=0):
            for part in resampler.resample(frame):
                target.mux(stream.encode(part))
        for part in resampler.resample(None):
            target.mux(stream.encode(part))
        target.mux(stream.encode(None))
    return written.getvalue()


if __name__ == "__main__":
    sys.stdout.buffer.write(encoded(sys.stdin.buffer.read()))
