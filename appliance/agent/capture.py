"""The capture child: `python -m appliance.agent.capture CAMERA DESCRIPTOR`.

It is a process of its own because a camera that stops delivering blocks its reader for ever; the parent then kills it.
It opens the camera once, at full resolution, decodes ten pictures a second into shared memory (`frames.Ring`, by
inherited descriptor) and keeps the newest compressed packet: that packet *is* the still.

To the parent on standard output, one JSON object a line:
    {"type": "opened", "width": 2592, "height": 1944}         what the camera really delivers
    {"type": "frame", "number": 7, "width": 1440, "height": 1080}    in the ring; numbers count from 1
    {"type": "still", "bytes": 812345, "width": .., "height": ..}    followed by that many bytes of JPEG
    {"type": "failed", "code": "camera_busy"}                 and the child ends
From the parent on standard input: `still`, once a line. End of input ends the child, so it never outlives its parent.
"""

import errno
import json
import os
import sys
import threading
from collections.abc import Iterator
from time import monotonic
from typing import Protocol, cast

import av
import numpy as np
from av.codec.context import CodecContext
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from av.video.reformatter import ColorRange, VideoReformatter

from . import v4l2
from .frames import Ring, fitted

FRAMES_PER_SECOND = 10
EARLY = 0.02
"""Seconds by which a picture may come before it is due: cameras are not exact."""

PREFERRED_RATE = "30"
"""What the camera is asked for; cameras answer with the nearest that they can."""

FAILURES = {
    errno.ENOENT: "camera_missing",
    errno.ENXIO: "camera_missing",
    errno.ENODEV: "camera_unplugged",
    errno.EIO: "camera_unplugged",
    errno.EBUSY: "camera_busy",
    errno.EACCES: "camera_forbidden",
}


class Source(Protocol):
    """A camera's compressed pictures and what decodes them."""

    decoder: VideoCodecContext

    def packets(self) -> Iterator[av.Packet]: ...


class SyntheticSource:
    def __init__(self, specification: str) -> None:
        self.specification = specification
        self.decoder = CodecContext.create("mjpeg", "r")

    def packets(self) -> Iterator[av.Packet]:
        from . import synthetic_camera  # a real camera does without OpenCV in this process

        return map(av.Packet, synthetic_camera.packets(self.specification))


class V4L2Source:
    def __init__(self, path: str) -> None:
        wanted = v4l2.best_mode(path)
        options = {"framerate": PREFERRED_RATE}
        if wanted is not None:
            options["video_size"] = f"{wanted.width}x{wanted.height}"
            if wanted.pixel_format == v4l2.MJPEG:
                options["input_format"] = "mjpeg"
        self.container = av.open(path, format="v4l2", container_options=options)
        self.decoder = self.container.streams.video[0].codec_context

    def packets(self) -> Iterator[av.Packet]:
        return (packet for packet in self.container.demux(video=0) if packet.size)


def open_source(camera: str) -> Source:
    return SyntheticSource(camera) if camera.startswith("synthetic") else V4L2Source(camera)


class Parent:
    """The pipe to the agent; two threads write to it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._out = sys.stdout.buffer

    def tell(self, type: str, payload: bytes = b"", **fields: object) -> None:
        with self._lock:
            self._out.write(json.dumps({"type": type, **fields}).encode() + b"\n" + payload)
            self._out.flush()


class Pace:
    """Says which pictures are due, so that the average rate is met whatever the camera's own rate is."""

    def __init__(self, per_second: float) -> None:
        self._period = 1 / per_second
        self._due = 0.0

    def takes(self, now: float) -> bool:
        if now < self._due - EARLY:
            return False
        self._due = max(self._due + self._period, now)
        return True


class Capture:
    def __init__(self, camera: str, ring: Ring, parent: Parent) -> None:
        self._camera = camera
        self._ring = ring
        self._parent = parent
        self._pace = Pace(FRAMES_PER_SECOND)
        self._reformatter = VideoReformatter()
        self._number = 0
        self._newest: tuple[av.Packet, VideoCodecContext] | None = None

    def run(self) -> None:
        """Until the camera fails (OSError and FFmpeg's errors, which are OSErrors too)."""
        source = open_source(self._camera)
        for packet in source.packets():
            self._newest = packet, source.decoder
            if self._pace.takes(monotonic()):
                self._hand_over(packet, source.decoder)
        raise OSError(errno.ENODEV, "the camera's stream ended")

    def _hand_over(self, packet: av.Packet, decoder: VideoCodecContext) -> None:
        for picture in decoder.decode(packet):
            planes = self._planes(picture)
            if self._number == 0:
                self._parent.tell("opened", width=picture.width, height=picture.height)
            self._number += 1
            self._ring.write(self._number, planes)
            height, width = planes.shape[0] * 2 // 3, planes.shape[1]
            self._parent.tell("frame", number=self._number, width=width, height=height)

    def _planes(self, picture: VideoFrame) -> np.ndarray:
        width, height = fitted(picture.width, picture.height)
        # MJPEG uses the full range of values; video on the wire the limited one.
        full = picture.format.name.startswith("yuvj")
        scaled = self._reformatter.reformat(
            picture,
            width,
            height,
            "yuv420p",
            src_color_range=ColorRange.JPEG if full else ColorRange.UNSPECIFIED,
            dst_color_range=ColorRange.MPEG,
            threads=1,
        )
        return scaled.to_ndarray()

    def send_still(self) -> None:
        """Called by the thread that reads commands. Nothing to send yet: the parent's time limit answers."""
        if self._newest is None:
            return
        packet, decoder = self._newest
        jpeg = bytes(packet) if decoder.name == "mjpeg" else compressed(packet, decoder)
        self._parent.tell("still", jpeg, bytes=len(jpeg), width=decoder.width, height=decoder.height)


def compressed(packet: av.Packet, decoder: VideoCodecContext) -> bytes:
    """A JPEG of an uncompressed packet (cameras without MJPEG), with a decoder of its own: theirs is in use."""
    import cv2

    once = cast(VideoCodecContext, CodecContext.create(decoder.codec, "r"))
    once.width, once.height, once.pix_fmt = decoder.width, decoder.height, decoder.pix_fmt
    picture = once.decode(packet)[0].to_ndarray(format="bgr24")
    return cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, 95])[1].tobytes()


def obey(capture: Capture) -> None:
    """Reads the parent's commands; ends the process with it, also while the camera blocks."""
    for line in sys.stdin:
        if line.strip() == "still":
            capture.send_still()
    os._exit(0)


def main(camera: str, descriptor: int) -> int:
    parent = Parent()
    capture = Capture(camera, Ring(descriptor), parent)
    threading.Thread(target=obey, args=(capture,), daemon=True).start()
    try:
        capture.run()
    except BrokenPipeError:
        pass
    except OSError as error:
        parent.tell("failed", code=FAILURES.get(error.errno or 0, "camera_failed"))
    return 1


if __name__ == "__main__":
    os._exit(main(sys.argv[1], int(sys.argv[2])))  # no clean-up: the commands' thread is blocked in a read
