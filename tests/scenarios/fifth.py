"""The fifth round: drawn like the fourth, with pairs of fault and client that it did not have, and further faults.

Written down before the rules were frozen once more, produced after. Each scenario lacks at most one form of evidence, which
is drawn. That a device is well or ill is held against the service's own record while it is produced.
"""

import json
import random

import commands
import fourth
from commands import TLS, USER, chained, enrolled, polled, pub, put, sub
from fourth import CLOCKED, FORMS, PRIMARY, dated, shown
from lab import KEY, SCOPE, by_key, derived, group, individual, openssl_run
from matrix import CLIENTS, Told, faulty
from scenario import registry
from sdks import js, node

SCENARIOS, scenario = registry()
DRAW = random.Random(5)


def lacking():
    """One of the six forms, or none."""
    form = DRAW.choice([*FORMS, None])
    return (form,) if form else ()


def record(lab):
    """The status of the device's registration, where the service keeps one."""
    lab.ask("registrations", "_record")
    said = lab.forms.pop("_record.txt")
    states = [state["status"] for state in json.loads(said.split("\n", 1)[1])]
    return states[0] if states else None


# Further things that can be wrong.

def key_as_certificate(lab):
    enrolled(lab)
    return Told(cert="dev.key")


def empty(lab):
    enrolled(lab)
    (lab.folder / "empty.pem").write_text("")
    return Told(cert="empty.pem")


def other_hub(lab):
    enrolled(lab, iotHubs=["hub-8.azure-devices.net"])
    return Told()


def line_unverified(lab):
    """Two CAs are uploaded, and the one that matters was never verified."""
    lab.make.three_levels(PRIMARY)
    lab.make.self_signed("other-root", "other root", ca=True)
    lab.serve({"enrollmentGroups": [group("factory-7", lab.text("root.pem"))],
               "certificates": [{"name": "root", "certificate": lab.text("root.pem"), "isVerified": False},
                                {"name": "other", "certificate": lab.text("other-root.pem"), "isVerified": True}]})
    return Told(cert="chain.pem", key="leaf.key")


def other_factory(lab):
    """A chain from another factory, whose CA nobody uploaded."""
    lab.make.three_levels(PRIMARY)
    lab.make.self_signed("other-root", "other root", ca=True)
    lab.serve({"enrollmentGroups": [group("other", lab.text("other-root.pem"))],
               "certificates": [{"name": "other", "certificate": lab.text("other-root.pem"), "isVerified": True}]})
    return Told(cert="chain.pem", key="leaf.key")


def disabled_group(lab):
    lab.make.three_levels(PRIMARY)
    lab.serve({"enrollmentGroups": [{**group("factory-7", lab.text("root.pem")), "provisioningStatus": "disabled"}],
               "certificates": [{"name": "root", "certificate": lab.text("root.pem"), "isVerified": True}]})
    return Told(cert="chain.pem", key="leaf.key")


def broken(lab):
    """Some letters of the base64 are gone."""
    enrolled(lab)
    lines = lab.text("dev.pem").split("\n")
    lines[3] = lines[3][:-7]
    (lab.folder / "cut.pem").write_text("\n".join(lines))
    return Told(cert="cut.pem")


FAULTS = {
    **fourth.FAULTS,
    "key_as_certificate": ("the key in the place of the certificate", ["pem_damaged"], key_as_certificate, "files"),
    "empty": ("an empty file in the place of the certificate", ["pem_damaged"], empty, "files"),
    "broken": ("a certificate of which some letters are gone", ["pem_damaged"], broken, "files"),
    "other_hub": ("an enrolment for a hub that is not linked", ["hub_not_selected"], other_hub, "session"),
    "line_unverified": ("two CAs, and the one that matters was never verified", ["ca_not_verified"], line_unverified, "session"),
    "other_factory": ("a chain whose CA nobody uploaded", ["ca_not_uploaded"], other_factory, "session"),
    "disabled_group": ("a group that is switched off", ["enrolment_disabled"], disabled_group, "session"),
    "root_unknown": ("a server with a root that nobody knows", ["server_root_not_trusted"], faulty("server_root_unknown"), "tls"),
    "hub_refuses": ("a hub that refuses DPS", ["hub_link_stale"], faulty("failed_401002_hub"), "session"),
    "forbidden": ("an instance that refuses the address", ["ip_filter"], faulty("register_403"), "session"),
    "no_operation": ("a poll that the service does not know", ["operation_unknown"], faulty("poll_404"), "paho"),
    "subscription": ("a subscription that is refused", ["filter_not_served"], faulty("suback_failure"), "paho"),
}


def looked_up(prepare, run, left_out):
    def scene(lab):
        told, host, https = prepare(lab), lab.host, lab.https
        run(lab, told)
        lab.host, lab.https = host, https
        if lab.process.poll() is None and not lab.pretends:
            assert record(lab) != "assigned", "the device is well"
        shown(lab, left_out)
    return scene


def draw(random, had):
    pairs = [(fault, client) for fault, (_, _, _, level) in FAULTS.items() for client, (_, levels, _) in CLIENTS.items()
             if (level in levels or (level == "clock" and client in CLOCKED) or level == client) and (fault, client) not in had]
    random.shuffle(pairs)
    chosen = []
    for fault in FAULTS:
        chosen += [pair for pair in pairs if pair[0] == fault][:1]
    return sorted(chosen)


DRAWN = draw(DRAW, set(fourth.DRAWN))
for fault, client in DRAWN:
    had, causes, prepare, _ = FAULTS[fault]
    run, _, by = CLIENTS[client]
    scenario(f"fifth_{client}_{fault}", had, *causes, by=by)(looked_up(prepare, run, lacking()))


# Settings, keys and scripts: one fault, one client.

def one(name, had, *causes, by):
    def keep(run):
        left_out = lacking()

        def scene(lab):
            run(lab)
            shown(lab, left_out)
        scenario(f"fifth_{name}", had, *causes, by=by)(scene)
        return run
    return keep


@one("python_group_key", "the group's key instead of the device's", "group_key_not_derived", by="azure-iot-device 2.14 for Python")
def _(lab):
    lab.serve({"enrollmentGroups": [by_key(KEY, enrollmentGroupId="by-key")]})
    lab.python("device.py", "--symmetric-key", KEY)


@one("paho_qos", "a script that publishes with QoS 2", "message_flags_not_served", by="paho-mqtt 1.6")
def _(lab):
    enrolled(lab)
    lab.python("script.py", "--qos", "2")


@one("paho_no_api_version", "a user name without api-version", "username_malformed", by="paho-mqtt 1.6")
def _(lab):
    enrolled(lab)
    lab.python("script.py", "--username", f"{SCOPE}/registrations/dev-01")


@one("mosquitto_certificate_alone", "a certificate and no key", "credential_not_sent", by="mosquitto_sub 2.0")
def _(lab):
    enrolled(lab)
    sub(lab, tls="--cafile roots.pem --cert dev.pem -V mqttv311")


@one("curl_locked", "a key behind a password", "key_container_unread", by="curl 7.88")
def _(lab):
    enrolled(lab)
    openssl_run(lab.folder, "ec", "-in", "dev.key", "-aes256", "-passout", "pass:secret", "-out", "locked.key")
    put(lab, key="locked.key", change="--pass guess")


@one("mosquitto_pub_hub", "a registration sent to a topic of a hub", "topic_not_served", by="mosquitto_pub 2.0")
def _(lab):
    enrolled(lab)
    pub(lab, topic="'devices/dev-01/messages/events/'")


# Two at once.

def two(name, had, *causes, by):
    def keep(run):
        def scene(lab):
            run(lab)
            shown(lab)
        scenario(f"fifth_two_{name}", had, *causes, by=by)(scene)
        return run
    return keep


@two("id_and_leaf", "a client ID of its own, and an enrolment with an older certificate", "client_id_differs", "enrolled_other_certificate", by="mosquitto_sub 2.0")
def _(lab):
    enrolled(lab)
    lab.make.self_signed("renewed", PRIMARY)
    sub(lab, client="line-7", tls=TLS.replace("dev.", "renewed."))


@two("name_and_trust", "another common name, and the device's root where the server's belongs", "own_ca_as_server_trust", "common_name_differs", by="azure-iot-device 2.14 for Python")
def _(lab):
    lab.make.self_signed("dev", "press-01")
    lab.serve({"individualEnrollments": [individual(PRIMARY, lab.text("dev.pem"))]})
    lab.python("device.py", "--roots", "dev.pem")


@two("disabled_no_hub", "a disabled enrolment, and no hub", "enrolment_disabled", "hub_not_linked", by="azure-iot-provisioning-device for Node")
def _(lab):
    enrolled(lab, provisioningStatus="disabled")
    lab.order("DELETE", f"linkedHubs/{lab.host}")
    node(lab)


@two("clock_and_key", "a clock in 2019, and the key of another device", "clock_wrong", "key_of_another_certificate", by="openssl s_client 3.0")
def _(lab):
    enrolled(lab)
    lab.make.key("spare")
    lab.before = "faketime '2019-03-01 10:00:00' "
    lab.command(f"openssl s_client -connect {lab.host}:8883 -CAfile roots.pem -cert dev.pem -key spare.key </dev/null")


@two("expired_and_leaf", "an expired leaf, and an enrolment with another one", "enrolled_other_certificate", "certificate_expired", by="dps-playground register")
def _(lab):
    dated("20230101000000Z", "20241101000000Z")(lab)
    lab.stop()
    lab.make.self_signed("renewed", PRIMARY)
    lab.serve({"individualEnrollments": [individual(PRIMARY, lab.text("renewed.pem"))]})
    commands.register(lab)


@two("scope_and_version", "the scope of another instance, over MQTT 5", "id_scope_wrong", "protocol_not_3_1_1", by="mosquitto_sub 2.0")
def _(lab):
    enrolled(lab)
    sub(lab, user=USER.replace(SCOPE, "0ne00BADBAD"), tls=TLS.replace("mqttv311", "mqttv5"))
    # As it was scored, nothing told of the right scope. The service says it when it starts.
    lab.keep("practice.txt", f"{lab.ready}\n")


@two("quotes_and_name", "double quotes, and a certificate for another name", "shell_replaces_dollar", "common_name_differs", by="mosquitto_pub 2.0 in bash")
def _(lab):
    lab.make.self_signed("dev", "press-01")
    lab.serve({"individualEnrollments": [individual(PRIMARY, lab.text("dev.pem"))]})
    pub(lab, topic='"$dps/registrations/PUT/iotdps-register/?$rid=1"')


@two("body_and_leaf", "a body of another device, and an older certificate in the enrolment", "body_unreadable", "enrolled_other_certificate", by="curl 7.88")
def _(lab):
    enrolled(lab)
    lab.make.self_signed("renewed", PRIMARY)
    put(lab, cert="renewed.pem", key="renewed.key", body='{"registrationId":"dev-99"}')


@two("unverified_and_name", "a CA that was never verified, and another common name", "ca_not_verified", "common_name_differs", by="paho-mqtt 1.6")
def _(lab):
    chained(lab, verified=False, name="press-01")
    lab.python("script.py", "--cert", "chain.pem", "--key", "leaf.key")


@two("file_and_trust", "a path that is not there, and a company's root", "file_not_found", "server_root_not_trusted", by="mosquitto_sub 2.0")
def _(lab):
    enrolled(lab)
    lab.make.self_signed("company-root", "company root", ca=True)
    sub(lab, tls="--cafile company-root.pem --cert certs/device.pem --key dev.key -V mqttv311")


@two("hash_and_topic", "a subscription to everything, and ?rid= without its dollar sign", "filter_not_served", "request_id_without_dollar", by="paho-mqtt 1.6")
def _(lab):
    enrolled(lab)
    lab.python("script.py", "--filter", "#", "--topic", "$dps/registrations/PUT/iotdps-register/?rid=1")


# Healthy ones. What registers is held against the service's record.

def healthy(name, had, by, registers=True):
    def keep(run):
        def scene(lab):
            run(lab)
            assert not registers or record(lab) == "assigned", "the device is ill"
            shown(lab)
        scenario(f"fifth_healthy_{name}", had, by=by)(scene)
        return run
    return keep


@healthy("register", "a registration with our own client", by="dps-playground register")
def _(lab):
    enrolled(lab)
    commands.register(lab)


@healthy("curl", "a registration over HTTPS", by="curl 7.88")
def _(lab):
    enrolled(lab)
    polled(lab)


@healthy("group_node", "a group, a whole chain and Node", by="azure-iot-provisioning-device for Node")
def _(lab):
    chained(lab)
    node(lab, chain="chain.pem", key="leaf.key")


@healthy("group_paho", "a group, a whole chain and a script", by="paho-mqtt 1.6")
def _(lab):
    chained(lab)
    lab.python("script.py", "--cert", "chain.pem", "--key", "leaf.key")


@healthy("chain_with_root", "a chain with its root", by="azure-iot-device 2.14 for Python")
def _(lab):
    chained(lab)
    lab.make.chain("whole.pem", "leaf", "line", "root")
    lab.python("device.py", "--cert", "whole.pem", "--key", "leaf.key")


@healthy("other_ca_unverified", "a CA of another factory that is not verified yet", by="azure-iot-device 2.14 for Python")
def _(lab):
    lab.make.three_levels(PRIMARY)
    lab.make.self_signed("other-root", "other root", ca=True)
    lab.serve({"enrollmentGroups": [group("factory-7", lab.text("root.pem"))],
               "certificates": [{"name": "root", "certificate": lab.text("root.pem"), "isVerified": True},
                                {"name": "other", "certificate": lab.text("other-root.pem"), "isVerified": False}]})
    lab.python("device.py", "--cert", "chain.pem", "--key", "leaf.key")


@healthy("other_group_disabled", "a group of another factory that is switched off", by="dps-playground register")
def _(lab):
    lab.make.three_levels(PRIMARY)
    lab.make.self_signed("other-root", "other root", ca=True)
    lab.serve({"enrollmentGroups": [{**group("other", lab.text("other-root.pem")), "provisioningStatus": "disabled"},
                                    group("factory-7", lab.text("root.pem"))],
               "certificates": [{"name": "root", "certificate": lab.text("root.pem"), "isVerified": True},
                                {"name": "other", "certificate": lab.text("other-root.pem"), "isVerified": True}]})
    commands.register(lab, cert="chain.pem", key="leaf.key")


@healthy("js", "a script with MQTT.js and a group", by="MQTT.js")
def _(lab):
    chained(lab)
    js(lab, chain=str(lab.folder / "chain.pem"), key=str(lab.folder / "leaf.key"))


@healthy("python_key", "a registration by a derived key", by="azure-iot-device 2.14 for Python")
def _(lab):
    lab.serve({"enrollmentGroups": [by_key(KEY, enrollmentGroupId="by-key")]})
    lab.python("device.py", "--symmetric-key", derived(KEY, "dev-01"))


@healthy("second_try", "an operation that was unknown, and a second try", by="curl 7.88")
def _(lab):
    enrolled(lab)
    lab.command(f"curl -sS -i 'https://{lab.https}/{SCOPE}/registrations/dev-01/operations/4.0123456789abcdef.11111111-2222-3333-4444-555555555555?api-version=2019-03-31' --cacert roots.pem --cert dev.pem --key dev.key")
    first = lab.forms.pop("command.txt")
    polled(lab)
    # In the order in which they were typed.
    lab.forms["command.txt"] = first + lab.forms["command.txt"]


@healthy("sub_only", "mosquitto_sub with a chain", by="mosquitto_sub 2.0", registers=False)
def _(lab):
    chained(lab)
    sub(lab, tls="--cafile roots.pem --cert chain.pem --key leaf.key -V mqttv311")


@healthy("handshake", "a handshake that succeeds", by="openssl s_client 3.0", registers=False)
def _(lab):
    chained(lab)
    lab.command(f"openssl s_client -connect {lab.host}:8883 -verify_ip {lab.host} -CAfile roots.pem -cert chain.pem -key leaf.key </dev/null")
