"""A fetched page, checked as every page must be; then found in, filled in and sent as a person would."""

from __future__ import annotations

import re
from collections import Counter
from urllib.parse import urljoin, urlsplit

import html5lib

HTML = "{http://www.w3.org/1999/xhtml}"
FIELDS = ("input", "select", "textarea")
LABELLED = ("hidden", "submit", "button")  # kinds of input that need no label
# What a strict parser reports though browsers and the standard agree on what is meant.
HARMLESS = {"expected-doctype-but-got-chars"}


class Page:
    """One answer of the site, read as a browser reads it."""

    def __init__(self, response, path=""):
        """Read the answer and check what holds for every page."""
        self.response = response
        self.status = response.status_code
        self.path = path
        self.text = response.get_data(as_text=True)
        response.close()
        response.request.environ["wsgi.input"].close()  # the test client keeps large uploads in a file
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        self.root = parser.parse(self.text)
        self.faults = [f"{code} at {place}" for place, code, _ in parser.errors if code not in HARMLESS]
        self._check()

    def _check(self):
        assert self.faults == [], f"{self.path}: not valid HTML: {self.faults}"
        assert self.root.get("lang") == "en-GB", f"{self.path}: the language is not said"
        assert len(self.all("h1")) == 1, f"{self.path}: a page has one main heading"
        assert self.heading in self.title, f"{self.path}: the title {self.title!r} is not the heading {self.heading!r}"
        self._check_ids()
        self._check_strictness()
        self._check_fields()
        self._check_links()
        self._check_regions()

    def _check_ids(self):
        ids = Counter(item.get("id") for item in self.root.iter() if item.get("id"))
        twice = sorted(item for item, times in ids.items() if times > 1)
        assert twice == [], f"{self.path}: ids used twice: {twice}"
        for item in self.root.iter():
            for name in ("aria-labelledby", "aria-describedby", "for"):
                for wanted in (item.get(name) or "").split():
                    assert wanted in ids, f"{self.path}: {name} names {wanted}, which is not there"

    def _check_strictness(self):
        for item in self.root.iter():
            inline = [name for name in item.attrib if name == "style" or str(name).startswith("on")]
            assert inline == [], f"{self.path}: inline {inline} on {item.tag}"
        assert self.all("style") == [], f"{self.path}: inline style"
        assert all(item.get("src") for item in self.all("script")), f"{self.path}: inline script"
        policy = self.response.headers["Content-Security-Policy"]
        assert "unsafe" not in policy

    def _check_fields(self):
        labels = {item.get("for") for item in self.all("label")}
        for kind in FIELDS:
            for item in self.all(kind):
                if kind == "input" and item.get("type") in LABELLED:
                    continue
                is_cell = bool(item.get("aria-label"))  # of a table: row and column in words
                assert is_cell or item.get("id") in labels, f"{self.path}: the field {item.get('name')} has no label"
        for item in self.all("form"):
            assert item.get("action"), f"{self.path}: a form without an address"

    def _check_links(self):
        for kind, name in (("a", "href"), ("img", "src"), ("script", "src"), ("link", "href")):
            for item in self.all(kind):
                assert item.get(name), f"{self.path}: {kind} without {name}"
        for item in self.all("a"):
            assert text_of(item), f"{self.path}: a link without words: {item.get('href')}"
            anchor = item.get("href").removeprefix("#") if item.get("href").startswith("#") else ""
            assert not anchor or self.by_id(anchor) is not None, f"{self.path}: #{anchor} is not there"
        for item in self.all("img"):
            assert item.get("alt") is not None, f"{self.path}: a picture without alternative text"

    def _check_regions(self):
        for item in self.root.iter():
            if item.get("role") == "region":
                named = item.get("aria-label") or item.get("aria-labelledby")
                assert named, f"{self.path}: a region has no name"
                assert item.get("tabindex") == "0", f"{self.path}: {named} cannot be reached by keyboard"

    @property
    def title(self):
        """The page's title."""
        return text_of(self.all("title")[0])

    @property
    def heading(self):
        """The main heading, without its caption."""
        heading = self.all("h1")[0]
        captions = [text_of(item) for item in heading.iter() if "caption" in (item.get("class") or "")]
        text = text_of(heading)
        return text.removeprefix(captions[0]).strip() if captions else text

    @property
    def words(self):
        """Everything that can be read."""
        return text_of(self.all("body")[0])

    def all(self, tag):
        """Every element of a kind."""
        return list(self.root.iter(tag))

    def by_id(self, wanted):
        """The element of that id, or None."""
        return next((item for item in self.root.iter() if item.get("id") == wanted), None)

    def link(self, words):
        """The address behind a link's words."""
        found = [item.get("href") for item in self.all("a") if words in text_of(item)]
        assert found, f"{self.path}: no link says {words!r}"
        return found[0]

    def links(self):
        """Every address of this site that the page leads to, without anchors."""
        found = [item.get("href").partition("#")[0] for item in self.all("a")]
        return {urljoin(self.path, item) for item in found if item and not urlsplit(item).netloc}

    def form_of(self, button):
        """The address and the hidden fields of the form whose button says so."""
        for form in self.all("form"):
            if any(button in text_of(item) for item in form.iter("button")):
                hidden = [item for item in form.iter("input") if item.get("type") == "hidden"]
                return form.get("action"), {item.get("name"): item.get("value") for item in hidden}
        raise AssertionError(f"{self.path}: no button says {button!r}")


def fetch(client, path):
    """Fetch a page and check it."""
    return Page(client.get(path), path)


def text_of(element):
    """The words of an element, spaces made one."""
    return re.sub(r"\s+", " ", "".join(element.itertext())).strip()
