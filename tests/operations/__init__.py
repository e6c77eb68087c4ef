"""Use cases on a real database, with a clock that the test sets."""
