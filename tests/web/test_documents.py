"""Documents of the repository as pages."""

from __future__ import annotations

import pytest

from charter.web import documents

TEXT = """# How it works

Read [the other](other.md#part), [a file](code.py) and [the web](https://example.org/).

## Formula

```
a / b
```

| a | b |
|---|---|
| 1 | 2 |

| c | d |
|---|---|
| 3 | 4 |

## Formula

<script>alert(1)</script>
"""


@pytest.fixture
def document(tmp_path, monkeypatch):
    (tmp_path / "how.md").write_text(TEXT, encoding="utf-8")
    monkeypatch.setattr(documents, "FOLDER", tmp_path)
    documents.read_document.cache_clear()
    yield documents.read_document("how", (("other.md", "/method/other"),))
    documents.read_document.cache_clear()


def test_the_first_heading_is_the_title_and_not_said_twice(document):
    assert document.title == "How it works"
    assert "<h1" not in document.html


def test_links_to_other_pages_lead_there_and_links_to_files_are_words(document):
    assert '<a href="/method/other#part">the other</a>' in document.html
    assert "<span>a file</span>" in document.html
    assert '<a href="https://example.org/">the web</a>' in document.html


def test_html_inside_a_document_is_text(document):
    assert "<script>" not in document.html
    assert "&lt;script&gt;" in document.html


def test_tables_and_formulas_scroll_by_themselves_and_can_be_reached(document):
    region = '<div class="charter-scroll" role="region" aria-label="{}, Formula" tabindex="0">'
    assert region.format("Table") in document.html
    assert region.format("Formula or example") in document.html


def test_two_headings_of_the_same_words_have_two_addresses(document):
    assert 'id="formula"' in document.html
    assert 'id="formula-2"' in document.html


def test_regions_of_one_heading_have_names_of_their_own(document):
    assert 'aria-label="Table, Formula"' in document.html
    assert 'aria-label="Table 2, Formula"' in document.html
