"""The second round: scenarios that were written after the first round had been scored, and all of them held."""

import base64
import hashlib
import hmac
import os
import time
import urllib.parse

from commands import FILTER, TLS, USER, chained, enrolled, polled, put, register, sub
from lab import KEY, SCOPE, by_key, derived, individual, openssl_run
from scenario import registry
from sdks import js, node

SCENARIOS, scenario = registry()
CURL, MOSQUITTO, OPENSSL = "curl 7.88", "mosquitto_sub 2.0", "openssl 3.0"
PYTHON, NODE, PAHO, JS = "azure-iot-device 2.14 for Python", "azure-iot-provisioning-device for Node", "paho-mqtt 1.6", "MQTT.js"
OWN = "dps-playground register"


@scenario("second_mosquitto_expired", "a server certificate that has expired, looked at with openssl as well", "server_certificate_expired", by=f"{MOSQUITTO}, {OPENSSL}")
def _(lab):
    enrolled(lab, "--fault", "server_certificate_expired")
    sub(lab)
    lab.command(f"openssl s_client -connect {lab.host}:8883 -CAfile roots.pem </dev/null", name="openssl")
    lab.keep("clock.txt", "$ date -u\nTue Nov 24 08:00:00 UTC 2026\n")


@scenario("second_mosquitto_tls13", "a server that speaks TLS 1.3 only to a client of 1.2", "tls_versions_differ", by=MOSQUITTO)
def _(lab):
    enrolled(lab, "--fault", "tls_version_floor")
    sub(lab, tls=TLS + " --tls-version tlsv1.2")
    lab.command(f"openssl s_client -connect {lab.host}:8883 -CAfile roots.pem -tls1_2 </dev/null", name="openssl")


@scenario("second_mosquitto_pem_flat", "a certificate without line breaks", "pem_damaged", by=f"{MOSQUITTO}, {OPENSSL}")
def _(lab):
    enrolled(lab)
    (lab.folder / "flat.pem").write_text(lab.text("dev.pem").replace("\n", ""))
    sub(lab, tls=TLS.replace("dev.pem", "flat.pem"))
    lab.command("openssl x509 -in flat.pem -noout -subject", name="openssl")


@scenario("second_mosquitto_topic_capitals", "the register topic in lower case", "topic_not_served", "not_subscribed", by="mosquitto_pub 2.0")
def _(lab):
    enrolled(lab)
    lab.command(f"mosquitto_pub -h {lab.host} -p 8883 -i dev-01 -u '{USER}' -t '$dps/registrations/put/iotdps-register/?$rid=1' -m '{{}}' {TLS} -q 1 -d")


@scenario("second_mosquitto_quoted_question", "everything in double quotes, the client ID as well", "shell_replaces_dollar", by=MOSQUITTO)
def _(lab):
    enrolled(lab)
    lab.command(f'mosquitto_sub -h "{lab.host}" -p 8883 -i "dev-01" -u "{USER}" -t "$dps/registrations/res/#" {TLS} -W 3 -v')


@scenario("second_mosquitto_id_case", "a client ID with a capital", "client_id_differs", by=MOSQUITTO)
def _(lab):
    enrolled(lab)
    sub(lab, client="Dev-01")


@scenario("second_mosquitto_sys", "a subscription to $SYS", "filter_not_served", by=MOSQUITTO)
def _(lab):
    enrolled(lab)
    sub(lab, what="'$SYS/#'")


@scenario("second_mosquitto_windows", "the same command for cmd.exe, where double quotes are right", by="written for cmd.exe; the output is mosquitto_sub's")
def _(lab):
    enrolled(lab)
    lab.command(f"mosquitto_sub -h {lab.host} -p 8883 -i dev-01 -u '{USER}' -t {FILTER} {TLS} -W 2 -d")
    text = lab.forms["command.txt"].replace("$ mosquitto_sub", 'C:\\dps> mosquitto_sub.exe').replace("'", '"')
    lab.forms["command.txt"] = text


@scenario("second_curl_scope", "an ID scope that no instance has, over HTTPS", "id_scope_wrong", by=CURL)
def _(lab):
    enrolled(lab)
    put(lab, scope="0ne00BADBAD")


@scenario("second_curl_refused", "a port on which nothing listens", "nothing_listens", by=CURL)
def _(lab):
    enrolled(lab)
    lab.command(f"curl -sS -X PUT 'https://{lab.host}:8999/{SCOPE}/registrations/dev-01/register?api-version=2019-03-31' --cacert roots.pem --cert dev.pem --key dev.key -d '{{}}'")


@scenario("second_curl_unresolved", "a host that does not exist", "name_not_resolved", by=CURL)
def _(lab):
    enrolled(lab)
    lab.command(f"curl -sS -X PUT 'https://gobal.azure-devices-provisioning.invalid/{SCOPE}/registrations/dev-01/register?api-version=2019-03-31' --cert dev.pem --key dev.key -d '{{}}'")


@scenario("second_curl_name", "a name that the server's certificate does not have", "server_name_differs", by=CURL)
def _(lab):
    enrolled(lab, "--fault", "server_name_wrong")
    put(lab)


@scenario("second_curl_key", "the key of another device", "key_of_another_certificate", by=CURL)
def _(lab):
    enrolled(lab)
    lab.make.key("spare")
    put(lab, key="spare.key")


@scenario("second_curl_flat", "a certificate without line breaks", "pem_damaged", by=CURL)
def _(lab):
    enrolled(lab)
    (lab.folder / "flat.pem").write_text(lab.text("dev.pem").replace("\n", ""))
    put(lab, cert="flat.pem")
    lab.keep("flat.pem.txt", lab.text("flat.pem") + "\n")


@scenario("second_curl_no_certificate", "neither certificate nor token", "credential_not_sent", by=CURL)
def _(lab):
    enrolled(lab)
    lab.command(f"curl -sS -i -X PUT 'https://{lab.https}/{SCOPE}/registrations/dev-01/register?api-version=2019-03-31' --cacert roots.pem -H 'Content-Type: application/json' -d '{{\"registrationId\":\"dev-01\"}}'")


@scenario("second_curl_503", "a service that is not available", "service_fault", by=CURL)
def _(lab):
    enrolled(lab, "--fault", "register_503")
    put(lab)


@scenario("second_curl_forbidden", "a rule that keeps the address out", "ip_filter", by=CURL)
def _(lab):
    enrolled(lab, "--fault", "register_403")
    put(lab)


@scenario("second_curl_hub_refuses", "a hub that refuses DPS", "hub_link_stale", by=CURL)
def _(lab):
    enrolled(lab, "--fault", "failed_400209")
    polled(lab)


def token(key, resource, expiry, policy="registration"):
    resource = urllib.parse.quote(resource, safe="")
    signature = base64.b64encode(hmac.new(base64.b64decode(key), f"{resource}\n{expiry}".encode(), hashlib.sha256).digest())
    signature = urllib.parse.quote(signature, safe="")
    return f"SharedAccessSignature sr={resource}&sig={signature}&se={expiry}" + (f"&skn={policy}" if policy else "")


def by_token(lab, text):
    lab.command(f"curl -sS -i -X PUT 'https://{lab.https}/{SCOPE}/registrations/dev-01/register?api-version=2019-03-31' --cacert roots.pem -H 'Content-Type: application/json' -H 'Authorization: {text}' -d '{{\"registrationId\":\"dev-01\"}}'")


@scenario("second_token_expired", "a token of last year", "token_expired", by=CURL)
def _(lab):
    lab.serve({"individualEnrollments": [by_key(KEY, registrationId="dev-01")]})
    by_token(lab, token(KEY, f"{SCOPE}/registrations/dev-01", 1730000000))


@scenario("second_token_for_hub", "a token for a hub", "token_wrong", by=CURL)
def _(lab):
    lab.serve({"individualEnrollments": [by_key(KEY, registrationId="dev-01")]})
    by_token(lab, token(KEY, "hub-7.azure-devices.net/devices/dev-01", int(time.time()) + 3600, None))


@scenario("second_token_healthy", "a token as it should be", by=CURL)
def _(lab):
    lab.serve({"individualEnrollments": [by_key(KEY, registrationId="dev-01")]})
    by_token(lab, token(KEY, f"{SCOPE}/registrations/dev-01", int(time.time()) + 86400 * 30))


@scenario("second_paho_root", "the device's certificate as the server's root", "own_ca_as_server_trust", by=PAHO)
def _(lab):
    enrolled(lab)
    lab.python("script.py", "--roots", "dev.pem")


@scenario("second_paho_version_5", "a script that speaks MQTT 5", "protocol_not_3_1_1", by=PAHO)
def _(lab):
    enrolled(lab)
    lab.python("script.py", "--version", "MQTTv5")
    lab.keep("script.txt", 'client = mqtt.Client(client_id="dev-01", protocol=mqtt.MQTTv5)\n')


@scenario("second_paho_scope", "an ID scope that no instance has", "id_scope_wrong", by=PAHO)
def _(lab):
    enrolled(lab)
    lab.python("script.py", "--username", USER.replace(SCOPE, "0ne00BADBAD"))


@scenario("second_paho_slash", "a slash in front of the user name", "username_malformed", by=PAHO)
def _(lab):
    enrolled(lab)
    lab.python("script.py", "--username", "/" + USER)
    lab.keep("script.txt", f'client.username_pw_set(username="/{USER}", password=None)\n')


@scenario("second_paho_disabled", "an enrolment that is switched off", "enrolment_disabled", by=PAHO)
def _(lab):
    enrolled(lab, provisioningStatus="disabled")
    lab.python("script.py")


@scenario("second_paho_hub_missing", "an instance without a hub", "hub_not_linked", by=PAHO)
def _(lab):
    enrolled(lab, "--fault", "failed_401001")
    lab.python("script.py")


@scenario("second_paho_intermediate", "a group, and the leaf alone", "intermediate_not_sent", by=PAHO)
def _(lab):
    chained(lab)
    lab.python("script.py", "--cert", "leaf.pem", "--key", "leaf.key")
    lab.chain("leaf.pem")


@scenario("second_paho_body", "a body that is no JSON", "body_unreadable", by=PAHO)
def _(lab):
    enrolled(lab)
    lab.python("script.py", "--body", "{registrationId: dev-01}")


@scenario("second_paho_id_and_version", "a client ID of its own and MQTT 3.1", "client_id_differs", "protocol_not_3_1_1", by=PAHO)
def _(lab):
    enrolled(lab)
    lab.python("script.py", "--client-id", "press", "--version", "MQTTv31")
    lab.keep("script.txt", f'client_id = "press"\nusername = "{USER}"\nclient = mqtt.Client(client_id, protocol=mqtt.MQTTv31)\n')


@scenario("second_python_wrong_key", "a key of its own that nobody enrolled", "symmetric_key_wrong", by=PYTHON)
def _(lab):
    lab.serve({"individualEnrollments": [by_key(KEY, registrationId="dev-01")]})
    lab.python("device.py", "--symmetric-key", derived(KEY, "other"))
    lab.keep("enrolment.txt", '$ az iot dps enrollment show\n{"attestation":{"type":"symmetricKey"},"registrationId":"dev-01","provisioningStatus":"enabled"}\n')


@scenario("second_python_chain_healthy", "a group with its intermediates", by=PYTHON)
def _(lab):
    chained(lab)
    lab.python("device.py", "--cert", "chain.pem", "--key", "leaf.key", "--hub")
    lab.chain("chain.pem")


@scenario("second_python_aborted", "a server that goes away in the handshake", "handshake_cut", by=PYTHON)
def _(lab):
    enrolled(lab, "--fault", "handshake_aborted")
    lab.python("probe.py")


@scenario("second_python_clock", "a server certificate from tomorrow on", "clock_wrong", by=PYTHON)
def _(lab):
    enrolled(lab, "--fault", "server_certificate_not_yet_valid")
    lab.python("device.py")


@scenario("second_node_name", "a certificate for another name", "common_name_differs", by=NODE)
def _(lab):
    lab.make.self_signed("dev", "press-01")
    lab.serve({"individualEnrollments": [individual("dev-01", lab.text("dev.pem"))]})
    node(lab)
    lab.chain("dev.pem")
    lab.enrolment("dev-01", "dev.pem")


@scenario("second_node_unresolved", "a host that does not exist", "name_not_resolved", by=NODE)
def _(lab):
    enrolled(lab)
    node(lab, host="gobal.azure-devices-provisioning.invalid")


@scenario("second_node_refused", "nothing listens where the device connects", "nothing_listens", by=NODE)
def _(lab):
    enrolled(lab)
    node(lab, host=f"{lab.host}:8999")


@scenario("second_node_file", "a path that is not there", "file_not_found", by=NODE)
def _(lab):
    enrolled(lab)
    node(lab, chain="certs/device.pem")


@scenario("second_node_chain_healthy", "a group with its intermediates, and a hub", by=NODE)
def _(lab):
    chained(lab)
    node(lab, chain="chain.pem", key="leaf.key")
    lab.chain("chain.pem")


@scenario("second_js_websocket_healthy", "a script over WebSocket", by=JS)
def _(lab):
    enrolled(lab)
    js(lab, url=f"wss://{lab.https}/$iothub/websocket")


@scenario("second_js_key", "the key of another device", "key_of_another_certificate", by=JS)
def _(lab):
    enrolled(lab)
    lab.make.key("spare")
    js(lab, key=str(lab.folder / "spare.key"))


@scenario("second_register_refused", "nothing listens", "nothing_listens", by=OWN)
def _(lab):
    enrolled(lab)
    register(lab, port=8999)


@scenario("second_register_root", "the device's certificate as the server's root", "own_ca_as_server_trust", by=OWN)
def _(lab):
    enrolled(lab)
    register(lab, roots="dev.pem")


@scenario("second_register_scope", "an ID scope that no instance has", "id_scope_wrong", by=OWN)
def _(lab):
    enrolled(lab)
    register(lab, scope="0ne00BADBAD")


@scenario("second_openssl_key_locked", "a key behind a password", "key_container_unread", by=OPENSSL)
def _(lab):
    enrolled(lab)
    openssl_run(lab.folder, "ec", "-in", "dev.key", "-aes256", "-passout", "pass:secret", "-out", "locked.key")
    lab.command("openssl pkey -in locked.key -noout -passin pass:guess")


@scenario("second_openssl_verify_healthy", "a chain that fits", by=OPENSSL)
def _(lab):
    lab.make.three_levels("dev-01")
    lab.command("openssl verify -CAfile root.pem -untrusted line.pem leaf.pem")
    lab.command("openssl x509 -in leaf.pem -noout -subject -dates", name="dates")


@scenario("second_chain_key_of_ca", "the verification of a root in the place of the leaf", "wrong_certificate_presented", "common_name_differs", by=OPENSSL)
def _(lab):
    lab.make.self_signed("root", "root-ca", ca=True)
    lab.chain("root.pem")
    lab.keep("device.py.txt", 'registration_id = "dev-01"\nid_scope = "0ne00C0FFEE"\n')


@scenario("second_leaf_expired_and_alone", "an expired leaf of a group, alone", "certificate_expired", "intermediate_not_sent", by=f"{OPENSSL}, {CURL}")
def _(lab):
    chained(lab)
    (lab.folder / "index.txt").write_text("")
    (lab.folder / "ca.cnf").write_text("[ca]\ndefault_ca=own\n[own]\ndatabase=index.txt\nnew_certs_dir=.\nrand_serial=yes\ndefault_md=sha256\npolicy=any\nx509_extensions=leaf\n[any]\ncommonName=supplied\n[leaf]\nbasicConstraints=critical,CA:FALSE\nextendedKeyUsage=clientAuth\n")
    openssl_run(lab.folder, "ca", "-batch", "-config", "ca.cnf", "-cert", "line.pem", "-keyfile", "line.key", "-in", "leaf.csr", "-startdate", "20240101000000Z", "-enddate", "20250101000000Z", "-notext", "-out", "old.pem")
    put(lab, cert="old.pem", key="leaf.key")
    lab.chain("old.pem")
    assert os.path.exists(lab.folder / "old.pem")
