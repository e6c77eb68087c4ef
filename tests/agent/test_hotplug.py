from collections.abc import Iterable

from appliance.agent.hotplug import (
    ADDED,
    CHANGED,
    REMOVED,
    Chosen,
    Follow,
    Found,
    Inventory,
    UdevSource,
    camera_of,
    microphone_of,
)

TRAY = Found("/dev/video2", "/dev/v4l/by-id/usb-Tray_8MP-video-index0", "Tray 8MP", "camera", model="Tray_8MP")
WEBCAM = Found("/dev/video0", "/dev/v4l/by-id/usb-Webcam-video-index0", "Webcam", "camera", model="Webcam")
MICROPHONE = Found("/dev/snd/pcmC1D0c", "/dev/snd/pcmC1D0c", "Webcam", "microphone")


class PlugBoard:
    """An event source by hand."""

    def __init__(self, *present: Found) -> None:
        self.plugged = list(present)
        self.follow_one: Follow | None = None
        self.closed = False

    def present(self) -> Iterable[Found]:
        return list(self.plugged)

    def follow(self, changed: Follow) -> None:
        self.follow_one = changed

    def close(self) -> None:
        self.closed = True

    def tell(self, action: str, found: Found) -> None:
        assert self.follow_one is not None
        self.follow_one(action, found)


class Told:
    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> None:
        self.times += 1


def started(board: PlugBoard, model: str = "", told: Told | None = None) -> Inventory:
    inventory = Inventory(board, told or Told(), model)
    inventory.start()
    return inventory


def test_what_is_plugged_in_is_found() -> None:
    inventory = started(PlugBoard(WEBCAM, MICROPHONE))
    assert inventory.cameras == [WEBCAM] and inventory.microphones == [MICROPHONE]


def test_a_single_camera_is_the_document_camera() -> None:
    assert started(PlugBoard(WEBCAM)).document_camera == WEBCAM


def test_of_two_unnamed_cameras_none_is_guessed() -> None:
    assert started(PlugBoard(WEBCAM, TRAY)).document_camera is None


def test_the_model_names_the_document_camera() -> None:
    assert started(PlugBoard(WEBCAM, TRAY), "tray").document_camera == TRAY


def test_a_named_camera_that_is_missing_is_not_replaced_by_the_webcam() -> None:
    assert started(PlugBoard(WEBCAM), "tray").document_camera is None


def test_a_udev_rule_names_the_document_camera() -> None:
    ruled = Found("/dev/video4", "/dev/video4", "Any", "camera", is_document=True)
    assert started(PlugBoard(WEBCAM, ruled)).document_camera == ruled


def test_plug_and_unplug_are_followed() -> None:
    told, board = Told(), PlugBoard(WEBCAM)
    inventory = started(board, "tray", told)
    board.tell(ADDED, TRAY)
    assert inventory.document_camera == TRAY and told.times == 1
    board.tell(REMOVED, TRAY)
    assert inventory.document_camera is None and told.times == 2


def test_an_event_that_changes_nothing_is_not_told() -> None:
    told, board = Told(), PlugBoard(WEBCAM)
    started(board, told=told)
    board.tell(CHANGED, WEBCAM)
    assert told.times == 0


def test_the_report_says_which_camera_is_for_documents() -> None:
    report = started(PlugBoard(WEBCAM, TRAY, MICROPHONE), "tray").report()
    assert report == {
        "cameras": [
            {"id": WEBCAM.path, "name": "Webcam", "kind": "camera"},
            {"id": TRAY.path, "name": "Tray 8MP", "kind": "document"},
        ],
        "microphones": [{"id": MICROPHONE.path, "name": "Webcam"}],
    }


def test_a_chosen_path_is_the_document_camera_whatever_else_is_there() -> None:
    inventory = started(Chosen(PlugBoard(WEBCAM, TRAY), "/dev/video0"))
    assert inventory.document_camera is not None and inventory.document_camera.path == "/dev/video0"
    assert len(inventory.cameras) == 2


def test_the_synthetic_camera_needs_no_hardware() -> None:
    inventory = started(Chosen(PlugBoard(), "synthetic"))
    assert inventory.report()["cameras"] == [{"id": "synthetic", "name": "Synthetic card camera", "kind": "document"}]


def test_only_the_node_that_captures_counts() -> None:
    assert camera_of("/dev/video1", {"ID_V4L_CAPABILITIES": ":"}) is None


def test_a_camera_is_known_by_its_stable_link() -> None:
    links = "/dev/v4l/by-path/pci-0 /dev/v4l/by-id/usb-Tray-video-index0"
    found = camera_of("/dev/video0", {"ID_V4L_CAPABILITIES": ":capture:", "DEVLINKS": links, "ID_MODEL": "Tray_8MP"})
    assert found == Found("/dev/video0", "/dev/v4l/by-id/usb-Tray-video-index0", "Tray 8MP", "camera", "Tray_8MP")


def test_a_loudspeaker_is_no_microphone() -> None:
    assert microphone_of("/dev/snd/pcmC0D0p", {}, None) is None
    assert microphone_of("/dev/snd/controlC0", {}, None) is None


def test_the_real_udev_can_be_asked_here() -> None:
    assert isinstance(list(UdevSource().present()), list)
