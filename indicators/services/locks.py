"""The order in which services lock rows; it is the same everywhere, so that no deadlock can occur.

1. the ledger: `lock_figures` is taken by every service that writes figures, rounds, rulings, published reports, or
   definitions that figures are judged by (targets, indicators, actions, breakdowns), before it reads anything it
   depends on; `lock_ledger` by every other service that writes recorded rows (`cooperation.models.ledger`);
2. the definition, round, question or report to be written;
3. the measurement, then its evidence;
4. programmes in the order of their keys: `cooperation.services.changes` updates their content version last.

A service skips the locks that it does not need and never takes an earlier one later. On SQLite a write transaction
already excludes all other writers.
"""

from cooperation.models.ledger import lock_ledger
from indicators.models import ChainHead
from indicators.rules import chain


def lock_figures() -> ChainHead:
    """Lock the ledger until the transaction ends, and with it all figures; return the head of the revisions' chain."""
    lock_ledger()
    return ChainHead.objects.get_or_create(id=1, defaults={"hash": chain.GENESIS})[0]
