"""The kiosk's keymap, compiled as the compositor compiles it: which keys exist, and which do not."""

import ctypes
import ctypes.util
from collections.abc import Iterator

import pytest

from appliance.environment import CHECKOUT

OURS = CHECKOUT / "systemd" / "tree" / "usr" / "share" / "X11" / "xkb"
FIRST, LAST = 8, 255
WANTED = {
    *"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "adiaeresis", "odiaeresis", "udiaeresis", "Adiaeresis", "Odiaeresis", "Udiaeresis", "ssharp",
    *"0123456789", *(f"KP_{digit}" for digit in range(10)), "KP_Enter",
    "space", "Return", "BackSpace", "Delete", "Tab", "ISO_Left_Tab", "Up", "Down", "Left", "Right",
    "Shift_L", "Shift_R", "Caps_Lock", "at", "EuroSign", "comma", "period", "question", "exclam", "minus",
}  # fmt: skip
FORBIDDEN = (
    "Control", "Alt_", "Meta_", "Super_", "Hyper_", "Escape", "Print", "Sys_Req", "Menu", "Pause", "Break", "Num_Lock",
    "Scroll_Lock", "XF86", "Help", "Undo", "Redo", "Cancel", "Find", "Execute", "Terminate",
)  # fmt: skip


class RuleNames(ctypes.Structure):
    _fields_ = [(name, ctypes.c_char_p) for name in ("rules", "model", "layout", "variant", "options")]


@pytest.fixture(scope="module")
def symbols() -> set[str]:
    """The names of all symbols on all levels of all keys."""
    library = ctypes.util.find_library("xkbcommon")
    if library is None:
        pytest.skip("no libxkbcommon on this machine")
    xkb = ctypes.CDLL(library)
    for function in ("xkb_context_new", "xkb_keymap_new_from_names"):
        getattr(xkb, function).restype = ctypes.c_void_p
    context = ctypes.c_void_p(xkb.xkb_context_new(0))
    if not xkb.xkb_context_num_include_paths(context):
        pytest.skip("no xkb-data on this machine")
    assert xkb.xkb_context_include_path_append(context, str(OURS).encode()) == 1
    names = RuleNames(b"vorzimmer", b"pc105", b"vorzimmer", None, None)
    keymap = xkb.xkb_keymap_new_from_names(context, ctypes.byref(names), 0)
    assert keymap, "the keymap does not compile"
    return set(symbols_of(xkb, ctypes.c_void_p(keymap)))


def symbols_of(xkb: ctypes.CDLL, keymap: ctypes.c_void_p) -> Iterator[str]:
    found, name = ctypes.POINTER(ctypes.c_uint32)(), ctypes.create_string_buffer(64)
    for key in range(FIRST, LAST + 1):
        for layout in range(xkb.xkb_keymap_num_layouts_for_key(keymap, key)):
            for level in range(xkb.xkb_keymap_num_levels_for_key(keymap, key, layout)):
                count = xkb.xkb_keymap_key_get_syms_by_level(keymap, key, layout, level, ctypes.byref(found))
                for index in range(count):
                    xkb.xkb_keysym_get_name(found[index], name, len(name))
                    yield name.value.decode()


def test_one_can_write_and_move(symbols: set[str]) -> None:
    assert WANTED - symbols == set()


def test_no_key_leads_out(symbols: set[str]) -> None:
    function_keys = {f"F{number}" for number in range(1, 36)}
    assert [name for name in symbols if name.startswith(FORBIDDEN) or name in function_keys] == []
