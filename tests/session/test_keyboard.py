"""The kiosk's keymap, compiled as the compositor compiles it: which keys exist, and which do not."""

import ctypes
import ctypes.util

import pytest

from appliance.environment import CHECKOUT

OURS = CHECKOUT / "systemd" / "tree" / "usr" / "share" / "X11" / "xkb"
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

VIRTUAL = {"ALT", "META", "SUPR", "HYPR", "MDSW", "LVL3", "LVL5"}
"""Names for modifiers; no keyboard has these keys."""


class RuleNames(ctypes.Structure):
    _fields_ = [(name, ctypes.c_char_p) for name in ("rules", "model", "layout", "variant", "options")]


class Keymap:
    """libxkbcommon's, by ctypes."""

    def __init__(self, xkb: ctypes.CDLL, keymap: int) -> None:
        xkb.xkb_keymap_key_get_name.restype = ctypes.c_char_p
        self._xkb, self._keymap = xkb, ctypes.c_void_p(keymap)
        self.first = xkb.xkb_keymap_min_keycode(self._keymap)
        self.last = xkb.xkb_keymap_max_keycode(self._keymap)

    def name_of(self, key: int) -> str:
        """As evdev names it: FK01; empty for a code that no key has."""
        return (self._xkb.xkb_keymap_key_get_name(self._keymap, key) or b"").decode()

    def symbols_of(self, key: int) -> list[str]:
        """On all levels."""
        xkb, found, name = self._xkb, ctypes.POINTER(ctypes.c_uint32)(), ctypes.create_string_buffer(64)
        symbols = []
        for layout in range(xkb.xkb_keymap_num_layouts_for_key(self._keymap, key)):
            for level in range(xkb.xkb_keymap_num_levels_for_key(self._keymap, key, layout)):
                count = xkb.xkb_keymap_key_get_syms_by_level(self._keymap, key, layout, level, ctypes.byref(found))
                for index in range(count):
                    xkb.xkb_keysym_get_name(found[index], name, len(name))
                    symbols.append(name.value.decode())
        return symbols


@pytest.fixture(scope="module")
def keymap() -> Keymap:
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
    compiled = xkb.xkb_keymap_new_from_names(context, ctypes.byref(names), 0)
    assert compiled, "the keymap does not compile"
    return Keymap(xkb, compiled)


@pytest.fixture(scope="module")
def symbols(keymap: Keymap) -> set[str]:
    """Of all keys."""
    return {symbol for key in range(keymap.first, keymap.last + 1) for symbol in keymap.symbols_of(key)}


def test_one_can_write_and_move(symbols: set[str]) -> None:
    assert WANTED - symbols == set()


def test_every_key_has_a_symbol_as_chromium_makes_its_own_sense_of_those_without(keymap: Keymap) -> None:
    named = [key for key in range(keymap.first, keymap.last + 1) if keymap.name_of(key)]
    assert len(named) > 240
    assert {keymap.name_of(key) for key in named if not keymap.symbols_of(key)} <= VIRTUAL


def test_no_key_leads_out(symbols: set[str]) -> None:
    function_keys = {f"F{number}" for number in range(1, 36)}
    assert [name for name in symbols if name.startswith(FORBIDDEN) or name in function_keys] == []
