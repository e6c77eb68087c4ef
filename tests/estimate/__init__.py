"""The waiting window."""
