"""A Debian root for the tests of the package: made once by debootstrap, kept as an archive under the target folder, and unpacked for
each run. What this machine cannot do raises Missing, with what is missing."""

import os
import shutil
import subprocess
import tempfile

MIRROR = "http://deb.debian.org/debian"
SUITE = "bookworm"
PACKAGES = "systemd,systemd-sysv,udev,dbus,kbd,openssh-server"


class Missing(Exception):
    """This machine cannot do it."""


def run(*args, **more):
    """Runs a program, and says all that it said where it fails."""
    done = subprocess.run(args, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **more)
    if done.returncode != 0:
        raise SystemExit(f"{' '.join(map(str, args))}: status {done.returncode}\n{done.stdout}")
    return done.stdout


def need(program, package):
    """A program, installed where it is missing and there are the rights."""
    if shutil.which(program):
        return
    if os.geteuid() == 0:
        command = f"apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends {package}"
        subprocess.run(["sh", "-c", command], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    if not shutil.which(program):
        raise Missing(f"{program} (package {package})")


def own_mounts(argv):
    """Starts this program again where its mounts are its own, so that none outlives it."""
    if os.environ.get("KEYTILL_OWN_MOUNTS"):
        return
    if os.geteuid() != 0:
        raise Missing("the rights of root")
    probe = subprocess.run(["unshare", "--mount", "true"], stderr=subprocess.DEVNULL)
    if probe.returncode != 0:
        raise Missing("mounts of its own (unshare)")
    os.environ["KEYTILL_OWN_MOUNTS"] = "yes"
    os.execvp("unshare", ["unshare", "--mount", "--propagation", "private", "--", *argv])


def bare_box(data, shop, **keys):
    """The configuration of a box with nothing beside it: no host and no reader answer there."""
    first = "".join(f'{key} = "{value}"\n' for key, value in {"data": data, **keys}.items())
    return first + f"""[merchant]
name = "{shop}"
[host]
address = "192.0.2.1:7000"
[host.profile]
terminal = "00000001"
merchant = "000000000000001"
[keys]
tmk_index = 1
[reader]
device = "/dev/keytill/reader"
"""


def base(cache, name, packages):
    """The archive of a root with these packages."""
    os.makedirs(cache, exist_ok=True)
    archive = os.path.join(cache, f"{name}-{SUITE}.tar")
    if os.path.exists(archive):
        return archive
    need("debootstrap", "debootstrap")
    work = tempfile.mkdtemp(prefix="root-", dir=cache)
    try:
        command = ["debootstrap", "--variant=minbase", f"--include={packages}", SUITE, work, MIRROR]
        done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        if done.returncode != 0:
            raise Missing("a Debian mirror: " + done.stdout.strip().splitlines()[-1])
        # Nothing of the machine that made it.
        shutil.rmtree(os.path.join(work, "var/cache/apt/archives"), ignore_errors=True)
        os.makedirs(os.path.join(work, "var/cache/apt/archives/partial"))
        run("tar", "-C", work, "-cf", archive + ".new", ".")
        os.rename(archive + ".new", archive)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return archive


class Root:
    """An unpacked root, with the kernel's folders where programs look for them."""

    def __init__(self, archive, cache):
        self.path = tempfile.mkdtemp(prefix="life-", dir=cache)
        run("tar", "-C", self.path, "-xf", archive)
        # The folder was made for root alone, and whoever is not root must get through it.
        os.chmod(self.path, 0o755)
        self.mounted = []
        for what, kind in [("proc", "proc"), ("sys", "sysfs"), ("run", "tmpfs")]:
            self.mount("-t", kind, kind, self.at(what))
        self.mount("--rbind", "/dev", self.at("dev"))
        # No service is started by an installation here; the package looks for a running systemd itself.
        self.write("usr/sbin/policy-rc.d", "#!/bin/sh\nexit 101\n", 0o755)

    def mount(self, *args):
        run("mount", *args)
        self.mounted.append(args[-1])

    def at(self, path):
        return os.path.join(self.path, path.lstrip("/"))

    def write(self, path, text, mode=0o644):
        where = self.at(path)
        os.makedirs(os.path.dirname(where), exist_ok=True)
        with open(where, "w", encoding="utf-8") as file:
            file.write(text)
        os.chmod(where, mode)

    def read(self, path):
        with open(self.at(path), encoding="utf-8") as file:
            return file.read()

    def has(self, path):
        return os.path.lexists(self.at(path))

    def command(self, *args, **env):
        names = ["LC_ALL=C.UTF-8", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "TERM=xterm-256color"]
        names += [f"{name}={value}" for name, value in ({"DEBIAN_FRONTEND": "noninteractive"} | env).items()]
        return ["chroot", self.path, "env", "-i", *names, *args]

    def run(self, *args, good=True, **env):
        """Runs a program inside, which must end well or must not. Gives what it said."""
        done = subprocess.run(self.command(*args, **env), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True)
        if (done.returncode == 0) != good:
            raise SystemExit(f"{' '.join(args)}: status {done.returncode}\n{done.stdout}")
        return done.stdout

    def close(self):
        for path in reversed(self.mounted):
            subprocess.run(["umount", "--lazy", path], check=False)
        # Nothing of the machine is under it any more, or it stays.
        with open("/proc/self/mounts", encoding="utf-8") as mounts:
            if any(self.path in line for line in mounts):
                raise SystemExit(f"{self.path} still has mounts and was left alone")
        shutil.rmtree(self.path)


def repack(package, output, version=None, change=None):
    """The same package with another version or other content."""
    work = tempfile.mkdtemp(prefix="repack-", dir=os.path.dirname(output))
    try:
        run("dpkg-deb", "--raw-extract", package, work)
        control = os.path.join(work, "DEBIAN/control")
        with open(control, encoding="utf-8") as file:
            lines = file.read().splitlines()
        if version:
            lines = [f"Version: {version}" if line.startswith("Version:") else line for line in lines]
        with open(control, "w", encoding="utf-8") as file:
            file.write("\n".join(lines) + "\n")
        if change:
            change(work)
        run("dpkg-deb", "--root-owner-group", "-Zgzip", "-z1", "--build", work, output)
    finally:
        shutil.rmtree(work, ignore_errors=True)
    return output
