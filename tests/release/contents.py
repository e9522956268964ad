"""What is in a release, beside what `.ci/archives` says of each file: every function, the templates, and nothing secret or of the machine that built it.

    contents.py REPOSITORY DIST
"""

import io
import re
import sys
import tarfile
import zipfile
from pathlib import Path


def main(repository, dist):
    repository, dist = Path(repository), Path(dist)
    templates = {file.name: file.read_text() for file in (repository / "infra").glob("*.yaml")}
    # One that deploys no function is there to copy from.
    templates = {name: text for name, text in templates.items() if "CodeUri: " in text}
    functions = sorted(set(re.findall(r"CodeUri: \S+/([a-z-]+)/$", "\n".join(templates.values()), re.MULTILINE)))
    assert functions, "the templates deploy functions"
    (bundle,) = dist.glob("invitations-*-bundle-x86_64.zip")
    archive = zipfile.ZipFile(bundle)
    root = f"{bundle.stem}/"
    files = {name.removeprefix(root): archive.read(name) for name in archive.namelist()}

    for name, template in templates.items():
        check_template(template.splitlines(), files[name].decode().splitlines(), files)
    for function in functions:
        (alone,) = dist.glob(f"{function}-[0-9]*-x86_64.zip")
        assert alone.read_bytes() == files[f"functions/{function}.zip"], f"{function} is the same alone"
    sample = repository / "infra" / "invitations"
    for file in sample.rglob("*"):
        packed = files.get(f"layer/invitations/{file.relative_to(sample)}")
        if file.is_file() and file.suffix != ".pem":
            assert packed == file.read_bytes(), f"{file} is in the layer"
        else:
            assert packed is None, f"{file} is not in the layer"

    key = (sample / "development-key.pem").read_bytes().splitlines()[1]
    archives = [file for file in dist.iterdir() if file.suffix in {".gz", ".tgz", ".whl", ".zip"}]
    for packed in archives:
        for name, data in unpacked(packed):
            # The command carries the published development key, which local pools alone believe.
            assert Path(name).name == "invitations" or key not in data, f"{packed.name}: {name} has the development key"
            for place in [repository, Path.home()]:
                assert bytes(place) + b"/" not in data, f"{packed.name}: {name} names {place}"
    print(f"{len(archives)} archives; {len(functions)} functions, each alone and in the bundle")
    print("the bundle's templates differ in their paths and in the default of Architecture, and in nothing else")


def check_template(ours, bundled, files):
    """Line by line: a path into target/ became a zip that is there, and the architecture is the zips'."""
    assert len(ours) == len(bundled), "no line came or went"
    differences = [(one, other) for one, other in zip(ours, bundled) if one != other]
    defaults = [pair for pair in differences if pair == ("    Default: arm64", "    Default: x86_64")]
    assert len(defaults) == 1, "one default of the architecture"
    for one, other in differences:
        if (one, other) in defaults:
            continue
        name = re.fullmatch(r"      CodeUri: \.\./target/lambda/([a-z-]+)/", one)
        assert name and other == f"      CodeUri: functions/{name[1]}.zip", f"{one!r} became {other!r}"
        assert f"functions/{name[1]}.zip" in files, f"{other} is in the bundle"
    assert not [line for line in bundled if "CodeUri: .." in line], "no path leads out of the bundle"


def unpacked(path):
    """The files in an archive, and in the zips in it."""
    if path.suffix in {".gz", ".tgz"}:
        archive = tarfile.open(path)
        for entry in archive.getmembers():
            yield entry.name, archive.extractfile(entry).read()
        return
    yield from unzipped(path.read_bytes())


def unzipped(data):
    archive = zipfile.ZipFile(io.BytesIO(data))
    for name in archive.namelist():
        inner = archive.read(name)
        yield from unzipped(inner) if name.endswith(".zip") else [(name, inner)]


if __name__ == "__main__":
    main(*sys.argv[1:])
