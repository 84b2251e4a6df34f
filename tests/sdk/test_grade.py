"""`dps-playground grade`, as a test bench runs it, with the official Python SDK for the device.

What it finds is what was recorded of this client: see the sections on polling and on captured packets.
"""

import json
import os
import pathlib
import re
import shlex
import subprocess
import sys

from conftest import ID_SCOPE, address, group

DEVICE = pathlib.Path(__file__).with_name("device.py")

# The whole of it but for the two below.
EXPECTED = {
    "refuses_expired_server": "passed",
    "refuses_unknown_root": "passed",
    "refuses_wrong_name": "passed",
    "survives_new_root": "passed",
    "sends_whole_chain": "passed",
    "connects_as_documented": "passed",
    "subscribes_first": "passed",
    # It polls after two seconds, whatever the first answer says.
    "waits_after_register": "failed",
    # One poll is enough.
    "waits_between_polls": "notSeen",
    "polls_to_the_end": "passed",
    # It gives up, and nobody starts it again within a scenario.
    "backs_off_after_connack_3": "notSeen",
    # It connects again at once.
    "backs_off_after_drops": "failed",
    "connects_to_hub": "passed",
}

# It waits for as long as it is told, or two seconds, and never a little longer than the time before.
CONSTANT = {"backs_off_after_429": 3.0, "backs_off_after_5xx": 2.0}


def test_the_python_sdk_is_graded(factory):
    factory.three_levels("dev-40")
    root = factory.text("root.pem")
    enrollments = {"enrollmentGroups": [group("factory-7", root)],
                   "certificates": [{"name": "root", "certificate": root, "isVerified": True}]}
    (factory.folder / "enrollments.json").write_text(json.dumps(enrollments))
    told = {"registrationId": "dev-40", "idScope": ID_SCOPE, "chain": factory.path("chain.pem"),
            "key": factory.path("leaf.key"), "roots": [factory.path("now.pem"), factory.path("next.pem")]}
    host = address()
    done = subprocess.run(
        [os.environ["DPS_PLAYGROUND"], "grade", "--registration-id", "dev-40", "--report", "json",
         "--restart-with", shlex.join([sys.executable, str(DEVICE), json.dumps(told)]),
         "--listen", f"{host}:8883", "--https-listen", f"{host}:0", "--practice-name", host, "--hub-host", host,
         "--id-scope", ID_SCOPE, "--enrollments", factory.path("enrollments.json"),
         "--root-ca-out", factory.path("now.pem"), "--next-root-ca-out", factory.path("next.pem")],
        capture_output=True, text=True)
    report = json.loads(done.stdout)
    findings = {finding["id"]: finding for finding in report["findings"]}
    constant = {id: findings.pop(id) for id in CONSTANT}
    assert {id: finding["mark"] for id, finding in findings.items()} == EXPECTED, done.stdout
    assert "asked to wait 3 s" in findings["waits_after_register"]["why"]
    for id, finding in constant.items():
        waits = [float(wait) for wait in re.findall(r"\d+\.\d+", finding["why"])]
        assert len(waits) == 3 and min(waits) >= CONSTANT[id] - 0.1, finding
        # Equal to one part in fifty; a computer that is very busy makes them differ.
        assert finding["mark"] == "failed" or max(waits) - min(waits) >= max(waits) / 60, finding
    for finding in report["findings"]:
        assert finding["sources"], finding
        assert finding["evidence"] or finding["mark"] == "notSeen", finding
    assert done.returncode == 1, done.stderr
