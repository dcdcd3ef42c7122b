"""An address as a QR code, drawn as one path."""

from __future__ import annotations

import qrcode
from qrcode.constants import ERROR_CORRECT_M
from qrcode.image.svg import SvgPathImage


def qr_svg(address: str) -> bytes:
    """Give the QR code of an address as SVG; its quiet edge is part of it."""
    code = qrcode.QRCode(error_correction=ERROR_CORRECT_M, border=4, image_factory=SvgPathImage)
    code.add_data(address)
    content: bytes = code.make_image().to_string()
    return content
