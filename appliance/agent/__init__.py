"""The device agent: what only a program on the kiosk itself can do. Cameras, the document stream, presence."""
