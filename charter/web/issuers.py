"""What whoever checks a credential fetches: the issuer, its public keys, its lists of statuses, and the credential."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, abort, request

from charter.domain.credentials import Algorithm, Purpose, profile_document
from charter.domain.status_lists import KEPT, algorithm_of
from charter.services.award_entries import find_issuer
from charter.services.credentials import ListAsked, status_list_token, token_of
from charter.services.issuer_keys import IssuerKey, find_key, keys_of
from charter.web.credential_offices import office, public_deed, signing_key
from charter.web.extensions import database

blueprint = Blueprint("issuers", __name__)

PROFILE, TOKEN = "application/ld+json", "application/vc+jwt"
JWK, JWK_SET = "application/jwk+json", "application/jwk-set+json"


@blueprint.get("/issuers/<body_id>")
def issuer(body_id: str) -> Response:
    """Give an awarding body's profile."""
    found = find_issuer(database(), body_id)
    if found is None:
        abort(404)
    return _json(profile_document(found, office().addresses), PROFILE)


@blueprint.get("/issuers/<body_id>/keys")
def keys(body_id: str) -> Response:
    """Give every public key with which a signature of an awarding body may be checked."""
    if find_issuer(database(), body_id) is None:
        abort(404)
    found = keys_of(database(), body_id, signing_key())
    return _json({"keys": [_named(key) for key in found if key.is_published]}, JWK_SET)


@blueprint.get("/issuers/<body_id>/keys/<key_id>")
def key(body_id: str, key_id: str) -> Response:
    """Give one public key; one that was lost is gone."""
    found = find_key(database(), key_id, signing_key())
    if found is None or found.body_id != body_id:
        abort(404)
    if not found.is_published:
        abort(410)
    return _json(_named(found), JWK)


@blueprint.get("/issuers/<body_id>/statuses/<int:number>/<purpose>/<algorithm>")
def statuses(body_id: str, number: int, purpose: str, algorithm: str) -> Response:
    """Give a list of statuses as it stands now."""
    signed_as = algorithm_of(algorithm)
    if purpose not in list(Purpose) or signed_as is None:
        abort(404)
    token = status_list_token(public_deed(), office(), ListAsked(body_id, number, Purpose(purpose), signed_as))
    return _token(token)


@blueprint.get("/credentials/<credential_id>", defaults={"algorithm": Algorithm.EDDSA.slug})
@blueprint.get("/credentials/<credential_id>/<algorithm>")
def credential(credential_id: str, algorithm: str) -> Response:
    """Give a credential as it was issued."""
    signed_as = algorithm_of(algorithm)
    response = _token(token_of(database(), credential_id, signed_as) if signed_as else None)
    response.headers["Content-Disposition"] = f'inline; filename="credential-{algorithm}.jwt"'  # where it is saved
    return response


def _named(key: IssuerKey) -> dict[str, Any]:
    """A public key under the name that a credential calls it by, so that it is found in the list as well."""
    return {**key.jwk, "kid": office().addresses.key(key.body_id, key.key_id)}


def _json(document: dict[str, Any], media_type: str) -> Response:
    return _public(Response(json.dumps(document, ensure_ascii=False), mimetype=media_type))


def _token(token: str | None) -> Response:
    if token is None:
        abort(404)
    return _public(Response(token, mimetype=TOKEN))


def _public(response: Response) -> Response:
    """Anybody may keep it for a while, and any page may read it: it is for whoever checks, wherever they do."""
    response.cache_control.public = True
    response.cache_control.max_age = int(KEPT.total_seconds())
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.add_etag()
    response.make_conditional(request)
    return response
