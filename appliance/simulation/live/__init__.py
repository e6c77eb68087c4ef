"""The simulated day played against a real running server, by clients that speak as the pages do."""
