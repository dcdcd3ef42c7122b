"""What every application of a process would work out anew, remembered: engines, compiled templates and addresses.

A test gets its own application and its own database. What does not depend on either is made once a process; and a
password is hashed as in use, but at the least cost that argon2 knows.
"""

from __future__ import annotations

from functools import cache, wraps

import sqlalchemy
from jinja2 import BytecodeCache, Environment
from joserfc._rfc7517 import pem
from passlib.hash import argon2
from werkzeug.routing import Rule

from charter.store import base


def remember() -> None:
    """From here on, remember."""
    base.create_engine = _once_an_address(sqlalchemy.create_engine)
    Environment.__init__ = _with_compiled_templates(Environment.__init__)
    Rule.compile = _once_a_rule(Rule.compile)
    pem.load_pem_private_key = cache(pem.load_pem_private_key)  # it takes long to see that a key is sound
    argon2.default_rounds = argon2.parallelism = 1
    argon2.memory_cost = 1024


class CompiledTemplates(BytecodeCache):
    """Compiled templates in memory; Jinja itself sees that a template's text is still the same."""

    def __init__(self):
        self._compiled = {}

    def load_bytecode(self, bucket):
        if bucket.key in self._compiled:
            bucket.bytecode_from_string(self._compiled[bucket.key])

    def dump_bytecode(self, bucket):
        self._compiled[bucket.key] = bucket.bytecode_to_string()


def _once_an_address(create_engine):
    """Engines by address: each compiles a statement once. Its connections are the test's, who disposes of them."""
    engines = {}

    @wraps(create_engine)
    def give(url, **options):
        if options.get("poolclass") or str(url) == "sqlite://":
            return create_engine(url, **options)
        key = (str(url), *sorted(options.items()))
        if key not in engines:
            engines[key] = create_engine(url, **options)
        return engines[key]

    return give


def _with_compiled_templates(make):
    compiled = CompiledTemplates()

    @wraps(make)
    def make_with_them(self, *arguments, **options):
        make(self, *arguments, **{"bytecode_cache": compiled, **options})

    return make_with_them


def _once_a_rule(compile_rule):
    """How an address is taken apart and built: Werkzeug works it out for each of some three hundred rules."""
    compiled = {}

    @wraps(compile_rule)
    def give(self):
        defaults, converters = (self.defaults or {}).items(), self.map.converters.items()
        key = (self.rule, self.subdomain, self.host, self.merge_slashes, tuple(sorted(defaults)), frozenset(converters))
        if key not in compiled:
            compile_rule(self)
            builders = self._build.__func__, self._build_unknown.__func__
            compiled[key] = (self._parts, self._trace, self._converters, frozenset(self.arguments), builders)
        self._parts, self._trace, self._converters, arguments, builders = compiled[key]
        self.arguments = set(arguments)
        self._build, self._build_unknown = (build.__get__(self) for build in builders)

    return give
