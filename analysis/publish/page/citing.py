"""How a page is cited: in a line, in BibTeX, in CSL-JSON.

A page is told by its title, the command that makes it and the versions of data and rules; no day
is named, for none is the day of a page that anybody can make again.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePosixPath

from analysis.publish.page.colophon import Colophon
from analysis.publish.page.preview import SITE_NAME

TEX = re.compile(r"[\\{}&%$#_~^]")
WORDED = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}


@dataclass(frozen=True)
class Citation:
    """One page, cited.

    Parameters
    ----------
    title : str
    colophon : Colophon
    url : str
        Empty if it is not known where the page will stand.
    """

    title: str
    colophon: Colophon
    url: str = ""

    @property
    def line(self) -> str:
        """The words for a list of sources."""
        end = f", {self.url}" if self.url else ""
        return f"{SITE_NAME}: “{self.title}”, {self._version}{end}."

    @property
    def bibtex(self) -> str:
        """An entry for BibTeX.

        >>> print(Citation("50 % & more", Colophon("", "reportedly run a", "1", "2")).bibtex)
        @misc{reportedly-a-5ed27b58-1,
          author = {{Reportedly}},
          title = {{50 \\% \\& more}},
          note = {data version 1, rules 2; made by: reportedly run a}
        }
        """
        fields = {"author": f"{{{SITE_NAME}}}", "title": f"{{{_tex(self.title)}}}"}
        fields |= {"url": self.url} if self.url else {}
        fields["note"] = _tex(f"{self._version}; made by: {self.colophon.command}")
        told = ",\n".join(f"  {name} = {{{words}}}" for name, words in fields.items())
        return f"@misc{{{self._key},\n{told}\n}}"

    @property
    def csl(self) -> str:
        """An item of CSL-JSON."""
        item = {"id": self._key, "type": "webpage", "title": self.title}
        item |= {"author": [{"literal": SITE_NAME}], "version": self._version}
        item |= {"URL": self.url} if self.url else {}
        item["note"] = f"made by: {self.colophon.command}"
        return json.dumps([item], ensure_ascii=False, indent=1)

    @property
    def _version(self) -> str:
        data = f"data version {self.colophon.data_version}, " if self.colophon.data_version else ""
        return f"{data}rules {self.colophon.rules_version}"

    @property
    def _key(self) -> str:
        """Name the page by its report, a digest of the command that makes it, and the data."""
        command = self.colophon.command
        report = PurePosixPath((command.split()[2:3] or ["page"])[0]).stem
        parts = [report, sha256(command.encode()).hexdigest()[:8], self.colophon.data_version]
        return "-".join(["reportedly", *filter(None, parts)])


def _tex(words: str) -> str:
    return TEX.sub(lambda sign: WORDED.get(sign[0], f"\\{sign[0]}"), words)
