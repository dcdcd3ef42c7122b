"""The ornaments of a certificate, drawn as lines: a frame, and a seal with a ring and a star for each step up."""

from __future__ import annotations

from collections.abc import Iterator
from math import cos, pi, sin

from charter.domain.certificates import TierPlace
from charter.domain.palettes import Palette

WIDTH, HEIGHT = 297, 210  # millimetres, as the page
MOST_DRAWN = 5  # rings and stars; a higher tier is told by its name alone
OUTER, INNER = 8.0, 17.0  # where the frame's lines lie, from the page's edge
CORNER = (OUTER + INNER) / 2
SEAL = 100.0  # the seal's box; its sizes below are of it
Point = tuple[float, float]


def frame_svg(palette: Palette) -> str:
    """Give the frame of the whole page: two lines with woven waves between them, and a rosette in each corner."""
    lines = [
        _box(OUTER, palette.main, 1.1),
        _box(OUTER + 1.5, palette.second, 0.25),
        _box(INNER - 1.2, palette.second, 0.25),
        _box(INNER, palette.main, 0.5),
    ]
    waves = [_line(wave, palette.second, 0.22) for wave in _waves()]
    corners = [_corner(x, y, palette) for x in (CORNER, WIDTH - CORNER) for y in (CORNER, HEIGHT - CORNER)]
    return _svg(WIDTH, HEIGHT, [*waves, *lines, *corners])


def seal_svg(palette: Palette, tier: TierPlace) -> str:
    """Give the seal of a tier: rings and stars are counted, so that it needs neither colour nor words."""
    drawn = max(1, min(tier.rank, MOST_DRAWN))
    middle = SEAL / 2
    rays = _star((middle, middle), 49, 46, 48)
    parts = [_shape(rays, palette.main), _disc(middle, 44.5, "#ffffff"), _ring(middle, 43.2, palette.main, 0.9)]
    for ring in range(drawn):
        radius = 39.5 - 4.6 * ring
        parts += [_line(_rosette((middle, middle), radius, 2.4, 24, turn), palette.second, 0.5) for turn in (0, 0.5)]
    parts.append(_ring(middle, 36 - 4.6 * (drawn - 1), palette.main, 0.5))
    parts += [_shape(_star(place, size, size * 0.42, 5), palette.main) for place, size in _stars(drawn)]
    return _svg(SEAL, SEAL, parts)


def _stars(count: int) -> list[tuple[Point, float]]:
    """Give middle and size of each star: one large, or several around the middle."""
    middle = SEAL / 2
    if count == 1:
        return [((middle, middle + 1), 17.0)]
    room = 34.5 - 4.6 * (count - 1)  # within the innermost ring
    away, size = room * 0.52, room * (0.46 if count < 4 else 0.34)
    turns = [-pi / 2 + 2 * pi * place / count for place in range(count)]
    if count == 2:
        turns = [0.0, pi]
    return [((middle + away * cos(turn), middle + away * sin(turn)), size) for turn in turns]


def _waves() -> Iterator[list[Point]]:
    """Give three waves along each side, between the corners."""
    depth = (INNER - OUTER) / 2 - 1.9
    start = INNER + 0.6
    for shift in (0.0, 1 / 3, 2 / 3):
        for far in (CORNER, HEIGHT - CORNER):
            yield [(along, far + depth * wave) for along, wave in _wave(start, WIDTH - start, 33, shift)]
        for far in (CORNER, WIDTH - CORNER):
            yield [(far + depth * wave, along) for along, wave in _wave(start, HEIGHT - start, 22, shift)]


def _wave(start: float, end: float, periods: int, shift: float) -> Iterator[Point]:
    steps = periods * 12
    for step in range(steps + 1):
        share = step / steps
        yield start + (end - start) * share, sin(2 * pi * (periods * share + shift))


def _corner(x: float, y: float, palette: Palette) -> str:
    petals = [_line(_rosette((x, y), 2.3, 1.3, 8, turn), palette.second, 0.22) for turn in (0, 0.5)]
    return "".join([*petals, _shape(_star((x, y), 1.5, 0.75, 8), palette.main)])


def _rosette(middle: Point, radius: float, depth: float, petals: int, turn: float) -> list[Point]:
    steps = petals * 14
    turns = [2 * pi * step / steps for step in range(steps + 1)]
    reach = [radius + depth * cos(petals * angle + 2 * pi * turn) for angle in turns]
    return [
        (middle[0] + far * cos(angle), middle[1] + far * sin(angle)) for far, angle in zip(reach, turns, strict=True)
    ]


def _star(middle: Point, far: float, near: float, points: int) -> list[Point]:
    turns = [pi * step / points - pi / 2 for step in range(2 * points)]
    return [
        (middle[0] + (near if step % 2 else far) * cos(turn), middle[1] + (near if step % 2 else far) * sin(turn))
        for step, turn in enumerate(turns)
    ]


def _path(points: list[Point]) -> str:
    # Rounded, and without minus zero, so that every machine writes the same.
    return "M" + "L".join(f"{round(x, 2) + 0:g} {round(y, 2) + 0:g}" for x, y in points)


def _line(points: list[Point], colour: str, width: float) -> str:
    return f'<path d="{_path(points)}" fill="none" stroke="{colour}" stroke-width="{width}"/>'


def _shape(points: list[Point], colour: str) -> str:
    return f'<path d="{_path(points)}Z" fill="{colour}"/>'


def _box(inset: float, colour: str, width: float) -> str:
    wide, high = WIDTH - 2 * inset, HEIGHT - 2 * inset
    return (
        f'<rect x="{inset}" y="{inset}" width="{wide}" height="{high}" fill="none" '
        f'stroke="{colour}" stroke-width="{width}"/>'
    )


def _ring(middle: float, radius: float, colour: str, width: float) -> str:
    return f'<circle cx="{middle}" cy="{middle}" r="{radius:g}" fill="none" stroke="{colour}" stroke-width="{width}"/>'


def _disc(middle: float, radius: float, colour: str) -> str:
    return f'<circle cx="{middle}" cy="{middle}" r="{radius:g}" fill="{colour}"/>'


def _svg(width: float, height: float, parts: list[str]) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" '
        f'width="{width:g}mm" height="{height:g}mm">{"".join(parts)}</svg>'
    )
