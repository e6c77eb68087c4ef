"""One family of errors. The code is stable and public; the web turns it into an HTTP status and a translated text."""


class OfficeError(Exception):
    """A rule of the office refused what was asked. Nothing was changed.

    `code` is stable; `facts` are values that the translated text may name (ids and numbers, never personal data).
    """

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts

    def __str__(self) -> str:
        return f"{self.code} {self.facts}" if self.facts else self.code
