"""The device itself: adopted by its office server, tells its health, obeys commands, says what its screen shows."""
