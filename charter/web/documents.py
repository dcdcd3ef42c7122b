"""Documents of the repository as pages: Markdown in, HTML out, headings and tables as our pages want them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

from charter.settings import ROOT

FOLDER = ROOT / "docs"


@dataclass(frozen=True, slots=True)
class Document:
    """A document's title, and the HTML of what follows it."""

    title: str
    html: Markup


@lru_cache(maxsize=16)
def read_document(name: str, links: tuple[tuple[str, str], ...] = ()) -> Document:
    """Give a document of docs/; ``links`` says where links to other documents lead on this site."""
    return document_of(_text(FOLDER / f"{name}.md"), links)


def document_of(text: str, links: tuple[tuple[str, str], ...] = ()) -> Document:
    """Give Markdown as a document. HTML inside it is shown as text, never run."""
    parser = MarkdownIt("commonmark", {"html": False, "typographer": False}).enable("table")
    tokens = parser.parse(text)
    title = _take_title(tokens)
    _lead_links(tokens, dict(links))
    html = parser.renderer.render(_framed(tokens), parser.options, {})
    return Document(title, Markup(html))  # noqa: S704 - our own file, its HTML switched off


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _take_title(tokens: list[Token]) -> str:
    """Give the first heading and take it out: the page has it already."""
    for position, token in enumerate(tokens):
        if token.type == "heading_open" and token.tag == "h1":
            title = tokens[position + 1].content
            del tokens[position : position + 3]
            return title
    return ""


def _lead_links(tokens: list[Token], links: dict[str, str]) -> None:
    """Lead links to documents that are pages to the page; leave the words of all others without a link."""
    for token in tokens:
        tag = "a"
        for child in token.children or ():
            if child.type == "link_open":
                tag = _lead_link(child, links)
            if child.type in ("link_open", "link_close"):
                child.tag = tag


def _lead_link(token: Token, links: dict[str, str]) -> str:
    """Lead one link to its page; give the element that it becomes."""
    target, _, anchor = str(token.attrGet("href") or "").partition("#")
    if target in links:
        token.attrSet("href", links[target] + (f"#{anchor}" if anchor else ""))
    elif target and "://" not in target:
        token.attrs = {}
        return "span"
    return "a"


def _framed(tokens: list[Token]) -> list[Token]:
    """Put tables and formulas into regions that scroll by themselves; give headings addresses."""
    framed: list[Token] = []
    seen: dict[str, int] = {}
    named: dict[str, int] = {}
    heading = ""
    for position, token in enumerate(tokens):
        if token.type == "heading_open":
            heading = tokens[position + 1].content
            token.attrSet("id", _anchor(heading, seen))
            token.attrSet("class", f"nhsuk-heading-{'m' if token.tag == 'h2' else 's'}")
        if token.type == "table_open":
            framed.append(_region("Table", heading, named))
        if token.type in ("fence", "code_block"):
            framed.extend((_region("Formula or example", heading, named), token, _html("</div>")))
        else:
            framed.append(token)
        if token.type == "table_close":
            framed.append(_html("</div>"))
    return framed


def _region(kind: str, heading: str, named: dict[str, int]) -> Token:
    """Begin a region; where a heading has several of a kind, they are numbered."""
    label = f"{kind}, {heading}".replace("`", "").replace("*", "")
    named[label] = named.get(label, 0) + 1
    safe = Markup.escape(label if named[label] == 1 else f"{kind} {named[label]}, {label.partition(', ')[2]}")
    return _html(f'<div class="charter-scroll" role="region" aria-label="{safe}" tabindex="0">')


def _html(content: str) -> Token:
    return Token("html_block", "", 0, content=content)


def _anchor(heading: str, seen: dict[str, int]) -> str:
    base = "-".join("".join(char if char.isalnum() else " " for char in heading.lower()).split()) or "section"
    seen[base] = seen.get(base, 0) + 1
    return base if seen[base] == 1 else f"{base}-{seen[base]}"
