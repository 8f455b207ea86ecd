#!/usr/bin/env python3
"""The program on a whole computer, emulated: Debian's kernel, a console of its own, and a USB keyboard whose keys are pressed through the
emulator's monitor. Keys come by the kernel's input layer (evdev), grabbed, and past the console. Signs in and sells, holds CLEAR, pulls
the keyboard out and plugs it in again, and reads the screen back from /dev/vcsu1.

    machine.py --binary target/release/keytill [--picture screen.png] [--tests target/debug/deps/pty-...]

With --tests, the test binary runs there too: its test of a real device, which needs /dev/uinput.

Standard library only. Needs qemu-system-x86_64, and Debian's packages of a kernel and of busybox-static, which are fetched with
`apt-get download` into --cache and unpacked there. What is missing is said as NOT CHECKED."""

import argparse
import glob
import lzma
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

from terminal import until_shown

# Emulated without the processor's help, a boot may take long.
BOOT = 180.0
PATIENCE = 60.0
# A second ENTER within 400 ms counts as a bouncing key where money moves.
BETWEEN_ENTERS = 0.8
MODULES = ["evdev", "uinput", "xhci-pci", "usbhid", "hid-generic"]
COLUMNS = 80
# Where the terminal and the serial shell of the machine live.
DATA = "/data"

INIT = """#!/bin/sh
export PATH=/bin HOME=/ TERM=linux LANG=C.UTF-8 CI=true
mount -t proc proc /proc; mount -t sysfs sys /sys; mount -t devtmpfs dev /dev
mkdir -p /dev/pts /tmp /data; mount -t devpts pts /dev/pts
ip link set lo up
for m in /modules/*; do insmod $m || echo "cannot load $m" >/dev/ttyS0; done
stty -F /dev/ttyS0 -echo
setsid sh -c 'exec <>/dev/ttyS0 >&0 2>&0; echo READY; while read -r line; do eval "$line"; done' &
while :; do sleep 1000; done
"""


class NotChecked(Exception):
    """This machine has not got what it takes."""


def run(*command, cwd=None):
    return subprocess.run(command, cwd=cwd, check=True, capture_output=True, text=True).stdout


def fetch(cache):
    """The kernel and busybox, unpacked."""
    if not shutil.which("qemu-system-x86_64"):
        raise NotChecked("qemu-system-x86_64 is not here; package qemu-system-x86 has it")
    os.makedirs(cache, exist_ok=True)
    root = os.path.join(cache, "root")
    if not glob.glob(root + "/boot/vmlinuz-*"):
        try:
            depends = run("apt-cache", "depends", "linux-image-amd64")
            kernel = re.search(r"Depends: (linux-image-\S+)", depends).group(1)
            if not glob.glob(f"{cache}/{kernel}_*.deb") or not glob.glob(f"{cache}/busybox-static_*.deb"):
                run("apt-get", "download", kernel, "busybox-static", cwd=cache)
            for package in glob.glob(cache + "/*.deb"):
                run("dpkg-deb", "-x", package, root)
        except (OSError, subprocess.CalledProcessError, AttributeError) as error:
            raise NotChecked(f"the packages of a kernel and of busybox-static cannot be fetched: {error}") from error
    return glob.glob(root + "/boot/vmlinuz-*")[0], glob.glob(root + "/lib/modules/*")[0], glob.glob(root + "/*bin/busybox")[0]


def modules(folder):
    """The modules that are needed, each after what it depends on: their names and contents."""
    files = {}
    for path in glob.glob(folder + "/kernel/**/*.ko*", recursive=True):
        files[os.path.basename(path).split(".ko")[0].replace("_", "-")] = path
    order = []

    def add(name):
        name = name.replace("_", "-")
        if name in order or name not in files:
            return
        for needed in re.search(rb"\0depends=([^\0]*)\0", read(files[name])).group(1).decode().split(","):
            if needed:
                add(needed)
        order.append(name)

    def read(path):
        with open(path, "rb") as file:
            content = file.read()
        return lzma.decompress(content) if path.endswith(".xz") else content

    for name in MODULES:
        add(name)
    return [(f"{at:02}-{name}.ko", read(files[name])) for at, name in enumerate(order)]


class Archive:
    """A file system for the kernel's start: cpio in its new ASCII form."""

    def __init__(self):
        self.parts, self.seen, self.inode = [], set(), 0

    def entry(self, path, mode, content=b""):
        if path in self.seen:
            return
        self.seen.add(path)
        self.inode += 1
        name = path.lstrip("/").encode() + b"\0"
        fields = [self.inode, mode, 0, 0, 1, 0, len(content), 0, 0, 0, 0, len(name), 0]
        head = b"070701" + b"".join(b"%08X" % field for field in fields) + name
        self.parts += [head + b"\0" * (-len(head) % 4), content + b"\0" * (-len(content) % 4)]

    def file(self, path, content, mode=0o755):
        at = ""
        for part in path.strip("/").split("/")[:-1]:
            at += "/" + part
            self.entry(at, 0o040755)
        self.entry(path, 0o100000 | mode, content)

    def copy(self, path, to=None):
        with open(path, "rb") as file:
            self.file(to or path, file.read())

    def program(self, path, to=None):
        """A program with the libraries that it is linked with."""
        self.copy(path, to)
        for library in re.findall(r"(/\S+) \(0x", run("ldd", path)):
            self.copy(library)

    def bytes(self):
        self.entry("TRAILER!!!", 0)
        return zlib.compress(b"".join(self.parts), 1, zlib.MAX_WBITS | 16)


class Line:
    """A socket of the emulator on which text goes both ways."""

    def __init__(self, path):
        until = time.monotonic() + 20
        self.socket = socket.socket(socket.AF_UNIX)
        while True:
            try:
                self.socket.connect(path)
                break
            except OSError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.05)
        self.heard = ""

    def send(self, text):
        self.socket.sendall(text.encode())

    def until(self, mark, seconds):
        """What came up to the mark, and it is taken."""
        end = time.monotonic() + seconds
        while mark not in self.heard:
            self.socket.settimeout(max(0.01, end - time.monotonic()))
            try:
                piece = self.socket.recv(65536)
            except TimeoutError:
                piece = b""
            if not piece and time.monotonic() >= end:
                raise AssertionError(f"{mark!r} did not come:\n{self.heard[-2000:]}")
            self.heard += piece.decode("utf-8", "replace")
        before, self.heard = self.heard.split(mark, 1)
        return before


class Machine:
    """The emulated computer: a shell on its serial line, a monitor, a screen."""

    def __init__(self, kernel, archive, folder):
        image = os.path.join(folder, "initrd")
        with open(image, "wb") as file:
            file.write(archive)
        lines = [os.path.join(folder, name) for name in ("serial", "monitor")]
        # In software alone: the processor's help is not to be had everywhere, and where it is half there nothing starts.
        command = ["qemu-system-x86_64", "-accel", "tcg", "-m", "1024", "-nodefaults", "-display", "none", "-vga", "std"]
        command += ["-kernel", kernel, "-initrd", image, "-serial", f"unix:{lines[0]},server=on,wait=off"]
        command += ["-monitor", f"unix:{lines[1]},server=on,wait=off", "-device", "qemu-xhci,id=usb"]
        # Without the keyboard of the chip set, so that the USB one is the only one.
        command += ["-append", "console=tty0 quiet loglevel=1 i8042.nokbd i8042.noaux random.trust_cpu=on consoleblank=0 panic=5"]
        command += ["-no-reboot", "-smp", "2"]
        self.log = open(os.path.join(folder, "qemu.log"), "w+")
        self.process = subprocess.Popen(command, stdout=self.log, stderr=self.log, stdin=subprocess.DEVNULL)
        self.serial, self.monitor = Line(lines[0]), Line(lines[1])
        self.plug()
        self.last_enter = 0.0

    def close(self):
        self.process.kill()
        self.process.wait()
        self.log.close()

    def order(self, text):
        self.monitor.send(text + "\n")
        self.monitor.until("(qemu)", PATIENCE)

    def plug(self):
        self.order("device_add usb-kbd,id=kbd,bus=usb.0")

    def pull(self):
        self.order("device_del kbd")

    def shell(self, command, seconds=PATIENCE):
        """What a command says, run by the shell on the serial line."""
        self.serial.send(f"{command}\necho; echo 'END''-OF-IT'\n")
        return self.serial.until("END-OF-IT", seconds).replace("\r", "")

    def keys(self, names):
        for name in names.split():
            if name in ("ret", "kp_enter"):
                time.sleep(max(0.0, self.last_enter + BETWEEN_ENTERS - time.monotonic()))
                self.last_enter = time.monotonic()
            self.order(f"sendkey {name} 40")
            # The emulator lets a key go by itself, and takes the next one only then.
            time.sleep(0.12)

    def hold(self, name, milliseconds):
        self.order(f"sendkey {name} {milliseconds}")

    def screen(self):
        """The text as the kernel has it: UTF-32, sent as hexadecimal text."""
        said = self.shell("hexdump -v -e '1/4 \"%x \"' /dev/vcsu1")
        cells = "".join(chr(int(word, 16)) if int(word, 16) < 0x110000 else "?" for word in said.split())
        return "\n".join(cells[at : at + COLUMNS].rstrip() for at in range(0, len(cells), COLUMNS))

    def wait(self, *words, gone=(), seconds=PATIENCE):
        return until_shown(self.screen, words, gone, seconds, lambda: time.sleep(0.1))


def boot(machine):
    began = time.monotonic()
    machine.serial.until("READY", BOOT)
    print(f"booted in {time.monotonic() - began:.1f} s: {machine.shell('uname -sr').strip()}")
    until = time.monotonic() + PATIENCE
    while "event" not in machine.shell("ls /dev/input"):
        assert time.monotonic() < until, "the keyboard did not come"
    print("input devices: " + ", ".join(machine.shell("grep -h . /sys/class/input/event*/device/name").split("\n")).strip(" ,"))


def sell(machine):
    terminal = f"keytill demo --lang en --keymap linux-console --keypad auto --data {DATA}"
    began = time.monotonic()
    machine.shell(f"setsid sh -c '{terminal} <>/dev/tty1 >&0 2>/tmp/said' &")
    machine.wait("Type your two-digit number", "TRAINING", gone=["Keypad gone"])
    print(f"the sign-in screen stood {time.monotonic() - began:.1f} s after the program was started")
    machine.keys("kp_0 kp_1 kp_enter")
    machine.wait("Type your password")
    machine.keys("0 0 0 0 ret")
    machine.wait("Transactions")
    machine.keys("1")
    machine.wait("1 Sale")
    machine.keys("1")
    machine.wait("Type the amount")
    machine.keys("9 8 7 6 5 4")
    machine.wait("9 , 8 7 6 . 5 4")
    # The kernel repeats a held key thirty times a second; here it takes back one digit, and then everything.
    machine.hold("backspace", 1500)
    machine.wait("0 . 0 0", gone=["9 , 8"])
    print("CLEAR that was held took back everything")
    time.sleep(1.6)
    machine.hold("5", 1500)
    time.sleep(1.8)
    machine.wait("0 . 0 5")
    machine.hold("backspace", 40)
    machine.wait("0 . 0 0")
    print("a digit that was held was one digit")
    machine.pull()
    machine.wait("Keypad gone")
    machine.plug()
    machine.wait("Type the amount", gone=["Keypad gone"])
    print("the keyboard was pulled out and told, plugged in again and read")
    machine.keys("1 2 3 4 ret")
    machine.wait("Choose a training card")
    machine.keys("1")
    machine.wait("APPROVED", "1 2 . 3 4")
    screen = machine.wait("Receipt printed")
    print("\n".join("| " + row for row in screen.split("\n")))


def grabbed(machine):
    """No key goes to the console as well, and nobody else gets the device."""
    said = machine.shell("keytill keys test --device auto </dev/null")
    assert "grabbed" in said, said
    print("while it runs nobody else gets the keyboard: " + said.strip().split("\n")[0])


def journal(machine):
    machine.shell("pkill -TERM keytill 2>/dev/null || killall -TERM keytill; sleep 1")
    verify = machine.shell(f"keytill journal verify --data {DATA}")
    rows = [row for row in machine.shell(f"keytill journal export --format jsonl --data {DATA}").split("\n") if row.startswith("{")]
    assert verify.strip().endswith("ok") and len(rows) == 1 and '"amount_minor":1234' in rows[0], (verify, rows)
    print("the journal is well and has one sale of 12.34")


def picture(machine, to):
    """The screen as a PNG."""
    path = to + ".ppm"
    machine.order(f"screendump {os.path.abspath(path)}")
    time.sleep(0.5)
    with open(path, "rb") as file:
        content = file.read()
    os.remove(path)
    head = re.match(rb"P6\s+(\d+)\s+(\d+)\s+255\s", content)
    width, height = int(head.group(1)), int(head.group(2))
    pixels = content[head.end() :]
    rows = b"".join(b"\0" + pixels[3 * width * row : 3 * width * (row + 1)] for row in range(height))

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    with open(to, "wb") as file:
        file.write(b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)))
        file.write(chunk(b"IDAT", zlib.compress(rows, 9)) + chunk(b"IEND", b""))
    print(f"{to}: {width}x{height}")


def uinput(machine, test):
    """The test that makes a keyboard of its own, with the kernel's uinput."""
    said = machine.shell(f"{test} real_device --nocapture --test-threads 1", 120)
    print("\n".join("  " + row for row in said.strip().split("\n") if row.strip()))
    assert "1 passed" in said and "NOT CHECKED" not in said, said


def files(args, folder, busybox):
    archive = Archive()
    for name in ("proc", "sys", "dev", "tmp", "data", "root"):
        archive.entry("/" + name, 0o040755)
    archive.copy(busybox, "/bin/busybox")
    names = "sh mount mkdir insmod ip setsid stty echo ls cat grep hexdump uname sleep pkill killall kill ps env"
    for name in names.split():
        archive.entry("/bin/" + name, 0o120777, b"busybox")
    for name, content in modules(folder):
        archive.file("/modules/" + name, content, 0o644)
    archive.program(os.path.abspath(args.binary), "/bin/keytill")
    if args.tests:
        tests = os.path.abspath(args.tests)
        archive.program(tests)
        # The tests look for the program where it was built, in the folder above theirs.
        archive.copy(os.path.abspath(args.binary), os.path.join(os.path.dirname(os.path.dirname(tests)), "keytill"))
    archive.file("/init", INIT.encode())
    return archive.bytes()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", default="target/release/keytill")
    parser.add_argument("--cache", default="target/machine", help="where the packages are kept")
    parser.add_argument("--picture", metavar="FILE", help="write the screen with the verdict to this PNG")
    parser.add_argument("--tests", metavar="BINARY", help="run this test binary's test of a real device too")
    args = parser.parse_args()
    folder, machine = tempfile.mkdtemp(prefix="keytill-machine-"), None
    try:
        kernel, kernel_modules, busybox = fetch(args.cache)
        machine = Machine(kernel, files(args, kernel_modules, busybox), folder)
        boot(machine)
        sell(machine)
        if args.picture:
            picture(machine, args.picture)
        grabbed(machine)
        journal(machine)
        if args.tests:
            uinput(machine, os.path.abspath(args.tests))
    except NotChecked as reason:
        print(f"NOT CHECKED here: {reason}")
    finally:
        if machine:
            machine.close()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.exit(main())
