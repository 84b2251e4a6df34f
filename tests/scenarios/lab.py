"""A folder with certificates, a practice service with a fault, and a client that is run against it for real.

What a scenario keeps is text as a person would paste it: what they typed, what they saw, what they can look up.
"""

import hashlib
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "sdk"))
sys.path.insert(0, str(pathlib.Path(__file__).parent))
from conftest import KEY, Factory, by_key, derived, group, individual  # noqa: E402, F401

SCOPE = "0ne00C0FFEE"
# The address that stands in the texts for the one of the run.
SHOWN = "127.85.0.1"
_last = 0


def address():
    """A loopback address of its own: the SDKs insist on port 8883."""
    global _last
    _last += 1
    return f"127.85.{os.getpid() % 250 + 1}.{_last}"


# How tools call the files they are given.
OPTIONS = {"cert": "--?cert", "key": "--?key", "trust": "--cafile|--cacert|-CAfile|--server-ca"}


class Lab:
    """One scenario's folder and service."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.make = Factory(self.folder)
        self.host = address()
        self.process = None
        self.https = None
        self.api = None
        self.forms = {}
        # Which files the client was given, and whether the service was told to fail by a fault of its own.
        self.used = {}
        self.pretends = False
        self.clocked = True
        self.tls = False
        # Stands before every command and is not kept: `faketime`, which gives a client another clock.
        self.before = ""

    def serve(self, enrollments=None, *options):
        (self.folder / "enrollments.json").write_text(json.dumps(enrollments or {}))
        self.process = subprocess.Popen(
            [os.environ["DPS_PLAYGROUND"], "practice", "--listen", f"{self.host}:8883", "--practice-name", self.host, "--practice-name", SHOWN, "--api-listen", f"{self.host}:0",
             "--hub-host", self.host, "--id-scope", SCOPE, "--enrollments", str(self.folder / "enrollments.json"),
             "--root-ca-out", str(self.folder / "roots.pem"), "--retry-after", "1", "--https-listen", f"{self.host}:0",
             "--seed", "1", "--format", "json", *options],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        line = self.process.stdout.readline()
        assert line, "the practice service ended before it was ready"
        ready = json.loads(line)
        self.https, self.api = ready["https"], ready["api"]
        self.ready = json.dumps({name: value for name, value in ready.items() if name != "api"})
        # A fault in TLS shows in TLS; any other makes the service answer what its own records do not say.
        faults = [word for before, word in zip(options, options[1:]) if before == "--fault"]
        # That fault makes a server look as it does to a device whose clock is behind, which the lab's is not.
        self.clocked = "server_certificate_not_yet_valid" not in faults
        self.tls = any(fault.startswith(("server_", "handshake_", "tls_")) for fault in faults)
        self.pretends = any(not fault.startswith(("server_", "handshake_", "tls_")) for fault in faults)

    def stop(self):
        if self.process:
            self.process.terminate()
            self.process.wait()

    def text(self, name):
        return (self.folder / name).read_text()

    # What a person would paste.

    def command(self, line, seconds=25, name="command"):
        """Runs a command as it was typed, by the shell, and keeps both it and what it printed."""
        for role, options in OPTIONS.items():
            found = re.search(rf"(?:^|\s)(?:{options})\s+(\S+)", line)
            if found:
                self.used.setdefault(role, found[1])
        done = subprocess.run(["bash", "-c", self.before + line], cwd=self.folder, capture_output=True, text=True, timeout=seconds + 60,
                              env={**os.environ, "OPENSSL_CONF": "/dev/null"} if line.startswith("openssl") else None)
        self.keep(f"{name}.txt", f"$ {line}\n{done.stdout}{done.stderr}\n")
        return done.stdout

    def python(self, script, *arguments, name="python"):
        """Runs a Python client of this folder and keeps what it printed."""
        path = pathlib.Path(__file__).parent / script
        done = subprocess.run([sys.executable, str(path), *arguments], cwd=self.folder, capture_output=True, text=True,
                              timeout=120, env={**os.environ, "LAB_HOST": self.host})
        typed = " ".join(["$ python3", script, *(shlex.quote(word) for word in arguments)])
        told = dict(zip(arguments, arguments[1:]))
        if script != "probe.py":
            key = "locked.key" if script == "locked.py" else "dev.key"
            if "--symmetric-key" not in told and told.get("--cert") != "none":
                self.used |= {"cert": told.get("--cert", "dev.pem"), "key": told.get("--key", key)}
            self.used["trust"] = told.get("--roots", "roots.pem")
        self.keep(f"{name}.txt", f"{typed}\n{done.stdout}{done.stderr}")

    def node(self, script, told, name="node"):
        """Runs a Node client and keeps what it printed."""
        path = ROOT / "tests" / "sdk" / "node" / script
        trust = told.pop("roots", "roots.pem")
        env = {**os.environ, "NODE_EXTRA_CA_CERTS": str(self.folder / trust)}
        if "chain" in told:
            self.used |= {"cert": pathlib.Path(told["chain"]).name, "key": pathlib.Path(told["key"]).name}
        self.used["trust"] = trust
        done = subprocess.run(["node", str(path), json.dumps(told)], cwd=self.folder, capture_output=True, text=True,
                              timeout=120, env=env)
        typed = f"$ NODE_EXTRA_CA_CERTS={trust} node {script} {shlex.quote(json.dumps(told))}"
        self.keep(f"{name}.txt", f"{typed}\n{done.stdout}{done.stderr}")

    def keep(self, name, text):
        self.forms[name] = self.tidy(text)

    # What they can look up: really run, or really asked of the practice service.

    def look(self, line, name="looked"):
        """A command whose output is looked at beside what the client said. Several of one name stand in one form."""
        done = subprocess.run(["bash", "-c", self.before + line], cwd=self.folder, capture_output=True, text=True, timeout=60)
        text = self.tidy(f"$ {line}\n{done.stdout}{done.stderr}")
        self.forms[f"{name}.txt"] = self.forms.get(f"{name}.txt", "") + text

    def ask(self, path, name="records"):
        """What the service's own API says; an entry that is not there is an answer as well."""
        request = urllib.request.Request(f"{self.api['url']}/practice/{path}", headers={"Authorization": f"Bearer {self.api['token']}"})
        try:
            said = json.dumps(json.load(urllib.request.urlopen(request)), indent=2)
        except urllib.error.HTTPError as error:
            said = f"{error.code} {error.read().decode()}"
        self.forms[f"{name}.txt"] = self.forms.get(f"{name}.txt", "") + self.tidy(f"GET /{path}\n{said}\n")

    def order(self, method, path):
        """Changes the service while it runs."""
        headers = {"Authorization": f"Bearer {self.api['token']}"}
        urllib.request.urlopen(urllib.request.Request(f"{self.api['url']}/practice/{path}", headers=headers, method=method))

    def files(self, *what):
        """The files the client was given: the certificates whole, of the key its public half."""
        cert, key, trust = (self.used.get(role) for role in ("cert", "key", "trust"))
        if "cert" in what and cert:
            self.look(f"cat {cert}", "files")
        if "key" in what and key and cert:
            self.look(f"openssl x509 -in {cert} -noout -pubkey", "files")
            self.look(f"openssl pkey -in {key} -pubout -passin pass:", "files")
        if "trust" in what and trust and not trust.startswith("/"):
            self.look(f"cat {trust}", "files")
        if "clock" in what and self.clocked:
            self.look("date -u", "clock")

    def enrich(self):
        """Gives a scenario of one form the others that its run has anyway."""
        if len(set(self.forms) - {"records.txt", "clock.txt"}) > 1 or not self.process:
            return
        self.files("cert", "key", "clock")
        if self.tls and self.process.poll() is None and "openssl s_client" not in "".join(self.forms.values()):
            self.look(f"openssl s_client -connect {self.host}:8883 -verify_ip {self.host} -CAfile roots.pem </dev/null", "handshake")
        if "records.txt" in self.forms:
            return
        if self.process.poll() is None and not self.pretends:
            for path in ("enrollments", "enrollmentGroups", "certificates"):
                self.ask(path)

    def chain(self, file):
        """The certificates the device sends."""
        self.keep("chain.pem", self.text(file))

    def enrolment(self, registration_id=None, certificate=None, group_of=None, disabled=False, key=False):
        """What `az iot dps enrollment show` prints, with the thumbprints of the certificate that is enrolled."""
        status = "disabled" if disabled else "enabled"
        if key:
            attestation = {"type": "symmetricKey"}
        else:
            pem = self.text(certificate or group_of)
            body = {"primary": {"certificate": None, "info": self.info(pem)}}
            attestation = {"type": "x509", "x509": {("signingCertificates" if group_of else "clientCertificates"): body}}
        entry = {"attestation": attestation, "provisioningStatus": status}
        if group_of or (key and registration_id is None):
            entry["enrollmentGroupId"] = "factory-7"
        else:
            entry["registrationId"] = registration_id
        self.keep("enrolment.txt", json.dumps(entry, indent=2) + "\n")

    def uploaded(self, certificate=None, verified=True):
        """What `az iot dps certificate list` prints."""
        value = []
        if certificate:
            value = [{"name": "factory", "properties": {"isVerified": verified, **self.info(self.text(certificate))}}]
        listed = json.dumps({"value": value}, indent=2)
        self.keep("certificates.txt", f"$ az iot dps certificate list --dps-name dps-7\n{listed}\n")

    def info(self, pem):
        der = subprocess.run(["openssl", "x509", "-outform", "DER"], input=pem.encode(), capture_output=True, check=True).stdout
        said = subprocess.run(["openssl", "x509", "-noout", "-subject", "-nameopt", "RFC2253"], input=pem, capture_output=True,
                              text=True, check=True).stdout
        return {"sha1Thumbprint": hashlib.sha1(der).hexdigest().upper(),
                "sha256Thumbprint": hashlib.sha256(der).hexdigest().upper(),
                "subjectName": said.strip().removeprefix("subject=")}

    def tidy(self, text):
        """Places, addresses and moments that differ from run to run."""
        text = text.replace(str(self.folder), "/home/user/dps").replace(self.host, SHOWN)
        if self.https:
            text = text.replace(f":{self.https.rsplit(':', 1)[1]}", ":8443")
        text = text.replace(str(ROOT), "/home/user/src").replace(sys.prefix, "/usr/lib/python")
        text = re.sub(r"0x[0-9a-f]{8,16}", "0x7f0000000000", text)
        text = re.sub(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b",
                      "11111111-2222-3333-4444-555555555555", text)
        return text


def openssl_run(folder, *arguments):
    """openssl with what the factory of the SDK tests has no word for."""
    if "-not_before" in arguments:
        # OpenSSL 3.0 has no such options for `req`: a CA of one certificate has them.
        words = list(arguments)
        value = {name: words[words.index(name) + 1] for name in ("-key", "-subj", "-not_before", "-not_after", "-out")}
        (folder / "index.txt").write_text("")
        (folder / "ca.cnf").write_text(
            "[ca]\ndefault_ca=own\n[own]\ndatabase=index.txt\nnew_certs_dir=.\nrand_serial=yes\ndefault_md=sha256\npolicy=any\nx509_extensions=leaf\n"
            "[any]\ncommonName=supplied\n[leaf]\nbasicConstraints=critical,CA:FALSE\n")
        run(folder, "req", "-new", "-key", value["-key"], "-subj", value["-subj"], "-out", "own.csr")
        run(folder, "ca", "-batch", "-config", "ca.cnf", "-selfsign", "-keyfile", value["-key"], "-in", "own.csr", "-startdate",
            value["-not_before"], "-enddate", value["-not_after"], "-notext", "-out", value["-out"])
        return
    run(folder, *arguments)


def run(folder, *arguments):
    subprocess.run(["openssl", *arguments], cwd=folder, check=True, capture_output=True)
