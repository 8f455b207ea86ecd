#!/usr/bin/env python3
"""Updates under a running systemd: a box with the package is booted, packages with signatures are dropped into its folder, and its own
timer, dpkg and service manager do the rest. Versions that do not hold are given up after three failed checks, and the version before
comes back and runs; a good one stays. The box is a container (systemd-nspawn) with a pseudo-terminal as its first console. Needs the rights
of root and debootstrap; what is missing is said.

    roll_back.py --package target/debian/keytill_0.1.0-1_amd64.deb [--every 5]
"""

import argparse
import fcntl
import os
import pty
import re
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import termios
import time

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "interop"))

import boot
import debian
from debian import Missing, Root, repack, run
from terminal import Screen

OFFERS = "/var/offers"
FOLDER = "/var/lib/keytill-update"
ROWS, COLS = 24, 80
# In place of the program of a version that does not hold: as a terminal it is ill, and whatever else it is asked it does well.
ILL = """#!/bin/sh
[ "$1" = run ] || exec "$(dirname "$0")/../lib/keytill/keytill" "$@"
{illness}
"""
# It ends at once; it never says that it is ready, and holds what tells others that a terminal is starting.
ENDS = "echo 'this version ends at once' >&2; exit 1"
HANGS = "exec 9>/run/keytill/running; flock 9; exec sleep 100000"
# It says that it is ready and ends soon afterwards, so that it is up whenever nobody looks closely.
DIES_LATER = '(sleep 4; kill -KILL $$) & exec "$(dirname "$0")/../lib/keytill/keytill" "$@"'


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--package", required=True)
    parser.add_argument("--every", type=int, default=5, help="seconds between two steps; 0 for the package's own timer, a minute")
    parser.add_argument("--cache", default=os.path.join(boot.PROJECT, "target", "package"))
    args = parser.parse_args()
    sys.stdout.reconfigure(line_buffering=True)
    # Whoever ends this test ends its box too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended from outside"))
    began = time.monotonic()
    try:
        debian.own_mounts([sys.executable, *sys.argv])
        debian.need("systemd-nspawn", "systemd-container")
        archive = debian.base(args.cache, "root", debian.PACKAGES)
    except Missing as what:
        print(f"NOT CHECKED here: {what} is missing")
        return 0
    work = tempfile.mkdtemp(prefix="back-", dir=args.cache)
    try:
        offers = Offers(work, os.path.abspath(args.package))
        root = Root(archive, work)
        try:
            fill(root, offers, args.every)
            with Container(boot.unmounted(root)) as box:
                updates(box, offers)
        finally:
            root.close()
    except Missing as what:
        print(f"NOT CHECKED here: {what} is missing")
        return 0
    finally:
        shutil.rmtree(work, ignore_errors=True)
    print(f"updates and ways back went well in {time.monotonic() - began:.0f} s")
    return 0


class Offers:
    """The version that is installed, three that do not hold, and one that does, with their files."""

    def __init__(self, work, package):
        self.installed = run("dpkg-deb", "--field", package, "Version").strip()
        self.files = {self.installed: package}
        for version, change in [("90.1-1", ill(ENDS)), ("90.2-1", ill(HANGS)), ("90.3-1", ill(DIES_LATER)), ("90.4-1", with_user)]:
            path = os.path.join(work, f"{version}.deb")
            self.files[version] = repack(package, path, version, change)


def ill(illness):
    """Puts the program aside and the illness in its place."""

    def change(work):
        program = os.path.join(work, "usr/bin/keytill")
        os.rename(program, os.path.join(work, "usr/lib/keytill/keytill"))
        with open(program, "w", encoding="utf-8") as file:
            file.write(ILL.format(illness=illness))
        os.chmod(program, 0o755)

    return change


def with_user(work):
    """A good version that brings an account and a folder of that account: what its scripts do for that must go in the updater's unit."""
    for kind, line in [("sysusers", "u keytill-more -\n"), ("tmpfiles", "d /var/lib/keytill-more 0750 keytill-more keytill -\n")]:
        with open(os.path.join(work, f"usr/lib/{kind}.d/keytill.conf"), "a", encoding="utf-8") as file:
            file.write(line)


def fill(root, offers, every):
    """The box with the installed version, and all packages signed by a key that it believes."""
    boot.furnish(root, offers.files[offers.installed])
    root.write("etc/keytill/update.key", root.run("keytill", "update", "key", "/root/vendor.key"))
    for version, path in offers.files.items():
        offer = f"{OFFERS}/{version}.deb"
        os.makedirs(root.at(OFFERS), exist_ok=True)
        shutil.copy(path, root.at(offer))
        root.run("keytill", "update", "sign", "--key", "/root/vendor.key", offer)
    if every:
        quick = f"[Timer]\nOnBootSec=\nOnUnitInactiveSec=\nOnBootSec={every}s\nOnUnitInactiveSec={every}s\nAccuracySec=100ms\n"
        root.write("etc/systemd/system/keytill-update.timer.d/quick.conf", quick)


class Container(boot.Inside):
    """A running container, and the pseudo-terminal that it has for its first console."""

    def __init__(self, path):
        self.glass = Screen(ROWS, COLS)
        self.line, console = pty.openpty()
        fcntl.ioctl(self.line, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLS, 0, 0))
        os.set_blocking(self.line, False)
        name = os.ttyname(console)
        command = ["systemd-nspawn", "--quiet", "--register=no", "--keep-unit", f"--machine=till-{os.getpid()}", "--private-network",
                   f"--directory={path}", f"--bind={name}:/dev/tty0", f"--bind={name}:/dev/tty1", "--console=pipe", "--boot"]
        self.log = tempfile.TemporaryFile()
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=self.log, stderr=subprocess.STDOUT)
        try:
            self.first = self.find_first()
            self.wait_for_answers()
        except BaseException:
            self.__exit__()
            raise

    def wait_for_answers(self):
        for _ in range(240):
            if self.answers():
                return
            time.sleep(0.5)
        raise Missing("a container whose service manager answers")

    def find_first(self):
        """The first process inside, by its number outside."""
        for _ in range(200):
            if self.process.poll() is not None:
                # Such a machine runs no container.
                self.log.seek(0)
                said = self.log.read().decode(errors="replace").strip().splitlines() or ["nothing is said"]
                raise Missing(f"a container (systemd-nspawn: {said[-1]})")
            done = subprocess.run(["pgrep", "--parent", str(self.process.pid), "--exact", "systemd"], capture_output=True, text=True,
                                  check=False)
            if done.stdout.strip():
                return done.stdout.split()[0]
            time.sleep(0.1)
        raise Missing("the first process of a container")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(60)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def ask(self, command, seconds=60):
        inside = ["nsenter", f"--target={self.first}", "--mount", "--uts", "--ipc", "--net", "--pid", "--root", "--wd", "--",
                  "env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C.UTF-8", "sh", "-c", command]
        done = subprocess.run(inside, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              timeout=seconds, check=False)
        return done.stdout

    def answers(self):
        return self.ask("systemctl is-system-running").strip() in ("starting", "running", "degraded")

    def screen(self):
        try:
            while piece := os.read(self.line, 65536):
                self.glass.feed(piece)
        except OSError:
            # Nothing more has come, or the line is hung up between two programs.
            pass
        return self.glass.text()


def updates(box, offers):
    _, since_program = box.until_active("keytill.service")
    box.see("Sign in", "Type your two-digit number")
    print(f"    {offers.installed} runs; ready {since_program:.1f} s after its start")
    sealed(box, offers)
    drop(box, offers.installed)
    wait(box, f"the package of {offers.installed}, which is installed, is kept")
    for version, why in [("90.1-1", "ends at once"), ("90.2-1", "never says that it is ready"), ("90.3-1", "ends again and again")]:
        comes_back(box, offers, version, why)
    failed_other(box)
    stays(box, "90.4-1")
    print("    " + box.ask("keytill journal verify --data /var/lib/keytill").strip().splitlines()[-1])


def sealed(box, offers):
    """The device key comes as a credential that systemd unseals, here by a key of the box, as there is no TPM."""
    log = "journalctl --quiet --output=cat _SYSTEMD_INVOCATION_ID=$(systemctl show --value --property=InvocationID keytill.service)"
    without, drop_in = "no device key came as a systemd credential", "/etc/systemd/system/keytill.service.d"
    assert without in box.ask(log), box.ask(log)
    said = box.ask("head -c 32 /dev/urandom | systemd-creds encrypt --with-key=host --name=keytill-device-key - /etc/keytill/device-key.cred"
                   f" && mkdir -p {drop_in} && printf '[Service]\\nLoadCredentialEncrypted=keytill-device-key:/etc/keytill/device-key.cred\\n'"
                   f" >{drop_in}/key.conf && systemctl daemon-reload && systemctl restart keytill.service")
    runs(box, offers.installed)
    assert without not in box.ask(log), said
    print("    the device key came as a sealed credential")


def comes_back(box, offers, version, why):
    began = time.monotonic()
    drop(box, version)
    wait(box, f"version {version} is installed and on trial")
    assert installed(box) == version
    tried = time.monotonic()
    told = wait(box, f"back to version {offers.installed}: the new one failed")
    back = time.monotonic()
    runs(box, offers.installed)
    failed = [line for line in told if line.startswith("on trial") and not line.endswith(" 0 failed")]
    assert len(failed) >= 2, told
    print(f"    {version} {why}: installed after {tried - began:.0f} s, given up {back - tried:.0f} s later ({failed[-1]}, then back), "
          f"{offers.installed} runs {time.monotonic() - back:.1f} s after that")
    drop(box, version)
    wait(box, f"{version}.deb is set aside: version {version} has failed on this box before")


def failed_other(box):
    """Somebody has tried another unit, which failed, and went back to this one: an update must leave it at that."""
    other = "[Unit]\\nConflicts=keytill.service\\n[Service]\\nType=oneshot\\nExecStart=/bin/false\\n"
    box.ask(f"printf '{other}' >/etc/systemd/system/keytill-cage.service && systemctl daemon-reload && systemctl start keytill-cage.service; "
            "systemctl start keytill.service")
    assert box.show("ActiveState", "keytill-cage.service") == "failed" and box.show("ActiveState", "keytill.service") == "active"


def stays(box, version):
    began = time.monotonic()
    drop(box, version)
    wait(box, f"version {version} is installed and on trial")
    wait(box, f"version {version} stays")
    runs(box, version)
    made = box.ask("stat -c '%U %G %a' /var/lib/keytill-more")
    assert made.strip() == "keytill-more keytill 750", made
    print(f"    {version} holds: it stays {time.monotonic() - began:.0f} s after it was dropped")


def drop(box, version):
    """The signature comes last."""
    box.heard = len(steps(box))
    box.ask(f"cp {OFFERS}/{version}.deb {FOLDER}/incoming/ && cp {OFFERS}/{version}.deb.sig {FOLDER}/incoming/")


def steps(box):
    """What the updater has said since the box was started, a line for each step."""
    return box.ask("journalctl --unit=keytill-update.service --identifier=keytill --output=cat --quiet").splitlines()


def wait(box, text, seconds=600):
    """Waits until the updater has said it; what it has said since the last drop."""
    until = time.monotonic() + seconds
    while True:
        said = steps(box)[box.heard:]
        if any(text in line for line in said):
            return said
        if time.monotonic() > until:
            raise SystemExit(f"{text!r} was not said within {seconds} s:\n" + "\n".join(said) + "\n"
                             + box.ask("systemctl status --no-pager keytill.service keytill-update.service keytill-update.timer"))
        time.sleep(1)


def installed(box):
    said = box.ask("dpkg-query -W -f '${db:Status-Status} ${Version}' keytill").split()
    assert said[0] == "installed", said
    return said[1]


def runs(box, version):
    """That version is installed, its program is what the service manager runs, and the operator can sign in."""
    assert installed(box) == version
    until = time.monotonic() + 60
    while True:
        state = box.ask("cat /run/keytill/state.json 2>/dev/null; readlink /proc/$(systemctl show --value --property=MainPID keytill.service)/exe")
        pid = re.search(r'"pid":(\d+)', state)
        active = box.show("ActiveState", "keytill.service") == "active" and box.show("MainPID", "keytill.service")
        if pid and pid[1] == active and state.strip().endswith("/usr/bin/keytill"):
            break
        if time.monotonic() > until:
            raise SystemExit(f"{version} does not run: {state}\n" + box.ask("systemctl status --no-pager keytill.service"))
        time.sleep(0.2)
    box.see("Sign in", "Type your two-digit number")


if __name__ == "__main__":
    sys.exit(main())
