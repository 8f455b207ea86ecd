"""A technician's seat through a real sshd: the key's fingerprint and the client's address are in the journal as OpenSSH says them,
the seat is let in and signed in, and a client that is killed leaves no seat behind.

    python3 tests/interop/sshd.py target/debug/keytill [--sshd /usr/sbin/sshd]

Needs OpenSSH's server and client, and an account `sshd`; as root, because sshd asks for it. The server listens on the loopback
alone, on a free port, with keys made for this run.
"""

import argparse
import getpass
import json
import os
import pty
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time

PATIENCE = 40


class Line:
    """A program on a pseudo-terminal, and all that it has written."""

    def __init__(self, command):
        self.pid, self.near = pty.fork()
        if self.pid == 0:
            os.environ.update(TERM="xterm-256color", LC_ALL="C.UTF-8")
            os.execvp(command[0], command)
        self.heard = b""
        threading.Thread(target=self.read, daemon=True).start()

    def read(self):
        try:
            while piece := os.read(self.near, 65536):
                self.heard += piece
        except OSError:
            pass

    def wait(self, text):
        end = time.monotonic() + PATIENCE
        while text not in self.heard:
            if time.monotonic() > end:
                raise SystemExit(f"{text!r} did not come: {self.heard[-600:]!r}")
            time.sleep(0.02)
        self.heard = self.heard.split(text, 1)[1]

    def type(self, keys):
        os.write(self.near, keys)

    def kill(self, number=signal.SIGKILL):
        try:
            os.kill(self.pid, number)
            os.waitpid(self.pid, 0)
        except (ProcessLookupError, ChildProcessError):
            pass


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def make_key(path):
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", path], check=True)


def seats(keytill, path):
    done = subprocess.run([keytill, "status", "--json", "--socket", path], capture_output=True, text=True)
    return json.loads(done.stdout)["seats"] if done.stdout else None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("keytill", type=os.path.abspath)
    parser.add_argument("--sshd", default=shutil.which("sshd") or "/usr/sbin/sshd")
    args = parser.parse_args()
    work = tempfile.mkdtemp(prefix="keytill-sshd-")
    path, data = os.path.join(work, "data", "seat.sock"), os.path.join(work, "data")
    for name in ["host", "tech"]:
        make_key(os.path.join(work, name))
    port = free_port()
    config = os.path.join(work, "sshd_config")
    with open(config, "w") as file:
        file.write(
            f"Port {port}\nListenAddress 127.0.0.1\nHostKey {work}/host\nPidFile none\nUsePAM no\nStrictModes no\n"
            f"AuthorizedKeysFile {work}/tech.pub\nPermitRootLogin yes\nPasswordAuthentication no\nExposeAuthInfo yes\n"
            f"ForceCommand {args.keytill} attach --lang en --socket {path}\n"
        )
    till = Line([args.keytill, "demo", "--mute", "--lang", "en", "--data", data])
    server = client = None
    try:
        till.wait(b"Sign in")
        with open(os.path.join(work, "sshd.log"), "w") as log:
            server = subprocess.Popen([args.sshd, "-D", "-e", "-f", config], stderr=log)
        end = time.monotonic() + PATIENCE
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                if server.poll() is not None or time.monotonic() > end:
                    raise SystemExit(open(os.path.join(work, "sshd.log")).read())
                time.sleep(0.1)
        options = ["StrictHostKeyChecking=no", f"UserKnownHostsFile={work}/known", "LogLevel=ERROR", "IdentitiesOnly=yes"]
        asked = [part for option in options for part in ("-o", option)]
        command = ["ssh", "-tt", "-F", "none", *asked, "-i", f"{work}/tech", "-p", str(port), f"{getpass.getuser()}@127.0.0.1"]
        client = Line(command)
        client.wait(b"Ctrl-C")
        client.type(b"99\r12345678\r")
        client.wait(b"screen")
        client.type(b"1")
        till.wait(b"Technician 99 looks on")
        told = subprocess.run([args.keytill, "events", "--json", "--socket", path], capture_output=True, text=True).stdout
        facts = [json.loads(line) for line in told.splitlines()]
        came = next(fact for fact in facts if fact.get("act") == "signed_in")
        print_of = subprocess.run(["ssh-keygen", "-lf", f"{work}/tech.pub"], capture_output=True, text=True).stdout
        expected = re.search(r"SHA256:\S+", print_of).group()
        assert came["ssh_key"] == expected, (came, expected)
        assert came["ssh_from"] == "127.0.0.1", came
        assert (came["by"], came["user"]) == ("99", getpass.getuser()), came
        print("signed in:", json.dumps(came))
        # The client is gone, without a word.
        client.kill()
        end = time.monotonic() + PATIENCE
        while seats(args.keytill, path):
            assert time.monotonic() < end, "the seat of a client that is gone is still there"
            time.sleep(0.1)
        print("the client was killed: no seat is left")
    finally:
        for line in [client, till]:
            if line:
                line.kill(signal.SIGTERM)
        if server:
            server.terminate()
            server.wait()
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
