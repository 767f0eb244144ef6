"""One browser for all tests of a server."""

from tests.browser.conftest import browser as browser
