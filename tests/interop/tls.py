#!/usr/bin/env python3
"""`keytill run --config` over TLS against OpenSSL (Python's ssl), with TLS 1.2 and 1.3, certificates on both sides, and a
primary host that is gone: sales, a host that closes after each answer, and a terminal without a certificate.

    tls.py --binary target/release/keytill
"""

import argparse
import datetime
import os
import re
import shutil
import socket
import ssl
import tempfile
import threading

import till
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from others import GOOD, SWIPE, TAP, Day

NAME = "pos.bank.example"


class Authority:
    """A CA that writes PEM files into a folder."""

    def __init__(self, folder):
        self.folder, self.key = folder, ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Other CA")])
        basic = x509.BasicConstraints(ca=True, path_length=0)
        self.ca = self._write("ca", self._certificate(self.name, self.key, basic, critical=True))

    def _certificate(self, subject, key, *extensions, critical=False):
        now = datetime.datetime.now(datetime.timezone.utc)
        builder = x509.CertificateBuilder().subject_name(subject).issuer_name(self.name).public_key(key.public_key())
        builder = builder.serial_number(x509.random_serial_number())
        builder = builder.not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=1))
        for extension in extensions:
            builder = builder.add_extension(extension, critical)
        return builder.sign(self.key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)

    def _write(self, name, content):
        path = os.path.join(self.folder, name + ".pem")
        with open(path, "wb", opener=lambda p, flags: os.open(p, flags, 0o600)) as file:
            file.write(content)
        return path

    def issue(self, name):
        """Certificate and key of a host or terminal."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
        names = x509.SubjectAlternativeName([x509.DNSName(NAME)])
        forms = serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
        return self._write(name, self._certificate(subject, key, names)), self._write(name + "-key", key.private_bytes(*forms))


class Door:
    """Lets terminals with a certificate through to a host."""

    def __init__(self, host, authority, version):
        self.host, self.versions, self.refused = host, [], []
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.minimum_version = self.context.maximum_version = version
        self.context.load_cert_chain(*authority.issue("host"))
        self.context.load_verify_locations(authority.ca)
        self.context.verify_mode = ssl.CERT_REQUIRED
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.address = "127.0.0.1:%d" % self.socket.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            tcp, _ = self.socket.accept()
            threading.Thread(target=self._let_in, args=(tcp,), daemon=True).start()

    def _let_in(self, tcp):
        try:
            inside = self.context.wrap_socket(tcp, server_side=True)
        except (ssl.SSLError, OSError) as error:
            self.refused.append(error)
            tcp.close()
            return
        self.versions.append(inside.version())
        address, port = self.host.address.split(":")
        with inside, socket.create_connection((address, int(port))) as outside:
            back = threading.Thread(target=self._pump, args=(outside, inside), daemon=True)
            back.start()
            self._pump(inside, outside)
            back.join()

    def _pump(self, source, sink):
        try:
            while data := source.recv(4096):
                sink.sendall(data)
            # As a host that closes: a notice over TLS and the end of TCP.
            sink.unwrap() if isinstance(sink, ssl.SSLSocket) else sink.shutdown(socket.SHUT_WR)
        except OSError:
            pass


def day_behind(binary, work, name, authority, version, own):
    """A day whose terminal has a primary that is gone and, as its backup, a door to the host."""
    day = Day(binary, work, name, "6005010000", "603200322012", "000123", tmk_in_pad=True, ack_delay=0.0, f60=14, totals=62)
    door = Door(day.host, authority, version)
    with socket.create_server(("127.0.0.1", 0)) as gone:
        dead = "127.0.0.1:%d" % gone.getsockname()[1]
    lines = [f'address = "{dead}"', f'backup = "{door.address}"', "[host.tls]"]
    lines += [f'ca = "{authority.ca}"', f'server_name = "{NAME}"']
    if own:
        lines += [f'certificate = "{own[0]}"', f'key = "{own[1]}"']
    with open(day.config) as file:
        text = file.read()
    with open(day.config, "w") as file:
        file.write(text.replace(f'address = "{day.host.address}"', "\n".join(lines)))
    return day, door


def resident(pid):
    """Megabytes of a process."""
    with open(f"/proc/{pid}/status") as file:
        return int(re.search(r"VmRSS:\s+(\d+)", file.read())[1]) * 1024 / 1e6


def sales(binary, work, authority, version, own):
    day, door = day_behind(binary, work, version.name, authority, version, own)
    with day.start() as t:
        till.sign_in(t, password=till.PASSWORDS["01"])
        # The primary is gone in this day: the door stands before the backup.
        till.online(t, host="backup")
        till.open_transactions(t)
        day.sell(t, GOOD, 1234, "APPROVED")
        day.sell(t, TAP, 500, "APPROVED")
        day.host.close_after_answer = True
        day.sell(t, SWIPE, 2000, "APPROVED")
        day.sell(t, GOOD, 2100, "APPROVED")
        day.host.close_after_answer = False
        day.sell(t, TAP, 600, "APPROVED")
        memory = resident(t.pid)
        assert t.stop() in (143, 0)
    assert set(door.versions) == {version.name.replace("_", ".")}, door.versions
    assert not door.refused, door.refused
    day.no_complaints()
    day.compare()
    print(f"  {door.versions[0]}, {len(door.versions)} connections, {memory:.1f} MB resident")


def without_certificate(binary, work, authority, version):
    day, door = day_behind(binary, work, "none-" + version.name, authority, version, None)
    with day.start() as t:
        t.wait("Host offline", seconds=30)
        assert t.stop() in (143, 0)
    assert door.refused and not day.host.log, (door.refused, day.host.log)
    with open(os.path.join(day.data, "log")) as file:
        assert "set certificate and key in [host.tls]" in file.read()
    print(f"  {version.name}: not let in without a certificate")


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--binary", required=True)
    binary = os.path.abspath(arguments.parse_args().binary)
    work = tempfile.mkdtemp(prefix="keytill-tls-")
    try:
        authority = Authority(work)
        own = authority.issue("terminal")
        for version in (ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3):
            print(f"{ssl.OPENSSL_VERSION}, {version.name}:")
            sales(binary, work, authority, version, own)
            without_certificate(binary, work, authority, version)
    finally:
        shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
