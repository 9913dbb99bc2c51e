"""Room on Python's stack for a whole test: a third of the time of every test that draws pages.

Python keeps its frames in pieces of 16 kB, and gives a piece back to the system as soon as it is empty. Under pytest a
template's loop often stands at such an edge, and then each of its calls asks the system for memory and returns it.
A frame that wants much gets a large piece, and all that is called from it lives there too.
"""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

ROOM = 100_000  # references, 800 kB; the piece is the next power of two


def with_room(call: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
    return call(*args, **kwargs)


with_room.__code__ = with_room.__code__.replace(co_stacksize=ROOM)
