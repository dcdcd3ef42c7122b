"""How cells look. Colour never stands alone: what may be filled in has a frame, what is worked out is bold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side

DARK, BLUE, GREY, PALE, TINT, INK = "003087", "005EB8", "E8EDEE", "F6F8F9", "FFF8DC", "212B32"
FRAME = Side(style="thin", color="4C6272")
HAIR = Side(style="hair", color="AEB7BD")
TABS = {"cover": DARK, "theme": "007F3B", "table": BLUE, "plan": "7C2855", "earlier": "AEB7BD", "lists": "AEB7BD"}
DATE = "d mmmm yyyy"


@dataclass(frozen=True, slots=True)
class Look:
    """One way a cell may look."""

    fill: str = ""
    size: float = 11
    bold: bool = False
    italic: bool = False
    colour: str = INK
    across: str = "left"
    down: str = "top"
    wraps: bool = True
    side: Side | None = None
    number_format: str = "General"
    is_locked: bool = True
    underline: Literal["single"] | None = None
    indent: int = 0
    shrinks: bool = False


LOOKS: dict[str, Look] = {
    "title": Look(size=18, bold=True, colour=DARK, wraps=False, down="center"),
    "intro": Look(colour="4C6272", wraps=False),
    "header": Look(DARK, bold=True, colour="FFFFFF", down="center", indent=1),
    "header_count": Look(DARK, bold=True, colour="FFFFFF", across="center", down="center"),
    "code_row": Look(GREY, 8, colour="4C6272", across="center", wraps=False, shrinks=True),
    "section": Look("D2E4F5", 12, bold=True, colour=DARK, down="center", indent=1),
    "section_note": Look("D2E4F5", 10, colour=DARK, down="center", indent=1),
    "section_code": Look("D2E4F5", 9, colour=DARK, down="center", wraps=False),
    "label": Look(bold=True, side=HAIR, indent=1),
    "question": Look(bold=True, side=HAIR, indent=1),
    "field_label": Look(bold=True, side=HAIR, down="center", indent=1),
    "text": Look(side=HAIR, indent=1),
    "term": Look(size=10, colour="4C6272"),
    "row": Look(side=HAIR, down="center", indent=1),
    "note": Look(size=10, colour="4C6272", italic=True, indent=1),
    "code": Look(size=9, colour="4C6272", wraps=False, down="center"),
    "code_top": Look(size=9, colour="4C6272", wraps=False),
    "link": Look(colour=BLUE, underline="single", wraps=False),
    "total": Look(GREY, bold=True, across="right", side=FRAME, number_format="#,##0", down="center"),
    "total_label": Look(GREY, bold=True, side=FRAME, down="center", indent=1),
    "share": Look(GREY, bold=True, across="right", side=FRAME, number_format="0%", down="center"),
    "word_count": Look(GREY, 10, bold=True, side=FRAME, indent=1),
    "sample_input": Look(TINT, side=FRAME, indent=1),
    "input": Look(TINT, side=FRAME, down="center", number_format="@", is_locked=False, indent=1),
    "input_text": Look(TINT, side=FRAME, number_format="@", is_locked=False, indent=1),
    "input_top": Look(TINT, side=FRAME, number_format="@", is_locked=False, indent=1),
    "input_date_top": Look(TINT, side=FRAME, number_format=DATE, is_locked=False, indent=1),
    "input_level": Look(TINT, 12, bold=True, side=FRAME, down="center", is_locked=False, indent=1),
    "input_count": Look(TINT, across="right", side=FRAME, down="center", number_format="#,##0", is_locked=False),
    "input_number": Look(TINT, side=FRAME, down="center", number_format="General", is_locked=False, indent=1),
    "input_date": Look(TINT, side=FRAME, down="center", number_format=DATE, is_locked=False, indent=1),
}
FIELD_STYLES = {
    "text": "input_text",
    "choice": "input",
    "level": "input_level",
    "flag": "input",
    "listed": "input",
    "count": "input_count",
    "integer": "input_number",
    "number": "input_number",
    "date": "input_date",
}


def named_styles() -> list[NamedStyle]:
    """Give every look as a named style of the workbook."""
    return [_named(name, look) for name, look in LOOKS.items()]


def _named(name: str, look: Look) -> NamedStyle:
    edges = look.side
    return NamedStyle(
        name=f"charter_{name}",
        font=Font(
            name="Arial",
            size=look.size,
            bold=look.bold,
            italic=look.italic,
            color=look.colour,
            underline=look.underline,
        ),
        fill=PatternFill("solid", fgColor=look.fill) if look.fill else PatternFill(),
        border=Border(left=edges, right=edges, top=edges, bottom=edges) if edges is FRAME else Border(bottom=edges),
        alignment=Alignment(
            horizontal=look.across,
            vertical=look.down,
            wrap_text=look.wraps,
            shrink_to_fit=look.shrinks,
            indent=look.indent,
        ),
        number_format=look.number_format,
        protection=Protection(locked=look.is_locked),
    )
