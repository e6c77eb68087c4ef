"""The server's side of its devices: it finds them, adopts them, asks how they are, and gives them what they need."""
