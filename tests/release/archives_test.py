"""`.ci/archives`, tried on small archives that are made up: a whole release passes, and each fault is told.

    python3 tests/release/archives_test.py
"""

import importlib.machinery
import importlib.util
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
sys.dont_write_bytecode = True
loader = importlib.machinery.SourceFileLoader("release", str(REPOSITORY / ".ci" / "release"))
release = importlib.util.module_from_spec(importlib.util.spec_from_loader("release", loader))
loader.exec_module(release)
VERSION, zipped, tarred = release.VERSION, release.zipped, release.tarred

PE = b"MZ".ljust(0x3C, b"\0") + b"\x40\0\0\0" + b"PE\0\0\x64\x86"
ELF = {"x86_64": b"\x7fELF".ljust(18, b"\0") + b"\x3e\0", "arm64": b"\x7fELF".ljust(18, b"\0") + b"\xb7\0"}
MACH = {"x86_64": b"\xcf\xfa\xed\xfe\x07\0\0\x01", "arm64": b"\xcf\xfa\xed\xfe\x0c\0\0\x01"}
# Triple, platform of the wheel, program.
COMMANDS = [
    ("x86_64-unknown-linux-musl", "manylinux_2_17_x86_64.manylinux2014_x86_64.musllinux_1_1_x86_64", ELF["x86_64"]),
    ("aarch64-unknown-linux-musl", "manylinux_2_17_aarch64.manylinux2014_aarch64.musllinux_1_1_aarch64", ELF["arm64"]),
    ("x86_64-apple-darwin", "macosx_10_12_x86_64", MACH["x86_64"]),
    ("aarch64-apple-darwin", "macosx_11_0_arm64", MACH["arm64"]),
    ("x86_64-pc-windows-msvc", "win_amd64", PE),
]
LINUX = f"invitations-{VERSION}-x86_64-unknown-linux-musl"
WHEEL = f"invitations-{VERSION}-py3-none-{COMMANDS[3][1]}.whl"
FUNCTION = f"pre-sign-up-{VERSION}-arm64.zip"
BUNDLE = f"invitations-{VERSION}-bundle-arm64"


def function(architecture):
    return {"bootstrap": (ELF[architecture], 0o755)}


def bundle(architecture):
    root = f"invitations-{VERSION}-bundle-{architecture}"
    names = ["LICENSE", "README.md", "samconfig.toml", "layer/invitations/invitations.toml", "layer/invitations/brands/x/en.ftl"]
    files = {name: b"text" for name in [*names, *release.TEMPLATES]}
    files |= {f"functions/{each}.zip": zipped(function(architecture)) for each in release.FUNCTIONS}
    return {f"{root}/{name}": (data, 0o644) for name, data in files.items()}


def command(triple, program):
    name, root = "invitations.exe" if "windows" in triple else "invitations", f"invitations-{VERSION}-{triple}"
    return {f"{root}/{name}": (program, 0o755), f"{root}/LICENSE": (b"text", 0o644)}


def wheel(triple, program):
    name = "invitations.exe" if "windows" in triple else "invitations"
    about = {f"invitations-{VERSION}.dist-info/{each}": (b"text", 0o644) for each in ["METADATA", "RECORD", "WHEEL", "licenses/LICENSE"]}
    return about | {f"invitations-{VERSION}.data/scripts/{name}": (program, 0o755)}


def whole_release():
    """The contents of every file of a release, by the file's name."""
    files = {f"invitations-{VERSION}.cdx.json": b"{}", "SHA256SUMS": b""}
    npm = ["LICENSE", "README.md", "invitations.d.ts", "invitations.js", "package.json"]
    files[f"cognito-invitations-{VERSION}.tgz"] = tarred({f"package/{name}": (b"text", 0o644) for name in npm})
    for triple, platform, program in COMMANDS:
        pack, suffix = (zipped, "zip") if "windows" in triple else (tarred, "tar.gz")
        files[f"invitations-{VERSION}-{triple}.{suffix}"] = pack(command(triple, program))
        files[f"invitations-{VERSION}-py3-none-{platform}.whl"] = zipped(wheel(triple, program))
    for architecture in ELF:
        files[f"invitations-{VERSION}-bundle-{architecture}.zip"] = zipped(bundle(architecture))
        for each in release.FUNCTIONS:
            files[f"{each}-{VERSION}-{architecture}.zip"] = zipped(function(architecture))
    return files


class Archives(unittest.TestCase):
    def check(self, files, said, succeeds=False, options=("--all",)):
        with tempfile.TemporaryDirectory() as folder:
            for name, data in files.items():
                Path(folder, name).write_bytes(data)
            command = [sys.executable, REPOSITORY / ".ci" / "archives", *options, folder]
            done = subprocess.run(command, capture_output=True, text=True)
        self.assertEqual(done.returncode == 0, succeeds, done.stderr)
        self.assertIn(said, done.stdout + done.stderr)

    def test_a_whole_release_passes(self):
        self.check(whole_release(), f"{len(whole_release()) - 1} files", succeeds=True)

    def test_a_part_of_it_passes_as_a_part_alone(self):
        files = whole_release()
        del files[f"{LINUX}.tar.gz"]
        self.check(files, "files", succeeds=True, options=())
        self.check(files, "there is no command, x86_64-unknown-linux-musl")
        self.check({}, "nothing is in", options=())

    def test_each_fault_is_told(self):
        program = f"{LINUX}/invitations"
        unix = command("x86_64-unknown-linux-musl", ELF["x86_64"])
        packed = bundle("arm64")
        script = f"invitations-{VERSION}.data/scripts/invitations"
        of_mac = wheel("aarch64-apple-darwin", MACH["arm64"])
        for name, data, said in [
            (f"{LINUX}.tar.gz", tarred(unix | {program: (ELF["x86_64"], 0o644)}), "may not be started (mode 644)"),
            (f"{LINUX}.tar.gz", tarred(unix | {program: (ELF["arm64"], 0o755)}), "is for ELF arm64"),
            (f"{LINUX}.tar.gz", tarred(unix | {"/etc/passwd": (b"", 0o644)}), "/etc/passwd leads out"),
            (f"{LINUX}.tar.gz", tarred(unix | {f"{LINUX}/../x": (b"", 0o644)}), "leads out"),
            (f"{LINUX}.tar.gz", tarred(unix | {f"{LINUX}/notes": (b"", 0o644)}), "notes'] besides"),
            (f"{LINUX}.tar.gz", b"no archive", "not a gzip file"),
            (f"{LINUX}.tar.gz", tarred(unix)[:-40], "ended before"),
            (WHEEL, zipped(of_mac)[:-40], "not a zip file"),
            (f"{LINUX}.zip", zipped(unix), "no file of this name"),
            ("invitations-9.9.9.cdx.json", b"{}", "no file of this name"),
            (FUNCTION, zipped({"bootstrap": (ELF["arm64"], 0o644)}), "may not be started"),
            (FUNCTION, zipped(function("x86_64")), "is for ELF x86_64, and not for ELF arm64"),
            (FUNCTION, zipped({"pre-sign-up": (ELF["arm64"], 0o755)}), "lacks ['bootstrap']"),
            (FUNCTION, zipped({"C:\\bootstrap": (ELF["arm64"], 0o755)}), "leads out"),
            (WHEEL, zipped(of_mac | {script: (MACH["x86_64"], 0o755)}), "is for Mach-O x86_64"),
            (WHEEL, zipped(of_mac | {script: (MACH["arm64"], 0o644)}), "may not be started"),
            (WHEEL, zipped(of_mac | {"invitations/__init__.py": (b"", 0o644)}), "__init__.py'] besides"),
            (f"{BUNDLE}.zip", zipped(packed | {f"{BUNDLE}/layer/invitations/a.pem": (b"", 0o644)}), "is a key"),
            (f"{BUNDLE}.zip", zipped(packed | {f"{BUNDLE}/layer/key": (b"-- PRIVATE KEY", 0o644)}), "is a key"),
            (f"{BUNDLE}.zip", zipped(packed | {"elsewhere": (b"", 0o644)}), "elsewhere is not below"),
            (f"{BUNDLE}.zip", zipped({**packed, f"{BUNDLE}/functions/admin-api.zip": (zipped(function("x86_64")), 0o644)}), "is for ELF x86_64"),
            (f"{BUNDLE}.zip", zipped({n: e for n, e in packed.items() if "chain.yaml" not in n}), "lacks ['chain.yaml']"),
        ]:
            with self.subTest(said=said, name=name):
                self.check(whole_release() | {name: data}, said)


if __name__ == "__main__":
    unittest.main()
