"""What people do together in a room beside seeing and hearing each other: a module for each.

A new feature is a class here, listed in `FEATURES`, and a section of PROTOCOL.md.
"""

from collections.abc import Callable
from datetime import datetime

from appliance.config import Config
from appliance.live.features.chat import Chat
from appliance.live.features.drafts import Drafts
from appliance.live.features.feature import Feature
from appliance.live.features.files import SentFiles
from appliance.live.features.form import FillingIn
from appliance.live.features.notes import Notes
from appliance.live.features.parcels import Parcels
from appliance.live.features.sign_language import SignLanguage
from appliance.live.features.verification import Verification
from appliance.live.messages import SHAPES, Shape

FEATURES: tuple[type[Feature], ...] = (Chat, Drafts, SignLanguage, Verification, Parcels, SentFiles, Notes, FillingIn)
ALL_SHAPES: dict[str, Shape] = {**SHAPES, **{type: shape for one in FEATURES for type, shape in one.shapes.items()}}
"""Of every message of the live connection, by type."""


def all_features(config: Config, now: Callable[[], datetime]) -> list[Feature]:
    return [feature(config, now) for feature in FEATURES]
