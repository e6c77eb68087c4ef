"""What the project promises in figures; `python3 -m tests.bench all` measures them."""
