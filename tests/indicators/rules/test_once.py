"""Worked out at the first reading, and never again; of each object its own."""

from dataclasses import dataclass

from indicators.rules.once import once

WORKED_OUT: list[int] = []


@dataclass(frozen=True)
class Square:
    side: int

    @once
    def area(self) -> int:
        """In squares."""
        WORKED_OUT.append(self.side)
        return self.side**2


def test_each_object_works_it_out_once() -> None:
    WORKED_OUT.clear()
    small, large = Square(2), Square(3)
    assert [one.area for one in (small, large, small, large)] == [4, 9, 4, 9]
    assert WORKED_OUT == [2, 3]
    assert Square.area.__doc__ == "In squares."
