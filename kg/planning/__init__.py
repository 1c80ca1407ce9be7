"""Before the engine: what a query costs depends on the order of its patterns, which statistics of a release decide."""

from kg.planning.planner import plan
from kg.planning.statistics import Statistics

__all__ = ["Statistics", "plan"]
