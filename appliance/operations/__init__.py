"""One use case = one function = one transaction. Its effects are all visible in it; `at` is always a parameter."""
