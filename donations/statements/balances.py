"""Whether a statement is whole: what was there, and all that came and went, is what is there now. Pure."""

from donations.statements.entries import StatementError


class Balances:
    """The sum of one statement, in minor units; what stands in the bank's favour is negative."""

    def __init__(self) -> None:
        """Begin with neither balance known."""
        self._opening: int | None = None
        self._closing: int | None = None
        self._moved = 0
        self._currencies: set[str] = set()

    def open(self, minor: int, currency: str, *, is_credit: bool) -> None:
        """Note what was there before the first entry."""
        self._currencies.add(currency)
        self._opening = minor if is_credit else -minor

    def close(self, minor: int, currency: str, *, is_credit: bool) -> None:
        """Note what is there after the last one."""
        self._currencies.add(currency)
        self._closing = minor if is_credit else -minor

    def move(self, minor: int, currency: str, *, is_credit: bool) -> None:
        """Count a booked entry."""
        self._currencies.add(currency)
        self._moved += minor if is_credit else -minor

    def check(self) -> None:
        """Raise StatementError where the entries do not lead from one balance to the other.

        Where one of them is not told, or several currencies are in one statement, nothing can be said.
        """
        if self._opening is None or self._closing is None or len(self._currencies) > 1:
            return
        if self._opening + self._moved != self._closing:
            raise StatementError(
                "a statement's balances and its entries do not add up: some are missing or changed. "
                "Ask the bank for the file again"
            )
