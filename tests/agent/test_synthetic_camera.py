import cv2
import numpy as np
import pytest

from appliance.agent import card
from appliance.agent import synthetic_camera as camera
from appliance.agent.synthetic_camera import Options, Scene


def decoded(jpeg: bytes) -> np.ndarray:
    picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert picture is not None
    return picture


def test_a_frame_is_always_the_same_picture() -> None:
    frame = camera.FIRST_REST + 3
    assert Scene().jpeg(frame) == Scene().jpeg(frame)


def test_a_still_is_the_picture_that_was_there() -> None:
    scene = Scene()
    jpeg = scene.jpeg(camera.FIRST_REST + 3)
    difference = cv2.absdiff(decoded(jpeg), scene.picture(camera.frame_of(jpeg)))
    assert difference.mean() < 3


def test_the_packet_names_its_frame() -> None:
    assert camera.frame_of(Scene().jpeg(4711)) == 4711
    with pytest.raises(ValueError, match="synthetic"):
        camera.frame_of(camera.encoded(np.zeros((16, 16, 3), np.uint8)))


def test_the_card_moves_and_rests_and_leaves() -> None:
    poses = [camera.pose(frame) for frame in range(camera.CYCLE)]
    assert len(set(poses[camera.FIRST_REST : camera.FIRST_REST + camera.REST])) == 1
    assert poses[camera.SECOND_REST] != poses[camera.FIRST_REST]
    assert len(set(poses[: camera.ENTER])) == camera.ENTER
    assert poses[-1] is None


def test_a_resting_picture_still_has_the_noise_of_a_sensor() -> None:
    scene = Scene()
    first, second = (scene.picture(camera.FIRST_REST + step).astype(int) for step in (0, 1))
    assert 0.5 < np.abs(first - second).mean() < 4


def test_a_numbered_picture_can_be_told_from_any_other() -> None:
    scene = Scene(Options.parse("synthetic?numbered=1"))
    assert camera.read_number(decoded(scene.jpeg(40_321))) == 40_321


def test_the_card_says_that_it_is_none() -> None:
    text = " ".join(line.text for line in card.LINES)
    assert "SPECIMEN" in text and "MUSTERMANN" in text and "kein Ausweis" in text


def test_every_line_of_the_card_fits_on_it() -> None:
    scale = camera.PIXELS_PER_MM
    for line in card.LINES:
        wide = np.full((40, 3000, 3), 255, np.uint8)
        card.draw_line(wide, card.Line(line.text, 0, 30 / scale, line.points, (0, 0, 0), line.weight), scale)
        ink = np.flatnonzero((wide < 128).any(axis=(0, 2)))
        assert line.x + ink.max() / scale < card.WIDTH_MM - 1, line.text


def test_a_page_can_lie_there_in_place_of_the_card(tmp_path) -> None:  # type: ignore[no-untyped-def]
    page = tmp_path / "page.png"
    cv2.imwrite(str(page), np.full((400, 600, 3), (0, 0, 255), np.uint8))
    picture = Scene(Options.parse(f"synthetic?page={page}")).picture(camera.FIRST_REST)
    x, y = (round(mm * camera.PIXELS_PER_MM) for mm in (camera.AT_FIRST.x, camera.AT_FIRST.y))
    assert picture[y, x, 2] > 240 and picture[y, x, 0] < 15
