#!/usr/bin/env python3
"""The Debian package from its installation to its purge, in a root of its own: accounts, folders, units, what sshd makes of its
drop-in; upgrades that are refused while something is in hand; signed updates, and the way back from one that does not hold; removing,
which keeps the ledger, and purging, which asks. Needs the rights of root, debootstrap and cargo-deb; what is missing is said, and the
rest left out.

    life_cycle.py --binary target/release/keytill
"""

import argparse
import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "interop"))

import debian
from debian import Missing, Root, repack, run
from terminal import ENTER, Terminal

ESC = "\x1b"
HERE = os.path.dirname(os.path.abspath(__file__))
PROJECT = os.path.dirname(os.path.dirname(HERE))
SYSTEM = "/usr/lib/systemd/system"
EXAMPLE = "/usr/share/doc/keytill/examples/keytill-cage.service"
# No unit may be more exposed than this, by systemd's own judgement.
EXPOSURE_MAX = 1.5
# Devices that the kernel has without a driver that may come later; the others have numbers in the units, because a name of a driver that
# is not there when a unit starts counts for nothing.
ALWAYS_THERE = {"tty", "ttyS", "input"}
# Which the example needs, and systemd misses here.
NOT_HERE = "seatd.service"
DATA = "/var/lib/keytill"
FOLDER = "/var/lib/keytill-update"
SSHD = "/etc/ssh/sshd_config.d/50-keytill.conf"

# What the service manager says of one unit is in three files, the others are inactive, and whoever asks it for something else is content.
SYSTEMCTL = """#!/bin/sh
case "$1" in
    show)
        shift 2
        for unit in "$@"; do
            echo "Id=$unit"
            if [ "$unit" = "$(cat /tmp/unit)" ]; then
                echo "ActiveState=$(cat /tmp/active)"; echo "NRestarts=$(cat /tmp/restarts)"
            else
                echo ActiveState=inactive; echo NRestarts=0
            fi
            echo
        done ;;
    *) echo "$@" >>/tmp/systemctl.log ;;
esac
"""


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default="target/release/keytill")
    parser.add_argument("--cache", default=os.path.join(PROJECT, "target", "package"))
    args = parser.parse_args()
    began = time.monotonic()
    try:
        debian.own_mounts([sys.executable, *sys.argv])
        debian.need("dpkg-deb", "dpkg")
        if subprocess.run(["cargo", "deb", "--version"], capture_output=True, check=False).returncode != 0:
            raise Missing("cargo-deb")
        archive = debian.base(args.cache, "root", debian.PACKAGES)
    except Missing as what:
        print(f"NOT CHECKED here: {what} is missing")
        return 0
    packages = Packages(args.cache, os.path.abspath(args.binary))
    root = Root(archive, args.cache)
    try:
        for part in [install, upgrades, updates, remove_and_purge]:
            start = time.monotonic()
            part(root, packages)
            print(f"ok  {part.__name__.replace('_', ' ')} ({time.monotonic() - start:.1f} s)", flush=True)
    finally:
        root.close()
    print(f"the package's life went well in {time.monotonic() - began:.0f} s")
    return 0


class Packages:
    """The package of this source, and others made from it."""

    def __init__(self, cache, binary):
        self.cache = os.path.join(cache, "packages")
        os.makedirs(self.cache, exist_ok=True)
        for name in os.listdir(self.cache):
            os.remove(os.path.join(self.cache, name))
        # The package is made from target/release; another program is put into its place afterwards.
        has_sbom = subprocess.run(["cargo", "cyclonedx", "--version"], capture_output=True, check=False).returncode == 0
        options = ["--no-build", "--output", self.cache] + ([] if has_sbom else ["--no-sbom"])
        built = run("bash", os.path.join(PROJECT, "packaging", "deb.sh"), *options, cwd=PROJECT)
        beside(built.strip().splitlines()[-1], has_sbom)
        self.first = repack(built.strip().splitlines()[-1], os.path.join(self.cache, "first.deb"), "0.1.0-1", program(binary))

    def version(self, version, change=None):
        path = os.path.join(self.cache, f"keytill_{version}.deb")
        # Two packages of one version would have different times in them.
        return path if os.path.exists(path) else repack(self.first, path, version, change)


def beside(package, has_sbom):
    """What lies beside a package: its checksum, and the list of its parts."""
    run("sha256sum", "--check", "--strict", package + ".sha256", cwd=os.path.dirname(package))
    if not has_sbom:
        print("    cargo-cyclonedx is not there: no list of parts")
        return
    with open(package.removesuffix(".deb") + ".cdx.json", encoding="utf-8") as file:
        parts = json.load(file)
    refs = {part["bom-ref"] for part in parts["components"]}
    assert parts["bomFormat"] == "CycloneDX" and parts["metadata"]["component"]["name"] == "keytill"
    assert all(part["purl"] and part["hashes"] and part["licenses"] for part in parts["components"]), "a part without its origin"
    assert all(set(of.get("dependsOn", [])) <= refs for of in parts["dependencies"]), "a part that is not in the list"
    print(f"    {len(refs)} parts in the list")


def program(binary):
    """Puts another program into a package."""
    return lambda work: run("install", "-m", "755", binary, os.path.join(work, "usr/bin/keytill"))


def script(text):
    """Puts a script in place of the program of a package."""

    def change(work):
        with open(os.path.join(work, "usr/bin/keytill"), "w", encoding="utf-8") as file:
            file.write(text)

    return change


def must(said, *parts):
    for part in parts:
        if part not in said:
            raise SystemExit(f"{part!r} is missing in:\n{said}")


def give(root, package, name="offer.deb"):
    """The package as a file inside."""
    run("cp", package, root.at(f"tmp/{name}"))
    return f"/tmp/{name}"


def version(root):
    return root.run("dpkg-query", "-W", "-f", "${Version} ${db:Status-Status}", "keytill")


def install(root, packages):
    said = root.run("dpkg", "--install", give(root, packages.first))
    assert version(root) == "0.1.0-1 installed", said
    must(root.run("id", "keytill"), "(dialout)", "(lp)", "(input)")
    must(root.run("id", "keytill-tech"), "(keytill)")
    must(root.run("getent", "passwd", "keytill"), "/usr/sbin/nologin")
    for path, mode, owner in [(DATA, "700", "keytill"), (FOLDER + "/incoming", "755", "root"), ("/etc/keytill", "755", "root")]:
        assert root.run("stat", "-c", "%a %U", path).strip() == f"{mode} {owner}", path
    for unit, target in [("keytill.service", "multi-user.target"), ("keytill-update.timer", "timers.target")]:
        assert root.has(f"etc/systemd/system/{target}.wants/{unit}"), unit
    assert not root.has("etc/systemd/system/multi-user.target.wants/keytill-kmscon.service"), "it is for boxes that want it"
    assert os.readlink(root.at("etc/systemd/system/ctrl-alt-del.target")) == "/dev/null"
    verify(root)
    sshd(root)
    must(root.run("keytill", "--version"), "keytill 0.1.0")


def verify(root):
    """systemd's own judgement of all units of the package and of the example."""
    files = root.run("dpkg", "--listfiles", "keytill").splitlines()
    units = [file for file in files if os.path.dirname(file) == SYSTEM and not file.endswith(".d")] + [EXAMPLE]
    names = ["keytill-cage.service", "keytill-kmscon.service", "keytill-update.service", "keytill-update.timer", "keytill.service"]
    assert sorted(os.path.basename(unit) for unit in units) == names, units
    for unit in units:
        done = subprocess.run(root.command("systemd-analyze", "verify", unit), capture_output=True, text=True, check=False)
        said = [line for line in (done.stdout + done.stderr).splitlines() if NOT_HERE not in line]
        assert not said, f"{unit}: {said}"
        devices = set(re.findall(r"^DeviceAllow=char-(\S+)", root.read(unit), re.MULTILINE))
        assert all(device.isdigit() for device in devices - ALWAYS_THERE), devices
    for unit in units:
        if unit.endswith(".service"):
            security = root.run("systemd-analyze", "security", "--offline=true", unit)
            score = float(re.search(r"exposure level for \S+: ([0-9.]+)", security)[1])
            print(f"    {os.path.basename(unit)}: exposure {score}")
            assert score <= EXPOSURE_MAX, security


def sshd(root):
    """What sshd makes of the drop-in for the technician, and for anybody else."""
    root.run("ssh-keygen", "-A")
    os.makedirs(root.at("run/sshd"), exist_ok=True)
    told = lambda user: root.run("/usr/sbin/sshd", "-T", "-C", f"user={user},host=box,addr=192.0.2.9")
    must(told("keytill-tech"), "forcecommand /usr/bin/keytill technician", "disableforwarding yes", "permittty yes",
         "permituserrc no", "passwordauthentication no", "authenticationmethods publickey",
         "authorizedkeysfile /etc/keytill/technician_keys")
    must(told("root"), "forcecommand none")
    # What a technician gets, by the account's own shell as sshd runs it.
    ask = lambda words, good: root.run("setpriv", "--reuid=keytill-tech", "--regid=keytill-tech", "--clear-groups", "/bin/sh", "-c",
                                       "/usr/bin/keytill technician", good=good, SSH_ORIGINAL_COMMAND=words)
    must(ask("idle", True), "no terminal runs")
    must(ask("help", True), "attach", "status [--json]")
    for words in ["sh -c id", "idle; id", "idle $(id)", "run --config /etc/shadow", "update run"]:
        said = ask(words, False)
        must(said, "is not on the list")
        assert "uid=" not in said, said


class Running:
    """A terminal inside, in a training world whose ledger is the box's."""

    def __init__(self, root):
        os.makedirs(root.at("run/keytill"), exist_ok=True)
        command = root.command("keytill", "demo", "--lang", "en", "--data", DATA, RUNTIME_DIRECTORY="/run/keytill", CI="true")
        self.terminal = Terminal(command)

    def __enter__(self):
        self.terminal.__enter__().wait("Sign in", "TRAINING", seconds=60)
        return self.terminal

    def __exit__(self, *what):
        if what[0] is None:
            self.terminal.stop(signal.SIGTERM)
        self.terminal.__exit__(*what)


def sign_in(t):
    t.wait("Type your two-digit number", seconds=60)
    t.keys("01" + ENTER + "0000" + ENTER)
    t.wait("Transactions")


def upgrades(root, packages):
    second = give(root, packages.version("0.1.1-1"))
    with Running(root) as t:
        sign_in(t)
        t.keys("1")
        t.wait("Sale")
        t.keys("1")
        t.wait("Type the amount")
        t.keys("1234")
        t.wait("▀▀█ █ █")
        said = root.run("dpkg", "--install", second, good=False)
        must(said, "not now", "in hand: entry", "nothing was changed")
        assert version(root) == "0.1.0-1 installed", version(root)
        t.keys(ENTER)
        t.wait("Choose a training card")
        must(root.run("dpkg", "--install", second, good=False), "in hand: trade")
        must(root.run("dpkg", "--remove", "keytill", good=False), "not now")
        assert version(root) == "0.1.0-1 installed", version(root)
        t.keys("1")
        t.wait("APPROVED", "Receipt printed")
        t.keys(ENTER)
        t.wait("Void", gone=["APPROVED"])
        must(root.run("keytill", "idle", "--wait", "1", good=False), "in hand: training")
        t.keys(ESC)
        time.sleep(0.2)
        t.keys(ESC)
        t.wait("Type your two-digit number")
        root.run("keytill", "idle", "--wait", "60")
        # Nothing is in hand: the files are exchanged under the running terminal, which goes on with what it has.
        root.run("dpkg", "--install", second)
        assert version(root) == "0.1.1-1 installed", version(root)
        sign_in(t)
    must(root.run("keytill", "journal", "stats", "--data", DATA), "transactions 1")

    def reads_none(work):
        path = os.path.join(work, "DEBIAN/preinst")
        with open(path, encoding="utf-8") as file:
            text = file.read()
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.replace("reads=1", "reads=0"))

    said = root.run("dpkg", "--install", give(root, packages.version("0.1.2-1", reads_none)), good=False)
    must(said, "has form 1, and this version reads none above 0")
    assert version(root) == "0.1.1-1 installed", version(root)
    root.run("dpkg", "--configure", "--pending")


def drop(root, package, key, name):
    """A package with its signature in the folder of what comes in."""
    where = f"{FOLDER}/incoming/{name}"
    run("cp", package, root.at(where))
    root.run("keytill", "update", "sign", "--key", key, where)
    return where


def step(root):
    return root.run("keytill", "update", "run").strip()


def health(root, active, restarts=0, unit="keytill.service"):
    root.write("tmp/unit", unit)
    root.write("tmp/active", active)
    root.write("tmp/restarts", str(restarts))


def updates(root, packages):
    root.write("usr/local/bin/systemctl", SYSTEMCTL, 0o755)
    health(root, "active")
    key = "/tmp/private"
    must(root.run("keytill", "update", "run"), "nothing to do")
    public = root.run("keytill", "update", "key", key)
    drop(root, packages.version("0.1.1-1"), key, "a.deb")
    must(root.run("keytill", "update", "run", good=False), "update.key: it must hold the public key")
    root.write("etc/keytill/update.key", "# Whoever signs packages for this box.\n" + public)
    openssl(root, public)

    # The first one has nothing to go back to until the package of the installed version is kept.
    os.rename(root.at(f"{FOLDER}/incoming/a.deb.sig"), root.at("tmp/a.deb.sig"))
    drop(root, packages.version("0.2.0-1", other_sshd), key, "b.deb")
    must(step(root), "b.deb is set aside", "nobody could go back from it")
    os.rename(root.at("tmp/a.deb.sig"), root.at(f"{FOLDER}/incoming/a.deb.sig"))
    must(step(root), "0.1.1-1, which is installed, is kept")

    # A signature by somebody else, another package's, an older version.
    root.run("keytill", "update", "key", "/tmp/other")
    drop(root, packages.version("0.2.0-1"), "/tmp/other", "c.deb")
    must(step(root), "c.deb is set aside: its signature is not that")
    drop(root, packages.version("0.1.0-9"), key, "d.deb")
    must(step(root), "d.deb is set aside", "0.1.0-9 is older than 0.1.1-1")

    # Installed when nothing is in hand, and it stays after three good checks. What a person has put into a file of the configuration stays,
    # with the package's own file beside it.
    root.write(SSHD, root.read(SSHD) + "# By hand.\n")
    drop(root, packages.version("0.2.0-1"), key, "e.deb")
    with Running(root) as t:
        sign_in(t)
        must(step(root), "waits: training, in hand: training")
        t.keys(ESC)
        t.wait("Type your two-digit number")
        root.run("keytill", "idle", "--wait", "60")
        must(step(root), "0.2.0-1 is installed and on trial")
    assert version(root) == "0.2.0-1 installed"
    assert root.read(SSHD).endswith("# By hand.\n") and root.read(SSHD + ".dpkg-dist").endswith("# By the package.\n")
    assert not root.has(f"{FOLDER}/incoming/e.deb")
    assert [step(root)[:8] for _ in range(2)] == ["on trial"] * 2
    must(step(root), "version 0.2.0-1 stays")
    must(step(root), "nothing to do")

    # Three failed checks go back, also where it is the restarts that tell; and it is not tried again.
    for name, ill in [("0.3.0-1", lambda check: ("activating", check)), ("0.4.0-1", lambda check: ("active", check + 1))]:
        drop(root, packages.version(name), key, "f.deb")
        must(step(root), f"{name} is installed and on trial")
        for check in range(5):
            health(root, *ill(check))
            said = step(root)
            if said.startswith("back"):
                break
        must(said, "back to version 0.2.0-1")
        assert version(root) == "0.2.0-1 installed"
        health(root, "active")
        drop(root, packages.version(name), key, "f.deb")
        must(step(root), "f.deb is set aside", f"{name} has failed on this box before")

    # A program that cannot read the ledger is not installed; nor does the way back lead to one.
    blind = script("#!/bin/sh\necho 'keytill: journal x holds a journal of form 9' >&2\nexit 1\n")
    drop(root, packages.version("0.5.0-1", blind), key, "g.deb")
    must(step(root), "g.deb is set aside: version 0.5.0-1 cannot read the ledger of this box", "a journal of form 9")
    assert version(root) == "0.2.0-1 installed"

    # The power goes in the middle: the next step begins it again.
    drop(root, packages.version("0.6.0-1"), key, "h.deb")
    must(step(root), "0.6.0-1 is installed and on trial")
    record = json.loads(root.read(f"{FOLDER}/record.json"))
    begun, before = record["kept"], record["before"]
    cut_off = {"begun": {"package": begun, "way": "forward"}, "kept": before}
    root.write(f"{FOLDER}/record.json", json.dumps(cut_off))
    root.run("dpkg", "--unpack", "--force-confold", f"{FOLDER}/kept/{begun['sha256']}.deb")
    must(version(root), "0.6.0-1 unpacked")
    must(step(root), "0.6.0-1 is installed and on trial")
    assert version(root) == "0.6.0-1 installed"
    # On this box it is the unit for Chinese that runs it.
    health(root, "active", unit="keytill-kmscon.service")
    for _ in range(3):
        said = step(root)
    must(said, "0.6.0-1 stays")

    # What was not restarted is, as soon as nothing is in hand.
    root.write("run/keytill-restart", "")
    must(step(root), "keytill-kmscon.service was restarted")
    must(root.read("tmp/systemctl.log"), "try-restart keytill-kmscon.service")
    must(root.run("keytill", "update", "status"), "kept 0.6.0-1", "set_aside g.deb: version 0.5.0-1 cannot read")
    must(root.run("keytill", "journal", "verify", "--data", DATA), "ok")


def other_sshd(work):
    """Another file of the configuration in a package."""
    with open(os.path.join(work, SSHD.lstrip("/")), "a", encoding="utf-8") as file:
        file.write("# By the package.\n")


def openssl(root, public):
    """Another program checks a signature of this one, where there is one: this machine's, because a root of a few packages has none."""
    if not shutil.which("openssl"):
        print("    openssl is not there: no other program has checked a signature")
        return
    # The public key as RFC 8410 has it.
    with open(root.at("tmp/public.der"), "wb") as file:
        file.write(bytes.fromhex("302a300506032b6570032100" + public.strip()))
    run("openssl", "pkeyutl", "-verify", "-pubin", "-keyform", "DER", "-inkey", root.at("tmp/public.der"), "-rawin", "-in",
        root.at(f"{FOLDER}/incoming/a.deb"), "-sigfile", root.at(f"{FOLDER}/incoming/a.deb.sig"))
    print("    openssl has checked a signature")


def remove_and_purge(root, packages):
    first = give(root, packages.version("1.0.0-1"))
    journal = f"{DATA}/journal"
    root.run("dpkg", "--remove", "keytill")
    assert root.has(journal) and root.has("etc/keytill/update.key") and not root.has("usr/bin/keytill")
    assert not root.has("etc/systemd/system/ctrl-alt-del.target")
    assert root.read(f"{DATA}/open-batch").strip() == "1"
    root.run("dpkg", "--install", first)
    must(root.run("keytill", "journal", "verify", "--data", DATA), "ok")

    # An open batch goes only where that is said in so many words; without an answer nothing goes.
    for answer in [{}, {"KEYTILL_PURGE": "ledger"}]:
        said = root.run("dpkg", "--purge", "keytill", **answer)
        must(said, "not settled (1)", f"{DATA} and /etc/keytill were kept")
        assert root.has(journal), answer
        root.run("dpkg", "--install", first)
    root.run("dpkg", "--purge", "keytill", KEYTILL_PURGE="open-batch")
    assert not root.has(DATA) and not root.has("etc/keytill") and not root.has(FOLDER)

    # A settled ledger goes when a person at a terminal types the word.
    root.run("dpkg", "--install", first)
    with Running(root):
        pass
    assert root.has(journal)
    must(purge_by_hand(root, "no\n"), "type DELETE", "were kept")
    assert root.has(journal)
    root.run("dpkg", "--install", first)
    must(purge_by_hand(root, "DELETE\n"), "type DELETE")
    assert not root.has(DATA) and not root.has("etc/keytill")
    left = root.run("sh", "-c", "find / -xdev -path /tmp -prune -o -path /var/lib/dpkg -prune -o -path /var/log -prune -o -name '*keytill*' -print")
    assert left.strip() in ("", "/usr/share/doc/keytill"), left


def purge_by_hand(root, answer):
    """dpkg --purge on a terminal, and what is typed there."""
    pid, line = pty.fork()
    if pid == 0:
        command = root.command("dpkg", "--purge", "keytill", DEBIAN_FRONTEND="dialog")
        os.execvp(command[0], command)
    said = b""
    answered = False
    while True:
        try:
            piece = os.read(line, 4096)
        except OSError:
            break
        if not piece:
            break
        said += piece
        if b"to keep it: " in said and not answered:
            os.write(line, answer.encode())
            answered = True
    os.waitpid(pid, 0)
    os.close(line)
    return said.decode(errors="replace")


if __name__ == "__main__":
    sys.exit(main())
