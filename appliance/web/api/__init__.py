"""The JSON API, published as OpenAPI. One module for each noun; every route of a noun on one screen."""
