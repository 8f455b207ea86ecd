#!/usr/bin/env python3
"""One boot of a Debian box with the package under qemu-system-x86_64, all in software: from the kernel to the sign-in screen, keys by
the emulator's monitor, the picture of the screen as a PNG, and what happens when somebody tries to get out or the program stands
still. Needs the rights of root, debootstrap, mke2fs and qemu; it takes some minutes and is run by hand.

    boot.py --package target/debian/keytill_0.1.0-1_amd64.deb [--picture docs/screens/box-sign-in.png]
    boot.py --package ... --kmscon --picture docs/screens/box-sign-in.zh-CN.png     the same in Chinese, by kmscon on DRM
    boot.py --package ... --cage --picture cage.png                                 and by cage and foot on Wayland
"""

import argparse
import os
import re
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time
import zlib

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "interop"))

import debian
from debian import Missing, Root, run
from terminal import until_shown

HERE = os.path.dirname(os.path.abspath(__file__))
PROJECT = os.path.dirname(os.path.dirname(HERE))
KERNEL = "linux-image-amd64 initramfs-tools kmscon fonts-wqy-zenhei"
CAGE = "cage foot seatd xwayland"
# In the image of this test alone: a way in for it, over the serial line.
AGENT = """[Unit]
Description=The test's way in
[Service]
ExecStart=/bin/sh -c 'stty -F /dev/ttyS0 raw -echo 115200; while read -r line; do sh -c "$line" 2>&1; echo "@@$?@@"; done </dev/ttyS0 >/dev/ttyS0'
[Install]
WantedBy=sysinit.target
"""
# Another console, the signals of a terminal, a restart, the kernel's own keys.
WAYS_OUT = ["alt-f2", "alt-right", "ctrl-alt-f3", "ctrl-c", "ctrl-z", "ctrl-backslash", "ctrl-d", "ctrl-alt-delete", "alt-sysrq-k", "alt-sysrq-b"]
APPEND = "root=/dev/vda rw console=tty0 consoleblank=0 quiet loglevel=3 vt.global_cursor_default=0 systemd.show_status=false"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--package", required=True)
    parser.add_argument("--picture")
    drawn_by = parser.add_mutually_exclusive_group()
    drawn_by.add_argument("--kmscon", action="store_const", const="kmscon", dest="emulator")
    drawn_by.add_argument("--cage", action="store_const", const="cage", dest="emulator")
    parser.add_argument("--cache", default=os.path.join(PROJECT, "target", "package"))
    args = parser.parse_args()
    sys.stdout.reconfigure(line_buffering=True)
    try:
        debian.own_mounts([sys.executable, *sys.argv])
        debian.need("qemu-system-x86_64", "qemu-system-x86")
        archive = with_kernel(args.cache)
        if args.emulator == "cage":
            archive = with_more(args.cache, "cage", archive, CAGE)
    except Missing as what:
        print(f"NOT CHECKED here: {what} is missing")
        return 0
    work = tempfile.mkdtemp(prefix="boot-", dir=args.cache)
    try:
        image = make_image(archive, work, lambda root: furnish(root, os.path.abspath(args.package), args.emulator))
        # cage wants a card that can lend its pictures to another (PRIME), which the standard one of the emulator cannot.
        with Box(image, work, "virtio" if args.emulator == "cage" else "std") as box:
            if args.emulator:
                chinese(box, args.emulator, args.picture)
            else:
                console(box, args.picture)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return 0


def with_kernel(cache):
    """The archive of a root with a kernel."""
    return with_more(cache, "boot", debian.base(cache, "root", debian.PACKAGES), KERNEL)


def with_more(cache, name, archive, packages):
    """The archive of a root with more packages."""
    path = os.path.join(cache, f"{name}-{debian.SUITE}.tar")
    if os.path.exists(path):
        return path
    root = Root(archive, cache)
    try:
        shutil.copy("/etc/resolv.conf", root.at("etc/resolv.conf"))
        root.run("sh", "-c", f"apt-get update -qq && apt-get install -y -qq --no-install-recommends {packages} && apt-get clean")
        run("tar", "-C", root.path, "--one-file-system", "-cf", path + ".new", ".")
        os.rename(path + ".new", path)
    finally:
        root.close()
    return path


def furnish(root, package, emulator=None):
    """The package, installed and configured, with the unit of a terminal emulator if one is named."""
    shutil.copy(package, root.at("tmp/keytill.deb"))
    root.run("dpkg", "--install", "/tmp/keytill.deb")
    root.write("etc/keytill/keytill.toml", debian.bare_box("/var/lib/keytill", "示例商户", language="zh-CN", keymap="linux-console"))
    root.write("etc/hostname", "till\n")
    if emulator:
        if emulator == "cage":
            shutil.copy(root.at("usr/share/doc/keytill/examples/keytill-cage.service"), root.at("etc/systemd/system"))
        root.run("systemctl", "disable", "keytill.service")
        root.run("systemctl", "enable", f"keytill-{emulator}.service")


def unmounted(root):
    """The kernel's own folders are mounted there while programs run in it; on the disk they are empty."""
    os.remove(root.at("usr/sbin/policy-rc.d"))
    for path in reversed(root.mounted):
        run("umount", "--lazy", path)
    root.mounted = []
    return root.path


def make_image(archive, work, fill):
    """A disk with what `fill` puts into a root, and beside it the kernel and what the kernel starts with."""
    root = Root(archive, work)
    try:
        fill(root)
        root.write("etc/fstab", "/dev/vda / ext4 errors=remount-ro 0 1\n")
        root.write("etc/systemd/system/agent.service", AGENT)
        root.run("systemctl", "enable", "agent.service")
        boot = root.at("boot")
        for name, kind in [("kernel", "vmlinuz-"), ("initrd", "initrd.img-")]:
            found = sorted(file for file in os.listdir(boot) if file.startswith(kind))[-1]
            shutil.copy(os.path.join(boot, found), os.path.join(work, name))
        image = os.path.join(work, "disk")
        run("mke2fs", "-q", "-t", "ext4", "-d", unmounted(root), "-L", "till", image, "2G")
    finally:
        root.close()
    return image


class Inside:
    """A running box, however it runs: `ask` runs a command in it, `answers` says whether that goes yet, `screen` is the operator's."""

    def show(self, name, unit):
        return self.ask(f"systemctl show --value --property={name} {unit}").strip()

    def until_active(self, unit, seconds=400):
        """Waits until the unit has said that it is ready; seconds since the kernel, and since the program."""
        began = time.monotonic()
        # The way in is there early; what is said before it is lost.
        while not self.answers():
            time.sleep(1)
            if time.monotonic() - began > seconds:
                raise SystemExit("nobody answers inside")
        while self.show("ActiveState", unit) != "active":
            if time.monotonic() - began > seconds:
                raise SystemExit(f"{unit}: {self.ask(f'systemctl status --no-pager {unit}; journalctl -b --no-pager | tail -40')}")
            time.sleep(1)
        started, active = (int(self.show(name, unit)) / 1e6
                           for name in ("ExecMainStartTimestampMonotonic", "ActiveEnterTimestampMonotonic"))
        return active, active - started

    def see(self, *texts, gone=(), seconds=120):
        return until_shown(self.screen, texts, gone, seconds, lambda: time.sleep(0.5))


class Box(Inside):
    """A running emulator: its monitor, its serial line."""

    def __init__(self, image, work, card="std"):
        self.work = work
        self.sockets = {}
        names = {name: os.path.join(work, name) for name in ("monitor", "serial")}
        command = ["qemu-system-x86_64", "-machine", "pc,accel=tcg", "-cpu", "max", "-smp", "2", "-m", "1024", "-display", "none",
                   "-vga", card, "-net", "none", "-no-reboot", "-kernel", os.path.join(work, "kernel"), "-initrd",
                   os.path.join(work, "initrd"), "-append", APPEND, "-drive", f"file={image},format=raw,if=virtio,cache=unsafe"]
        for name, path in names.items():
            command += [f"-{name}", f"unix:{path},server=on,wait=off"]
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL)
        for name, path in names.items():
            self.sockets[name] = connect(path)
        self.heard = b""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()

    def monitor(self, command):
        self.sockets["monitor"].sendall(command.encode() + b"\n")
        time.sleep(0.3)

    def keys(self, *keys):
        for key in keys:
            self.monitor(f"sendkey {key}")

    def ask(self, command, seconds=60):
        """Runs a command inside, and gives what it said."""
        line = self.sockets["serial"]
        line.sendall(command.encode() + b"\n")
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            end = re.search(rb"@@(\d+)@@\r?\n", self.heard)
            if end:
                said, self.heard = self.heard[: end.start()], self.heard[end.end():]
                return said.decode(errors="replace").replace("\r\n", "\n")
            line.settimeout(max(0.1, until - time.monotonic()))
            try:
                piece = line.recv(4096)
            except socket.timeout:
                break
            if not piece:
                raise SystemExit("the box has ended")
            self.heard += piece
        raise SystemExit(f"{command!r} has no answer after {seconds} s: {self.heard[-300:]!r}")

    def answers(self):
        """Whether the agent is there."""
        line = self.sockets["serial"]
        line.settimeout(5)
        try:
            line.sendall(b"echo here\n")
            while b"here" not in self.heard:
                self.heard += line.recv(4096)
            while b"@@0@@" not in self.heard:
                self.heard += line.recv(4096)
        except socket.timeout:
            return False
        # What else was asked before is answered too.
        try:
            while line.recv(4096):
                pass
        except socket.timeout:
            pass
        self.heard = b""
        return True

    def screen(self):
        """The text on the first console."""
        columns = 80
        text = self.ask("cat /dev/vcs1")
        size = self.ask("stty -F /dev/tty1 size").split()
        if len(size) == 2:
            columns = int(size[1])
        return "\n".join(text[at:at + columns].rstrip() for at in range(0, len(text), columns))

    def picture(self, path):
        if not path:
            return
        dump = os.path.join(self.work, "screen.ppm")
        self.monitor(f"screendump {dump}")
        time.sleep(2)
        png(dump, path)
        print(f"picture: {path}")


def connect(path):
    for _ in range(200):
        try:
            line = socket.socket(socket.AF_UNIX)
            line.connect(path)
            return line
        except OSError:
            time.sleep(0.1)
    raise SystemExit("qemu did not start")


def png(dump, path):
    """A picture of the emulator (binary PPM) as a PNG."""
    with open(dump, "rb") as file:
        data = file.read()
    head = re.match(rb"P6\s+(\d+)\s+(\d+)\s+255\s", data)
    width, height = int(head[1]), int(head[2])
    rows = data[head.end():]
    raw = b"".join(b"\0" + rows[at * width * 3:(at + 1) * width * 3] for at in range(height))
    part = lambda kind, body: struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    with open(path, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", zlib.compress(raw, 9)) + part(b"IEND", b""))


def console(box, picture):
    """The kernel's own console: English, plain borders, keys of a keyboard."""
    since_kernel, since_program = box.until_active("keytill.service")
    print(f"sign-in {since_kernel:.1f} s after the kernel, {since_program:.1f} s after the program's start (emulated)")
    # The graphics driver comes late and brings a console of another size.
    box.see("Sign in", "Type your two-digit number", gone=["login:"])
    time.sleep(15)
    print(box.see("Sign in", "Type your two-digit number", gone=["login:"]))
    box.picture(picture)
    failed = box.ask("systemctl --failed --no-legend --plain")
    assert not failed.strip(), failed
    for login in ["getty@tty1", "kmsconvt@tty1"]:
        assert box.ask(f"systemctl is-active {login}").strip() == "inactive", login
    # The rules of udev: what types is read by the terminal alone.
    read_by = box.ask("for event in /dev/input/event*; do udevadm info -q property $event | grep -q ^ID_INPUT_KEY=1 && stat -c '%U %G %a' $event; done")
    assert set(read_by.splitlines()) == {"keytill keytill 640"}, read_by
    assert not box.ask("journalctl -b --no-pager -o cat -u systemd-udevd | grep keytill")
    print("runs as", box.ask("ps -o user= -p $(systemctl show --value --property=MainPID keytill.service)").strip())

    box.keys(*WAYS_OUT)
    time.sleep(3)
    active = box.ask("cat /sys/class/tty/tty0/active").strip()
    assert active == "tty1", active + box.ask("journalctl -b --no-pager -o cat -u keytill.service | tail -20; dumpkeys -C /dev/tty1 | grep -c Console_")
    assert box.show("NRestarts", "keytill.service") == "0"
    box.keys("esc")
    box.see("Sign in", "Type your two-digit number")
    print("no key leads to another console, a shell or a restart")

    # Signing in with what the factory set leads to a password of one's own.
    box.keys("0", "1", "ret", "0", "0", "0", "0", "ret")
    print(box.see("Operator 01", gone=["Type your"]))

    # The loop stands still: the watchdog ends it, and the next one signs in again.
    stopped = time.monotonic()
    box.ask("kill -STOP $(systemctl show --value --property=MainPID keytill.service)")
    while box.show("NRestarts", "keytill.service") != "1":
        if time.monotonic() - stopped > 120:
            raise SystemExit(box.ask("systemctl status --no-pager keytill.service"))
        time.sleep(1)
    box.see("Sign in", "Type your two-digit number")
    print(f"a loop that stood still was started anew after {time.monotonic() - stopped:.0f} s")
    box.ask("kill -KILL $(systemctl show --value --property=MainPID keytill.service)")
    time.sleep(3)
    box.see("Sign in", "Type your two-digit number")
    print("log:", box.ask("journalctl -b --no-pager -o cat -u keytill.service -p warning | sort | uniq -c | tail -20"))


def chinese(box, emulator, picture):
    """Chinese, by a terminal emulator. Its picture is no text, so a person looks at it."""
    unit = f"keytill-{emulator}.service"
    since_kernel, since_program = box.until_active(unit)
    print(f"sign-in {since_kernel:.1f} s after the kernel, {since_program:.1f} s after {emulator}'s start (emulated)")
    time.sleep(10)
    box.picture(picture)
    print(box.ask("ps -eo pid,user,args | grep -E 'kmscon|cage|foot|keytill' | grep -v grep; cat /run/keytill/state.json"))
    # The emulator and all below it are the terminal's user.
    users = box.ask(f"for pid in $(cat /sys/fs/cgroup/system.slice/{unit}/cgroup.procs); do stat -c %U /proc/$pid; done")
    assert set(users.split()) == {"keytill"}, users
    sign_in(box)

    box.keys(*WAYS_OUT, "ctrl-shift-n")
    time.sleep(5)
    active = box.ask("cat /sys/class/tty/tty0/active").strip()
    assert active == "tty1" and box.show("NRestarts", unit) == "0", active + box.ask(f"journalctl -b --no-pager -o cat -u {unit} | tail -20")
    assert set(box.ask("ls /dev/pts").split()) == {"0", "ptmx"}, "one terminal alone"
    print("no key leads to another console, a second terminal or a restart")

    # The program stands still; then the emulator ends under it.
    for number, what in enumerate([f"kill -STOP $(systemctl show --value --property=MainPID {unit})", f"pkill -KILL -x {emulator}"], 1):
        began = time.monotonic()
        box.ask(what)
        while box.show("NRestarts", unit) != str(number) or box.show("ActiveState", unit) != "active":
            if time.monotonic() - began > 180:
                raise SystemExit(box.ask(f"systemctl status --no-pager {unit}"))
            time.sleep(1)
        print(f"{what}: up again after {time.monotonic() - began:.0f} s")
        time.sleep(5)
        sign_in(box)
    print("log:", box.ask(f"journalctl -b --no-pager -o cat -u {unit} -u seatd | grep -v usable | tail -40"))


def sign_in(box):
    until_signed_in(box, 0)
    box.keys("0", "1", "ret", "0", "0", "0", "0", "ret")
    until_signed_in(box, 1)
    print("signed in by keys")


def until_signed_in(box, number, seconds=60):
    began = time.monotonic()
    while f'"signed_in":{number},' not in (state := box.ask("cat /run/keytill/state.json")):
        if time.monotonic() - began > seconds:
            raise SystemExit(f"{number} signed in did not come within {seconds} s: {state}")
        time.sleep(1)


if __name__ == "__main__":
    sys.exit(main())
