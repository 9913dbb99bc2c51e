"""The order in which rows are locked, the same everywhere, so that two writers never wait for each other.

1. the figures' lock (`lock_figures`): every writer of figures, of rounds, of rulings, of published reports, and of what
   figures are judged by (terms, indicators, actions, breakdowns) takes it before it reads what it decides by;
2. the definition, round, question or report that is written;
3. the measurement, then its evidence;
4. programmes, by number: their content version is written last, by `cooperation.services.changes`.

A writer skips the steps that it does not need and never goes back to an earlier one. On SQLite the transaction itself
is the lock.
"""

from indicators.models import ChainHead
from indicators.rules import chain


def lock_figures() -> ChainHead:
    """Hold every other writer of figures and terms off until the transaction ends; the end of the hash chain."""
    head, _created = ChainHead.objects.select_for_update().get_or_create(id=1, defaults={"hash": chain.GENESIS})
    return head
