"""The reading pack as a page of HTML."""

from __future__ import annotations

from charter.domain.reading_packs import PackFile, ReadingPack
from reports.glyphs import printable
from reports.html import image_url, page_html
from reports.plan.columns import action_columns
from reports.plan.report import action_cells

RULE = 8  # millimetres between the lines for notes
RULES_SVG = (
    f'<svg xmlns="http://www.w3.org/2000/svg" width="10mm" height="{RULE}mm" viewBox="0 0 10 {RULE}">'
    f'<path d="M0 {RULE - 0.1}H10" stroke="#768692" stroke-width="0.2"/></svg>'
)


def reading_pack_html(pack: ReadingPack) -> str:
    """Give the page of a reading pack."""
    summary = pack.summary
    page = page_html(
        "reading_pack/page.html",
        pack=pack,
        summary=summary,
        rules=image_url(RULES_SVG.encode()),
        file_rows={criterion_id: _rows(files) for criterion_id, files in pack.files.items()},
        other_rows=_rows(pack.other_files),
        columns=action_columns(summary.action_fields),
        action_cells=action_cells(summary),
        sections={"actions": ()},
        images={},
    )
    return printable(page)


def _rows(files: tuple[PackFile, ...]) -> list[tuple[str, ...]]:
    return [
        (file.name, file.kind_text, ", ".join(filter(None, (file.size_text, file.versions_text))) or "not handed in")
        for file in files
    ]
