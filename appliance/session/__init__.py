"""The kiosk's screen: one browser, watched, with a new profile for every citizen and no way out. See SESSION.md."""
