"""What a page may fetch while it is printed."""

import pytest
from weasyprint.urls import FatalURLFetchingError

from reports.glyphs import FONTS
from reports.pdf import print_pdf


@pytest.mark.parametrize("address", ["http://example.org/x.png", "file:///etc/passwd", "ftp://example.org/x.png"])
def test_a_page_may_fetch_nothing_from_elsewhere(address):
    with pytest.raises(FatalURLFetchingError, match="may ask for nothing but its own fonts"):
        print_pdf(f'<html lang="en"><title>x</title><img alt="x" src="{address}">')


def test_a_file_beside_the_fonts_is_not_a_font():
    with pytest.raises(FatalURLFetchingError):
        print_pdf(f'<html lang="en"><title>x</title><img alt="x" src="{FONTS.as_uri()}/../pdf.py">')
