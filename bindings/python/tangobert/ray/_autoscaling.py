"""How many replicas a tier has: as many as its tokens in flight need."""
from __future__ import annotations

from typing import Any

from ray.serve.config import AutoscalingContext

from ._tier import TOKENS_IN_FLIGHT


class ByTokens:
    """A policy of Ray Serve, whose own bounds and delays apply to what it wants."""

    def __init__(self, tokens_per_replica: float) -> None:
        self._tokens_per_replica = tokens_per_replica

    def __call__(self, context: AutoscalingContext) -> tuple[float, dict[str, Any]]:
        tokens = (context.aggregated_metrics or {}).get(TOKENS_IN_FLIGHT)
        if not tokens:  # no replica has reported yet
            return context.target_num_replicas, {}
        return sum(tokens.values()) / self._tokens_per_replica, {}
