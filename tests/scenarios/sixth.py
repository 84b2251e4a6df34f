"""The sixth round: drawn like the fifth, with pairs of fault and client that neither it nor the fourth had.

Of those with two causes, each cause can be seen in something that is shown: in what was typed, in a file, in a record.
"""

import random

import commands
import fifth
import fourth
from commands import TLS, USER, chained, enrolled, polled, pub, put, sub
from fifth import FAULTS, draw, looked_up, record
from fourth import FORMS, PRIMARY, dated, shown
from lab import KEY, SCOPE, by_key, group, individual
from matrix import CLIENTS
from scenario import registry
from sdks import js, node

SCENARIOS, scenario = registry()
DRAW = random.Random(6)
PYTHON, NODE, PAHO = "azure-iot-device 2.14 for Python", "azure-iot-provisioning-device for Node", "paho-mqtt 1.6"

for fault, client in draw(DRAW, {*fourth.DRAWN, *fifth.DRAWN}):
    had, causes, prepare, _ = FAULTS[fault]
    run, _, by = CLIENTS[client]
    form = DRAW.choice([*FORMS, None])
    # As these were scored, the file of roots was left out, and `register`, which takes the ID from the certificate, was
    # said to have another one.
    if (client, fault) == ("register", "own_ca"):
        form = None
    if (client, fault) == ("register", "the_ca"):
        causes = ["wrong_certificate_presented", "registration_id_illegal"]
    scenario(f"sixth_{client}_{fault}", had, *causes, by=by)(looked_up(prepare, run, (form,) if form else ()))


def two(name, had, *causes, by):
    def keep(run):
        def scene(lab):
            run(lab)
            shown(lab)
        scenario(f"sixth_two_{name}", had, *causes, by=by)(scene)
        return run
    return keep


def company_root(lab):
    lab.make.self_signed("company-root", "company root", ca=True)


@two("slash_and_id", "a slash in front of the user name, and a client ID of its own", "username_malformed", "client_id_differs", by="mosquitto_sub 2.0")
def _(lab):
    enrolled(lab)
    sub(lab, client="line-7", user=f"/{USER}")


@two("qos_and_hash", "a subscription to everything, and QoS 2", "filter_not_served", "message_flags_not_served", by=PAHO)
def _(lab):
    enrolled(lab)
    lab.python("script.py", "--filter", "#", "--qos", "2")


@two("scope_and_disabled", "the scope of another instance, and a disabled enrolment", "id_scope_wrong", "enrolment_disabled", by="curl 7.88")
def _(lab):
    enrolled(lab, provisioningStatus="disabled")
    put(lab, scope="0ne00BADBAD")
    lab.keep("practice.txt", f"{lab.ready}\n")


@two("leaf_alone_other_name", "the leaf alone, with another common name", "common_name_differs", "intermediate_not_sent", by="dps-playground register")
def _(lab):
    chained(lab, name="press-01")
    commands.register(lab, cert="leaf.pem", key="leaf.key", change="--registration-id dev-01")


@two("key_and_disabled", "the key of another device, and a disabled enrolment", "key_of_another_certificate", "enrolment_disabled", by=NODE)
def _(lab):
    enrolled(lab, provisioningStatus="disabled")
    lab.make.key("spare")
    node(lab, key="spare.key")


@two("root_and_leaf", "a company's root, and an older certificate in the enrolment", "server_root_not_trusted", "enrolled_other_certificate", by=PYTHON)
def _(lab):
    enrolled(lab)
    company_root(lab)
    lab.make.self_signed("renewed", PRIMARY)
    lab.python("device.py", "--cert", "renewed.pem", "--key", "renewed.key", "--roots", "company-root.pem")


@two("quotes_and_version", "double quotes, over MQTT 5", "shell_replaces_dollar", "protocol_not_3_1_1", by="mosquitto_sub 2.0 in bash")
def _(lab):
    enrolled(lab)
    sub(lab, what='"$dps/registrations/res/#"', tls=TLS.replace("mqttv311", "mqttv5"))


@two("clock_and_flat", "a clock in 2041, and a certificate without line breaks", "clock_wrong", "pem_damaged", by="curl 7.88")
def _(lab):
    enrolled(lab)
    (lab.folder / "flat.pem").write_text(lab.text("dev.pem").replace("\n", ""))
    lab.before = "faketime '2041-03-01 10:00:00' "
    put(lab, cert="flat.pem")


@two("root_and_hub", "a company's root, and an enrolment for a hub that is not linked", "server_root_not_trusted", "hub_not_selected", by=PYTHON)
def _(lab):
    enrolled(lab, iotHubs=["hub-8.azure-devices.net"])
    company_root(lab)
    lab.python("device.py", "--roots", "company-root.pem")


@two("polls_and_hub", "a script that never asks again, and a hub that is not linked", "never_polled", "hub_not_selected", by=PAHO)
def _(lab):
    enrolled(lab, iotHubs=["hub-8.azure-devices.net"])
    lab.python("script.py", "--no-poll")


@two("alone_and_api", "nobody subscribed, and a user name without api-version", "not_subscribed", "username_malformed", by="mosquitto_pub 2.0")
def _(lab):
    enrolled(lab)
    pub(lab, user=f"{SCOPE}/registrations/dev-01")


def healthy(name, had, by, registers=True):
    def keep(run):
        def scene(lab):
            run(lab)
            assert not registers or record(lab) == "assigned", "the device is ill"
            shown(lab)
        scenario(f"sixth_healthy_{name}", had, by=by)(scene)
        return run
    return keep


def by_a_ca(lab):
    """An individual enrolment of a leaf that a CA signed."""
    lab.make.three_levels(PRIMARY)
    lab.serve({"individualEnrollments": [individual(PRIMARY, lab.text("leaf.pem"))]})


@healthy("issued_python", "a leaf of a CA, enrolled alone", by=PYTHON)
def _(lab):
    by_a_ca(lab)
    lab.python("device.py", "--cert", "leaf.pem", "--key", "leaf.key")


@healthy("issued_curl", "a leaf of a CA with its chain, enrolled alone", by="curl 7.88")
def _(lab):
    by_a_ca(lab)
    operation = put(lab, cert="chain.pem", key="leaf.key").split('"operationId":"')[1].split('"')[0]
    lab.command(f"sleep 1; curl -sS -i 'https://{lab.https}/{SCOPE}/registrations/dev-01/operations/{operation}?api-version=2019-03-31' "
                "--cacert roots.pem --cert chain.pem --key leaf.key", name="poll")


@healthy("own_key", "an enrolment with a key of its own", by=NODE)
def _(lab):
    lab.serve({"individualEnrollments": [by_key(KEY, registrationId=PRIMARY)]})
    node(lab, symmetricKey=KEY)


@healthy("second_try", "the wrong key first, and then the right one", by=PAHO)
def _(lab):
    enrolled(lab)
    lab.make.key("spare")
    lab.python("script.py", "--key", "spare.key")
    first = lab.forms.pop("python.txt")
    lab.python("script.py")
    # In the order in which they were typed.
    lab.forms["python.txt"] = first + lab.forms["python.txt"]


@healthy("last_days", "a leaf that expires in some weeks", by="dps-playground register")
def _(lab):
    dated("20250101000000Z", "20261215000000Z")(lab)
    commands.register(lab)


@healthy("two_groups", "two groups, and a chain of one of them", by=NODE)
def _(lab):
    lab.make.three_levels(PRIMARY)
    lab.make.self_signed("other-root", "other root", ca=True)
    lab.serve({"enrollmentGroups": [group("other", lab.text("other-root.pem")), group("factory-7", lab.text("root.pem"))],
               "certificates": [{"name": "other", "certificate": lab.text("other-root.pem"), "isVerified": True},
                                {"name": "root", "certificate": lab.text("root.pem"), "isVerified": True}]})
    node(lab, chain="chain.pem", key="leaf.key")


@healthy("alone_and_group", "an enrolment of its own beside a group that is switched off", by=PYTHON)
def _(lab):
    lab.make.three_levels(PRIMARY)
    lab.serve({"individualEnrollments": [individual(PRIMARY, lab.text("leaf.pem"))],
               "enrollmentGroups": [{**group("factory-7", lab.text("root.pem")), "provisioningStatus": "disabled"}],
               "certificates": [{"name": "root", "certificate": lab.text("root.pem"), "isVerified": True}]})
    lab.python("device.py", "--cert", "chain.pem", "--key", "leaf.key")


@healthy("js_alone", "a script with MQTT.js", by="MQTT.js")
def _(lab):
    enrolled(lab)
    js(lab)


@healthy("again", "a device that registers a second time", by="curl 7.88")
def _(lab):
    enrolled(lab)
    polled(lab)
    polled(lab)


@healthy("named", "a registration ID that is given and fits", by="dps-playground register")
def _(lab):
    enrolled(lab)
    commands.register(lab, change="--registration-id dev-01")
