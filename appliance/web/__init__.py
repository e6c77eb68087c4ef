"""The web: pages and JSON API over the operations. A handler reads arguments, checks access, calls one operation."""
