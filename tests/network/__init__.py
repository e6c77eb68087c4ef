"""Conversations across networks of the tests' own: behind routers, over lossy and slow lines, from one to another."""
