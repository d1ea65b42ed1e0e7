"""What is installed: the wheel, by way of the sdist too, in an environment of its own."""

from __future__ import annotations

import configparser
import hashlib
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from litgraph.errors import install_command
from litgraph.project import VERSION

from .conftest import REPOSITORY

_SOURCES = (
    "litgraph", "bib", "themes.yaml", "setup.cfg", "pyproject.toml", "MANIFEST.in", "README.md", "LICENSE",
    "CHANGELOG.md", "CITATION.cff", "CONTRIBUTING.md", "SECURITY.md", "benchmarks", "docs", "notebooks", "tests",
)  # fmt: skip


def _run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run([str(word) for word in command], cwd=cwd, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def _is_for_development(path: Path) -> bool:
    """Whether it is only needed to bundle the page of the map anew: its scripts and styles, and what bundles them."""
    is_source = path.suffix in (".js", ".css", ".json", ".mjs", ".ts") and ".min." not in path.name
    return "node_modules" in path.parts or path.name == ".npmrc" or is_source


def _build(what: str, source: Path, target: Path) -> Path:
    code = f"import sys, setuptools.build_meta as backend; print(backend.build_{what}(sys.argv[1]))"
    return target / _run(sys.executable, "-c", code, target, cwd=source).splitlines()[-1]


def _names(wheel: Path) -> set[str]:
    return set(zipfile.ZipFile(wheel).namelist())


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """A wheel built from a copy of the repository, one built from the sdist of that copy, and the unpacked sdist."""
    setuptools = pytest.importorskip("setuptools")
    if int(setuptools.__version__.split(".")[0]) < 77:
        pytest.skip("building the package needs setuptools 77")
    folder = tmp_path_factory.mktemp("package")
    source = folder / "source"
    source.mkdir()
    for name in _SOURCES:
        path = REPOSITORY / name
        if path.is_dir():
            shutil.copytree(path, source / name, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(path, source)
    sdist = _build("sdist", source, folder)
    shutil.unpack_archive(sdist, folder / "unpacked", filter="data")
    unpacked = next((folder / "unpacked").iterdir())
    (folder / "again").mkdir()
    return _build("wheel", source, folder), _build("wheel", unpacked, folder / "again"), unpacked


def test_the_wheel_has_all_that_the_source_has(built: tuple[Path, Path, Path]) -> None:
    """Every module, stylesheet, template and example file is in the wheel, with the content that it has here."""
    wheel = zipfile.ZipFile(built[0])
    files = [
        path
        for folder in ("litgraph", "litgraph/example/bib")  # rglob does not follow the links of the example
        for path in (REPOSITORY / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and not _is_for_development(path)
    ]
    assert len(files) > 60
    for path in files:
        assert wheel.read(path.relative_to(REPOSITORY).as_posix()) == path.read_bytes(), path


def test_the_bundle_is_of_these_scripts_and_styles() -> None:
    """What the page runs is what its sources say: after a change, npm run build in litgraph/views/map; see .ci/page."""
    folder = REPOSITORY / "litgraph/views/map"
    sources = sorted(path for path in folder.iterdir() if path.suffix in (".js", ".css") or path.name == "package.json")
    made_of = hashlib.sha256(b"".join(path.read_bytes() for path in sources)).hexdigest()
    for name in ("page.min.js", "page.pyvis.min.js"):
        assert made_of in (folder / "bundle" / name).read_text("utf-8").partition("\n")[0]


def test_every_extra_that_is_named_can_be_installed() -> None:
    """Hints, documents and tests name extras of setup.cfg, by the name of our distribution: `litgraph` is another's."""
    setup = configparser.ConfigParser()
    setup.read(REPOSITORY / "setup.cfg", encoding="utf-8")
    name = setup["metadata"]["name"]
    files = (REPOSITORY / "README.md", *(REPOSITORY / "docs").glob("*.md"), *(REPOSITORY / "litgraph").rglob("*.py"))
    named = [
        extra
        for path in files
        for extra in re.findall(r"\blitgraph(?:-\w+)?\[[a-z]+\]", path.read_text(encoding="utf-8"))
    ]
    assert len(named) >= 3
    assert {*named} <= {f"{name}[{extra}]" for extra in setup["options.extras_require"]}
    assert install_command("styles") == f"pip install '{name}[styles]'"


def test_the_citation_file_names_this_version() -> None:
    assert f"\nversion: {VERSION}\n" in (REPOSITORY / "CITATION.cff").read_text(encoding="utf-8")


def test_the_lock_file_names_no_registry() -> None:
    """Packages of the page come from wherever npm is told to get them: .npmrc beside package.json keeps it so."""
    lock = (REPOSITORY / "litgraph/views/map/package-lock.json").read_text("utf-8")
    assert '"integrity"' in lock and "://" not in lock


def test_the_sdist_has_all_that_the_tests_need(built: tuple[Path, Path, Path]) -> None:
    for folder in (name for name in _SOURCES if (REPOSITORY / name).is_dir()):
        for path in (REPOSITORY / folder).rglob("*"):
            if path.is_file() and not {"__pycache__", "node_modules"} & {*path.parts}:
                assert (built[2] / path.relative_to(REPOSITORY)).is_file(), path


def test_the_sdist_makes_the_same_wheel(built: tuple[Path, Path, Path]) -> None:
    """A wheel built from the sdist has the same files as one built from a clone."""
    assert _names(built[0]) == _names(built[1])


def test_the_wheel_works_where_nothing_else_of_litgraph_is(built: tuple[Path, Path], tmp_path: Path) -> None:
    """Installed in an environment of its own: the example is made, is without errors, answers, and gives its map."""
    pytest.importorskip("pip")
    _run(sys.executable, "-m", "venv", "--without-pip", tmp_path / "env", cwd=tmp_path)
    python = tmp_path / "env/bin/python"
    _run(sys.executable, "-m", "pip", "--python", python, "install", "-q", "--no-deps", built[1], cwd=tmp_path)
    # The dependencies come from the environment of the tests: fetching them would take longer than all other tests.
    paths = {path for path in sys.path if Path(path).name in ("site-packages", "dist-packages")}
    own = Path(_run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=tmp_path).strip())
    (own / "borrowed.pth").write_text("\n".join(sorted(paths)) + "\n", encoding="utf-8")
    where = _run(python, "-c", "import litgraph; print(litgraph.__file__)", cwd=tmp_path)
    assert where.startswith(str(own))
    litgraph = tmp_path / "env/bin/litgraph"
    _run(litgraph, "init", "--example", "x", cwd=tmp_path)
    _run(litgraph, "check", cwd=tmp_path / "x")
    assert "cited by 2 works in 6 places" in _run(litgraph, "who", "cites", "Clerc", "2020", cwd=tmp_path / "x")
    _run(litgraph, "map", "-o", "map.html", cwd=tmp_path / "x")
    assert "Clerc 2020" in (tmp_path / "x/map.html").read_text(encoding="utf-8")
    assert (tmp_path / "x/bib/references.bib").read_bytes() == (REPOSITORY / "bib/references.bib").read_bytes()


def test_the_example_is_not_mixed_with_another_review(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    """`init --example` leaves a folder alone that holds a knowledge base."""
    (tmp_path / "themes.yaml").write_text("title: Mine\n", encoding="utf-8")
    done = run("init", "--example")
    assert done.returncode == 4 and "already" in done.stderr and not (tmp_path / "bib").exists()
