"""The web over a real store: who may ask what, and what the answers look like."""
