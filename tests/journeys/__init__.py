"""The product in real browsers, as its people use it."""
