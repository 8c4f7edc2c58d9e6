"""Figures are compared within their round, and shown as they were found."""

from collections.abc import Awaitable, Callable
from pathlib import Path

from tests.bench.report import Aim, Report
from tests.bench.rounds import Figures, Rounds


def measuring(*seconds: float) -> Callable[[], Awaitable[Figures]]:
    """A measurement that finds these, one after the other."""
    left = iter(seconds)

    async def measure() -> Figures:
        return {"seconds": next(left)}

    return measure


async def test_the_first_round_does_not_count() -> None:
    rounds = Rounds()
    await rounds.measure({"a": measuring(100, 1, 2, 3)}, rounds=3)
    assert rounds.median("a", "seconds") == 2


async def test_a_slow_moment_of_the_machine_does_not_change_a_ratio() -> None:
    rounds = Rounds()
    await rounds.measure({"a": measuring(0, 1, 9, 1), "b": measuring(0, 2, 18, 2)}, rounds=3)
    assert rounds.ratio("b", "a", "seconds") == 2


def test_a_page_has_the_aims_the_table_the_method_and_the_machine(tmp_path: Path) -> None:
    report = Report(
        name="bytes",
        title="Bytes",
        method="""
            Measured
            with care.
            """,
        columns=("", "s/GB"),
        rows=[("nginx", "0.1")],
        aims=[Aim(text="at most 1", found="0.1", is_met=True)],
        machine=[("Kernel", "Linux")],
    )

    assert report.write(tmp_path).read_text() == (
        "# Bytes\n\n"
        "Aims:\n\n- at most 1: 0.1, met\n\n"
        "|  | s/GB |\n| :--- | ---: |\n| nginx | 0.1 |\n\n"
        "Measured with care.\n\n"
        "Measured by `make bench PART=bytes`:\n\n- Kernel: Linux\n"
    )
