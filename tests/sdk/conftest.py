"""Starts `dps-playground practice` on a loopback address of its own, and makes certificates with plain openssl.

The official SDKs always connect to a hub on port 8883, and the Python SDK to DPS as well. So every test gets its own
address out of 127.0.0.0/8 instead of a port.
"""

import base64
import hashlib
import hmac
import itertools
import json
import os
import pathlib
import subprocess
import urllib.request

import pytest

ID_SCOPE = "0ne00C0FFEE"
KEY = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
RETRY_AFTER = 1
_addresses = (f"127.83.{os.getpid() % 250 + 1}.{last}" for last in itertools.count(1))


def address():
    """A loopback address that nobody else uses."""
    return next(_addresses)


def openssl(*arguments, cwd, stdin=None):
    """Runs openssl and fails with what it said."""
    done = subprocess.run(["openssl", *arguments], cwd=cwd, input=stdin, capture_output=True, text=True)
    assert done.returncode == 0, f"openssl {' '.join(arguments)}\n{done.stderr}"
    return done.stdout


class Factory:
    """Makes keys and certificates in a folder, the way the tutorials do."""

    def __init__(self, folder: pathlib.Path):
        self.folder = folder

    def path(self, name: str) -> str:
        return str(self.folder / name)

    def text(self, name: str) -> str:
        return (self.folder / name).read_text()

    def key(self, name: str) -> None:
        openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", f"{name}.key", cwd=self.folder)

    def self_signed(self, name: str, common_name: str, ca: bool = False) -> None:
        self.key(name)
        extensions = ["-addext", f"basicConstraints=critical,CA:{'TRUE' if ca else 'FALSE'}"]
        openssl("req", "-x509", "-new", "-key", f"{name}.key", "-subj", f"/CN={common_name}", "-days", "30",
                *extensions, "-out", f"{name}.pem", cwd=self.folder)

    def issued(self, name: str, common_name: str, issuer: str, ca: bool = False) -> None:
        self.key(name)
        openssl("req", "-new", "-key", f"{name}.key", "-subj", f"/CN={common_name}", "-out", f"{name}.csr",
                cwd=self.folder)
        (self.folder / f"{name}.ext").write_text(
            f"basicConstraints=critical,CA:{'TRUE' if ca else 'FALSE'}\n" + ("" if ca else "extendedKeyUsage=clientAuth\n"))
        openssl("x509", "-req", "-in", f"{name}.csr", "-CA", f"{issuer}.pem", "-CAkey", f"{issuer}.key",
                "-CAcreateserial", "-days", "30", "-extfile", f"{name}.ext", "-out", f"{name}.pem", cwd=self.folder)

    def three_levels(self, common_name: str) -> None:
        """root, line below it, and the device's leaf below that; chain.pem is what the device should send."""
        self.self_signed("root", "factory root", ca=True)
        self.issued("line", "factory line 7", "root", ca=True)
        self.issued("leaf", common_name, "line")
        self.chain("chain.pem", "leaf", "line")

    def chain(self, name: str, *members: str) -> None:
        (self.folder / name).write_text("".join(self.text(f"{member}.pem") for member in members))


def individual(registration_id, certificate, **more):
    """An individual enrolment by certificate."""
    attestation = {"type": "x509", "x509": {"clientCertificates": {"primary": {"certificate": certificate}}}}
    return {"registrationId": registration_id, "attestation": attestation, **more}


def group(group_id, certificate):
    """An enrolment group below a CA certificate."""
    attestation = {"type": "x509", "x509": {"signingCertificates": {"primary": {"certificate": certificate}}}}
    return {"enrollmentGroupId": group_id, "attestation": attestation}


def by_key(key, **names):
    """An entry of either kind by symmetric key."""
    return {**names, "attestation": {"type": "symmetricKey", "symmetricKey": {"primaryKey": key}}}


def derived(key, registration_id):
    """The key of one device below a group's, as the documentation has it computed."""
    digest = hmac.new(base64.b64decode(key), registration_id.encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


class Practice:
    """A running practice service. Each fault is switched on with its dose, such as "register_429=1"."""

    def __init__(self, folder: pathlib.Path, enrollments: dict, faults=()):
        self.host = address()
        enrolment_file = folder / "enrollments.json"
        enrolment_file.write_text(json.dumps(enrollments))
        root = folder / "practice-root.pem"
        self.process = subprocess.Popen(
            [os.environ["DPS_PLAYGROUND"], "practice", "--listen", f"{self.host}:8883", "--practice-name", self.host,
             "--hub-host", self.host, "--id-scope", ID_SCOPE, "--enrollments", str(enrolment_file),
             "--root-ca-out", str(root), "--retry-after", str(RETRY_AFTER), "--https-listen", f"{self.host}:0",
             "--api-listen", "127.0.0.1:0", "--format", "json",
             *(part for fault in faults for part in ("--fault", fault))],
            stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        assert line, "the practice service ended before it was ready"
        self.ready = json.loads(line)
        assert self.ready["ready"] and self.ready["mqtts"] == f"{self.host}:8883"
        self.https = self.ready["https"]
        self.root_file = str(root)
        self.root = root.read_text()

    def ask(self, path):
        """What the API of the practice service answers."""
        api = self.ready["api"]
        request = urllib.request.Request(f"{api['url']}/practice/{path}",
                                         headers={"Authorization": f"Bearer {api['token']}"})
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def history(self):
        """Everything that happened, oldest first."""
        return self.ask("history")["entries"]

    def received(self):
        """The packets that came, oldest first."""
        return [entry for entry in self.history()
                if entry["packet"] and entry["packet"]["direction"] == "fromDevice"]

    def fired(self, fault):
        """How often a fault has fired."""
        return sum(entry["fault"] == fault for entry in self.history())

    def stop(self):
        self.process.terminate()
        self.process.wait()


@pytest.fixture
def factory(tmp_path):
    return Factory(tmp_path)


@pytest.fixture
def practice(tmp_path):
    running = []

    def start(enrollments: dict, faults=()) -> Practice:
        running.append(Practice(tmp_path, enrollments, faults))
        return running[-1]

    yield start
    for service in running:
        service.stop()
