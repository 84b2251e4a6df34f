"""A device on another computer: the practice service is reached over a network, as real firmware reaches it, and keeps
its CA over a restart, so that the device need not be given a new root.

The other computer is a network namespace of Linux with a cable of its own; that takes root and `ip` of iproute2.
"""

import json
import os
import pathlib
import subprocess
import sys

import pytest

from conftest import ID_SCOPE, group

DEVICE = pathlib.Path(__file__).with_name("device.py")


def ip(*arguments):
    """Runs ip and fails with what it said."""
    done = subprocess.run(["ip", *arguments], capture_output=True, text=True)
    assert done.returncode == 0, f"ip {' '.join(arguments)}: {done.stderr} (this test needs root, and does not skip)"


class OtherComputer:
    """A network namespace, and the two ends of the cable to it."""

    def __init__(self):
        mark = os.getpid()
        self.name = f"dps-playground-{mark}"
        net = f"10.203.{mark % 250}"
        self.here, self.there = f"{net}.1", f"{net}.2"
        here, there = f"dps{mark}a", f"dps{mark}b"
        ip("netns", "add", self.name)
        try:
            ip("link", "add", here, "type", "veth", "peer", "name", there, "netns", self.name)
            ip("address", "add", f"{self.here}/30", "dev", here)
            ip("link", "set", here, "up")
            ip("-n", self.name, "address", "add", f"{self.there}/30", "dev", there)
            for device in (there, "lo"):
                ip("-n", self.name, "link", "set", device, "up")
        except AssertionError:
            self.remove()
            raise

    def run(self, *command, **environment):
        return subprocess.run(["ip", "netns", "exec", self.name, *command], env={**os.environ, **environment},
                              capture_output=True, text=True, timeout=120)

    def remove(self):
        """The cable goes with it."""
        ip("netns", "delete", self.name)


@pytest.fixture
def other_computer():
    computer = OtherComputer()
    yield computer
    computer.remove()


class Exposed:
    """The practice service as one starts it for a real device."""

    def __init__(self, factory, host):
        self.process = subprocess.Popen(
            [os.environ["DPS_PLAYGROUND"], "practice", "--dangerously-listen-on", f"{host}:8883", "--practice-name", host,
             "--hub-host", host, "--practice-ca", factory.path("ca"), "--root-ca-out", factory.path("root-now.pem"),
             "--https-listen", "127.0.0.1:0", "--id-scope", ID_SCOPE, "--retry-after", "1",
             "--enrollments", factory.path("enrollments.json"), "--api-listen", "127.0.0.1:0", "--format", "json"],
            stdout=subprocess.PIPE, text=True)
        line = self.process.stdout.readline()
        assert line, "the practice service ended before it was ready"
        assert json.loads(line)["mqtts"] == f"{host}:8883"

    def stop(self):
        self.process.terminate()
        self.process.wait()


def test_a_device_on_another_computer_outlives_a_restart_of_the_service(factory, other_computer):
    factory.three_levels("dev-50")
    root = factory.text("root.pem")
    enrollments = {"enrollmentGroups": [group("factory-7", root)],
                   "certificates": [{"name": "root", "certificate": root, "isVerified": True}]}
    (factory.folder / "enrollments.json").write_text(json.dumps(enrollments))
    # Flashed once: what the service wrote at its very first start.
    flashed = factory.folder / "flashed.pem"
    told = {"registrationId": "dev-50", "idScope": ID_SCOPE, "chain": factory.path("chain.pem"),
            "key": factory.path("leaf.key"), "roots": [str(flashed)]}
    leaves = []
    for _ in range(2):
        service = Exposed(factory, other_computer.here)
        try:
            if not flashed.exists():
                flashed.write_text(factory.text("root-now.pem"))
            shown = other_computer.run("openssl", "s_client", "-connect", f"{other_computer.here}:8883", "-CAfile",
                                       str(flashed), "-verify_return_error", "-verify_ip", other_computer.here)
            assert "Verify return code: 0 (ok)" in shown.stdout, shown.stdout + shown.stderr
            leaves.append(shown.stdout.split("-----BEGIN CERTIFICATE-----")[1].split("-----END")[0])
            done = other_computer.run(sys.executable, str(DEVICE), json.dumps(told),
                                      DPS_PLAYGROUND_MQTTS=f"{other_computer.here}:8883")
            assert done.returncode == 0, done.stderr
            assert json.loads(done.stdout) == {"assignedHub": other_computer.here, "deviceId": "dev-50", "sent": True}
        finally:
            service.stop()
    assert factory.text("root-now.pem") == flashed.read_text()
    # It is another process with another certificate below the same root.
    assert leaves[0] != leaves[1]


def test_what_is_on_loopback_is_not_reached_from_there(practice, other_computer):
    service = practice({})
    for host in (service.host, other_computer.here):
        shown = other_computer.run("openssl", "s_client", "-connect", f"{host}:8883")
        assert shown.returncode != 0
        assert "CONNECTED" not in shown.stdout, shown.stdout
