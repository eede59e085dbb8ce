"""The browser for the tests of the site."""

from support.browser import browser, open_page

__all__ = ["browser", "open_page"]
