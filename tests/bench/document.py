"""How soon, how legibly and how cheaply the clerk's Chromium shows what lies under the document camera.

A printed page (text of 8 and 6 points, drawn by the browser itself) is laid, shifted and taken away under the
synthetic camera, whose pictures have a sensor's noise and a number in the corner, on a schedule by the system's clock.
Chromium keeps what it shows; the picture on the screen half a second after the page came to rest is read by Tesseract.
CPU and bit rate are taken over whole cycles of movement and rest, without the numbers, which cost extra.
"""

import base64
import difflib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from playwright.sync_api import Browser, Page, sync_playwright

from appliance.agent import synthetic_camera as camera
from tests.bench.report import Report, median
from tests.browsers import chromium_launch_options

STILLNESS_SECONDS = 0.5
RESTS = (camera.FIRST_REST, camera.SECOND_REST)
SAMPLES = 3
CYCLE_SECONDS = camera.CYCLE / camera.FRAMES_PER_SECOND
LEAD_SECONDS = 4.0
"""From the start of a publisher to frame 0: everything is connected by then."""

LEGIBLE, MAX_KILOBITS, MAX_CORES = 0.98, 1000, 0.25

PAGE_WIDTH, PAGE_HEIGHT = 1280, 820
PIXELS_PER_POINT = camera.PIXELS_PER_MM * 25.4 / 72
BLOCK_HEIGHT = 400

TEXT = {
    8: "The citizen registers the new flat within fourteen days after moving in. Please bring a valid identity card "
    "or passport, the written confirmation of the landlord and, for children under sixteen, the birth certificate. "
    "Whoever cannot come in person may authorise another adult in writing. The office issues the certificate of "
    "registration at once, and it is free of charge for every member of the family.",
    6: "Notice of appeal: an objection may be lodged within one month after this decision was announced. It must be "
    "submitted in writing or put on record at the municipal office named above. The period is also kept if the "
    "objection arrives in time at the authority that decides about it. Personal data are processed only for this "
    "purpose and are deleted when the retention period has ended. Further information about your rights, and the "
    "contact address of the data protection officer, is found on the notice board in the entrance hall of the town "
    "hall and on the website of the municipality under the heading of privacy.",
}

PRINTED = """<style>
body { margin: 0; background: #fbfaf6; color: #1d1d22; font-family: Liberation Sans, Arial, sans-serif }
div { height: HEIGHTpx; padding: 24px 48px; box-sizing: border-box; line-height: 1.35 }
</style>"""
BLOCK = '<div style="font-size: {size}px">{text}</div>'

RECEIVE = """async ([offer, codec]) => {
  const connection = new RTCPeerConnection();
  const video = document.querySelector('video');
  window.shown = []; window.connection = connection;
  connection.ontrack = ({track, transceiver}) => {
    const known = RTCRtpReceiver.getCapabilities('video').codecs;
    transceiver.setCodecPreferences(known.filter(one => one.mimeType === 'video/' + codec));
    video.srcObject = new MediaStream([track]);
  };
  await connection.setRemoteDescription({type: 'offer', sdp: offer});
  await connection.setLocalDescription();
  await new Promise(done => {
    const check = () => connection.iceGatheringState === 'complete' && done();
    connection.onicegatheringstatechange = check; check();
  });
  return connection.localDescription.sdp;
}"""

WATCH = """([bits, cell, cycle, from, until]) => {
  const video = document.querySelector('video');
  const strip = new OffscreenCanvas(bits * cell, cell).getContext('2d', {willReadFrequently: true});
  const number = () => {
    strip.drawImage(video, video.videoWidth - bits * cell, video.videoHeight - cell, bits * cell, cell,
                    0, 0, bits * cell, cell);
    const row = strip.getImageData(0, cell / 2, bits * cell, 1).data;
    let value = 0;
    for (let bit = 0; bit < bits; bit++) value = value * 2 + (row[4 * (bit * cell + cell / 2)] > 127 ? 1 : 0);
    return value;
  };
  const seen = async () => {
    video.requestVideoFrameCallback(seen);
    const at = Date.now() / 1000, frame = number(), within = frame % cycle;
    const entry = {at, frame};
    window.shown.push(entry);
    if (from.some((first, i) => within >= first && within <= until[i])) entry.picture = await createImageBitmap(video);
  };
  video.requestVideoFrameCallback(seen);
}"""

PICTURE = """async (index) => {
  const picture = window.shown[index].picture;
  const canvas = new OffscreenCanvas(picture.width, picture.height);
  canvas.getContext('2d').drawImage(picture, 0, 0);
  const bytes = new Uint8Array(await (await canvas.convertToBlob({type: 'image/png'})).arrayBuffer());
  let text = '';
  for (let i = 0; i < bytes.length; i += 32768) text += String.fromCharCode(...bytes.subarray(i, i + 32768));
  return btoa(text);
}"""

SHOWN = "() => window.shown.map(({at, frame, picture}) => ({at, frame, kept: Boolean(picture)}))"
RECEIVED = """async () => {
  for (const entry of (await window.connection.getStats()).values())
    if (entry.type === 'inbound-rtp') return {octets: entry.bytesReceived + entry.headerBytesReceived,
      frames: entry.framesDecoded, codec: (await window.connection.getStats()).get(entry.codecId)?.mimeType};
}"""


@dataclass
class Legibility:
    """Of one codec: word accuracy by points, one value for each time the page came to rest; latencies in ms."""

    words: dict[int, list[float]] = field(default_factory=lambda: {points: [] for points in TEXT})
    latencies: list[float] = field(default_factory=list)


@dataclass
class Cost:
    cores: list[float] = field(default_factory=list)
    kilobits: list[float] = field(default_factory=list)


def run(report: Report) -> None:
    if shutil.which("tesseract") is None:
        raise SystemExit("document: the figure needs the program tesseract (Debian: tesseract-ocr)")
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as directory:
        browser = playwright.chromium.launch(**launch_options())
        page = printed_page(browser, Path(directory) / "page.png")
        report("document.source.words_8pt", accuracy(photographed(page), camera.FIRST_REST, 8), "ratio")
        for codec in ("H264", "VP8"):
            report_legibility(report, codec, legibility(browser, page, codec, "ours"))
        report_rival(report, legibility(browser, page, "H264", "stock"))
        report_cost(report, cost(browser, page))
        browser.close()


def report_legibility(report: Report, codec: str, found: Legibility) -> None:
    name = f"document.{codec.lower()}"
    for points, values in found.words.items():
        value = round(median(values), 3)
        goal = {"goal": LEGIBLE, "met": value >= LEGIBLE} if points == 8 else {}
        report(f"{name}.words_{points}pt_after_{STILLNESS_SECONDS}s", value, "ratio", **goal)
    report(f"{name}.latency", round(median(found.latencies)), "ms")


def report_rival(report: Report, found: Legibility) -> None:
    for points, values in found.words.items():
        figure = f"document.h264.words_{points}pt_after_{STILLNESS_SECONDS}s"
        report(figure, round(median(values), 3), "ratio", rival="aiortc's own encoder")


def report_cost(report: Report, found: Cost) -> None:
    kilobits, cores = round(median(found.kilobits)), round(median(found.cores), 3)
    report("document.h264.bit_rate", kilobits, "kbit/s", goal=MAX_KILOBITS, met=kilobits <= MAX_KILOBITS)
    report("document.h264.agent_cpu", cores, "cores", goal=MAX_CORES, met=cores <= MAX_CORES)


def launch_options() -> dict[str, Any]:
    options = chromium_launch_options()
    flags = ["--allow-loopback-in-peer-connection", "--autoplay-policy=no-user-gesture-required"]
    return {**options, "args": [*options["args"], *flags]}


def printed_page(browser: Browser, path: Path) -> Path:
    """The page as a picture at the camera's scale: one point is as many pixels as the camera has for it."""
    page = browser.new_page(viewport={"width": PAGE_WIDTH, "height": PAGE_HEIGHT})
    blocks = [BLOCK.format(size=points * PIXELS_PER_POINT, text=text) for points, text in TEXT.items()]
    page.set_content(PRINTED.replace("HEIGHT", str(BLOCK_HEIGHT)) + "".join(blocks))
    page.screenshot(path=path)
    page.close()
    return path


def photographed(page: Path) -> np.ndarray:
    return camera.Scene(camera.Options(page=page)).picture(camera.FIRST_REST)


# Legibility


def legibility(browser: Browser, page: Path, codec: str, encoder: str) -> Legibility:
    start = time.monotonic() + LEAD_SECONDS
    found = Legibility()
    with receiving(browser, f"synthetic?page={page}&numbered=1&start={start}", codec, encoder) as (tab, _):
        rests = [camera.CYCLE * (index // 2) + RESTS[index % 2] for index in range(SAMPLES)]
        after = round(STILLNESS_SECONDS * camera.FRAMES_PER_SECOND)
        until = [rest + after for rest in RESTS]
        tab.evaluate(WATCH, [camera.STRIP_BITS, camera.STRIP_CELL, camera.CYCLE, list(RESTS), until])
        epoch = start + time.time() - time.monotonic()
        time.sleep(max(0, start + rests[-1] / camera.FRAMES_PER_SECOND + 2 - time.monotonic()))
        shown = tab.evaluate(SHOWN)
        found.latencies = latencies(shown, epoch)
        for rest in rests:
            picture = picture_at(tab, shown, rest, epoch + rest / camera.FRAMES_PER_SECOND + STILLNESS_SECONDS)
            for points in TEXT:
                found.words[points].append(accuracy(picture, rest, points))
    return found


def latencies(shown: list[dict[str, Any]], epoch: float) -> list[float]:
    """From a picture's time at the camera to its presentation; ms."""
    return [1000 * (entry["at"] - epoch - entry["frame"] / camera.FRAMES_PER_SECOND) for entry in shown[5:]]


def picture_at(tab: Page, shown: list[dict[str, Any]], rest: int, at: float) -> np.ndarray:
    """What stands on the screen at this time: the last picture shown before."""
    index = max(i for i, entry in enumerate(shown) if entry["at"] <= at and entry["frame"] >= rest and entry["kept"])
    png = base64.b64decode(tab.evaluate(PICTURE, index))
    picture = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    return picture


def accuracy(picture: np.ndarray, frame: int, points: int) -> float:
    """Part of the printed words that Tesseract finds, in order."""
    expected = TEXT[points].split()
    top = 0 if points == 8 else BLOCK_HEIGHT
    read = words(straightened(picture, frame)[top : top + BLOCK_HEIGHT])
    matching = difflib.SequenceMatcher(None, expected, read, autojunk=False).get_matching_blocks()
    return sum(block.size for block in matching) / len(expected)


def straightened(picture: np.ndarray, frame: int) -> np.ndarray:
    """The page cut out of the scene."""
    pose = camera.pose(frame)
    assert pose is not None
    turn = cv2.getRotationMatrix2D((PAGE_WIDTH / 2, PAGE_HEIGHT / 2), pose.degrees, 1)
    turn[:, 2] += pose.x * camera.PIXELS_PER_MM - PAGE_WIDTH / 2, pose.y * camera.PIXELS_PER_MM - PAGE_HEIGHT / 2
    return cv2.warpAffine(picture, turn, (PAGE_WIDTH, PAGE_HEIGHT), flags=cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP)


def words(picture: np.ndarray) -> list[str]:
    enlarged = cv2.resize(picture, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    png = cv2.imencode(".png", enlarged)[1].tobytes()
    command = ["tesseract", "stdin", "stdout", "--psm", "6"]
    environment = {**os.environ, "OMP_THREAD_LIMIT": "1"}
    finished = subprocess.run(command, input=png, capture_output=True, check=True, env=environment)
    return finished.stdout.decode().split()


# Cost


def cost(browser: Browser, page: Path) -> Cost:
    found = Cost()
    with receiving(browser, f"synthetic?page={page}", "H264", "ours") as (tab, publisher):
        time.sleep(2)
        for _ in range(SAMPLES):
            before, received, started = cpu_seconds(publisher), tab.evaluate(RECEIVED), time.monotonic()
            time.sleep(CYCLE_SECONDS)
            after, seconds = tab.evaluate(RECEIVED), time.monotonic() - started
            found.cores.append((cpu_seconds(publisher) - before) / seconds)
            found.kilobits.append((after["octets"] - received["octets"]) * 8 / seconds / 1000)
    return found


def cpu_seconds(process: int) -> float:
    """User and system time of a process and its living children."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    own = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return own + sum(cpu_seconds(int(child)) for child in children)


# Publisher and receiver


@contextmanager
def receiving(browser: Browser, specification: str, codec: str, encoder: str) -> Iterator[tuple[Page, int]]:
    """A publisher process and a page of Chromium that shows its stream; yields the page and the process id."""
    command = [sys.executable, "-m", "tests.bench.document_publisher", specification, encoder]
    publisher = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert publisher.stdin is not None and publisher.stdout is not None
    tab = browser.new_page(viewport={"width": 1920, "height": 1080})
    try:
        tab.set_content("<video autoplay muted playsinline></video>")
        sdp = tab.evaluate(RECEIVE, [json.loads(publisher.stdout.readline())["sdp"], codec])
        publisher.stdin.write(json.dumps({"sdp": sdp}) + "\n")
        publisher.stdin.flush()
        tab.wait_for_function("() => document.querySelector('video').videoWidth > 0")
        assert tab.evaluate(RECEIVED)["codec"] == f"video/{codec}"
        yield tab, publisher.pid
    finally:
        tab.close()
        publisher.stdin.close()
        publisher.wait(timeout=20)
