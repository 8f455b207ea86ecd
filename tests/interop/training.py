"""`keytill host-sim` with a service in it, for those who ask that service; and the service asked by schemathesis."""

import contextlib
import os
import re
import subprocess
import tempfile

MERCHANT, TERMINAL = "000000000000001", "00000001"
HOST = f"""
listen = "127.0.0.1:0"
[[terminals]]
terminal = "{TERMINAL}"
merchant = "{MERCHANT}"
tmk = "4B455954494C4C2D545241494E494E47"
"""


@contextlib.contextmanager
def host_sim(binary, service):
    """A host with this part of its file on top: a folder of its own, and what it says of its service."""
    with tempfile.TemporaryDirectory(prefix="keytill-service-") as folder:
        config = os.path.join(folder, "host.toml")
        with open(config, "w") as file:
            file.write(HOST + service)
        host = subprocess.Popen([binary, "host-sim", "--config", config], stdout=subprocess.PIPE, text=True)
        try:
            host.stdout.readline()
            yield folder, host.stdout.readline().strip()
            assert host.poll() is None, "the service has ended"
        finally:
            host.kill()
            host.wait()


def ask_with_schemathesis(program, seed, interface, url, header, parameters, rules, folder):
    """Asks everything that the interface allows and forbids. With the parameters, questions get past the door; schemathesis makes up
    the rest, for the same seed the same. How many requests there were."""
    with open(os.path.join(folder, "schemathesis.toml"), "w") as file:
        file.write("[parameters]\n" + "".join(f'{key} = "{value}"\n' for key, value in parameters.items()) + rules)
    words = [os.path.abspath(program), "run", interface, "--url", url, "--max-examples", "60", "--seed", seed, "-H", header, "--no-color"]
    done = subprocess.run(words, cwd=folder, capture_output=True, text=True)
    cases = re.search(r"(\d+) generated", done.stdout)
    if done.returncode != 0 or not cases:
        print(done.stdout[-6000:], done.stderr[-2000:])
        raise SystemExit(f"the service does not keep to {os.path.basename(interface)}")
    return cases[1]


def interface(name):
    """A file of docs/."""
    return os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "docs", name))
