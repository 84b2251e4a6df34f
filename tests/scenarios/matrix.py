"""The third round: every fault with every client that can meet it, as far as no earlier round had that pair.

Nobody chooses what is held: a third, by the hash of the name.
"""

import commands
import sdks
import second
from commands import FILTER, TLS, USER, chained, enrolled, polled, put, register, sub
from lab import SCOPE, group, individual, openssl_run
from scenario import registry
from sdks import js, node

SCENARIOS, scenario = registry()
CLOCK = "$ date -u\nTue Nov 24 08:00:00 UTC 2026\n"


class Told:
    """What a client is told: files and names in the folder."""

    def __init__(self, **more):
        self.cert, self.key, self.roots, self.scope, self.host, self.client_id = "dev.pem", "dev.key", "roots.pem", SCOPE, None, "dev-01"
        self.__dict__.update(more)


# What can be wrong: prepares the lab, and says what the client is told.

def leaf_alone(lab):
    chained(lab)
    lab.chain("leaf.pem")
    return Told(cert="leaf.pem", key="leaf.key")


def ca_unverified(lab):
    chained(lab, verified=False)
    lab.chain("chain.pem")
    lab.uploaded("root.pem", verified=False)
    return Told(cert="chain.pem", key="leaf.key")


def ca_absent(lab):
    chained(lab, upload=False)
    lab.chain("chain.pem")
    lab.uploaded()
    return Told(cert="chain.pem", key="leaf.key")


def other_leaf(lab):
    enrolled(lab)
    lab.make.self_signed("renewed", "dev-01")
    lab.chain("renewed.pem")
    lab.enrolment("dev-01", "dev.pem")
    return Told(cert="renewed.pem", key="renewed.key")


def other_name(lab):
    lab.make.self_signed("dev", "press-01")
    lab.serve({"individualEnrollments": [individual("dev-01", lab.text("dev.pem"))]})
    lab.chain("dev.pem")
    lab.enrolment("dev-01", "dev.pem")
    return Told()


def other_group(lab):
    lab.make.three_levels("dev-01")
    lab.make.issued("line8", "factory line 8", "root", ca=True)
    root = lab.text("root.pem")
    lab.serve({"enrollmentGroups": [group("line-8", lab.text("line8.pem"))], "certificates": [{"name": "root", "certificate": root, "isVerified": True}]})
    lab.chain("chain.pem")
    lab.enrolment(group_of="line8.pem")
    return Told(cert="chain.pem", key="leaf.key")


def expired(lab):
    lab.make.key("dev")
    openssl_run(lab.folder, "req", "-x509", "-new", "-key", "dev.key", "-subj", "/CN=dev-01", "-not_before", "20240101000000Z", "-not_after", "20250101000000Z", "-out", "dev.pem")
    lab.serve({"individualEnrollments": [individual("dev-01", lab.text("dev.pem"))]})
    lab.chain("dev.pem")
    return Told()


def faulty(*options, clock=False, **told):
    def prepare(lab):
        enrolled(lab, *(word for option in options for word in ("--fault", option)))
        if clock:
            lab.keep("clock.txt", CLOCK)
        return Told(**told)
    return prepare


def disabled(lab):
    enrolled(lab, provisioningStatus="disabled")
    return Told()


def flat(lab):
    enrolled(lab)
    (lab.folder / "flat.pem").write_text(lab.text("dev.pem").replace("\n", ""))
    return Told(cert="flat.pem")


def other_key(lab):
    enrolled(lab)
    lab.make.key("spare")
    return Told(key="spare.key")


def silent(lab):
    enrolled(lab)
    lab.stop()
    return Told()


def no_hub(lab):
    enrolled(lab)
    lab.order("DELETE", f"linkedHubs/{lab.host}")
    lab.ask("linkedHubs")
    return Told()


FAULTS = {
    "leaf_alone": ("a group, and the leaf alone", ["intermediate_not_sent"], leaf_alone, "session"),
    "ca_unverified": ("a group whose CA was never verified", ["ca_not_verified"], ca_unverified, "session"),
    "ca_absent": ("a CA that was never uploaded", ["ca_not_uploaded"], ca_absent, "session"),
    "other_leaf": ("an enrolment with an older certificate", ["enrolled_other_certificate"], other_leaf, "session"),
    "other_name": ("a certificate for another name", ["common_name_differs"], other_name, "session"),
    "other_group": ("a group made for another CA", ["group_ca_not_in_chain"], other_group, "session"),
    "expired": ("a leaf that expired last year", ["certificate_expired"], expired, "session"),
    "scope": ("an ID scope that no instance has", ["id_scope_wrong"], faulty(scope="0ne00BADBAD"), "mqtt"),
    "disabled": ("an enrolment that is switched off", ["enrolment_disabled"], disabled, "session"),
    "no_hub": ("an instance without a hub", ["hub_not_linked"], no_hub, "session"),
    "webhook": ("an allocation function that fails", ["allocation_webhook_failed"], faulty("failed_400207"), "session"),
    "stale_link": ("a hub whose key was renewed", ["hub_link_stale"], faulty("failed_401002_stale_link"), "session"),
    "hub_refuses": ("a hub that refuses DPS", ["hub_link_stale"], faulty("failed_401002_hub"), "session"),
    "illegal_id": ("a registration ID that the service refuses", ["registration_id_illegal"], faulty("register_400"), "session"),
    "twice": ("two registrations at once", ["registered_twice"], faulty("register_409"), "session"),
    "throttled": ("an instance that is asked too often", ["throttled"], faulty("register_429"), "impatient"),
    "trouble": ("a service with trouble of its own", ["service_fault"], faulty("register_500"), "impatient"),
    "dropped": ("a service that hangs up after the registration", ["closed_by_service"], faulty("drop_after_register"), "mqtt_quick"),
    "connack_4": ("a user name or password that the service takes for malformed", ["username_malformed"], faulty("connack_4"), "mqtt"),
    "other_key": ("the key of another device", ["key_of_another_certificate"], other_key, "files"),
    "flat": ("a certificate without line breaks", ["pem_damaged"], flat, "files"),
    "file": ("a path that is not there", ["file_not_found"], faulty(cert="certs/device.pem"), "files"),
    "root": ("a root that is not the server's", ["server_root_not_trusted"], faulty(roots="dev.pem"), "tls"),
    "name": ("a name that the server's certificate does not have", ["server_name_differs"], faulty("server_name_wrong"), "tls"),
    "server_expired": ("a server certificate that has expired", ["server_certificate_expired"], faulty("server_certificate_expired", clock=True), "tls"),
    "server_early": ("a server certificate from tomorrow on", ["clock_wrong"], faulty("server_certificate_not_yet_valid"), "tls"),
    "aborted": ("a server that goes away in the handshake", ["handshake_cut"], faulty("handshake_aborted"), "tls"),
    "refused": ("nothing listens", ["nothing_listens"], silent, "tls"),
    "unresolved": ("a host that does not exist", ["name_not_resolved"], faulty(host="gobal.azure-devices-provisioning.invalid"), "tls"),
    "healthy": ("all as it should be", [], faulty(), "session"),
}


# Who meets it.

def python(lab, told):
    more = ["--host", told.host] if told.host else []
    lab.python("device.py", "--cert", told.cert, "--key", told.key, "--roots", told.roots, "--id-scope", told.scope, *more)


def probe(lab, told):
    lab.python("probe.py")


def by_node(lab, told):
    more = {"host": told.host} if told.host else {}
    node(lab, chain=told.cert, key=told.key, idScope=told.scope, roots=told.roots, **more)


def paho(lab, told):
    if told.host:
        lab.host, kept = told.host, lab.host
    lab.python("script.py", "--cert", told.cert, "--key", told.key, "--roots", told.roots, "--username", USER.replace(SCOPE, told.scope))
    if told.host:
        lab.host = kept


def by_js(lab, told):
    host = told.host or lab.host
    js(lab, url=f"mqtts://{host}:8883", idScope=told.scope, chain=str(lab.folder / told.cert), key=str(lab.folder / told.key), roots=told.roots)


def by_curl(lab, told):
    if told.host:
        lab.https = f"{told.host}:443"
    if "failed_" in " ".join(lab.process.args) or "records.txt" in lab.forms:
        return polled(lab)
    lab.command(f"curl -sS -i -X PUT 'https://{lab.https}/{told.scope}/registrations/dev-01/register?api-version=2019-03-31' "
                f"-H 'Content-Type: application/json' --cacert {told.roots} --cert {told.cert} --key {told.key} -d '{{\"registrationId\":\"dev-01\"}}'")


def mosquitto(lab, told):
    host = told.host or lab.host
    tls = f"--cafile {told.roots} --cert {told.cert} --key {told.key} -V mqttv311"
    lab.command(f"mosquitto_sub -h {host} -p 8883 -i dev-01 -u '{USER.replace(SCOPE, told.scope)}' -t {FILTER} {tls} -W 2 -d")


def s_client(lab, told):
    host = told.host or lab.host
    lab.command(f"openssl s_client -connect {host}:8883 -verify_hostname {host} -CAfile {told.roots} -cert {told.cert} -key {told.key} </dev/null")


def own(lab, told):
    if told.host:
        lab.host = told.host
    register(lab, cert=told.cert, key=told.key, scope=told.scope, roots=told.roots)


CLIENTS = {
    "python": (python, {"session", "mqtt", "files", "tls"}, "azure-iot-device 2.14 for Python"),
    "node": (by_node, {"session", "mqtt", "files", "tls", "mqtt_quick"}, "azure-iot-provisioning-device for Node"),
    "paho": (paho, {"session", "mqtt", "impatient", "files", "tls", "mqtt_quick"}, "paho-mqtt 1.6"),
    "js": (by_js, {"mqtt", "files", "tls"}, "MQTT.js"),
    "curl": (by_curl, {"session", "impatient", "files", "tls"}, "curl 7.88"),
    "mosquitto": (mosquitto, {"mqtt", "files", "tls"}, "mosquitto_sub 2.0"),
    "openssl": (s_client, {"files", "tls"}, "openssl s_client 3.0"),
    "register": (own, {"session", "mqtt", "tls", "mqtt_quick"}, "dps-playground register"),
}

# Pairs of client and true cause that an earlier round had.
SEEN = {(one.by, tuple(one.causes)) for round in (commands, sdks, second) for one in round.SCENARIOS.values()}
# The labels of these were made more particular later.
SEEN |= {(by, ("server_root_not_trusted",)) for by in ("dps-playground register", "azure-iot-device 2.14 for Python", "paho-mqtt 1.6")}


def both(prepare, run):
    return lambda lab: run(lab, prepare(lab))


for client, (run, levels, by) in CLIENTS.items():
    for fault, (had, causes, prepare, level) in FAULTS.items():
        if level in levels and (by, tuple(causes)) not in SEEN:
            scenario(f"every_{client}_{fault}", had, *causes, by=by)(both(prepare, run))
