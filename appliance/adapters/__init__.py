"""Implementations of the ports: one module for one thing of the outside world."""
