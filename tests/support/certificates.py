"""Invented certificates, badges and their longest texts."""

from __future__ import annotations

from dataclasses import replace

from charter.domain.award_states import AwardState
from charter.domain.certificates import Badge, Certificate, TierPlace
from charter.domain.palettes import PALETTES

LONG_NAME = (
    "Ymddiriedolaeth Gofal Iechyd Prifysgol Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch â’r Cylch, "
    "Siân Ŵyn-Ó Súilleabháin ŷ ñ ł: Bwrdd Iechyd Addysgu Prifysgol Gogledd a Gorllewin Cymru oll"
)
LONGEST_NAME = (LONG_NAME + " " + LONG_NAME)[:300]  # as long as the database keeps
CERTIFICATE = Certificate(
    body_name="Society of Invented Therapists",
    palette=PALETTES[0],
    charter_title="Invented Mentoring Charter",
    institution_name="Northern Example University Hospitals NHS Trust",
    scope_text="Directorate: Allied health professions",
    tier=TierPlace("Silver", 2, 3),
    edition_text="Edition 1.0",
    awarded_on_text="3 May 2027",
    valid_until_text="3 May 2030",
    signatory_name="Professor Siân Example",
    signatory_position="Chair of the board of the charter",
    address="https://charter.example.org/awards/9f3k2m7q",
    digest="0123456789abcdef" * 4,
    credential="eyJhbGciOiJFZERTQSJ9.e30.c2lnbmVk",
)
LONG_CERTIFICATE = replace(
    CERTIFICATE,
    body_name=LONG_NAME,
    palette=PALETTES[2],
    charter_title=LONG_NAME,
    institution_name=LONGEST_NAME,
    scope_text=f"Directorate: {LONG_NAME}",
    tier=TierPlace(LONG_NAME[:60], 3, 3),
    signatory_name=LONG_NAME,
    signatory_position=LONG_NAME,
    address=f"https://charter.example.org/{'a' * 120}/awards/{'q' * 45}",
    credential="",
    warning="Example: this institution does not exist, and this is no award.",
)
BADGE = Badge(
    palette=PALETTES[0],
    charter_title="Invented Mentoring Charter",
    institution_name="Fish & Chips <Trust>",
    tier=TierPlace("Silver", 2, 3),
    year=2027,
    standing=AwardState.CURRENT,
    until_text="until 3 May 2030",
)
