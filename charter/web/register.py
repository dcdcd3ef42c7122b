"""The public register of awards: the list, a page an award, its badge and its published plan. Nobody signs in."""

from __future__ import annotations

from dataclasses import replace
from html import escape
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from charter.domain.award_states import HOLDS, AwardState
from charter.domain.wording import count_text, date_text, one_line
from charter.jobs.handing_over import hand_over
from charter.jobs.plans import make_paper
from charter.services.papers import finish_paper
from charter.services.register import (
    BY_DATE,
    BY_NAME,
    LONGEST_TEXT,
    PAGE_SIZE,
    Choices,
    RegisterLine,
    Wanted,
    near_text,
    register_page,
)
from charter.services.register_entries import (
    Change,
    Entry,
    PublishedPlan,
    ask_for_plan,
    badge_today,
    entry_of,
    plan_content,
    plan_state,
    published_plan,
)
from charter.web import criteria_entries
from charter.web.addresses import site_url
from charter.web.award_words import AWARD_STATES, event_words
from charter.web.credential_offices import public_deed
from charter.web.downloads import PDF, SVG, handed_out
from charter.web.extensions import database
from charter.web.plans import PENDING, TEXTS
from charter.web.register_openapi import LICENCE_NAME, LICENCE_URL, NAME
from charter.web.shared_answers import shared
from charter.web.times import day_text
from reports.badge import badge_svg, badge_words

blueprint = Blueprint("register", __name__)

FILTERS = ("q", "tier", "body", "region", "edition", "state", "sort")
HIGHEST_PAGE = 100_000
BADGE_SECONDS = 300  # so that a suspension shows the same day, wherever a badge stands
BADGE_POLICY = "default-src 'none'; sandbox"
SORTS = {BY_DATE: "Newest first", BY_NAME: "By name"}
OLD = "From before this register"
STANDS = {
    AwardState.CURRENT: "It holds today.",
    AwardState.GRACE: "It holds today: its time ran out, and it is kept for longer while the institution renews it.",
    AwardState.SUSPENDED: "It is suspended, and does not count until the awarding body says that it holds again.",
    AwardState.WITHDRAWN: "The awarding body withdrew it. It does not count any more.",
    AwardState.EXPIRED: "Its time ran out. It does not count any more.",
    AwardState.SUPERSEDED: "A later award of the same institution took its place.",
}


@blueprint.get("/register")
def register() -> str:
    """Show the register, or what somebody looks for in it."""
    wanted = _wanted()
    found = register_page(database(), wanted, public_deed().now.date())
    last = max(1, -(-found.count // PAGE_SIZE))
    if wanted.page > last:
        wanted = replace(wanted, page=last)
        found = register_page(database(), wanted, public_deed().now.date())
    given = {name: value for name in FILTERS if (value := request.args.get(name, ""))}
    return render_template(
        "register/register.html",
        wanted=wanted,
        count_text=count_text(found.count, "award"),
        page_text=f", page {wanted.page:,} of {last:,}" if last > 1 else "",
        lines=[_row(line) for line in found.lines],
        fields=_fields(wanted, found.choices),
        is_narrowed=any(name != "sort" for name in given),
        query=_table_query(wanted),
        longest=LONGEST_TEXT,
        licence=(LICENCE_NAME, LICENCE_URL),
        near=_near(wanted, given) if not found.lines else None,
        previous_href=_page_href(given, wanted.page - 1) if wanted.page > 1 else "",
        next_href=_page_href(given, wanted.page + 1) if wanted.page < last else "",
    )


@blueprint.get("/register/<award_id>")
def award(award_id: str) -> str:
    """Show one award."""
    entry = entry_of(public_deed(), award_id)
    return render_template(
        "register/award.html",
        entry=entry,
        line=entry.line,
        state=AWARD_STATES[entry.line.state],
        stands=STANDS[entry.line.state],
        facts=_facts(entry),
        badge_words=badge_words(entry.badge),
        badge_address=_address("register.badge", award_id),
        snippet=_snippet(entry),
        changes=[_change(one) for one in entry.changes],
    )


@blueprint.get("/badges/<award_id>.svg")
def badge(award_id: str) -> Response:
    """Give the badge of an award with the state it has today."""
    response = Response(badge_svg(badge_today(public_deed(), award_id)), mimetype=SVG)
    response.headers["Content-Security-Policy"] = BADGE_POLICY
    return shared(response, BADGE_SECONDS)


@blueprint.get("/register/<award_id>/plan")
def plan(award_id: str) -> str:
    """Show how far the published plan is."""
    deed, entry = public_deed(), entry_of(public_deed(), award_id)
    state = plan_state(deed, published_plan(deed, award_id))
    return render_template(
        "register/plan.html",
        entry=entry,
        award_id=award_id,
        state=state,
        text=TEXTS[state],
        is_pending=state in PENDING,
    )


@blueprint.post("/register/<award_id>/plan")
def create_plan(award_id: str) -> AnyResponse:
    """Ask for the published plan, once however often this is sent."""
    make_plan_of(published_plan(public_deed(), award_id))
    return redirect(url_for("register.plan", award_id=award_id), 303)


@blueprint.get("/register/<award_id>/plan/progress")
def plan_progress(award_id: str) -> Response:
    """Give how far it is, for the page's script."""
    deed = public_deed()
    state = plan_state(deed, published_plan(deed, award_id))
    return jsonify(state=state, text=TEXTS[state], is_pending=state in PENDING)


@blueprint.get("/register/<award_id>/plan/file")
def plan_file(award_id: str) -> AnyResponse:
    """Give the published plan; before it is made, the page that says how far it is."""
    deed = public_deed()
    content = plan_content(deed, published_plan(deed, award_id))
    if content is None:
        return redirect(url_for("register.plan", award_id=award_id))
    line = entry_of(deed, award_id).line
    name = f"{line.institution_name} - {line.tier_name} {line.awarded_on.year} - action plan.pdf".replace("/", "-")
    return handed_out(iter((content,)), len(content), name, PDF)


def make_plan_of(plan: PublishedPlan) -> None:
    """Let the worker make a published plan where it is not made yet."""
    deed = public_deed()
    if ask_for_plan(deed, plan) and not hand_over(make_paper, plan.assessment_id, plan.paper.number, "public"):
        finish_paper(deed.session, plan.assessment_id, plan.paper, None, deed.now)


def _wanted() -> Wanted:
    given = {name: one_line(request.args.get(name, ""))[:LONGEST_TEXT] for name in FILTERS}
    page = request.args.get("page", 1, type=int)
    return Wanted(
        text=given["q"],
        tier=given["tier"],
        body=given["body"],
        region=given["region"],
        edition=given["edition"],
        state=given["state"] if given["state"] in set(AwardState) else "",
        sort=given["sort"] if given["sort"] in SORTS else BY_DATE,
        page=min(max(page, 1), HIGHEST_PAGE),
    )


def _fields(wanted: Wanted, choices: Choices) -> list[dict[str, Any]]:
    """The lists to choose from; one with nothing in it is left out."""
    states = {str(one): AWARD_STATES[one][0] for one in AwardState}
    fields = (
        ("tier", "Tier", wanted.tier, choices.tiers, "Any tier"),
        ("body", "Awarding body", wanted.body, choices.bodies, "Any body"),
        ("region", "Region", wanted.region, {name: name for name in choices.regions}, "Any region"),
        ("edition", "Edition", wanted.edition, choices.editions, "Any edition"),
        ("state", "How it stands", wanted.state, states, "However it stands"),
    )
    return [
        {"name": name, "label": label, "value": value, "options": [("", every), *options.items()]}
        for name, label, value, options, every in fields
        if options or value
    ] + [{"name": "sort", "label": "In order", "value": wanted.sort, "options": list(SORTS.items())}]


def _row(line: RegisterLine) -> dict[str, Any]:
    return {
        "href": url_for("register.award", award_id=line.id),
        "name": line.institution_name,
        "title": f"{line.tier_name}, {line.scope_text}" if line.scope_text else line.tier_name,
        "body": line.body.name,
        "edition": line.edition_text or OLD,
        "state": AWARD_STATES[line.state],
        "dates": f"{date_text(line.awarded_on)} to {date_text(line.ended_on or line.ends_on)}",
    }


def _facts(entry: Entry) -> list[dict[str, str]]:
    line, edition = entry.line, entry.edition
    place = criteria_entries.place(edition) if edition is not None else {}
    facts = [
        ("Tier", line.tier_name, url_for("criteria.tiers", **place) if place else ""),
        ("For", line.scope_text or "The whole organisation", ""),
        ("Region", line.region, ""),
        ("ODS code", line.ods_code, ""),
        ("Conferred by", line.body.name, line.body.website),
        (
            "Criteria",
            line.edition_text or OLD,
            url_for("criteria.edition", **place) if place else "",
        ),
        ("Conferred on", date_text(line.awarded_on), ""),
        *((name, text, "") for name, text in _course(line)),
    ]
    return [{"name": name, "text": text, "href": href} for name, text, href in facts if text]


def _course(line: RegisterLine) -> list[tuple[str, str]]:
    """Until when it holds, or when it ended and until when it would have held."""
    since, last = day_text(line.since_at), date_text(line.ends_on)
    if line.state in HOLDS:
        return [("Holds until", last)]
    if line.state == AwardState.EXPIRED:
        return [("Last day", last)]
    return [(f"{AWARD_STATES[line.state][0]} on", since), ("Would hold until", last)]


def _table_query(wanted: Wanted) -> str:
    """What is looked for, as the API takes it."""
    asked = {
        "q": wanted.text,
        "tier": wanted.tier,
        "body": wanted.body,
        "region": wanted.region,
        "edition": wanted.edition,
        "state": wanted.state,
        "sort": NAME if wanted.sort == BY_NAME else "",
    }
    return urlencode({name: value for name, value in asked.items() if value})


def _near(wanted: Wanted, given: dict[str, str]) -> tuple[str, str] | None:
    """What somebody may have meant whose search found nothing, and where it is looked for."""
    near = near_text(database(), wanted.text) if wanted.text else ""
    return (near, f"{url_for('register.register')}?{urlencode({**given, 'q': near})}#found") if near else None


def _snippet(entry: Entry) -> str:
    """HTML with which a page elsewhere shows the badge; its words hold however the award stands on the day."""
    line = entry.line
    words = escape(f"{line.tier_name} award {line.awarded_on.year} of {line.institution_name}, and how it stands today")
    page, badge = _address("register.award", line.id), _address("register.badge", line.id)
    return f'<a href="{page}">\n  <img src="{badge}" alt="{words}" width="320">\n</a>'


def _address(endpoint: str, award_id: str) -> str:
    return f"{site_url()}{url_for(endpoint, award_id=award_id)}"


def _change(one: Change) -> dict[str, str]:
    return {
        "words": event_words(one.event, was_entered=one.was_entered),
        "day": day_text(one.happened_at),
        "href": url_for("register.award", award_id=one.later_award_id) if one.later_award_id else "",
    }


def _page_href(given: dict[str, str], page: int) -> str:
    return f"{url_for('register.register')}?{urlencode({**given, 'page': page})}#found"
