"""How long it takes: an honest range for everybody who waits."""
