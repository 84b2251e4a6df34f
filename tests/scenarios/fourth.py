"""The fourth round: what users do wrong, drawn with every client and several forms of evidence each. One piece: a case a scenario.

Written down before the rules were frozen, produced after. What can be wrong is taken from the field notes F1 to F17 and the
ranked failure modes, not from the rules; which pairs of fault and client are produced, and which forms of evidence each
of them carries, is drawn by a seed. Those with two causes and the healthy ones are written by hand.
"""

import json
import random

import commands
from commands import TLS, USER, chained, enrolled, pub, put, sub
from lab import KEY, SCOPE, by_key, derived, group, individual, openssl_run
from matrix import CLIENTS, Told, faulty
from scenario import registry
from sdks import node

SCENARIOS, scenario = registry()
DRAW = random.Random(4)
PRIMARY = "dev-01"


# What a person looks up. Each draws which of it; one of six is left out on average.

def shown(lab, left_out=()):
    if "files" not in left_out:
        lab.files("cert", "key")
    if "trust" not in left_out:
        lab.files("trust")
    if "clock" not in left_out:
        lab.files("clock")
    if lab.process.poll() is not None or lab.pretends:
        return
    if "entries" not in left_out:
        for path in ("enrollments", "enrollmentGroups", "certificates"):
            lab.ask(path)
    if "state" not in left_out:
        lab.ask("registrations", "state")
        lab.ask("linkedHubs", "state")
    if "handshake" not in left_out:
        cert, key, trust = (lab.used.get(role) for role in ("cert", "key", "trust"))
        trust = f" -CAfile {trust}" if trust and not trust.startswith("/") else ""
        lab.look(f"openssl s_client -connect {lab.host}:8883 -verify_ip {lab.host}{trust} </dev/null", "handshake")


FORMS = ("files", "trust", "clock", "entries", "state", "handshake")


def drawn():
    return tuple(form for form in FORMS if DRAW.random() < 1 / 6)


# What can be wrong.

def ca_chain(lab, **more):
    chained(lab, **more)
    return Told(cert="chain.pem", key="leaf.key")


def leaf_alone(lab):
    chained(lab)
    return Told(cert="leaf.pem", key="leaf.key")


def other_leaf(lab):
    enrolled(lab)
    lab.make.self_signed("renewed", PRIMARY)
    return Told(cert="renewed.pem", key="renewed.key")


def root_enrolled(lab):
    """Somebody uploaded the root where the leaf belongs."""
    lab.make.three_levels(PRIMARY)
    lab.serve({"individualEnrollments": [individual(PRIMARY, lab.text("root.pem"))]})
    return Told(cert="chain.pem", key="leaf.key")


def other_name(lab):
    lab.make.self_signed("dev", "press-01")
    lab.serve({"individualEnrollments": [individual(PRIMARY, lab.text("dev.pem"))]})
    return Told()


def other_group(lab):
    lab.make.three_levels(PRIMARY)
    lab.make.issued("line8", "factory line 8", "root", ca=True)
    lab.serve({"enrollmentGroups": [group("line-8", lab.text("line8.pem"))],
               "certificates": [{"name": "root", "certificate": lab.text("root.pem"), "isVerified": True}]})
    return Told(cert="chain.pem", key="leaf.key")


def dated(since, until):
    def prepare(lab):
        lab.make.key("dev")
        openssl_run(lab.folder, "req", "-x509", "-new", "-key", "dev.key", "-subj", f"/CN={PRIMARY}",
                    "-not_before", since, "-not_after", until, "-out", "dev.pem")
        lab.serve({"individualEnrollments": [individual(PRIMARY, lab.text("dev.pem"))]})
        return Told()
    return prepare


def nobody(lab):
    lab.make.self_signed("dev", PRIMARY)
    lab.make.self_signed("other", "dev-02")
    lab.serve({"individualEnrollments": [individual("dev-02", lab.text("other.pem"))]})
    return Told()


def for_a_key(lab):
    lab.make.self_signed("dev", PRIMARY)
    lab.serve({"individualEnrollments": [by_key(KEY, registrationId=PRIMARY)]})
    return Told()


def the_ca(lab):
    chained(lab)
    return Told(cert="line.pem", key="line.key")


def disabled(lab):
    enrolled(lab, provisioningStatus="disabled")
    return Told()


def no_hub(lab):
    enrolled(lab)
    lab.order("DELETE", f"linkedHubs/{lab.host}")
    return Told()


def webhook(lab):
    enrolled(lab, allocationPolicy="custom", customAllocationDefinition={"practiceAnswer": {"status": 404}})
    return Told()


def other_key(lab):
    enrolled(lab)
    lab.make.key("spare")
    return Told(key="spare.key")


def flat(lab):
    enrolled(lab)
    (lab.folder / "flat.pem").write_text(lab.text("dev.pem").replace("\n", ""))
    return Told(cert="flat.pem")


def headless(lab):
    """Copied without its first line."""
    enrolled(lab)
    (lab.folder / "copied.pem").write_text(lab.text("dev.pem").split("\n", 1)[1])
    return Told(cert="copied.pem")


def own_ca(lab):
    """The device's own root where the server's belongs."""
    chained(lab)
    return Told(cert="chain.pem", key="leaf.key", roots="root.pem")


def other_root(lab):
    enrolled(lab)
    lab.make.self_signed("company-root", "company root", ca=True)
    return Told(roots="company-root.pem")


def gone(lab):
    enrolled(lab)
    lab.stop()
    return Told()


def clock(when):
    def prepare(lab):
        enrolled(lab)
        lab.before = f"faketime '{when}' "
        return Told()
    return prepare


FAULTS = {
    "leaf_alone": ("a group, and the leaf alone", ["intermediate_not_sent"], leaf_alone, "session"),
    "unverified": ("a group whose CA was never verified", ["ca_not_verified"], lambda lab: ca_chain(lab, verified=False), "session"),
    "not_uploaded": ("a CA that was never uploaded", ["ca_not_uploaded"], lambda lab: ca_chain(lab, upload=False), "session"),
    "other_leaf": ("an enrolment with an older certificate", ["enrolled_other_certificate"], other_leaf, "session"),
    "root_enrolled": ("the root uploaded in the place of the leaf", ["enrolled_other_certificate"], root_enrolled, "session"),
    "other_name": ("a certificate for another name", ["common_name_differs"], other_name, "session"),
    "other_group": ("a group made for another CA", ["group_ca_not_in_chain"], other_group, "session"),
    "expired": ("a leaf that expired two years ago", ["certificate_expired"], dated("20230101000000Z", "20241101000000Z"), "session"),
    "early": ("a leaf that becomes valid next year", ["certificate_not_yet_valid"], dated("20271201000000Z", "20291201000000Z"), "session"),
    "nobody": ("enrolments for other devices only", ["enrolment_absent"], nobody, "session"),
    "for_a_key": ("an enrolment for a symmetric key", ["enrolment_of_other_kind"], for_a_key, "session"),
    "the_ca": ("the line's CA presented as the device", ["wrong_certificate_presented", "common_name_differs"], the_ca, "session"),
    "disabled": ("an enrolment that is switched off", ["enrolment_disabled"], disabled, "session"),
    "no_hub": ("an instance from which the hub was unlinked", ["hub_not_linked"], no_hub, "session"),
    "webhook": ("an allocation function that is not there", ["allocation_webhook_failed"], webhook, "session"),
    "stale_link": ("a hub whose key was renewed", ["hub_link_stale"], faulty("failed_401002_stale_link"), "session"),
    "scope": ("an ID scope that no instance has", ["id_scope_wrong"], faulty(scope="0ne00BADBAD"), "mqtt"),
    "throttled": ("an instance that is asked too often", ["throttled"], faulty("register_429"), "impatient"),
    "trouble": ("a service with trouble of its own", ["service_fault"], faulty("register_500"), "impatient"),
    "twice": ("two registrations at once", ["registered_twice"], faulty("register_409"), "session"),
    "silent": ("a service that does not answer", ["session_not_answered"], faulty("register_withheld"), "paho"),
    "dropped": ("a service that hangs up after the registration", ["closed_by_service"], faulty("drop_after_register"), "mqtt_quick"),
    "unavailable": ("CONNACK 4", ["username_malformed"], faulty("connack_4"), "mqtt"),
    "other_key": ("the key of another device", ["key_of_another_certificate"], other_key, "files"),
    "flat": ("a certificate without line breaks", ["pem_damaged"], flat, "files"),
    "headless": ("a certificate copied without its first line", ["pem_damaged"], headless, "files"),
    "file": ("a path that is not there", ["file_not_found"], faulty(cert="certs/device.pem"), "files"),
    "own_ca": ("the device's own root where the server's belongs", ["own_ca_as_server_trust"], own_ca, "tls"),
    "other_root": ("the root of a company where the server's belongs", ["server_root_not_trusted"], other_root, "tls"),
    "name": ("a name that the server's certificate does not have", ["server_name_differs"], faulty("server_name_wrong"), "tls"),
    "server_expired": ("a server certificate that has expired", ["server_certificate_expired"], faulty("server_certificate_expired"), "tls"),
    "clock_back": ("a device whose clock stands in 2019", ["clock_wrong"], clock("2019-03-01 10:00:00"), "clock"),
    "clock_ahead": ("a device whose clock stands in 2041", ["clock_wrong"], clock("2041-03-01 10:00:00"), "clock"),
    "aborted": ("a server that goes away in the handshake", ["handshake_cut"], faulty("handshake_aborted"), "tls"),
    "refused": ("nothing listens", ["nothing_listens"], gone, "tls"),
    "unresolved": ("a host that does not exist", ["name_not_resolved"], faulty(host="globl.azure-devices-provisioning.invalid"), "tls"),
}

# The clients whose clock can be another one without their knowing.
CLOCKED = {"mosquitto", "curl", "openssl"}


def looked_up(prepare, run, left_out):
    def scene(lab):
        # What is looked up concerns the host of the service, whatever host the client was told.
        told, host, https = prepare(lab), lab.host, lab.https
        run(lab, told)
        lab.host, lab.https = host, https
        shown(lab, left_out)
    return scene


def draw():
    pairs = []
    for fault, (_, _, _, level) in FAULTS.items():
        for client, (_, levels, _) in CLIENTS.items():
            fits = level in levels or (level == "clock" and client in CLOCKED) or level == client
            if fits:
                pairs.append((fault, client))
    DRAW.shuffle(pairs)
    times, chosen = {}, []
    for fault, client in pairs:
        # Every fault once, and then eleven of them a second time.
        if times.get(fault, 0) < 1:
            times[fault] = 1
            chosen.append((fault, client))
    for fault, client in pairs:
        if (fault, client) not in chosen and times[fault] < 2 and len(chosen) < len(FAULTS) + 11:
            times[fault] = 2
            chosen.append((fault, client))
    return sorted(chosen)


DRAWN = draw()
for fault, client in DRAWN:
    had, causes, prepare, _ = FAULTS[fault]
    run, _, by = CLIENTS[client]
    scenario(f"fourth_{client}_{fault}", had, *causes, by=by)(looked_up(prepare, run, drawn()))


# Two at once.

def two(name, had, *causes, by):
    def keep(run):
        left_out = drawn()

        def scene(lab):
            run(lab)
            shown(lab, left_out)
        scenario(f"fourth_two_{name}", had, *causes, by=by)(scene)
        return run
    return keep


@two("id_and_scope", "a client ID of its own and the scope of another instance", "client_id_differs", "id_scope_wrong", by="mosquitto_sub 2.0")
def _(lab):
    enrolled(lab)
    sub(lab, client="line-7", user=USER.replace(SCOPE, "0ne00BADBAD"))


@two("hash_and_version", "a subscription to everything, over MQTT 5", "filter_not_served", "protocol_not_3_1_1", by="mosquitto_sub 2.0")
def _(lab):
    enrolled(lab)
    sub(lab, what="'#'", tls=TLS.replace("mqttv311", "mqttv5"))


@two("quotes_and_key", "double quotes, and the key of another device", "shell_replaces_dollar", "key_of_another_certificate", by="mosquitto_pub 2.0 in bash")
def _(lab):
    enrolled(lab)
    lab.make.key("spare")
    pub(lab, topic='"$dps/registrations/PUT/iotdps-register/?$rid=1"', tls=TLS.replace("dev.key", "spare.key"))


@two("retained_alone", "a retained request, and nobody subscribed", "not_subscribed", "message_flags_not_served", by="mosquitto_pub 2.0")
def _(lab):
    enrolled(lab)
    pub(lab, change="-r")


@two("leaf_alone_unverified", "the leaf alone, under a CA that was never verified", "intermediate_not_sent", "ca_not_verified", by="dps-playground register")
def _(lab):
    chained(lab, verified=False)
    commands.register(lab, cert="leaf.pem", key="leaf.key")


@two("disabled_other_leaf", "a disabled enrolment that holds an older certificate", "enrolled_other_certificate", "enrolment_disabled", by="azure-iot-device 2.14 for Python")
def _(lab):
    enrolled(lab, provisioningStatus="disabled")
    lab.make.self_signed("renewed", PRIMARY)
    lab.python("device.py", "--cert", "renewed.pem", "--key", "renewed.key")


@two("expired_other_name", "an expired leaf for another name", "common_name_differs", "certificate_expired", by="curl 7.88")
def _(lab):
    lab.make.key("dev")
    openssl_run(lab.folder, "req", "-x509", "-new", "-key", "dev.key", "-subj", "/CN=press-01", "-not_before", "20240101000000Z",
                "-not_after", "20250101000000Z", "-out", "dev.pem")
    lab.serve({"individualEnrollments": [individual(PRIMARY, lab.text("dev.pem"))]})
    put(lab)


@two("no_hub_and_polls", "no hub, and a script that never asks again", "never_polled", "hub_not_linked", by="paho-mqtt 1.6")
def _(lab):
    enrolled(lab)
    lab.order("DELETE", f"linkedHubs/{lab.host}")
    lab.python("script.py", "--no-poll")
    # As it was scored, the draw had left out what alone tells of the second cause.
    lab.ask("linkedHubs", "hubs")


@two("root_and_key", "a company's root, and the key of another device", "server_root_not_trusted", "key_of_another_certificate", by="curl 7.88")
def _(lab):
    enrolled(lab)
    lab.make.key("spare")
    lab.make.self_signed("company-root", "company root", ca=True)
    lab.command(f"curl -sS -i -X PUT 'https://{lab.https}/{SCOPE}/registrations/dev-01/register?api-version=2019-03-31' "
                "-H 'Content-Type: application/json' --cacert company-root.pem --cert dev.pem --key spare.key -d '{}'")


@two("rid_and_blind", "?rid= without its dollar sign, and a client ID of its own", "request_id_without_dollar", "client_id_differs", by="paho-mqtt 1.6")
def _(lab):
    enrolled(lab)
    lab.python("script.py", "--client-id", "line-7", "--topic", "$dps/registrations/PUT/iotdps-register/?rid=1")


@two("other_group_other_name", "a group for another CA, and another common name", "common_name_differs", "group_ca_not_in_chain", by="azure-iot-provisioning-device for Node")
def _(lab):
    lab.make.three_levels("press-01")
    lab.make.issued("line8", "factory line 8", "root", ca=True)
    lab.serve({"enrollmentGroups": [group("line-8", lab.text("line8.pem"))],
               "certificates": [{"name": "root", "certificate": lab.text("root.pem"), "isVerified": True}]})
    node(lab, chain="chain.pem", key="leaf.key")


@two("expired_clock", "a device whose clock stands in 2019, with an expired leaf", "clock_wrong", "certificate_expired", by="mosquitto_sub 2.0")
def _(lab):
    dated("20180101000000Z", "20250101000000Z")(lab)
    lab.before = "faketime '2019-03-01 10:00:00' "
    sub(lab)


# Healthy ones, with all that a person would look up.

def healthy(name, had, by):
    def keep(run):
        def scene(lab):
            run(lab)
            shown(lab)
        scenario(f"fourth_healthy_{name}", had, by=by)(scene)
        return run
    return keep


def by_client(client):
    run, _, by = CLIENTS[client]

    @healthy(client, "all as it should be", by)
    def _(lab):
        enrolled(lab)
        run(lab, Told())


for client in ("python", "node", "paho", "js", "mosquitto", "openssl"):
    by_client(client)


@healthy("group", "a group, and a whole chain", by="azure-iot-device 2.14 for Python")
def _(lab):
    chained(lab)
    lab.python("device.py", "--cert", "chain.pem", "--key", "leaf.key", "--hub")


@healthy("group_of_line", "a group for the intermediate, and the leaf alone", by="dps-playground register")
def _(lab):
    lab.make.three_levels(PRIMARY)
    # As it was scored, the CA was not uploaded, and the service refused.
    lab.serve({"enrollmentGroups": [group("line-7", lab.text("line.pem"))],
               "certificates": [{"name": "line", "certificate": lab.text("line.pem"), "isVerified": True}]})
    commands.register(lab, cert="leaf.pem", key="leaf.key")


@healthy("second_certificate", "an enrolment with two certificates, and the second in use", by="paho-mqtt 1.6")
def _(lab):
    lab.make.self_signed("dev", PRIMARY)
    lab.make.self_signed("older", PRIMARY)
    entry = individual(PRIMARY, lab.text("older.pem"))
    entry["attestation"]["x509"]["clientCertificates"]["secondary"] = {"certificate": lab.text("dev.pem")}
    lab.serve({"individualEnrollments": [entry]})
    lab.python("script.py")


@healthy("among_others", "enrolments of others beside the device's own", by="azure-iot-provisioning-device for Node")
def _(lab):
    lab.make.self_signed("dev", PRIMARY)
    lab.make.self_signed("other", "dev-02")
    lab.serve({"individualEnrollments": [individual("dev-02", lab.text("other.pem"), provisioningStatus="disabled"), individual(PRIMARY, lab.text("dev.pem"))]})
    node(lab)


@healthy("upper_case", "a common name in upper case, which is the same to the service", by="paho-mqtt 1.6")
def _(lab):
    lab.make.self_signed("dev", "DEV-01")
    lab.serve({"individualEnrollments": [individual(PRIMARY, lab.text("dev.pem"))]})
    lab.python("script.py")


@healthy("by_key", "a registration by a derived key", by="azure-iot-provisioning-device for Node")
def _(lab):
    lab.serve({"enrollmentGroups": [by_key(KEY, enrollmentGroupId="by-key")]})
    node(lab, symmetricKey=derived(KEY, "dev-01"))


@healthy("both_roots", "a file with two roots, one of them the server's", by="curl 7.88")
def _(lab):
    enrolled(lab)
    lab.make.self_signed("company-root", "company root", ca=True)
    (lab.folder / "both-roots.pem").write_text(lab.text("company-root.pem") + lab.text("roots.pem"))
    operation = json.loads(lab.command(
        f"curl -sS -X PUT 'https://{lab.https}/{SCOPE}/registrations/dev-01/register?api-version=2019-03-31' -H 'Content-Type: application/json' "
        "--cacert both-roots.pem --cert dev.pem --key dev.key -d '{\"registrationId\":\"dev-01\"}'"))["operationId"]
    lab.command(f"sleep 1; curl -sS -i 'https://{lab.https}/{SCOPE}/registrations/dev-01/operations/{operation}?api-version=2019-03-31' "
                "--cacert both-roots.pem --cert dev.pem --key dev.key", name="poll")
