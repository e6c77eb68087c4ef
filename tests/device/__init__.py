"""The device: adopted, obeying, showing. Real TLS, real Unix sockets, a real browser; the machine's root is played."""
