"""The badge of an award as SVG: tier, year, and how the award stands, told by words and by the shape of its mark."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping

from markupsafe import escape

from charter.domain.award_states import HOLDS, STATE_WORDS, AwardState
from charter.domain.certificates import Badge

WIDTH, EDGE = 320, 20
FONT = "'Atkinson Hyperlegible', Arial, Helvetica, sans-serif"
INK, PAPER, GREY = "#212b32", "#ffffff", "#4c6272"
# Whoever shows a badge may have none of its fonts: all is measured for a wide one.
LINE, FOOT_LINE = 27, 26  # characters of 15 px that fit, bold; beside the mark
MOST_LINES, MOST_NAME_LINES = 3, 2
BIG, SMALLER, SMALL = (10, 34), (20, 22), 15  # of the tier's name: up to so many characters, and so many pixels
# One mark a standing, within 20 by 20: tick, clock, two bars, cross, square, arrow.
MARKS: Mapping[AwardState, str] = {
    AwardState.CURRENT: "M4 10.5 8.5 15 16 5",
    AwardState.GRACE: "M10 2.5A7.5 7.5 0 1 1 9.9 2.5M10 6V10.5L13 12.5",
    AwardState.SUSPENDED: "M7 4V16M13 4V16",
    AwardState.WITHDRAWN: "M4 4 16 16M16 4 4 16",
    AwardState.EXPIRED: "M4 4H16V16H4Z",
    AwardState.SUPERSEDED: "M3 10H16M11 5 16 10 11 15",
}


def badge_svg(badge: Badge) -> str:
    """Give the badge; the same badge gives the same text, and it asks for no other file.

    It says the same to whoever hears it: a title, and a description in a sentence.
    """
    # grey beside word and mark: an award that does not hold does not carry the body's colour
    head = badge.palette.main if badge.standing in HOLDS else GREY
    charter, institution = _lines(badge.charter_title), _lines(badge.institution_name)
    head_ends = 116 + 20 * len(charter)
    foot_begins = head_ends + 20 * len(institution) + 26
    foot = _foot(badge, foot_begins)
    height = foot_begins + 27 + 20 * (len(foot) - 2)
    parts = [
        f'<rect {_whole(height)} fill="{PAPER}"/>',
        f'<path d="{_head_shape(head_ends)}" fill="{head}"/>',
        _stars(badge.tier.rank),
        *_name(badge.tier.name),
        _text(str(badge.year), 89, 15, PAPER),
        *(_text(line, 115 + 20 * place, 15, PAPER, bold=True) for place, line in enumerate(charter)),
        *(_text(line, head_ends + 27 + 20 * place, 15, INK) for place, line in enumerate(institution)),
        *foot,
        f'<rect {_whole(height)} fill="none" stroke="{head}" stroke-width="2"/>',
    ]
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{height}" viewBox="0 0 {WIDTH} {height}" '
        'role="img" aria-labelledby="badge-title badge-told" lang="en-GB">'
        f'<title id="badge-title">{escape(badge_title(badge))}</title>'
        f'<desc id="badge-told">{escape(badge_words(badge))}</desc>{"".join(parts)}</svg>'
    )


def badge_title(badge: Badge) -> str:
    """Give the badge's title, which stands as its alternative text too."""
    return f"{badge.tier.name} award {badge.year}, {badge.charter_title}"


def badge_words(badge: Badge) -> str:
    """Give what the badge says, in two sentences."""
    return (
        f"{badge.institution_name} was given the {badge.tier.name} award of the {badge.charter_title} in {badge.year}. "
        f"How it stands today: {_standing(badge)[:1].lower()}{_standing(badge)[1:]}."
    )


def _standing(badge: Badge) -> str:
    return f"{STATE_WORDS[badge.standing]} {badge.until_text}".strip()


def _foot(badge: Badge, top: int) -> tuple[str, ...]:
    """Give how the award stands: a line, a mark, and the words with the day below them."""
    mark = MARKS[badge.standing]
    words = textwrap.wrap(STATE_WORDS[badge.standing], FOOT_LINE)
    told = [(line, True) for line in words] + ([(badge.until_text, False)] if badge.until_text else [])
    return (
        f'<path d="M{EDGE} {top}H{WIDTH - EDGE}" stroke="{badge.palette.second}" stroke-width="1"/>',
        f'<path transform="translate({EDGE} {top + 13})" d="{mark}" fill="none" stroke="{INK}" stroke-width="2.4"/>',
        *(
            _text(line, top + 29 + 20 * place, 15, INK, left=EDGE + 28, bold=bold)
            for place, (line, bold) in enumerate(told)
        ),
    )


def _whole(height: int) -> str:
    return f'x="1" y="1" width="{WIDTH - 2}" height="{height - 2}" rx="10"'


def _head_shape(ends: int) -> str:
    return f"M1 {ends}V11A10 10 0 0 1 11 1H{WIDTH - 11}A10 10 0 0 1 {WIDTH - 1} 11V{ends}Z"


def _lines(text: str, most: int = MOST_LINES) -> list[str]:
    """Give a text in lines that fit; what there is no room for is left out, and the description has it all."""
    return textwrap.wrap(text, LINE, max_lines=most, placeholder="…") or [""]


def _name(name: str) -> list[str]:
    """Give the tier's name, large where it is short; its last line always stands in the same place."""
    size = next((pixels for most, pixels in (BIG, SMALLER) if len(name) <= most), SMALL)
    lines = _lines(name, MOST_NAME_LINES) if size == SMALL else [name]
    tops = range(64 - 18 * (len(lines) - 1), 65, 18)
    return [_text(line, top, size, PAPER, bold=True) for line, top in zip(lines, tops, strict=True)]


def _stars(rank: int) -> str:
    """Give a star for each step up, at the top right; the tier's name says the same."""
    count = max(1, min(rank, 5))
    star = "M0 -9 2.6 -3.2 8.6 -2.8 4 1.4 5.4 7.4 0 4.2 -5.4 7.4 -4 1.4 -8.6 -2.8 -2.6 -3.2Z"
    places = (WIDTH - EDGE - 9 - 24 * place for place in range(count))
    return "".join(f'<path transform="translate({x} 26)" d="{star}" fill="{PAPER}"/>' for x in places)


def _text(text: str, y: int, size: int, colour: str, *, left: int = EDGE, bold: bool = False) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{left}" y="{y}" font-family="{FONT}" font-size="{size}"{weight} fill="{colour}" '
        f'aria-hidden="true">{escape(text)}</text>'
    )
