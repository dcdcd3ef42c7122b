"""Derive the reference tables from the published files: run once a year, by hand; the product never runs it.

    python scripts/derive_reference.py FOLDER

FOLDER holds the published files as downloaded. Rows that describe (sources, indicators, items, peer groups) are written
by hand in ``reference/`` and read here; rows that hold figures are written here. See docs/reference-data.md.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import defaultdict
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

REFERENCE = Path(__file__).resolve().parent.parent / "reference"
SMALL_WORDS = {"and", "of", "the", "for", "on", "in", "with", "upon"}
CAPITALS = {"NHS", "ICB", "CSU", "CIC"}
MEASURES = {
    1: "indicator_1",
    2: "indicator_2",
    6: "indicator_6",
    7: "indicator_7",
    "VSM BME": "very_senior_managers",
    "AfC band 5 BME": "band_5",
    "board BME": "board",
    "trusts where white applicants significantly more likely to be appointed": "trusts_appointing_unequally",
}
SOURCES = {  # words of the source as noted -> id in sources.csv; "same" and "as above" repeat the one before
    "nhsemployers.org": "nhs_employers",
    "NHS Employers": "nhs_employers",
    "onecall24": "nhs_release",
    "same; also england.nhs.uk": "nhs_release",
    "ethnicity-facts-figures": "ethnicity_facts",
    "NCIC WRES report": "ncic_2023",
    "Kline": "kline",
}
Row = dict[str, str]


def read(path: Path) -> list[Row]:
    """Give the rows of a CSV file."""
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def write(name: str, header: list[str], rows: list[list[str]]) -> None:
    """Write a reference table, its rows sorted so that a new year shows as a small difference."""
    with (REFERENCE / name).open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(sorted(rows))


def rounded(value: str | Decimal, places: str) -> str:
    """Give a number to the places of ``places`` ("0.1"), halves away from zero; blank stays blank."""
    return str(Decimal(value).quantize(Decimal(places), ROUND_HALF_UP)) if value != "" else ""


def proper_name(capitals: str) -> str:
    """Give a name written in capitals as people write it."""
    words = []
    for index, word in enumerate(capitals.split()):
        if word in CAPITALS:
            words.append(word)
        elif index and word.lower() in SMALL_WORDS:
            words.append(word.lower())
        else:
            words.append(word.title().replace("'S", "'s"))
    return " ".join(words)


def iso_date(compact: str) -> str:
    """Give ``20200930`` as ``2020-09-30``; blank stays blank."""
    return f"{compact[:4]}-{compact[4:6]}-{compact[6:8]}" if compact else ""


def successor(closed: Row, open_trusts: dict[str, Row]) -> str:
    """Give the open trust that took over, where the lists say so: same postcode, opened after the other closed."""
    if not closed["close_date"]:
        return ""
    heirs = [
        code
        for code, trust in open_trusts.items()
        if trust["postcode"] == closed["postcode"] and trust["open_date"] > closed["close_date"]
    ]
    return heirs[0] if len(heirs) == 1 else ""


def organisations(folder: Path) -> None:
    """Write every organisation that a list or the survey names."""
    surveyed = {row["ods_code"]: row for row in read(folder / "nss2024_organisations.csv")}
    lists = {year: {row["ods_code"]: row for row in read(folder / f"ods_etr_{year}.csv")} for year in ("2022", "2025")}
    groups = {row["survey_group"]: row for row in read(REFERENCE / "peer_groups.csv")}
    regions = {row["etr2025_region_code"]: row["nhs_region"] for row in surveyed.values() if row["nhs_region"]}
    open_trusts = {code: row for code, row in lists["2025"].items() if not row["close_date"]}
    rows = []
    for code in sorted({*surveyed, *lists["2022"], *lists["2025"]}):
        listed = lists["2025"].get(code) or lists["2022"].get(code)
        survey = surveyed.get(code, {})
        group = groups.get(survey.get("benchmarking_group", ""), {})
        part_of = code[:3] if listed is None and len(code) > 3 and code[:3] in lists["2025"] else ""
        region = survey.get("nhs_region") or (regions.get(listed["region_code"], "") if listed else "")
        rows.append(
            [
                code,
                survey.get("name") or proper_name(listed["name"] if listed else ""),
                group.get("organisation_types", "").split(" ")[0],
                group.get("peer_group", ""),
                region,
                survey.get("ics", ""),
                str(int(code in lists["2022"])),
                str(int(code in lists["2025"])),
                iso_date(listed["close_date"]) if listed else "",
                successor(listed, open_trusts) if listed else "",
                part_of,
            ]
        )
    header = ["code", "name", "organisation_type", "peer_group", "region", "ics", "in_ods_2022", "in_ods_2025"]
    write("organisations.csv", [*header, "closed_on", "successor", "part_of"], rows)


def wres_rates(folder: Path) -> None:
    """Write indicators 5 to 8 by trust: both rates in percent, and BME over White from the unrounded rates."""
    rows = []
    for row in read(folder / "wres_indicators_5_to_8_by_trust_2024.csv"):
        white, bme = Decimal(row["white_rate"]), Decimal(row["bme_rate"])
        ratio = rounded(bme / white, "0.01") if white else ""
        rows.append(
            [row["ods_code"], row["wres_indicator"], rounded(100 * white, "0.1"), rounded(100 * bme, "0.1"), ratio]
        )
    write("wres_rates.csv", ["code", "indicator", "white_percent", "bme_percent", "ratio"], rows)


def survey_results(folder: Path) -> None:
    """Write the percentage of positive answers and the base, per organisation and chosen item; suppressed is blank."""
    positive = {row["item"]: row["positive_answers"].split("|") for row in read(REFERENCE / "survey_items.csv")}
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    bases: dict[tuple[str, str], str] = {}
    for row in read(folder / "nss2024_organisation_long.csv"):
        if row["response"] in positive.get(row["question"], ()):
            key = (row["ods_code"], row["question"])
            found[key].append(row["percent_or_score"])
            bases[key] = row["base_n"]
    rows = []
    for (code, item), shares in found.items():
        is_complete = len(shares) == len(positive[item]) and all(shares)
        percent = rounded(sum((Decimal(share) for share in shares), Decimal(0)), "0.01") if is_complete else ""
        rows.append([code, item, percent, bases[code, item] if is_complete else ""])
    write("survey_results.csv", ["code", "item", "percent", "base_n"], rows)


def occupations(folder: Path) -> None:
    """Write the share of White and of BME respondents in each occupation group."""
    white: dict[str, Decimal] = defaultdict(Decimal)
    bme: dict[str, Decimal] = defaultdict(Decimal)
    bases: dict[str, str] = {}
    for row in read(folder / "ethnicity_by_occupation_nss2024.csv"):
        share = white if row["ethnic_group"].startswith("White") else bme
        share[row["occupation"]] += Decimal(row["percent"])
        bases[row["occupation"]] = row["base_n"]
    rows = [[name, rounded(white[name], "0.1"), rounded(bme[name], "0.1"), base] for name, base in bases.items()]
    write("occupations.csv", ["occupation", "white_percent", "bme_percent", "base_n"], rows)


def national_figures(folder: Path) -> None:
    """Write national WRES values by year, each with the id of its source."""
    document = json.loads((folder / "vectors" / "wres_published_figures.json").read_text(encoding="utf-8"))
    rows = []
    for item in document["national_values"]:
        measure = MEASURES[item.get("measure") or item["indicator"]]
        values = item["value"] if isinstance(item["value"], dict) else {item.get("group", ""): item["value"]}
        source = next(source for words, source in SOURCES.items() if words in item["source"])
        year = item.get("period") or str(item["year"])
        rows += [[measure, year, group, str(value), source] for group, value in values.items()]
    write("national_figures.csv", ["measure", "year", "group", "value", "source"], rows)


def main() -> int:
    """Write every table that holds figures."""
    if len(sys.argv) != 2:
        print("Name the folder of the published files: python scripts/derive_reference.py FOLDER")
        return 1
    folder = Path(sys.argv[1])
    for derive in (organisations, wres_rates, survey_results, occupations, national_figures):
        derive(folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
