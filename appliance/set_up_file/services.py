"""Services for one office from a file that knows nothing of offices: new ones come last, known ones are brought up to
date, the others stay.
"""

from dataclasses import replace

from appliance.set_up_file import services_csv, services_xzufi
from appliance.set_up_file.completing import Wanted
from appliance.set_up_file.findings import BadFile, finding
from appliance.set_up_file.matching import Names
from appliance.set_up_file.model import Office, Service, SetUp
from appliance.set_up_file.sections import Given
from appliance.set_up_file.tree import MOST_CHARACTERS

COLUMNS, DELIMITERS = services_csv.COLUMNS, services_csv.DELIMITERS
MOST_CHARACTERS_OF_XML = 8 * MOST_CHARACTERS


def read(text: str) -> tuple[Given, ...]:
    """XML or a table. Raises BadFile."""
    text = text.lstrip("\ufeff")
    is_xml = text.lstrip().startswith("<")
    most = MOST_CHARACTERS_OF_XML if is_xml else MOST_CHARACTERS
    if len(text) > most:
        raise BadFile([finding(1, "too_large", most=most)])
    reading = services_xzufi if is_xml else services_csv
    return reading.read(text)


def with_services(before: SetUp, office_id: int, given: tuple[Given, ...]) -> Wanted:
    """The set-up with these services in that office. Raises BadFile where there is no such office."""
    office = next((one for one in before.offices if one.id == office_id), None)
    if office is None:
        raise BadFile([finding(1, "choose_office")])
    changed = replace(office, services=_brought_up_to_date(office, given))
    departments = tuple(
        replace(one, offices=tuple(changed if other is office else other for other in one.offices))
        for one in before.departments
    )
    lines: dict[tuple[str, ...], int] = {("services", office.name, str(one.values["name"])): one.line for one in given}
    names = Names(before, departments)
    clerks = tuple(replace(one, skills=names.moved(one.skills)) for one in before.clerks)
    places = tuple(replace(one, services=names.moved(one.services)) for one in before.places)
    return Wanted(replace(before, departments=departments, clerks=clerks, places=places), lines)


def _brought_up_to_date(office: Office, given: tuple[Given, ...]) -> tuple[Service, ...]:
    services = list(office.services)
    known = _known(office, given)
    for index, one in enumerate(given):
        position = known.get(index)
        if position is None:
            services.append(Service(**one.values))
        else:
            services[position] = replace(services[position], **one.values)
    return tuple(services)


def _known(office: Office, given: tuple[Given, ...]) -> dict[int, int]:
    """Which service of the office each of the given is: the one of its name; else the only one that is left with its
    key, as names differ from house to house.
    """
    by_name = {one.name.casefold(): position for position, one in enumerate(office.services)}
    names = ((index, by_name.get(str(one.values["name"]).casefold())) for index, one in enumerate(given))
    found = {index: position for index, position in names if position is not None}
    for index, one in enumerate(given):
        free = [position for position in range(len(office.services)) if position not in found.values()]
        left = [position for position in free if one.get("fim_key") == office.services[position].fim_key != ""]
        if index not in found and len(left) == 1:
            found[index] = left[0]
    return found
