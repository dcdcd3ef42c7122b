"""The version of the method: every frozen result and every report names it."""

# Raise it whenever the same answers to the same edition could give another figure, level, score or tier;
# docs/method.md says what changed.
METHOD_VERSION = "1.0"
