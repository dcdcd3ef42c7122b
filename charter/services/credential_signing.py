"""Signing credentials as JSON Web Tokens, and looking whether a signature holds. The library does the mathematics."""

from __future__ import annotations

import json
from typing import Any

from joserfc import jws
from joserfc.errors import JoseError, UnsupportedAlgorithmError
from joserfc.jwk import OKPKey, RSAKey
from joserfc.jws import JWSRegistry

from charter.domain.credentials import Algorithm, Document, claims_of

RSA_BITS = 3072
PrivateKey = OKPKey | RSAKey


class OneAlgorithm(JWSRegistry):
    """Lets one kind of signature through, whatever a token says of itself.

    It does not warn of "EdDSA", for which RFC 9864 has a newer name: those who read Open Badges know the old one.
    """

    def get_alg(self, name: str) -> Any:
        """Give the kind of signature, where it is the one."""
        if name not in (self.allowed or ()):
            raise UnsupportedAlgorithmError(f"Algorithm of '{name}' is not allowed")
        return self.algorithms[name]


def make_key(algorithm: Algorithm) -> PrivateKey:
    """Give a new private key, whose thumbprint no command takes for an option."""
    while True:
        is_eddsa = algorithm is Algorithm.EDDSA
        made = OKPKey.generate_key("Ed25519") if is_eddsa else RSAKey.generate_key(RSA_BITS)
        if not made.thumbprint().startswith("-"):
            return made


def key_text(key: PrivateKey) -> bytes:
    """Give a private key as its file holds it."""
    return key.as_pem(private=True)


def read_key(algorithm: Algorithm, text: bytes) -> PrivateKey:
    """Give the private key that a file holds."""
    return OKPKey.import_key(text) if algorithm is Algorithm.EDDSA else RSAKey.import_key(text)


def public_half(algorithm: Algorithm, key: PrivateKey) -> dict[str, Any]:
    """Give the public half as a JSON Web Key, named by its thumbprint."""
    return {**key.as_dict(private=False), "kid": key.thumbprint(), "alg": algorithm.value, "use": "sig"}


def thumbprint_of(algorithm: Algorithm, jwk: dict[str, Any]) -> str:
    """Give the thumbprint that a public half has. Raises JoseError or ValueError where it is none."""
    return _public_key(algorithm, jwk).thumbprint()


def sign(document: Document, algorithm: Algorithm, key: PrivateKey, key_address: str) -> str:
    """Give a document as a signed JSON Web Token.

    Source: Open Badges 3.0, section 8.2: the token's claims are the credential itself, with what they repeat of it.
    """
    header = {"alg": algorithm.value, "kid": key_address, "typ": "JWT"}
    payload = json.dumps({**document, **claims_of(document)}, ensure_ascii=False, separators=(",", ":"))
    return jws.serialize_compact(header, payload, key, registry=OneAlgorithm(algorithms=[algorithm.value]))


def is_signed(token: str, algorithm: Algorithm, jwk: dict[str, Any]) -> bool:
    """Tell whether the signature is that of the key, made in this way and no other."""
    try:
        registry = OneAlgorithm(algorithms=[algorithm.value])
        jws.deserialize_compact(token, _public_key(algorithm, jwk), registry=registry)
    except (JoseError, ValueError, KeyError, TypeError):
        return False
    return True


def _public_key(algorithm: Algorithm, jwk: dict[str, Any]) -> PrivateKey:
    plain = {name: value for name, value in jwk.items() if name not in ("kid", "alg", "use")}
    return OKPKey.import_key(plain) if algorithm is Algorithm.EDDSA else RSAKey.import_key(plain)
