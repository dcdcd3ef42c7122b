"""The colours that an awarding body may choose from: pairs that can be read, and told apart without hue."""

from __future__ import annotations

from dataclasses import dataclass

LEAST_FOR_TEXT = 7.0  # WCAG 2.2, 1.4.6: text on its ground, enhanced
LEAST_FOR_LINES = 3.0  # WCAG 2.2, 1.4.11: what must be seen of a drawing
_LINEAR_UP_TO = 0.04045
_SHARES = (0.2126, 0.7152, 0.0722)  # of red, green and blue in lightness


@dataclass(frozen=True, slots=True)
class Palette:
    """A pair of colours, each as ``#rrggbb``, both for white ground."""

    id: str
    name: str
    main: str  # headings, and the ground of white text: LEAST_FOR_TEXT with white
    second: str  # lines and ornaments: LEAST_FOR_LINES with white


PALETTES: tuple[Palette, ...] = (
    Palette("navy", "Navy and gold", "#002f6c", "#9a6a00"),
    Palette("teal", "Teal and copper", "#00474f", "#b0562a"),
    Palette("plum", "Plum and rose", "#4a1a5c", "#b3476f"),
    Palette("green", "Forest green and bronze", "#0b4228", "#8a6d1b"),
    Palette("burgundy", "Burgundy and slate", "#6b1226", "#5b6b75"),
    Palette("graphite", "Graphite and blue", "#23313d", "#1f70a8"),
)
_BY_ID = {palette.id: palette for palette in PALETTES}


def palette_named(palette_id: str) -> Palette:
    """Give the palette of that id; the first one where there is none, so that a paper is never without colours."""
    return _BY_ID.get(palette_id, PALETTES[0])


def contrast(one: str, other: str) -> float:
    """Give the contrast of two colours, 1 to 21.

    Parameters
    ----------
    one, other: colours as ``#rrggbb``; their order does not matter.

    Source: WCAG 2.2, relative luminance and contrast ratio.
    """
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    return sum(share * _linear(part) for share, part in zip(_SHARES, parts, strict=True))


def _linear(part: float) -> float:
    return part / 12.92 if part <= _LINEAR_UP_TO else ((part + 0.055) / 1.055) ** 2.4
