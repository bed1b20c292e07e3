"""What the tests of the reports share."""

from browser import browser

__all__ = ["browser"]
