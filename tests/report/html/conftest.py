"""The browser, for the tests of this folder."""

from support.browser import browser, open_page

__all__ = ["browser", "open_page"]
