"""The relay (coturn) for conversations without a direct path: how it is set, and how it is kept running."""
