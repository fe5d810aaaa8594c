"""One comparison, and how it is printed."""

from __future__ import annotations

from typing import Literal, NamedTuple

Unit = Literal["s", "B"]


class Figure(NamedTuple):
    """One comparison."""

    what: str
    ours: float
    theirs: float
    beside: str
    bound: float
    unit: Unit = "s"
    """Seconds or bytes."""

    @property
    def ratio(self) -> float:
        return self.ours / self.theirs

    @property
    def kept(self) -> bool:
        return self.ratio <= self.bound

    @property
    def row(self) -> str:
        amounts = f"{spell(self.ours, self.unit)} | {spell(self.theirs, self.unit)}"
        kept = "kept" if self.kept else "MISSED"
        return f"| {self.what} | {amounts} | {self.beside} | **{self.ratio:.2f}×** | {self.bound:g}× | {kept} |"


def spell(amount: float, unit: Unit = "s") -> str:
    """Seconds or bytes in a few digits."""
    if unit == "B":
        return f"{amount / 2**20:.1f} MB"
    if amount < 1e-3:
        return f"{amount * 1e6:.0f} µs"
    if amount < 1e-2:
        return f"{amount * 1e3:.1f} ms"
    return f"{amount * 1e3:.0f} ms" if amount < 1 else f"{amount:.2f} s"
