"""Everything that proves Vorzimmer; `python3 -m tests` runs it on any machine with Python."""
