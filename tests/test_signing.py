"""A site's list of digests can be checked and signed with tools that others maintain."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from analysis.paths import ROOT
from analysis.publish.record import SUMS, sums_of, write_site_record

KEYGEN = shutil.which("ssh-keygen")
SHA256SUM = shutil.which("sha256sum")
WHO = "desk@example.org"


@pytest.fixture
def home(tmp_path) -> Path:
    """A folder with a small site that was published."""
    (tmp_path / "site" / "said").mkdir(parents=True)
    (tmp_path / "site" / "index.html").write_text("193", encoding="utf-8")
    (tmp_path / "site" / "said" / "claims.csv").write_text("killed\n193\n", encoding="utf-8")
    write_site_record(tmp_path / "site", {"given": {}})
    return tmp_path


def run(home: Path, *words: str, given: bytes = b"") -> subprocess.CompletedProcess:
    environment = {**os.environ, "LC_ALL": "C"}
    command = [str(word) for word in words]
    return subprocess.run(command, cwd=home, input=given, capture_output=True, env=environment)


def sign(home: Path) -> None:
    """Sign the digests as docs/verify.md says."""
    run(home, KEYGEN, "-q", "-t", "ed25519", "-N", "", "-C", WHO, "-f", "key")
    signed = run(home, KEYGEN, "-Y", "sign", "-n", "reportedly", "-f", "key", f"site/{SUMS}")
    assert signed.returncode == 0, signed.stderr
    public = (home / "key.pub").read_text(encoding="utf-8")
    (home / "signers").write_text(f"{WHO} {public}", encoding="utf-8")


def verified(home: Path) -> bool:
    """Whether the signature over the digests is good."""
    words = [KEYGEN, "-Y", "verify", "-n", "reportedly", "-I", WHO, "-f", "signers"]
    digests = (home / "site" / SUMS).read_bytes()
    return run(home, *words, "-s", f"site/{SUMS}.sig", given=digests).returncode == 0


def test_the_list_names_every_file_but_itself_and_signatures(home):
    """A line each, with the digest of its bytes."""
    (home / "site" / f"{SUMS}.sig").write_text("signature", encoding="utf-8")
    lines = (home / "site" / SUMS).read_text(encoding="utf-8").splitlines()

    assert [line[66:] for line in lines] == ["index.html", "index.run.json", "said/claims.csv"]
    assert sums_of(home / "site") == (home / "site" / SUMS).read_text(encoding="utf-8")


@pytest.mark.skipif(not SHA256SUM, reason="needs sha256sum")
def test_the_list_is_checked_by_sha256sum(home):
    """And tells a file that changed."""
    assert run(home / "site", SHA256SUM, "--check", "--quiet", SUMS).returncode == 0
    (home / "site" / "said" / "claims.csv").write_text("killed\n391\n", encoding="utf-8")
    done = run(home / "site", SHA256SUM, "--check", "--quiet", SUMS)

    assert done.returncode != 0
    assert b"said/claims.csv: FAILED" in done.stdout


@pytest.mark.skipif(not KEYGEN, reason="needs ssh-keygen of OpenSSH")
def test_digests_are_signed_and_the_signature_verified(home):
    """A list that was changed has no good signature, and neither has another's."""
    sign(home)
    assert verified(home)
    sums = home / "site" / SUMS
    good = sums.read_bytes()
    sums.write_bytes(good.replace(good[:4], b"0000", 1))
    assert not verified(home)
    sums.write_bytes(good)
    run(home, KEYGEN, "-q", "-t", "ed25519", "-N", "", "-C", WHO, "-f", "other")
    (home / "signers").write_text(f"{WHO} {(home / 'other.pub').read_text()}", encoding="utf-8")
    assert not verified(home)


def test_the_documented_commands_are_these():
    """docs/verify.md teaches what the test above does."""
    text = (ROOT / "docs" / "verify.md").read_text(encoding="utf-8")

    for words in (
        "sha256sum --check --quiet SHA256SUMS",
        "ssh-keygen -Y sign -n reportedly -f ~/.ssh/id_ed25519 SHA256SUMS",
        "ssh-keygen -Y verify -n reportedly -I desk@example.org -f signers -s SHA256SUMS.sig "
        "< SHA256SUMS",
    ):
        assert words in text
