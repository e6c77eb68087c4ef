"""The first run of an office server: from a machine without an office to one that gives out numbers."""
