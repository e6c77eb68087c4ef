"""What pages are told about files: the office's limits."""

from pathlib import Path

import pytest

from appliance.config import Config, ConfigError, Files, load
from appliance.domain.admission import PartRole, Place
from appliance.live.features.files import SentFiles
from appliance.live.room import Room, Seat
from tests.live.test_consultation import seated

MEGABYTE = 1024 * 1024


def configured(tmp_path: Path, text: str) -> Files:
    path = tmp_path / "office.toml"
    path.write_text(text)
    return load(path, {}).files


def test_pages_hear_what_they_may_send(town, phone):
    consultation = town.open_consultation(town.take_ticket())
    told = seated(phone(1), consultation, "phone-1").joined["files"]
    assert told == {"largest": 20 * MEGABYTE, "types": list(Files().types)}
    assert {"pdf", "jpg", "docx"} <= set(told["types"])
    assert not {"exe", "html", "svg", "js", "zip", "docm"} & set(told["types"])


def test_an_office_has_its_own_limits(town, tmp_path):
    files = configured(tmp_path, '[files]\nlargest_mb = 5\n[files.offices."Bürgerbüro"]\ntypes = [".PDF", "png"]\n')
    consultation = town.open_consultation(town.take_ticket())
    feature, seat = SentFiles(Config(files=files), lambda: None), Seat(Place("clerk", PartRole.CLERK), "", None)
    told = town.write(lambda: feature.joined(Room(consultation), seat))
    assert told["files"] == {"largest": 5 * MEGABYTE, "types": ["pdf", "png"]}
    assert files.of_office("Standesamt").types == Files().types


@pytest.mark.parametrize(
    "text",
    [
        "[files]\nlargest_mb = 0",
        "[files]\nlargest_mb = 101",
        '[files]\ntypes = ["../x"]',
        "[files]\nlargest = 5",
        '[files.offices."Bürgerbüro"]\nsize = 5',
    ],
)
def test_what_makes_no_sense_is_refused(tmp_path, text):
    with pytest.raises(ConfigError, match="files"):
        configured(tmp_path, text)
