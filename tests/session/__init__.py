"""The kiosk's screen: pure rules, and real browsers."""
