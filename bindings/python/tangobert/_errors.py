"""The one exception type of the package."""
from __future__ import annotations


class Error(ValueError):
    """Says what was wrong, where, and what would be right.

    Attributes:
        code: the kind of failure: ``"usage"``, ``"not_found"``, ``"invalid_input"``,
            ``"invalid_model"``, ``"unsupported"``, ``"io"``, ``"internal"``, ``"deadline"``,
            ``"cancelled"``, ``"overloaded"`` or ``"stopping"``.
        settings: names of the arguments that would change the outcome.
        index: which text of the call it is about, from 0; None if it is about no single one.
    """

    def __init__(self, message: str, code: str = "usage", settings: tuple[str, ...] = (),
                 index: int | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.settings = settings
        self.index = index

    def __str__(self) -> str:
        message = super().__str__()
        where = "" if self.index is None else f"text {self.index} (from 0): "
        see = " and ".join(self.settings)
        return where + message + (f" (see the argument {see})" if see else "")

    def __reduce__(self) -> tuple[type[Error], tuple[str, str, tuple[str, ...], int | None]]:
        return type(self), (self.args[0], self.code, self.settings, self.index)


class TruncationWarning(UserWarning):
    """Texts were longer than the model's limit, and were cut."""
