"""A town hall's day, with people who come, wait, leave and are served: for tests, benchmarks and the demo."""
