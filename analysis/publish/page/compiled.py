"""The page's templates, compiled once in a process and in whatever it forks."""

from __future__ import annotations

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

_code: dict[str, bytes] = {}


class CompiledTemplates(BytecodeCache):
    """Keeps compiled templates in memory; jinja2 itself sees to it that they fit their source."""

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give a template's code, if it is known."""
        if bucket.key in _code:
            bucket.bytecode_from_string(_code[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template's code."""
        _code[bucket.key] = bucket.bytecode_to_string()
