"""The journeys' portal, and who logs in to it."""

from tests.journeys.conftest import ada, portal

__all__ = ["ada", "portal"]
