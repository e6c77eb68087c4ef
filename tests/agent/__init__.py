"""The device agent: cameras that fail, streams that are seen, and an office that may be away."""
