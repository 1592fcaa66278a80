"""A plugin for pytest under which a skipped test has failed: `-p tests.no_skips`.

For CI, where a browser or a tool that is missing must not pass for success.
"""

import pytest


def _failed(report):
    if report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, which is a failure here: {report.longrepr}"
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Turn the report of a skipped test into that of a failed one."""
    return _failed((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    """Turn the report of a skipped module into that of a failed one."""
    return _failed((yield))
