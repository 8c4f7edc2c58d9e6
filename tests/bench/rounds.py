"""Variants measured in turn, so that whatever else the machine does meets them all alike."""

from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from statistics import median

Figures = Mapping[str, float]
"""What one measurement found, by name."""

Variants = Mapping[str, Callable[[], Awaitable[Figures]]]


class Rounds:
    """What several rounds over the same variants found."""

    def __init__(self) -> None:
        self._found: dict[str, list[Figures]] = defaultdict(list)

    async def measure(self, variants: Variants, *, rounds: int) -> None:
        """Measure each variant once per round; a round before the first does not count."""
        for measure in variants.values():
            await measure()
        for _ in range(rounds):
            for name, measure in variants.items():
                self._found[name].append(await measure())

    def median(self, variant: str, figure: str) -> float:
        """Return the middle one of all rounds."""
        return median(found[figure] for found in self._found[variant])

    def ratio(self, variant: str, base: str, figure: str) -> float:
        """Return the middle one of the ratios that each round found to its own base."""
        pairs = zip(self._found[variant], self._found[base], strict=True)
        return median(found[figure] / other[figure] for found, other in pairs)
