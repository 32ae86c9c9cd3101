"""How pure steps are done: remembered from an earlier build, or computed in worker processes with limits."""
