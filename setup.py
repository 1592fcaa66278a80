"""A wheel brings along what a checkout has beside the package; the rest is in pyproject.toml."""

import shutil
from pathlib import Path

from setuptools import setup
from setuptools.command.build_py import build_py

HERE = Path(__file__).parent
FOLDERS = ("notebooks", "data/raw")
FILES = (
    *("CHANGELOG.md", "requirements.lock", "data/processed/README.md"),
    *("docs/method.md", "docs/glossary.md", "docs/publishing.md"),
)


class BuildWithDesk(build_py):
    """Copy notebooks, vocabulary and documents into the package, as `analysis.paths` finds them."""

    def run(self) -> None:
        """Build the modules, and then what they need."""
        super().run()
        if self.editable_mode:
            return
        brought = Path(self.build_lib) / "analysis" / "brought"
        for name in FOLDERS:
            leave = shutil.ignore_patterns("__pycache__", ".*")
            shutil.copytree(HERE / name, brought / name, ignore=leave, dirs_exist_ok=True)
        for name in FILES:
            (brought / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(HERE / name, brought / name)


setup(cmdclass={"build_py": BuildWithDesk})
