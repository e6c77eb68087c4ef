"""The whole set-up of a town as one file: read, checked, planned, applied, written. The format is in FORMAT.md."""
