"""Scenarios with SDKs and scripts: Python, Node, paho-mqtt, MQTT.js. One piece: a case a scenario."""

import datetime

from commands import chained, enrolled
from lab import KEY, SCOPE, by_key, derived, individual, openssl_run
from scenario import registry

SCENARIOS, scenario = registry()
PYTHON = "azure-iot-device 2.14 for Python"
NODE = "azure-iot-provisioning-device for Node"
PAHO = "paho-mqtt 1.6"
JS = "MQTT.js"


# Python SDK

@scenario("python_intermediate_left_out", "a group, and the leaf alone", "intermediate_not_sent", by=PYTHON)
def _(lab):
    chained(lab)
    lab.python("device.py", "--cert", "leaf.pem", "--key", "leaf.key")
    lab.chain("leaf.pem")
    lab.enrolment(group_of="root.pem")


@scenario("python_ca_not_verified", "a group whose CA was never verified", "ca_not_verified", by=PYTHON)
def _(lab):
    chained(lab, verified=False)
    lab.python("device.py", "--cert", "chain.pem", "--key", "leaf.key")
    lab.chain("chain.pem")
    lab.uploaded("root.pem", verified=False)


@scenario("python_other_leaf", "an enrolment with an older certificate", "enrolled_other_certificate", by=PYTHON)
def _(lab):
    enrolled(lab)
    lab.make.self_signed("renewed", "dev-01")
    lab.python("device.py", "--cert", "renewed.pem", "--key", "renewed.key")
    lab.chain("renewed.pem")
    lab.enrolment("dev-01", "dev.pem")


@scenario("python_common_name", "a certificate for another name", "common_name_differs", by=PYTHON)
def _(lab):
    lab.make.self_signed("dev", "press-01")
    lab.serve({"individualEnrollments": [individual("dev-01", lab.text("dev.pem"))]})
    lab.python("device.py")
    lab.chain("dev.pem")
    lab.enrolment("dev-01", "dev.pem")


@scenario("python_scope_unknown", "an ID scope that no instance has", "id_scope_wrong", by=PYTHON)
def _(lab):
    enrolled(lab)
    lab.python("device.py", "--id-scope", "0ne00BADBAD")


@scenario("python_disabled", "an enrolment that is switched off", "enrolment_disabled", by=PYTHON)
def _(lab):
    enrolled(lab, provisioningStatus="disabled")
    lab.python("device.py")


@scenario("python_group_key", "the group's key instead of the device's", "group_key_not_derived", by=PYTHON)
def _(lab):
    lab.serve({"enrollmentGroups": [by_key(KEY, enrollmentGroupId="by-key")]})
    lab.python("device.py", "--symmetric-key", KEY)
    lab.enrolment(key=True)


@scenario("python_root_missing", "the device's certificate as the server's root", "own_ca_as_server_trust", by=PYTHON)
def _(lab):
    enrolled(lab)
    lab.python("device.py", "--roots", "dev.pem")


@scenario("python_key_of_another", "the key of another device", "key_of_another_certificate", by=PYTHON)
def _(lab):
    enrolled(lab)
    lab.make.key("spare")
    lab.python("device.py", "--key", "spare.key")


@scenario("python_pem_one_line", "a certificate without line breaks", "pem_damaged", by=PYTHON)
def _(lab):
    enrolled(lab)
    (lab.folder / "flat.pem").write_text(lab.text("dev.pem").replace("\n", ""))
    lab.python("device.py", "--cert", "flat.pem")


@scenario("python_key_locked", "a key behind a password", "key_container_unread", by=PYTHON)
def _(lab):
    enrolled(lab)
    openssl_run(lab.folder, "ec", "-in", "dev.key", "-aes256", "-passout", "pass:secret", "-out", "locked.key")
    lab.python("locked.py")


@scenario("python_file_missing", "a path that is not there", "file_not_found", by=PYTHON)
def _(lab):
    enrolled(lab)
    lab.python("device.py", "--cert", "certs/device.pem")


@scenario("python_name_misspelt", "a host that does not exist", "name_not_resolved", by=PYTHON)
def _(lab):
    enrolled(lab)
    lab.python("device.py", "--host", "gobal.azure-devices-provisioning.invalid")


@scenario("python_refused", "nothing listens where the device connects", "nothing_listens", by=PYTHON)
def _(lab):
    enrolled(lab)
    lab.stop()
    lab.python("device.py")


@scenario("python_server_expired", "a server certificate that has expired", "server_certificate_expired", by=PYTHON)
def _(lab):
    enrolled(lab, "--fault", "server_certificate_expired")
    lab.python("probe.py")
    lab.keep("clock.txt", "$ date -u\nTue Nov 24 08:00:00 UTC 2026\n")


@scenario("python_server_name", "a name that the server's certificate does not have", "server_name_differs", by=PYTHON)
def _(lab):
    enrolled(lab, "--fault", "server_name_wrong")
    lab.python("probe.py")


@scenario("python_hub_renewed", "a leaf renewed after the registration", "hub_knows_other_certificate", by=PYTHON)
def _(lab):
    chained(lab)
    lab.make.issued("renewed", "dev-01", "line")
    lab.make.chain("renewed-chain.pem", "renewed", "line")
    lab.python("device.py", "--cert", "chain.pem", "--key", "leaf.key", "--hub", "--hub-cert", "renewed-chain.pem", "--hub-key", "renewed.key")


@scenario("python_webhook", "an allocation function that fails", "allocation_webhook_failed", by=PYTHON)
def _(lab):
    enrolled(lab, allocationPolicy="custom", customAllocationDefinition={"practiceAnswer": {"status": 500}})
    lab.python("device.py")
    state = '"registrationState": {"status": "failed", "errorCode": 400207, "errorMessage": "Custom allocation failed with status code: 500"}'
    lab.keep("record.txt", "$ az iot dps enrollment registration show\n{" + state + "}\n")


@scenario("python_expired_and_renamed", "an expired leaf with another common name", "common_name_differs", "certificate_expired", by=PYTHON)
def _(lab):
    lab.make.key("dev")
    openssl_run(lab.folder, "req", "-x509", "-new", "-key", "dev.key", "-subj", "/CN=press-01", "-not_before", "20240101000000Z", "-not_after", "20250101000000Z", "-out", "dev.pem")
    lab.serve({"individualEnrollments": [individual("dev-01", lab.text("dev.pem"))]})
    lab.python("device.py")
    lab.chain("dev.pem")
    lab.enrolment("dev-01", "dev.pem")


@scenario("python_expired", "a leaf that expired last year", "certificate_expired", by=PYTHON)
def _(lab):
    lab.make.key("dev")
    openssl_run(lab.folder, "req", "-x509", "-new", "-key", "dev.key", "-subj", "/CN=dev-01", "-not_before", "20240101000000Z", "-not_after", "20250101000000Z", "-out", "dev.pem")
    lab.serve({"individualEnrollments": [individual("dev-01", lab.text("dev.pem"))]})
    lab.python("device.py")
    lab.chain("dev.pem")


@scenario("python_healthy", "a registration and a hub", by=PYTHON)
def _(lab):
    enrolled(lab)
    lab.python("device.py", "--hub")


@scenario("python_healthy_by_key", "a registration by a derived key", by=PYTHON)
def _(lab):
    lab.serve({"enrollmentGroups": [by_key(KEY, enrollmentGroupId="by-key")]})
    lab.python("device.py", "--symmetric-key", derived(KEY, "dev-01"))


# Node SDK

def node(lab, name="dev-01", chain="dev.pem", key="dev.key", **more):
    told = {"host": lab.host, "idScope": SCOPE, "registrationId": name, "chain": str(lab.folder / chain), "key": str(lab.folder / key), **more}
    if "symmetricKey" in more:
        told.pop("chain")
        told.pop("key")
    lab.node("device.mjs", told)


@scenario("node_intermediate_left_out", "a group, and the leaf alone", "intermediate_not_sent", by=NODE)
def _(lab):
    chained(lab)
    node(lab, chain="leaf.pem", key="leaf.key")


@scenario("node_ca_not_verified", "a group whose CA was never verified", "ca_not_verified", by=NODE)
def _(lab):
    chained(lab, verified=False)
    node(lab, chain="chain.pem", key="leaf.key")
    lab.chain("chain.pem")


@scenario("node_ca_not_uploaded", "a CA that was never uploaded", "ca_not_uploaded", by=NODE)
def _(lab):
    chained(lab, upload=False)
    node(lab, chain="chain.pem", key="leaf.key")
    lab.chain("chain.pem")
    lab.uploaded()


@scenario("node_other_leaf", "an enrolment with an older certificate", "enrolled_other_certificate", by=NODE)
def _(lab):
    enrolled(lab)
    lab.make.self_signed("renewed", "dev-01")
    node(lab, chain="renewed.pem", key="renewed.key")


@scenario("node_no_enrolment", "a group by key of another instance", "enrolment_absent", by=NODE)
def _(lab):
    lab.make.three_levels("dev-01")
    root = lab.text("root.pem")
    lab.serve({"certificates": [{"name": "root", "certificate": root, "isVerified": True}]})
    node(lab, chain="chain.pem", key="leaf.key")


@scenario("node_scope_unknown", "an ID scope that no instance has", "id_scope_wrong", by=NODE)
def _(lab):
    enrolled(lab)
    node(lab, idScope="0ne00BADBAD")


@scenario("node_disabled", "an enrolment that is switched off", "enrolment_disabled", by=NODE)
def _(lab):
    enrolled(lab, provisioningStatus="disabled")
    node(lab)


@scenario("node_webhook", "an allocation function that fails", "allocation_webhook_failed", by=NODE)
def _(lab):
    enrolled(lab, allocationPolicy="custom", customAllocationDefinition={"practiceAnswer": {"status": 500}})
    node(lab)


@scenario("node_no_hub", "an instance without a hub", "hub_not_linked", by=NODE)
def _(lab):
    enrolled(lab, "--fault", "failed_401001")
    node(lab)


@scenario("node_hub_unauthorised", "a hub that refuses DPS", "hub_link_stale", by=NODE)
def _(lab):
    enrolled(lab, "--fault", "failed_401002_hub")
    node(lab)


@scenario("node_group_key", "the group's key instead of the device's", "group_key_not_derived", by=NODE)
def _(lab):
    lab.serve({"enrollmentGroups": [by_key(KEY, enrollmentGroupId="by-key")]})
    node(lab, symmetricKey=KEY)
    lab.enrolment(key=True)


@scenario("node_root_missing", "a root that is not the server's", "server_root_not_trusted", by=NODE)
def _(lab):
    enrolled(lab)
    node(lab, roots="dev.pem")


@scenario("node_key_of_another", "the key of another device", "key_of_another_certificate", by=NODE)
def _(lab):
    enrolled(lab)
    lab.make.key("spare")
    node(lab, key="spare.key")


@scenario("node_pem_one_line", "a certificate without line breaks", "pem_damaged", by=NODE)
def _(lab):
    enrolled(lab)
    (lab.folder / "flat.pem").write_text(lab.text("dev.pem").replace("\n", ""))
    node(lab, chain="flat.pem")


@scenario("node_hub_renewed", "a leaf renewed after the registration", "hub_knows_other_certificate", by=NODE)
def _(lab):
    chained(lab)
    lab.make.issued("renewed", "dev-01", "line")
    lab.make.chain("renewed-chain.pem", "renewed", "line")
    node(lab, chain="chain.pem", key="leaf.key", renewed={"chain": str(lab.folder / "renewed-chain.pem"), "key": str(lab.folder / "renewed.key")})


@scenario("node_leaf_and_name", "the leaf alone, with another common name", "common_name_differs", "intermediate_not_sent", by=NODE)
def _(lab):
    chained(lab, name="press-01")
    node(lab, chain="leaf.pem", key="leaf.key")
    lab.chain("leaf.pem")
    lab.keep("device.js", "const idScope = '0ne00C0FFEE';\nconst registrationId = 'dev-01';\n")
    lab.enrolment(group_of="root.pem")


@scenario("node_healthy", "a registration and a hub", by=NODE)
def _(lab):
    enrolled(lab)
    node(lab)


# paho-mqtt

@scenario("paho_version_5", "a script that speaks MQTT 5", "protocol_not_3_1_1", by=PAHO)
def _(lab):
    enrolled(lab)
    lab.python("script.py", "--version", "MQTTv31")
    lab.keep("script.txt", "client = mqtt.Client(client_id=\"dev-01\", protocol=mqtt.MQTTv31)\n")


@scenario("paho_client_id", "a script with a client ID of its own", "client_id_differs", by=PAHO)
def _(lab):
    enrolled(lab)
    lab.python("script.py", "--client-id", "press")
    lab.keep("script.txt", 'client_id = "press"\nusername = "0ne00C0FFEE/registrations/dev-01/api-version=2019-03-31"\n')


@scenario("paho_rid", "?rid= instead of ?$rid=", "request_id_without_dollar", by=PAHO)
def _(lab):
    enrolled(lab)
    lab.python("script.py", "--topic", "$dps/registrations/PUT/iotdps-register/?rid=1")


@scenario("paho_topic", "a topic without the slash before the question mark", "topic_not_served", by=PAHO)
def _(lab):
    enrolled(lab)
    lab.python("script.py", "--topic", "$dps/registrations/PUT/iotdps-register?$rid=1")


@scenario("paho_hash", "a subscription to everything", "filter_not_served", by=PAHO)
def _(lab):
    enrolled(lab)
    lab.python("script.py", "--filter", "#")
    lab.keep("script.txt", 'client.subscribe("#")  # dps: global.azure-devices-provisioning.net\n')


@scenario("paho_never_polls", "a script that waits after 202", "never_polled", by=PAHO)
def _(lab):
    enrolled(lab)
    lab.python("script.py", "--no-poll")


@scenario("paho_blind", "a script that reads operationId from an error", "topic_status_ignored", "enrolled_other_certificate", by=PAHO)
def _(lab):
    enrolled(lab)
    lab.make.self_signed("renewed", "dev-01")
    lab.python("script.py", "--blind", "--cert", "renewed.pem", "--key", "renewed.key")


@scenario("paho_no_certificate", "a script without certificate", "credential_not_sent", by=PAHO)
def _(lab):
    enrolled(lab)
    lab.python("script.py", "--cert", "none")
    lab.keep("script.txt", "client.tls_set(\"roots.pem\")\n")


@scenario("paho_dropped", "a service that hangs up after the registration", "closed_by_service", by=PAHO)
def _(lab):
    enrolled(lab, "--fault", "drop_after_register")
    lab.python("script.py")


@scenario("paho_subscription_refused", "a subscription that is refused", "filter_not_served", by=PAHO)
def _(lab):
    enrolled(lab, "--fault", "suback_failure")
    lab.python("script.py")


@scenario("paho_silent", "a service that does not answer", "session_not_answered", by=PAHO)
def _(lab):
    enrolled(lab, "--fault", "register_withheld")
    lab.python("script.py")


@scenario("paho_throttled", "an instance that is asked too often", "throttled", by=PAHO)
def _(lab):
    enrolled(lab, "--fault", "register_429")
    lab.python("script.py")


@scenario("paho_service_fault", "a service with a fault of its own", "service_fault", by=PAHO)
def _(lab):
    enrolled(lab, "--fault", "register_503")
    lab.python("script.py")


@scenario("paho_operation_unknown", "a poll that the service does not know", "operation_unknown", by=PAHO)
def _(lab):
    enrolled(lab, "--fault", "poll_404")
    lab.python("script.py")


@scenario("paho_illegal_id", "a registration ID that ends in a full stop", "registration_id_illegal", by=PAHO)
def _(lab):
    lab.make.self_signed("dev", "dev.01.")
    lab.serve({})
    lab.python("script.py", "--client-id", "dev.01.", "--username", f"{SCOPE}/registrations/dev.01./api-version=2019-03-31")


@scenario("paho_healthy", "a script that registers", by=PAHO)
def _(lab):
    enrolled(lab)
    lab.python("script.py")


# MQTT.js

def js(lab, **more):
    told = {"url": f"mqtts://{lab.host}:8883", "idScope": SCOPE, "registrationId": "dev-01", "chain": str(lab.folder / "dev.pem"), "key": str(lab.folder / "dev.key"), **more}
    lab.node("once.mjs", told)


@scenario("js_scope_unknown", "an ID scope that no instance has", "id_scope_wrong", by=JS)
def _(lab):
    enrolled(lab)
    js(lab, idScope="0ne00BADBAD")


@scenario("js_root_missing", "a root that is not the server's", "server_root_not_trusted", by=JS)
def _(lab):
    enrolled(lab)
    js(lab, roots="dev.pem")


@scenario("js_name", "a name that the server's certificate does not have", "server_name_differs", by=JS)
def _(lab):
    enrolled(lab, "--fault", "server_name_wrong")
    js(lab)


@scenario("js_refused", "nothing listens where the script connects", "nothing_listens", by=JS)
def _(lab):
    enrolled(lab)
    js(lab, url=f"mqtts://{lab.host}:8999")


@scenario("js_healthy", "a script that registers", by=JS)
def _(lab):
    enrolled(lab)
    js(lab)


# What is looked at before anything is sent: nothing runs, or openssl alone.

@scenario("chain_expired", "a leaf that expired last year", "certificate_expired", by="openssl 3.0")
def _(lab):
    lab.make.key("dev")
    openssl_run(lab.folder, "req", "-x509", "-new", "-key", "dev.key", "-subj", "/CN=dev-01", "-not_before", "20240101000000Z", "-not_after", "20250101000000Z", "-out", "dev.pem")
    lab.chain("dev.pem")


@scenario("chain_is_ca", "the root in the place of the leaf", "wrong_certificate_presented", by="openssl 3.0")
def _(lab):
    lab.make.self_signed("root", "factory root", ca=True)
    lab.chain("root.pem")


@scenario("chain_healthy", "a leaf and its issuers", by="openssl 3.0")
def _(lab):
    lab.make.three_levels("dev-01")
    lab.chain("chain.pem")


@scenario("leaf_healthy", "a leaf for an individual enrolment", by="openssl 3.0")
def _(lab):
    lab.make.self_signed("dev", "dev-01")
    lab.chain("dev.pem")
    lab.enrolment("dev-01", "dev.pem")
