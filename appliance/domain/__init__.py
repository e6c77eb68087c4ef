"""The terms of a citizens' office: plain frozen dataclasses and functions. No I/O, no clock, no translation."""
