"""Messages: texts, words, and the way through a real mail server and a real gateway."""
