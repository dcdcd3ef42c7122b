"""The edge: everything that knows HTTP."""

from __future__ import annotations

from flask import Flask

from charter.web import (
    account,
    accounts,
    action_notes,
    actions,
    agreed_levels,
    agreements,
    answers,
    assessments,
    assets,
    assignments,
    awards,
    body_looks,
    carried,
    case_criteria,
    case_submissions,
    commands,
    comments,
    config,
    credential_checks,
    criteria_pages,
    data_tables,
    demonstrations,
    details,
    edition_draft_checks,
    edition_draft_dry_runs,
    edition_draft_forms,
    edition_draft_workbooks,
    edition_drafts,
    edition_moves,
    edition_pages,
    eligibility_notes,
    errors,
    evidence,
    examples,
    exports,
    extensions,
    filters,
    future_criteria,
    health,
    histories,
    home,
    imports,
    invitations,
    issuers,
    kept_forms,
    long_forms,
    meetings,
    members,
    network_statements,
    notices,
    overviews,
    panel_questions,
    papers,
    people,
    plans,
    practice_levels,
    practices,
    presences,
    previous_plans,
    providers,
    reading_packs,
    registrations,
    reviews,
    round_calendars,
    round_changes,
    rounds,
    screenings,
    security,
    seen,
    sessions,
    standings,
    submissions,
    templating,
    trends,
    year_carryings,
)
from charter.web.config import Settings

# One a subject, in the order of the pages' menu.
BLUEPRINTS = (
    home.blueprint,
    assessments.blueprint,
    answers.blueprint,
    comments.blueprint,
    assignments.blueprint,
    seen.blueprint,
    notices.blueprint,
    overviews.blueprint,
    trends.blueprint,
    data_tables.blueprint,
    evidence.blueprint,
    actions.blueprint,
    action_notes.blueprint,
    previous_plans.blueprint,
    edition_moves.blueprint,
    future_criteria.blueprint,
    year_carryings.blueprint,
    carried.blueprint,
    imports.blueprint,
    details.blueprint,
    submissions.blueprint,
    papers.blueprint,
    panel_questions.blueprint,
    histories.blueprint,
    network_statements.blueprint,
    exports.blueprint,
    members.blueprint,
    awards.blueprint,
    body_looks.blueprint,
    reviews.blueprint,
    case_criteria.blueprint,
    case_submissions.blueprint,
    reading_packs.blueprint,
    rounds.blueprint,
    round_changes.blueprint,
    meetings.blueprint,
    presences.blueprint,
    agreed_levels.blueprint,
    eligibility_notes.blueprint,
    agreements.blueprint,
    round_calendars.blueprint,
    screenings.blueprint,
    edition_drafts.blueprint,
    edition_draft_checks.blueprint,
    edition_draft_workbooks.blueprint,
    edition_draft_dry_runs.blueprint,
    edition_draft_forms.blueprint,
    registrations.blueprint,
    standings.blueprint,
    plans.blueprint,
    practices.blueprint,
    practice_levels.blueprint,
    criteria_pages.blueprint,
    edition_pages.blueprint,
    examples.blueprint,
    credential_checks.blueprint,
    issuers.blueprint,
    invitations.blueprint,
    providers.blueprint,
    demonstrations.blueprint,
    account.blueprint,
    kept_forms.blueprint,
    sessions.blueprint,
    health.blueprint,
)


def create_app(settings: Settings | None = None) -> Flask:
    """Give the application for ``settings``, which default to what the environment holds."""
    settings = settings or Settings.from_environment()
    app = templating.make_flask(__name__, settings.instance_dir)
    config.init_app(app, settings)
    templating.init_app(app)
    filters.init_app(app)
    assets.init_app(app)
    people.init_app(app)  # before the guard against forged forms: a session that has ended is not a forgery
    long_forms.init_app(app)
    extensions.init_app(app)  # before errors: a failed request gives its session back first
    security.init_app(app)
    accounts.init_app(app, settings)
    errors.init_app(app)
    kept_forms.init_app(app)
    demonstrations.init_app(app)
    providers.init_app(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    commands.init_app(app)
    return app
