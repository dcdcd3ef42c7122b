"""A certificate as a page of HTML: one sheet, whatever the length of its names."""

from __future__ import annotations

from charter.domain.certificates import Certificate
from reports.certificate.ornaments import frame_svg, seal_svg
from reports.certificate.qr_code import qr_svg
from reports.glyphs import printable
from reports.html import image_url, page_html

# Up to so many characters, in this size; anything longer takes the last.
SIZES = ((34, "large"), (70, "middle"), (120, "small"), (210, "smallest"))
TINY = "tiny"


def certificate_html(certificate: Certificate) -> str:
    """Give the page of a certificate."""
    page = page_html(
        "certificate/page.html",
        certificate=certificate,
        size=size_of,
        frame=image_url(frame_svg(certificate.palette).encode()),
        seal=image_url(seal_svg(certificate.palette, certificate.tier).encode()),
        qr_code=image_url(qr_svg(certificate.address)),
    )
    return printable(page)


def size_of(text: str) -> str:
    """Give in which size a name is set."""
    return next((name for most, name in SIZES if len(text) <= most), TINY)
