"""How somebody uses a window: with a mouse or a finger, or with a keyboard alone."""

from __future__ import annotations

import re

MOST_STEPS = 500


class Hand:
    """Somebody who points at things."""

    def __init__(self, window):
        self.window, self.page = window, window.page
        self.wide = {}

    def open(self, address):
        """Type an address."""
        self.window.open(address)
        self._look()

    def write(self, label, text, within=None):
        """Write into the field whose label begins so, in place of what stood there."""
        self._fill((within or self.page).get_by_label(re.compile(rf"^\s*{re.escape(label)}")), text)

    def write_day(self, legend, day, month, year):
        """Write a day into its three fields."""
        group = self.page.get_by_role("group", name=legend)
        for label, number in (("Day", day), ("Month", month), ("Year", year)):
            self.write(label, str(number), group)

    def choose(self, label):
        """Choose a radio button, or tick a box."""
        self._tick(self.page.get_by_label(label, exact=True))

    def press(self, button):
        """Press a button of the page's main part, and wait for the page that comes of it."""
        self._go(self.page.get_by_role("main").get_by_role("button", name=button, exact=True))

    def follow(self, link):
        """Follow a link, and wait for the page behind it."""
        self._go(self.page.get_by_role("link", name=link, exact=True).first)

    def sees(self, text):
        """Tell whether a text can be read on the page."""
        return self.page.get_by_text(text).first.is_visible()

    def _go(self, locator):
        with self.page.expect_navigation():
            self._activate(locator)
        self._look()

    def _look(self):
        """Note where the page is wider than the window; only a page with scripts can be asked."""
        if self.window.has_scripts and self.window.overflow():
            self.wide[self.page.url] = self.window.overflow()

    def _activate(self, locator):
        locator.click()

    def _fill(self, locator, text):
        locator.fill(text)

    def _tick(self, locator):
        locator.check()


class Keyboard(Hand):
    """Somebody who has no mouse: everything is reached with the tabulator."""

    def _reach(self, locator):
        locator.wait_for()
        for _ in range(MOST_STEPS):
            if locator.evaluate("one => one === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{locator} cannot be reached with the keyboard.")

    def _activate(self, locator):
        self._reach(locator)
        self.page.keyboard.press("Enter")

    def _fill(self, locator, text):
        self._reach(locator)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(text)

    def _tick(self, locator):
        """A box takes a space; of a group of radio buttons one is reached, and the arrows lead to the others."""
        if locator.get_attribute("type") == "checkbox":
            self._reach(locator)
            self.page.keyboard.press("Space")
            return
        name = locator.get_attribute("name")
        for _ in range(MOST_STEPS):
            if self.page.evaluate("name => document.activeElement.name === name", name):
                break
            self.page.keyboard.press("Tab")
        self.page.keyboard.press("Space")
        for _ in range(MOST_STEPS):
            if locator.is_checked():
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{locator} cannot be chosen with the keyboard.")
