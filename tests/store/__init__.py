"""The embedded database, on real files."""
