"""Why somebody is not called yet."""

from appliance.web.api.shapes import Shape


class NotYetView(Shape):
    """Sentences in the language of the request. `own`: what the number counts for; `rule` of the office, "" where
    nobody comes with an appointment; `before`: who was called since, in kinds and numbers.
    """

    own: str
    rule: str
    before: list[str]
