"""What is wrong with a set-up file and what to do, by the code of the finding (see `set_up_file.findings`)."""

from collections.abc import Mapping

from appliance.web.errors import PROBLEMS
from appliance.web.i18n import translations


def _(message: str) -> str:
    """Marks a text for the catalogue; it is translated when it is shown."""
    return message


FINDINGS: dict[str, tuple[str, str]] = {
    "tab": (_("A tab stands here where spaces belong."), _("Indent with spaces, two for each level.")),
    "colon": (
        _("A colon is too many here, or the line above has none."),
        _("Write “key: value”, and put a text with a colon in quotation marks."),
    ),
    "colon_missing": (
        _("This line has no colon."),
        _("Write “key: value”, or indent the line if it belongs to the text above."),
    ),
    "indentation": (
        _("This line is not indented like the lines that it belongs to."),
        _("Begin it in the same column as the line of the same level above."),
    ),
    "bracket_open": (
        _("A bracket is opened here and not closed."),
        _("Close it, or put a text that begins with a bracket in quotation marks."),
    ),
    "quote_open": (_("A quotation mark is opened here and not closed."), _("Close it at the end of the text.")),
    "quote_needed": (_("A value cannot begin with this character."), _("Put the text in quotation marks.")),
    "not_yaml": (
        _("This is not as YAML is written: %(reason)s"),
        _("Compare with the lines around it, or with a file that was exported here."),
    ),
    "strange_character": (
        _("There is a character here that no text has."),
        _("Save the file as text (UTF-8) and try again."),
    ),
    "empty_file": (_("The file is empty."), _("Export the set-up first and change the file that you get.")),
    "too_large": (_("The file has more than %(most)s characters."), _("Divide it: what is left out stays as it is.")),
    "second_document": (_("A second document begins here."), _("Remove the line with “---” and everything after it.")),
    "no_aliases": (
        _("Anchors and aliases (“&” and “*”) are not used in this file."),
        _("Write the value out, or put a text that begins so in quotation marks."),
    ),
    "no_tags": (
        _("Tags such as “%(tag)s” are not used in this file."),
        _("Remove it; what a value means follows from its key."),
    ),
    "too_deep": (
        _("More levels are nested here than the format has."),
        _("Compare the indentation with a file that was exported here."),
    ),
    "key_is_no_word": (_("A list stands here instead of a key."), _("Write a single word before the colon.")),
    "not_a_set_up": (
        _("This is not a set-up file."),
        _("A set-up file begins with “kind: %(kind)s” and “format: %(format)s”."),
    ),
    "other_format": (
        _("This file has the format “%(value)s”, which this server does not know."),
        _("Write “format: %(format)s”. If the file comes from a newer server, update this one first."),
    ),
    "keys_expected": (
        _("A section with keys belongs here."),
        _("Write “key: value” lines, indented. Known here: %(known)s."),
    ),
    "unknown_key": (_("“%(value)s” is not known here."), _("Remove it, or take one of these: %(known)s.")),
    "unknown_key_near": (_("“%(value)s” is not known here."), _("Did you mean “%(near)s”?")),
    "key_twice": (_("“%(key)s” stands here a second time (first in line %(first)s)."), _("Keep one of the two.")),
    "missing_key": (_("“%(key)s” is missing."), _("Add a line with “%(key)s:” here.")),
    "name_twice": (
        _("“%(value)s” is there already, in line %(first)s."),
        _("Give each a name of its own; capitals make no difference."),
    ),
    "one_value_expected": (
        _("A single value belongs here."),
        _("Write the value on the line of its key, without further keys or list items below."),
    ),
    "list_expected": (_("A list belongs here."), _("Begin each of its items with “- ”.")),
    "list_empty": (_("This list is empty."), _("Name at least one, or remove the key.")),
    "twice_in_list": (_("“%(value)s” stands in this list twice."), _("Keep one of the two.")),
    "text_needed": (_("There is no text here."), _("Write one, or remove the key.")),
    "too_long": (_("This text has %(length)s characters; %(most)s are possible."), _("Shorten it.")),
    "no_number": (
        _("“%(value)s” is not a whole number."),
        _("Write a number from %(least)s to %(most)s, without a unit."),
    ),
    "number_out_of_range": (_("%(value)s is not possible here."), _("Write a number from %(least)s to %(most)s.")),
    "not_true_or_false": (_("“%(value)s” is neither yes nor no."), _("Write true or false.")),
    "unknown_choice": (_("“%(value)s” cannot be chosen here."), _("Take one of these: %(known)s.")),
    "unknown_choice_near": (_("“%(value)s” cannot be chosen here."), _("Did you mean “%(near)s”?")),
    "bad_prefix": (
        _("“%(value)s” cannot begin the ticket numbers."),
        _("Write one or two capital letters from A to Z."),
    ),
    "bad_fim_key": (
        _("“%(value)s” is not a key of the service catalogue (LeiKa)."),
        _("Write its 14 digits without spaces, or leave it empty."),
    ),
    "bad_address": (
        _("“%(value)s” is not the address of a form."),
        _("Write an address that begins with https://, or leave it empty."),
    ),
    "bad_sign_in": (
        _("“%(value)s” cannot be a sign-in name."),
        _("Write 2 to 40 small letters, digits, dots or hyphens."),
    ),
    "bad_language": (
        _("“%(value)s” is not the code of a language."),
        _("Write two or three small letters, such as de, en or tr."),
    ),
    "no_day": (_("“%(value)s” is not a day of the calendar."), _("Write it like 2026-12-24 or 24.12.2026.")),
    "days_backwards": (
        _("From %(first)s to %(last)s: the last day comes before the first, or more than a year after it."),
        _("Check both days."),
    ),
    "no_hours": (_("“%(value)s” is no time of a day."), _("Write hours like 08:00-12:00, 14:00-18:00, or “closed”.")),
    "hours_backwards": (
        _("“%(value)s” ends before it begins."),
        _("Exchange the times; after midnight count on: 22:00-26:00 is until two."),
    ),
    "overlapping_hours": (
        _("These hours overlap: %(value)s."),
        _("Write them as one stretch, or let one begin after the other."),
    ),
    "too_many_stretches": (_("A day has at most %(most)s stretches of hours."), _("Join some of them.")),
    "weekdays_expected": (
        _("Days of the week belong here."),
        _("Write lines such as “monday: 08:00-12:00” or “monday-friday: 08:00-16:00”."),
    ),
    "unknown_weekday": (_("“%(value)s” is not a day of the week."), _("Take one of these: %(known)s.")),
    "unknown_weekday_near": (_("“%(value)s” is not a day of the week."), _("Did you mean “%(near)s”?")),
    "weekdays_backwards": (
        _("“%(value)s” runs backwards."),
        _("Begin with the earlier day; the week begins on Monday."),
    ),
    "weekday_twice": (
        _("The day “%(value)s” is named twice."),
        _("Write all hours of a day on one line, with commas between them."),
    ),
    "unknown_time_zone": (_("The time zone “%(value)s” does not exist."), _("Write Europe/Berlin.")),
    "time_zone_fixed": (
        _("The time zone was chosen when this server was set up and stays: %(value)s."),
        _("Write this one, or remove the line."),
    ),
    "unknown_region": (
        _("The region “%(value)s” is not known."),
        _("Write the letters of the Land, such as NW or BY, “BY+catholic” for a mostly Catholic town, or nothing."),
    ),
    "skills_expected": (
        _("Offices with their services belong here."),
        _("Write the name of an office, a colon, and below it a list of its services, or “all”."),
    ),
    "unknown_office": (_("There is no office “%(value)s”."), _("Take one of these: %(known)s.")),
    "unknown_office_near": (_("There is no office “%(value)s”."), _("Did you mean “%(near)s”?")),
    "unknown_service": (_("There is no service “%(value)s” in this office."), _("Take one of these: %(known)s.")),
    "unknown_service_near": (_("There is no service “%(value)s” in this office."), _("Did you mean “%(near)s”?")),
    "unknown_clerk": (_("Nobody signs in as “%(value)s”."), _("Take one of these: %(known)s.")),
    "unknown_clerk_near": (_("Nobody signs in as “%(value)s”."), _("Did you mean “%(near)s”?")),
    "unknown_place": (
        _("There is no place “%(value)s”."),
        _("Add it under “places”, or take one of these: %(known)s."),
    ),
    "unknown_place_near": (_("There is no place “%(value)s”."), _("Did you mean “%(near)s”?")),
    "unknown_was": (
        _("Nothing here was called “%(value)s”."),
        _("Remove “was” if this is new, or take the name that it has now: %(known)s."),
    ),
    "unknown_was_near": (_("Nothing here was called “%(value)s”."), _("Did you mean “%(near)s”?")),
    "prefix_twice": (
        _("The office “%(office)s” begins its numbers with %(value)s as well."),
        _("Give every office letters of its own."),
    ),
    "prefix_in_use": (
        _("The letters %(value)s belong to an office that gets others by this very file."),
        _("Change the other office first, with a file of its own, then this one."),
    ),
    "no_admin": (_("Nobody in this list administers the server."), _("Give at least one clerk the role admin.")),
    "shift_of_nobody": (
        _("Whose time this is, is not clear."),
        _("Name either a clerk (by the sign-in name) or a place."),
    ),
    "choose_office": (
        _("A list of services does not say which office they belong to."),
        _("Choose the office and check once more."),
    ),
    "unknown_column": (_("The column “%(value)s” is not known."), _("Remove it or name it one of these: %(known)s.")),
    "unknown_column_near": (_("The column “%(value)s” is not known."), _("Did you mean “%(near)s”?")),
    "column_twice": (_("Two columns mean the same: %(value)s."), _("Keep one of the two.")),
    "no_name_column": (
        _("No column has the names of the services."),
        _("Begin with a row of titles, one of them “Leistung”."),
    ),
    "no_rows": (_("There are no services in this table."), _("Write one service on each row below the titles.")),
    "row_without_name": (_("This row has no name."), _("Write the name of the service, or remove the row.")),
    "too_many_cells": (
        _("This row has %(cells)s cells, the titles have %(columns)s."),
        _("Put texts with the separator in quotation marks, or remove what is too much."),
    ),
    "too_many_rows": (_("There are more than %(most)s services."), _("Keep those that your offices offer.")),
    "bad_table": (
        _("The table cannot be read further: %(reason)s"),
        _("Look for a quotation mark that is not closed, and save it as CSV once more."),
    ),
    "bad_xml": (_("The XML cannot be read further: %(reason)s"), _("Fetch the file once more from where it comes.")),
    "xml_with_doctype": (
        _("The XML defines entities of its own, which is refused."),
        _("Export it without a DOCTYPE."),
    ),
    "not_xzufi": (
        _("This XML is not XZuFi 2 (%(value)s)."),
        _("Export the services as XZuFi 2.1 or 2.2, or use a table (CSV)."),
    ),
    "no_services_in_xml": (
        _("There is no Leistung in this XML."),
        _("Export the services themselves, not the organisations."),
    ),
    "service_without_name": (
        _("This Leistung has no German name."),
        _("Add a Leistungsbezeichnung (module 02 or 03) or remove it."),
    ),
    "form_fault": (
        _("“%(part)s” does not fit in this field of a form."),
        _("Names are small letters, digits and _; each answer has a value of its own; conditions name a field above."),
    ),
    "form_empty": (_("This form has nothing to fill in."), _("List its fields, at most 200 of them.")),
    "text_missing": (
        _("A message needs subject, body and SMS."),
        _("Write all three (subject, body, sms), or remove the message: then ours holds."),
    ),
    "unknown_placeholder": (_("{%(name)s} cannot be used in this message."), _("Perhaps {%(suggestion)s} is meant.")),
    "placeholder_missing": (
        _("{%(name)s} is missing, in the mail or in the SMS."),
        _("Add it to body and sms: without it the message is of no use."),
    ),
}  # fmt: skip
"""Code -> what is wrong, what to do."""


def sentence(language: str, code: str, facts: Mapping[str, str]) -> str:
    """For the command line, outside of any request: of a finding, or of a refusal by the office."""
    texts = FINDINGS.get(code) or (PROBLEMS.get(code, PROBLEMS["internal"])[1],)
    return " ".join(translations(language).gettext(text) % facts for text in texts)
