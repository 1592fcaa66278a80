"""Which kernels a warm server can stand for: plain IPython in this Python."""

from __future__ import annotations

import sys
from pathlib import Path

from analysis.engine.reach import NoServer

CONFIGURED = ("ipython_config.py", "ipython_kernel_config.py", "startup/*.py", "startup/*.ipy")
"""In IPython's default profile: what every kernel of this user would run first."""


def check_kernel(name: str) -> None:
    """Check that a kernel is one that a server of this Python can stand for.

    Raises
    ------
    NoServer
        If it runs something else, or is configured by this user; says which.
    """
    from jupyter_client.kernelspec import KernelSpecManager, NoSuchKernel

    try:
        command = KernelSpecManager().get_kernel_spec(name).argv
    except NoSuchKernel as unknown:
        raise NoServer(f"there is no kernel {name!r}") from unknown
    if "ipykernel_launcher" not in command or not _is_this_python(command[0]):
        raise NoServer(f"the kernel {name!r} does not run in this Python")
    if files := _configured():
        raise NoServer(f"IPython is configured by {', '.join(files)}")


def _is_this_python(program: str) -> bool:
    here = Path(sys.executable)
    return program in ("python", "python3", f"python3.{sys.version_info.minor}") or (
        Path(program).parent.resolve() == here.parent.resolve()
        and Path(program).resolve() == here.resolve()
    )


def _configured() -> list[str]:
    from IPython.paths import get_ipython_dir

    profile = Path(get_ipython_dir()) / "profile_default"
    return [str(path) for pattern in CONFIGURED for path in sorted(profile.glob(pattern))]
