"""The HTTPS device API with curl, as the documentation has it typed."""

import json
import subprocess

from conftest import ID_SCOPE, group


def curl(practice, factory, *arguments):
    """One call with the chain and key of the factory; status, headers, and the body read as JSON."""
    done = subprocess.run(
        ["curl", "--silent", "--show-error", "--include", "--http1.1", "--cacert", practice.root_file,
         "--cert", factory.path("chain.pem"), "--key", factory.path("leaf.key"),
         "-H", "Content-Type: application/json", "-H", "Content-Encoding: utf-8", *arguments],
        capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    head, _, body = done.stdout.partition("\n\n")
    status, *lines = head.splitlines()
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    return int(status.split()[1]), headers, json.loads(body or "null")


def test_register_poll_look_up_and_send(practice, factory):
    factory.three_levels("dev-30")
    root = factory.text("root.pem")
    service = practice({"enrollmentGroups": [group("factory-7", root)],
                        "certificates": [{"name": "root", "certificate": root, "isVerified": True}]})
    base = f"https://{service.https}/{ID_SCOPE}/registrations/dev-30"
    version = "api-version=2021-06-01"
    status, headers, body = curl(service, factory, "-X", "PUT", f"{base}/register?{version}",
                                 "-d", '{"registrationId": "dev-30"}')
    assert (status, headers["retry-after"], body["status"]) == (202, "1", "assigning")
    operation = body["operationId"]
    status, _, body = curl(service, factory, f"{base}/operations/{operation}?{version}")
    assert (status, body["status"]) == (200, "assigned")
    state = body["registrationState"]
    assert state["x509"] == {"enrollmentGroupId": "factory-7"}
    status, _, body = curl(service, factory, "-X", "POST", f"{base}?{version}", "-d", '{"registrationId": "dev-30"}')
    assert (status, body) == (200, state)

    _, port = service.https.rsplit(":", 1)
    status, _, _ = curl(service, factory, "-X", "POST", "-d", '{"temperature": 21.5}',
                        f"https://{state['assignedHub']}:{port}/devices/dev-30/messages/events?api-version=2020-03-13")
    assert status == 204

    factory.chain("chain.pem", "leaf")
    status, headers, body = curl(service, factory, "-X", "PUT", f"{base}/register?{version}", "-d", "{}")
    assert (status, body["errorCode"], body["message"]) == (401, 401002, "CA certificate not found.")
    assert headers["x-ms-request-id"] == body["trackingId"]
