"""Vorzimmer, the citizens' office in the browser: web, live connection, events, kiosk agent and their command line."""

__version__ = "0.1.0"
