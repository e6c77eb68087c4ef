"""One family of errors. The code is stable and public: screens, fleet page and wire say it, each in its own words."""


class ProvisioningError(Exception):
    """A rule of provisioning refused what was asked. Nothing was changed.

    `code` is stable (ADOPTION.md lists them); `facts` are JSON values that a text may name, never secrets.
    """

    def __init__(self, code: str, **facts: object) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts

    def __str__(self) -> str:
        return f"{self.code} {self.facts}" if self.facts else self.code
