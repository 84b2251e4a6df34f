"""The eighth round: what people come with once more, by hands that had read neither the rules nor each other's scenarios. One piece: a case a scenario.

As in the seventh, `why` says what an expert would name the cause by, from what is shown alone, and what cannot be run here
is modelled on the thread that is named. New are clients (a script with urllib, `make`, MQTTnet, Java's key store, the Edge of
today) and faults (a server's leaf as its root, a host with a scheme, a proof signed in PowerShell, an instance behind a private endpoint that is asked from outside).
"""

import sys

from commands import FILTER, TLS, USER, chained, enrolled, put, register, sub
from fifth import FAULTS, PRIMARY, broken
from fourth import dated
from lab import KEY, ROOT, SCOPE, by_key, derived, group, individual, openssl_run
from matrix import CLIENTS, Told
from scenario import registry
from sdks import JS, NODE, PAHO, PYTHON, js, node
from second import by_token, token
from seventh import AZ_BY, CURL, GLOBAL, NEW, OPENSSL, OWN, SUB, UNAUTHORISED, az, az_with, cases, hub_pub, issue

SCENARIOS, scenario = registry()
case = cases("eighth", scenario)
URLLIB, MAKE = "urllib of Python 3", "mosquitto_sub 2.0 in make"


# One fault, one client: pairs that no earlier round had.

def quoted(lab):
    """As it stands in C source: quotation marks around each line, and the letters of a line break at its end."""
    enrolled(lab)
    lines = lab.text("dev.pem").strip().split("\n")
    (lab.folder / "quoted.pem").write_text("".join(f'"{line}\\n"\n' for line in lines))
    return Told(cert="quoted.pem")


def locked(lab):
    enrolled(lab)
    openssl_run(lab.folder, "pkcs8", "-topk8", "-in", "dev.key", "-passout", "pass:secret", "-out", "locked.key")
    return Told(key="locked.key")


ALSO = {
    "quoted": ("a certificate with the quotation marks of C source", ["pem_damaged"], quoted),
    "locked": ("a key in an encrypted PKCS#8", ["key_container_unread"], locked),
    "broken": ("a certificate of which some letters are gone", ["pem_damaged"], broken),
}

DRAWN = [
    # Rank 1
    ("js", "other_factory", "401002 says that no CA was found; the chain ends at a root that is not in the list, which holds another", ()),
    ("js", "other_group", "the answer says that the signing certificate is none of the chain; the group's is that of line 8", ("clock",)),
    ("python", "made_again", "the certificate below has not the signature of the one sent above it, though names fit", ("clock",)),
    # Rank 2
    # Rank 11, 38
    ("node", "quoted", "the file has quotation marks and the letters of line breaks around its lines", ("clock",)),
    ("register", "broken", "the lines of the base64 are not of one length: letters are gone", ()),
    ("register", "locked", "the key has the header of an encrypted one", ()),
    ("register", "other_key", "the public halves of key and certificate, which are both shown, differ", ("handshake",)),
    # Rank 13, 14
    ("js", "webhook", "the answer says that the custom allocation failed and with which status", ()),
    ("python", "other_hub", "the enrolment names a hub that is not among the linked ones", ("clock",)),
    # Rank 29
    ("js", "disabled", "the answer and the entry both say disabled", ("handshake",)),
]

for client, fault, why, lacks in DRAWN:
    had, causes, prepare = (ALSO.get(fault) or NEW.get(fault) or FAULTS[fault])[:3]
    run, _, by = CLIENTS[client]

    def produced(run, prepare):
        def scene(lab):
            told = prepare(lab)
            run(lab, told)
        return scene
    case(f"{client}_{fault}", had, *causes, why=why, by=by, lacks=lacks)(produced(run, prepare))


@case("node_forbidden", "a rule that lets another network in alone", "ip_filter", by=NODE, why="403, the one rule of the instance accepts another network than the device's, whose address is shown")
def _(lab):
    enrolled(lab, "--fault", "register_403")
    node(lab)
    lab.keep("rules.txt", "$ az iot dps show --name dps-7 --query properties.ipFilterRules\n"
             '[\n  {\n    "action": "Accept",\n    "filterName": "office",\n    "ipMask": "203.0.113.0/24",\n    "target": "deviceApi"\n  }\n]\n'
             "$ curl -s https://ifconfig.me; echo\n198.51.100.23\n")


@case("openssl_root_new", "a device that knows the old root alone, looked at with openssl", "server_root_not_trusted", by=OPENSSL, lacks=("handshake",),
      why="the server's certificate is issued by a root that is not in the file given, both are shown")
def _(lab):
    enrolled(lab, "--fault", "server_root_new")
    lab.command(f"openssl s_client -connect {lab.host}:8883 -verify_ip {lab.host} -CAfile roots.pem -cert dev.pem -key dev.key </dev/null")


@case("js_illegal_id", "a registration ID that ends in an underscore", "registration_id_illegal", by=JS, why="400004, and the ID ends in a character that must not stand last")
def _(lab):
    lab.make.self_signed("dev", "dev-01_")
    lab.serve({})
    js(lab, registrationId="dev-01_")


@case("paho_pinned", "the certificate of the server itself in the place of its root", "server_root_not_trusted", by=PAHO,
      why="the file of roots holds the server's own certificate, which no root is, and its issuer is not found")
def _(lab):
    enrolled(lab)
    lab.look(f"openssl s_client -connect {lab.host}:8883 -showcerts </dev/null 2>/dev/null | openssl x509 >pinned.pem; openssl x509 -in pinned.pem -noout -subject -issuer -ext basicConstraints",
             "pinned")
    lab.python("script.py", "--roots", "pinned.pem")


@case("paho_username_hub", "a user name as hubs want it", "username_malformed", by=PAHO, why="the user name is host/device/?api-version, as for a hub; DPS wants scope/registrations/ID/api-version")
def _(lab):
    enrolled(lab)
    lab.python("script.py", "--username", f"{GLOBAL}/dev-01/?api-version=2021-04-12")


@case("paho_filter_typo", "a filter in which a letter is missing", "filter_not_served", by=PAHO, why="$dps/registration/res/# is subscribed, without the s of registrations")
def _(lab):
    enrolled(lab)
    lab.python("script.py", "--filter", "$dps/registration/res/#")


@case("mosquitto_host", "a host with the scheme of a URL in front", "host_unclean", by=SUB, lacks=("handshake",), why="mqtts:// stands in the host that does not resolve")
def _(lab):
    enrolled(lab)
    lab.command(f"mosquitto_sub -h mqtts://{GLOBAL} -p 8883 -i dev-01 -u '{USER}' -t {FILTER} {TLS} -d")


@case("makefile", "a recipe of make", "shell_replaces_dollar", by=MAKE, why="$d is a variable to make: the filter that is sent has lost it, as the client's own words show")
def _(lab):
    enrolled(lab)
    (lab.folder / "Makefile").write_text(f"HOST = {lab.host}\n\nlisten:\n\tmosquitto_sub -h $(HOST) -p 8883 -i dev-01 -u '{USER}' -t '$dps/registrations/res/#' {TLS} -W 3 -d\n")
    lab.look("cat Makefile", "script")
    lab.command("make listen")
    lab.used |= {"cert": "dev.pem", "key": "dev.key", "trust": "roots.pem"}


@case("curl_slow", "an operation that stays assigning", "assignment_slow", by=CURL, registers=False, lacks=("state",),
      why="each question is answered, each after the time that was asked for, and each answer says assigning")
def _(lab):
    enrolled(lab, "--assigning-answers", "30")
    operation = put(lab).split('"operationId":"')[1].split('"')[0]
    lab.command("for n in 1 2 3 4; do sleep 3; date -u +%T; "
                f"curl -sS -i 'https://{lab.https}/{SCOPE}/registrations/dev-01/operations/{operation}?api-version=2019-03-31' "
                "--cacert roots.pem --cert dev.pem --key dev.key; echo; done; echo 'gave up'", name="poll")


# A script with urllib, shown and run.

def fetch(lab, cert="dev.pem", key="dev.key", roots="roots.pem"):
    (lab.folder / "register.py").write_text(f'''import json, ssl, time, urllib.error, urllib.request

BASE = "https://{lab.https}/{SCOPE}/registrations/dev-01"
context = ssl.create_default_context(cafile="{roots}")
context.load_cert_chain("{cert}", "{key}")


def call(method, path, body=None):
    request = urllib.request.Request(f"{{BASE}}/{{path}}?api-version=2019-03-31", data=body, method=method,
                                     headers={{"Content-Type": "application/json"}})
    with urllib.request.urlopen(request, context=context) as answer:
        return answer.status, json.load(answer)


try:
    status, answer = call("PUT", "register", b'{{"registrationId":"dev-01"}}')
    while answer["status"] == "assigning":
        print(status, answer)
        time.sleep(2)
        status, answer = call("GET", f"operations/{{answer['operationId']}}")
    print(status, answer)
except urllib.error.HTTPError as error:
    print(error, error.read().decode())
''')
    lab.look("cat register.py", "script")
    lab.used |= {"cert": cert, "key": key, "trust": roots}
    lab.command("python3 register.py")


@case("urllib_own_ca", "the root of the device as the server's, in a script", "own_ca_as_server_trust", by=URLLIB, why="cafile is root.pem, the root of the chain the device sends; the server's is not trusted")
def _(lab):
    chained(lab)
    fetch(lab, "chain.pem", "leaf.key", "root.pem")


@case("urllib_other_leaf", "a certificate made again after it was enrolled, in a script", "enrolled_other_certificate", by=URLLIB, lacks=("handshake",),
      why="Invalid certificate, the name fits, and the enrolment holds another certificate than the file")
def _(lab):
    enrolled(lab)
    lab.make.self_signed("renewed", PRIMARY)
    fetch(lab, "renewed.pem", "renewed.key")


@case("urllib_leaf_alone", "the leaf alone, in a script", "intermediate_not_sent", by=URLLIB,
      why="no CA found, the file has one certificate, whose issuer is the line; verified is the root above it")
def _(lab):
    chained(lab)
    fetch(lab, "leaf.pem", "leaf.key")


@case("urllib_clock", "a clock that stands in 2019, in a script", "clock_wrong", by=URLLIB, why="not yet valid, and date says 2019")
def _(lab):
    enrolled(lab)
    lab.before = "faketime '2019-03-01 10:00:00' "
    fetch(lab)


@case("urllib_healthy", "a script that registers", by=URLLIB, why="202, then assigned")
def _(lab):
    chained(lab)
    fetch(lab, "chain.pem", "leaf.key")


# Scripts with MQTT.js.

def js_script(lab, connected, message, cert="dev.pem", key="dev.key"):
    (lab.folder / "device.cjs").write_text(f'''const fs = require('fs');
const mqtt = require('mqtt');

const client = mqtt.connect('mqtts://{lab.host}:8883', {{
  protocolVersion: 4, clientId: 'dev-01', username: '{USER}', reconnectPeriod: 0,
  cert: fs.readFileSync('{cert}'), key: fs.readFileSync('{key}'),
}});
client.on('connect', () => {{
  console.log('connected');
{connected}
}});
client.on('message', (topic, payload) => {{
  console.log(topic, payload.toString());
{message}
}});
client.on('error', (error) => console.log('error', error.message));
client.on('close', () => console.log('closed'));
setTimeout(() => {{ console.log('ten seconds are over'); process.exit(0); }}, 10000);
''')
    lab.look("cat device.cjs", "script")
    lab.before = f"export NODE_PATH={ROOT}/tests/sdk/node/node_modules; "
    lab.command("NODE_EXTRA_CA_CERTS=roots.pem node device.cjs")
    lab.before = ""
    lab.used |= {"cert": cert, "key": key, "trust": "roots.pem"}


@case("js_late", "a script that asks first and subscribes afterwards", "not_subscribed", by=JS, registers=True, why="the request is published two seconds before the subscription, and nothing arrives")
def _(lab):
    enrolled(lab)
    js_script(lab, "  client.publish('$dps/registrations/PUT/iotdps-register/?$rid=1', '{}', { qos: 1 }, () => console.log('published'));\n"
                   "  setTimeout(() => client.subscribe('$dps/registrations/res/#', { qos: 1 }, () => console.log('subscribed')), 2000);", "")


BLIND = ("  client.subscribe('$dps/registrations/res/#', { qos: 1 }, () => {\n"
         "    client.publish('$dps/registrations/PUT/iotdps-register/?$rid=1', '{}', { qos: 1 });\n  });",
         "  const { operationId, status } = JSON.parse(payload);\n  if (status === 'assigned') return client.end();\n"
         "  setTimeout(() => client.publish(`$dps/registrations/GET/iotdps-get-operationstatus/?$rid=2&operationId=${operationId}`, '', { qos: 1 }), 3000);")


@case("two_blind_and_leaf", "a script that looks at no status, and an older certificate in the enrolment", "enrolled_other_certificate", "topic_status_ignored", by=JS,
      why="401 Invalid certificate, the enrolment holds another one; the script takes operationId out of every answer and asks for the operation `undefined`")
def _(lab):
    enrolled(lab)
    lab.make.self_signed("renewed", PRIMARY)
    js_script(lab, *BLIND, cert="renewed.pem", key="renewed.key")


# Keys and tokens over MQTT.

def by_sas(lab, key, name, expiry):
    (lab.folder / "sas.py").write_text(f'''import base64, hashlib, hmac, ssl, time
from urllib.parse import quote
import paho.mqtt.client as mqtt

{name} = "{key}"
resource = quote("{SCOPE}/registrations/dev-01", safe="")
expiry = {expiry}
signature = base64.b64encode(hmac.new(base64.b64decode({name}), f"{{resource}}\\n{{expiry}}".encode(), hashlib.sha256).digest())
password = f"SharedAccessSignature sr={{resource}}&sig={{quote(signature, safe='')}}&se={{expiry}}&skn=registration"

client = mqtt.Client(client_id="dev-01", protocol=mqtt.MQTTv311)
client.username_pw_set("{USER}", password)
client.tls_set("roots.pem", tls_version=ssl.PROTOCOL_TLSv1_2)
client.on_connect = lambda c, u, f, rc: (print("CONNACK", rc, mqtt.connack_string(rc)), c.subscribe("$dps/registrations/res/#", 1))
client.on_subscribe = lambda c, u, mid, qos: c.publish("$dps/registrations/PUT/iotdps-register/?$rid=1", "{{}}", qos=1)
client.on_message = lambda c, u, m: print(m.topic, m.payload.decode())
client.on_disconnect = lambda c, u, rc: print("disconnected", rc)
print(time.strftime("%Y-%m-%d %H:%M:%S"), "token expires", time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(expiry)))
client.connect("{lab.host}", 8883)
client.loop_start()
time.sleep(5)
''')
    lab.look("cat sas.py", "script")
    lab.command(f"{sys.executable} sas.py")
    lab.used["trust"] = "roots.pem"


@case("paho_group_key", "a script that signs with the key of the group", "group_key_not_derived", by=PAHO,
      why="the group asks for a symmetric key, and the script signs with GROUP_KEY itself; 401")
def _(lab):
    lab.serve({"enrollmentGroups": [by_key(KEY, enrollmentGroupId="by-key")]})
    by_sas(lab, KEY, "GROUP_KEY", "int(time.time()) + 3600")


@case("paho_token_expired", "a token with an end that was written into the script", "token_expired", by=PAHO,
      why="se is a moment of 2025, the clock says 2026")
def _(lab):
    lab.serve({"individualEnrollments": [by_key(KEY, registrationId=PRIMARY)]})
    by_sas(lab, KEY, "DEVICE_KEY", "1760000000  # one year")


@case("az_symmetric_key", "the key of another device, with az", "symmetric_key_wrong", by=AZ_BY,
      why="an individual enrolment by symmetric key for this very ID, enabled; 401 with the key that was given")
def _(lab):
    lab.serve({"individualEnrollments": [by_key(KEY, registrationId=PRIMARY)]})
    other = derived(KEY, "dev-99")
    by_token(lab, token(other, f"{SCOPE}/registrations/{PRIMARY}", 1900000000))
    assert '"errorCode":401' in lab.forms.pop("command.txt")
    az(lab, f"--symmetric-key {other}", UNAUTHORISED)


# az with certificates.

@case("az_unverified", "a CA that was never verified, with az", "ca_not_verified", by=AZ_BY, why="401, the chain is whole, and its root is listed with isVerified false")
def _(lab):
    chained(lab, verified=False)
    az_with(lab, "chain.pem", "leaf.key")


@case("az_other_name", "a certificate of another name, with az", "common_name_differs", by=AZ_BY, lacks=("clock",),
      why="401, the enrolled certificate is the one in the file, and its common name is press-01")
def _(lab):
    lab.make.self_signed("dev", "press-01")
    lab.serve({"individualEnrollments": [individual(PRIMARY, lab.text("dev.pem"))]})
    az_with(lab)


@case("az_expired", "a certificate that ended two years ago, with az", "certificate_expired", by=AZ_BY, why="401, name and enrolment fit, the certificate ended in 2024")
def _(lab):
    dated("20230101000000Z", "20241101000000Z")(lab)
    az_with(lab)


# After the assignment: the hub.

@case("python_hub_device_id", "a program that asks the hub with the registration ID", "hub_device_id_differs", by=PYTHON, registers=True,
      why="assigned as press-7, and the program gives the hub dev-01, which it does not know")
def _(lab):
    enrolled(lab, deviceId="press-7")
    text = (ROOT / "tests" / "scenarios" / "device.py").read_text()
    (lab.folder / "device_hub.py").write_text(text.replace("device_id=state.device_id", "device_id=told.registration_id"))
    lab.look("grep -n -A4 'hub = ' device_hub.py", "script")
    lab.before = f"export LAB_HOST={lab.host}; "
    lab.command(f"{sys.executable} device_hub.py --hub 2>&1")
    lab.before = ""
    lab.used |= {"cert": "dev.pem", "key": "dev.key", "trust": "roots.pem"}


@case("hub_disabled", "a device that was disabled in the hub", "device_gone_from_hub", by="dps-playground register, mosquitto_pub 2.0", registers=True,
      why="assigned, refused by the hub, and the hub's own entry says disabled, with the thumbprint of the file")
def _(lab):
    enrolled(lab, "--fault", "hub_connack_5")
    register(lab)
    hub_pub(lab, PRIMARY)
    print_ = lab.info(lab.text("dev.pem"))["sha256Thumbprint"]
    lab.keep("registry.txt", "$ az iot hub device-identity show --hub-name hub-7 --device-id dev-01\n"
             f'{{\n  "authentication": {{\n    "type": "selfSigned",\n    "x509Thumbprint": {{ "primaryThumbprint": "{print_}", "secondaryThumbprint": null }}\n  }},\n'
             '  "connectionState": "Disconnected",\n  "deviceId": "dev-01",\n  "status": "disabled",\n  "statusReason": "returned to the shop"\n}\n')


# The Edge of today, after threads; files, enrolments and lists are really made.

def edge(lab, cert, said, key="leaf.key"):
    lab.keep("config.txt", f'$ sudo cat /etc/aziot/config.toml\n[provisioning]\nsource = "dps"\nglobal_endpoint = "https://{GLOBAL}"\nid_scope = "{SCOPE}"\n\n'
             f'[provisioning.attestation]\nmethod = "x509"\nregistration_id = "dev-01"\nidentity_cert = "file:///home/user/dps/{cert}"\nidentity_pk = "file:///home/user/dps/{key}"\n')
    lab.keep("journal.txt", "$ sudo iotedge system logs\naziot-identityd[900]: [INFO] - Starting service...\naziot-identityd[900]: [INFO] - Version - 1.5.4\n"
             "aziot-identityd[900]: [INFO] - Provisioning starting. Reason: Startup\n" + "".join(f"aziot-identityd[900]: {line}\n" for line in said))


REFUSED = "[ERR!] - Failed to provision with IoT Hub, and no valid device backup was found: DPS client error"


@case("edge_leaf_alone", "an Edge device with the leaf alone", "intermediate_not_sent", thread=issue("MicrosoftDocs/azure-docs", 45653),
      why="no CA found, the identity certificate is one, issued by the line, and the verified CA is the root above it")
def _(lab):
    lab.make.three_levels(PRIMARY)
    edge(lab, "leaf.pem", [REFUSED, "[ERR!] - caused by: CA certificate not found."])
    lab.look("cat leaf.pem", "files")
    lab.enrolment(group_of="root.pem")
    lab.uploaded("root.pem")


@case("edge_the_ca", "the CA of an Edge device as its identity", "wrong_certificate_presented", "common_name_differs", thread=issue("Azure/iotedge", 3260),
      why="the identity certificate has CA:TRUE and is named edge ca; the registration ID is dev-01")
def _(lab):
    lab.make.self_signed("root", "factory root", ca=True)
    lab.make.issued("edge-ca", "edge ca dev-01", "root", ca=True)
    edge(lab, "edge-ca.pem", [REFUSED, "[ERR!] - caused by: Invalid certificate."], key="edge-ca.key")
    lab.look("openssl x509 -in edge-ca.pem -noout -subject -issuer -dates -ext basicConstraints", "files")
    lab.look("cat edge-ca.pem", "files")
    lab.enrolment(group_of="root.pem")
    lab.uploaded("root.pem")


@case("edge_dns", "an Edge device without a name server", "name_not_resolved", thread=issue("Azure/azure-iot-sdk-c", 1446),
      why="temporary failure in name resolution, and nslookup reaches no server")
def _(lab):
    lab.make.three_levels(PRIMARY)
    edge(lab, "chain.pem", [REFUSED, "[ERR!] - caused by: error trying to connect: dns error: failed to lookup address information: Temporary failure in name resolution"])
    lab.keep("network.txt", f"$ cat /etc/resolv.conf\nnameserver 192.168.7.1\n$ nslookup {GLOBAL}\n;; connection timed out; no servers could be reached\n")


@case("edge_inspected", "a firewall that opens TLS, in front of an Edge device", "proxy_intercepts", thread=issue("MicrosoftDocs/azure-docs", 67265),
      why="the certificate shown for Microsoft's host is issued by a firewall")
def _(lab):
    lab.make.three_levels(PRIMARY)
    edge(lab, "chain.pem", [REFUSED, "[ERR!] - caused by: error trying to connect: error:0A000086:SSL routines:tls_post_process_server_certificate:certificate verify failed:../ssl/statem/statem_clnt.c:1889: (self-signed certificate in certificate chain)"])
    lab.keep("openssl.txt", f"$ openssl s_client -connect {GLOBAL}:443 -servername {GLOBAL} </dev/null 2>/dev/null | sed -n '/chain/,/---/p'\nCertificate chain\n"
             " 0 s:CN = *.azure-devices-provisioning.net\n   i:C = US, ST = California, L = Sunnyvale, O = Fortinet, OU = Certificate Authority, CN = FG100FTK19000000, emailAddress = support@fortinet.com\n"
             " 1 s:C = US, ST = California, L = Sunnyvale, O = Fortinet, OU = Certificate Authority, CN = FG100FTK19000000, emailAddress = support@fortinet.com\n"
             "   i:C = US, ST = California, L = Sunnyvale, O = Fortinet, OU = Certificate Authority, CN = FG100FTK19000000, emailAddress = support@fortinet.com\n---\n")


# C, C#, Java, Node and microcontrollers, after threads.

@case("java_old_store", "a key store with the old root of Azure", "server_root_not_trusted", thread="https://github.com/scargo-io/scargo/issues/281",
      why="PKIX path building failed, and the store the program is given has Baltimore alone, which Azure has left")
def _(lab):
    lab.keep("log.txt", "$ java -Djavax.net.ssl.trustStore=azure.jks -jar provision.jar\n"
             "com.microsoft.azure.sdk.iot.provisioning.device.internal.exceptions.ProvisioningDeviceConnectionException: Exception opening connection\n"
             "Caused by: org.eclipse.paho.client.mqttv3.MqttException: MqttException\n"
             "Caused by: javax.net.ssl.SSLHandshakeException: PKIX path building failed: sun.security.provider.certpath.SunCertPathBuilderException: unable to find valid certification path to requested target\n"
             "\tat java.base/sun.security.ssl.Alert.createSSLException(Alert.java:131)\n")
    lab.keep("store.txt", "$ keytool -list -keystore azure.jks -storepass changeit\nKeystore type: PKCS12\nKeystore provider: SUN\n\nYour keystore contains 1 entry\n\n"
             "baltimorecybertrustroot, May 12, 2021, trustedCertEntry,\nCertificate fingerprint (SHA-256): 16:AF:57:A9:F6:76:B0:AB:12:60:95:AA:5E:BA:DE:F2:2A:B3:11:19:D6:44:AC:95:CD:4B:93:DB:F3:F2:6A:EB\n")


@case("c_other_name", "a C program whose registration ID is not the certificate's name", "common_name_differs", thread=issue("MicrosoftDocs/azure-docs", 52813),
      why="401 Invalid certificate; the ID in the source is dev-01, the subject printed is CN = sensor-17, and the enrolment holds that certificate")
def _(lab):
    lab.make.key("device")
    openssl_run(lab.folder, "req", "-x509", "-new", "-key", "device.key", "-subj", "/CN=sensor-17", "-not_before", "20261101000000Z", "-not_after", "20271101000000Z", "-out", "device.pem")
    lab.keep("source.txt", 'static const char* const REGISTRATION_NAME = "dev-01";\nstatic const char* id_scope = "0ne00C0FFEE";\n'
             f'static const char* global_prov_uri = "{GLOBAL}";\nhsm_type = SECURE_DEVICE_TYPE_X509;\n')
    lab.keep("log.txt", "Provisioning Status: PROV_DEVICE_REG_STATUS_CONNECTED\n"
             "Error: Time:Tue Nov 24 08:00:00 2026 File:/home/user/azure-iot-sdk-c/provisioning_client/src/prov_device_ll_client.c Func:prov_transport_process_json_reply Line:670 "
             'Unsuccessful json encountered: {"errorCode":401002,"trackingId":"11111111-2222-3333-4444-555555555555","message":"Invalid certificate.","timestampUtc":"2026-11-24T08:00:00.0000000Z"}\n'
             "PROV_DEVICE_RESULT_DEV_AUTH_ERROR\n")
    lab.look("openssl x509 -in device.pem -noout -subject -dates -fingerprint -sha256", "files")
    lab.enrolment(PRIMARY, "device.pem")


@case("mqttnet_client_id", "MQTTnet with a GUID as client ID", "client_id_differs", thread=issue("MicrosoftDocs/azure-docs", 69882),
      why="the client ID is made by Guid.NewGuid, the ID in the user name is dev-01; not authorised")
def _(lab):
    lab.keep("source.txt", "var options = new MqttClientOptionsBuilder()\n    .WithClientId(Guid.NewGuid().ToString())\n"
             f'    .WithTcpServer("{GLOBAL}", 8883)\n    .WithCredentials("{USER}", "")\n    .WithProtocolVersion(MqttProtocolVersion.V311)\n'
             "    .WithTlsOptions(o => o.WithClientCertificates(new[] { certificate }))\n    .Build();\n")
    lab.keep("log.txt", "Connecting as 6d0e0b52-94c7-4f0b-8a5e-3d8b9f2c7a10 ...\nUnhandled exception. MQTTnet.Adapter.MqttConnectingFailedException: Connecting with MQTT server failed (NotAuthorized).\n"
             "   at MQTTnet.Client.MqttClient.ConnectAsync(MqttClientOptions options, CancellationToken cancellationToken)\n")


@case("arduino_scope", "a sketch with a scope of which a character is missing", "id_scope_wrong", thread=issue("Azure/azure-iot-sdk-python", 670),
      why="rc=3, and the portal's scope has one more character than the sketch's")
def _(lab):
    lab.keep("sketch.txt", f'#define DPS_HOST "{GLOBAL}"\n#define DPS_ID_SCOPE "0ne0C0FFEE"\n#define REGISTRATION_ID "dev-01"\n'
             'String user = String(DPS_ID_SCOPE) + "/registrations/" + REGISTRATION_ID + "/api-version=2019-03-31";\n'
             'if (mqtt.connect(REGISTRATION_ID, user.c_str(), "")) { Serial.println("connected"); }\nelse { Serial.print("failed, rc="); Serial.print(mqtt.state()); }\n')
    lab.keep("serial.txt", "WiFi connected, IP 192.168.7.44\nTime: Tue Nov 24 08:00:02 2026\nusername: 0ne0C0FFEE/registrations/dev-01/api-version=2019-03-31\n"
             "Attempting MQTT connection...failed, rc=3 try again in 5 seconds\nAttempting MQTT connection...failed, rc=3 try again in 5 seconds\n")
    lab.keep("portal.txt", f"dps-7 | Overview\nStatus: Active\nService endpoint: dps-7.azure-devices-provisioning.net\nGlobal device endpoint: {GLOBAL}\nID Scope: {SCOPE}\n")


@case("esp_port_blocked", "a school's wireless network that lets 8883 not out", "port_blocked", thread=issue("Azure/azure-iot-sdk-csharp", 1681),
      why="the name resolves, 8883 times out, 443 of the same host answers, and over a telephone's network it works")
def _(lab):
    lab.keep("log.txt", f"I (3012) wifi: connected to campus-iot\nI (4120) dps: connecting to mqtts://{GLOBAL}:8883\n"
             "E (14131) esp-tls: [sock=54] select() timeout\nE (14131) transport_base: Failed to open a new connection: 32774\nE (14140) mqtt_client: Error transport connect\n"
             "I (14141) dps: MQTT_EVENT_ERROR esp_tls_last_esp_err=0x8006 (ESP_ERR_ESP_TLS_CONNECTION_TIMEOUT)\n")
    lab.keep("network.txt", f"# a laptop in the same network\n$ timeout 10 bash -c '</dev/tcp/{GLOBAL}/8883'; echo $?\n124\n"
             f"$ curl -sS -o /dev/null -w '%{{http_code}}\\n' https://{GLOBAL}/\n404\n# through the hotspot of my phone the board registers at once\n")


@case("esp_never_polls", "a board that waits for its hub after 202", "never_polled", thread=issue("Azure/azure-sdk-for-c", 2142),
      why="202 with an operation, then nothing is published any more; the source only waits")
def _(lab):
    lab.keep("log.txt", "I (6120) dps: MQTT_EVENT_CONNECTED\nI (6150) dps: subscribe $dps/registrations/res/#\nI (6260) dps: MQTT_EVENT_SUBSCRIBED, msg_id=4711\n"
             "I (6261) dps: publish $dps/registrations/PUT/iotdps-register/?$rid=1\nI (6390) dps: MQTT_EVENT_PUBLISHED, msg_id=4712\n"
             "I (6840) dps: MQTT_EVENT_DATA TOPIC=$dps/registrations/res/202/?$rid=1&retry-after=3\n"
             'I (6841) dps: DATA={"operationId":"4.0123456789abcdef.11111111-2222-3333-4444-555555555555","status":"assigning"}\n'
             "I (16850) dps: still assigning ...\nI (26850) dps: still assigning ...\nI (36850) dps: still assigning ...\nI (306850) dps: giving up\n")
    lab.keep("source.txt", "case MQTT_EVENT_DATA:\n    if (strstr(topic, \"/res/202/\")) { state = WAITING; break; }\n    if (strstr(topic, \"/res/200/\")) { parse_hub(event->data); state = DONE; }\n    break;\n"
             "...\nwhile (state == WAITING) { ESP_LOGI(TAG, \"still assigning ...\"); vTaskDelay(pdMS_TO_TICKS(10000)); }\n")


@case("esp_version", "a board whose MQTT was set to version 5", "protocol_not_3_1_1", thread=issue("mqttjs/MQTT.js", 652),
      why="the protocol version is 5 in the source and sdkconfig, and the version is refused")
def _(lab):
    lab.keep("sdkconfig.txt", 'CONFIG_MQTT_PROTOCOL_311=y\nCONFIG_MQTT_PROTOCOL_5=y\nCONFIG_AZURE_DPS_ID_SCOPE="0ne00C0FFEE"\nCONFIG_AZURE_DPS_REGISTRATION_ID="dev-01"\n')
    lab.keep("source.txt", f'esp_mqtt_client_config_t config = {{\n    .broker.address.uri = "mqtts://{GLOBAL}:8883",\n    .credentials.client_id = "dev-01",\n'
             f'    .credentials.username = "{USER}",\n    .session.protocol_ver = MQTT_PROTOCOL_V_5,\n}};\n')
    lab.keep("log.txt", "I (5220) dps: MQTT_EVENT_BEFORE_CONNECT\nW (5980) mqtt_client: Connection refused, bad protocol\nE (5981) mqtt_client: MQTT connect failed\n"
             "I (5990) dps: MQTT_EVENT_ERROR connect_return_code=0x1\nI (5991) dps: MQTT_EVENT_DISCONNECTED\n")


@case("vnet", "an instance with a private endpoint, asked by its global name", "private_endpoint", thread="https://learn.microsoft.com/azure/iot-dps/virtual-network-support",
      why="public access is disabled, a private endpoint is approved, the device asks the global name, which leads to a public address, and no port of it answers")
def _(lab):
    lab.keep("log.txt", "  File \"/usr/lib/python3/site-packages/paho/mqtt/client.py\", line 3546, in _create_socket_connection\n"
             "    return socket.create_connection(addr, source_address=source, timeout=self._keepalive)\nTimeoutError: [Errno 110] Connection timed out\n"
             "azure.iot.device.exceptions.ConnectionFailedError: Could not connect to IoTHub\n")
    lab.keep("settings.txt", f"PROVISIONING_HOST={GLOBAL}\nPROVISIONING_IDSCOPE={SCOPE}\nPROVISIONING_REGISTRATION_ID=dev-01\n")
    lab.keep("instance.txt", "$ az iot dps show --name dps-7 --query properties\n{\n"
             f'  "deviceProvisioningHostName": "{GLOBAL}",\n  "idScope": "{SCOPE}",\n  "privateEndpointConnections": [\n'
             '    { "name": "pe-dps-7", "properties": { "privateLinkServiceConnectionState": { "status": "Approved" } } }\n  ],\n'
             '  "publicNetworkAccess": "Disabled",\n  "serviceOperationsHostName": "dps-7.azure-devices-provisioning.net",\n  "state": "Active"\n}\n')
    lab.keep("network.txt", f"$ nslookup {GLOBAL}\nName: {GLOBAL}\nAddress: 20.49.104.140\n$ nc -vz -w 5 {GLOBAL} 443\n"
             f"nc: connect to {GLOBAL} (20.49.104.140) port 443 (tcp) timed out: Operation now in progress\n$ nslookup dps-7.azure-devices-provisioning.net\n"
             "dps-7.azure-devices-provisioning.net canonical name = dps-7.privatelink.azure-devices-provisioning.net.\nAddress: 10.20.0.5\n")


@case("node_gateway", "the name of a gateway in the place of the provisioning service", "gateway_in_place_of_dps", thread=issue("Azure/azure-iot-sdk-python", 374),
      why="the provisioning host is the machine that runs IoT Edge, whose edgeHub refuses the connection")
def _(lab):
    lab.keep("settings.txt", f"PROVISIONING_HOST=edge-gw-3.plant.local\nPROVISIONING_IDSCOPE={SCOPE}\nPROVISIONING_REGISTRATION_ID=dev-01\nIOTEDGE_GATEWAY=edge-gw-3.plant.local\n")
    lab.keep("log.txt", "$ node register_x509.js\nerror registering device: NotConnectedError: mqtt.js returned Connection refused: Not authorized error\n")
    lab.keep("gateway.txt", "admin@edge-gw-3:~$ grep ^hostname /etc/aziot/config.toml\nhostname = \"edge-gw-3.plant.local\"\nadmin@edge-gw-3:~$ sudo iotedge list\nNAME             STATUS           DESCRIPTION      CONFIG\n"
             "edgeAgent        running          Up 6 days        mcr.microsoft.com/azureiotedge-agent:1.5\nedgeHub          running          Up 6 days        mcr.microsoft.com/azureiotedge-hub:1.5\n")


@case("central", "a device of IoT Central that waits for somebody", "central_device_unassociated", thread=issue("MicrosoftDocs/azure-docs", 48511),
      why="the device is in the application, provisioned no, template none, status unassociated; 401000")
def _(lab):
    lab.keep("log.txt", "$ python3 simulate.py\nConnecting to global.azure-devices-provisioning.net as dev-01\n$dps/registrations/res/401/?$rid=1\n"
             '{"errorCode":401000,"trackingId":"11111111-2222-3333-4444-555555555555","message":"Unauthorized","timestampUtc":"2026-11-24T08:00:00.0000000Z"}\n')
    lab.keep("central.txt", "$ az iot central device show --app-id factory-7 --device-id dev-01\n{\n"
             '  "displayName": "dev-01",\n  "enabled": true,\n  "id": "dev-01",\n  "provisioned": false,\n  "simulated": false,\n  "template": null\n}\n'
             "$ az iot central device registration-info --app-id factory-7 --device-id dev-01 --query '@device_registration_info'\n"
             '{ "deviceStatus": "unassociated", "display_name": "dev-01", "id": "dev-01", "instance_of": null }\n')


@case("powershell_proof", "a proof of possession signed by another certificate than the CA", "ca_proof_refused", thread=issue("Azure/azure-cli", 13098),
      why="the refusal says proof of possession; the certificate for it was issued by the line, and the CA in question is the root")
def _(lab):
    lab.keep("powershell.txt", "PS C:\\dps> $code = (New-AzIoTDeviceProvisioningServiceCertificateVerificationCode -ResourceGroupName factory -Name dps-7 -CertificateName root -Etag $etag).Properties.VerificationCode\n"
             'PS C:\\dps> $proof = New-SelfSignedCertificate -Subject "CN=$code" -Signer $line -CertStoreLocation Cert:\\CurrentUser\\My\n'
             "PS C:\\dps> $proof | Format-List Subject, Issuer\n\nSubject : CN=0E5E1A3C4C7FB8D9A6C2F1E0B7D8493A5162738495A6B7C8\nIssuer  : CN=factory line 7\n\n"
             "PS C:\\dps> Set-AzIoTDeviceProvisioningServiceCertificate -ResourceGroupName factory -Name dps-7 -CertificateName root -Etag $etag -Path proof.cer\n"
             "Set-AzIoTDeviceProvisioningServiceCertificate : Proof-Of-Possession failed. Issuer certificate 'CN=factory line 7' cannot be found in the certificate chain. errorcode: IH400053\n"
             "    + CategoryInfo          : CloseError: (:) [Set-AzIoTDevice...viceCertificate], ErrorDetailsException\n")


# Two at once.

@case("two_clock_and_token", "a board that signs before it knows the time", "clock_wrong", "token_expired", thread=issue("Azure/azure-sdk-for-c", 2235),
      why="the board says 1970 when it signs, so that its token ended in 1970")
def _(lab):
    lab.keep("serial.txt", "WiFi connected\nNTP: no answer yet\nTime: Thu Jan  1 00:00:14 1970\n"
             f"username: {USER}\npassword: SharedAccessSignature sr={SCOPE}%2Fregistrations%2Fdev-01&sig=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8%3D&se=3614&skn=registration\n"
             "Attempting MQTT connection...failed, rc=5 try again in 5 seconds\nAttempting MQTT connection...failed, rc=5 try again in 5 seconds\n")


@case("two_host_and_version", "the scheme of a URL in the host, and MQTT 5", "host_unclean", "protocol_not_3_1_1", by=SUB, lacks=("handshake",), why="both stand in the command")
def _(lab):
    enrolled(lab)
    lab.command(f"mosquitto_sub -h ssl://{GLOBAL} -p 8883 -i dev-01 -u '{USER}' -t {FILTER} {TLS.replace('mqttv311', 'mqttv5')} -d")


@case("two_scope_and_quotes", "the scope of another instance, and double quotes", "id_scope_wrong", "shell_replaces_dollar", by="mosquitto_sub 2.0 in bash",
      why="the service prints its scope, which is another; $dps stands in double quotes")
def _(lab):
    enrolled(lab)
    sub(lab, user=USER.replace(SCOPE, "0ne00ABCDEF"), what='"$dps/registrations/res/#"')
    lab.keep("practice.txt", f"{lab.ready}\n")


@case("two_made_again_and_name", "a line made again, and another name", "chain_broken", "common_name_differs", by=CURL,
      why="the leaf has not the signature of the line that is sent with it; its common name is press-01")
def _(lab):
    lab.make.three_levels("press-01")
    lab.make.issued("line", "factory line 7", "root", ca=True)
    lab.make.chain("chain.pem", "leaf", "line")
    lab.serve({"enrollmentGroups": [group("factory-7", lab.text("root.pem"))],
               "certificates": [{"name": "root", "certificate": lab.text("root.pem"), "isVerified": True}]})
    put(lab, cert="chain.pem", key="leaf.key")


@case("two_disabled_and_expired", "a disabled enrolment, and a certificate that has ended", "enrolment_disabled", "certificate_expired", by=AZ_BY,
      why="the entry says disabled; the certificate ended in 2024")
def _(lab):
    lab.make.key("dev")
    openssl_run(lab.folder, "req", "-x509", "-new", "-key", "dev.key", "-subj", f"/CN={PRIMARY}", "-not_before", "20230101000000Z", "-not_after", "20241101000000Z", "-out", "dev.pem")
    lab.serve({"individualEnrollments": [individual(PRIMARY, lab.text("dev.pem"), provisioningStatus="disabled")]})
    az_with(lab)


# Healthy ones, more than half of them noisy.

@case("healthy_telemetry", "a registration, and a message to the hub", by="curl 7.88, mosquitto_pub 2.0", why="assigned, and the hub acknowledges the message")
def _(lab):
    enrolled(lab, deviceId="press-7")
    operation = put(lab).split('"operationId":"')[1].split('"')[0]
    lab.command(f"sleep 1; curl -sS -i 'https://{lab.https}/{SCOPE}/registrations/dev-01/operations/{operation}?api-version=2019-03-31' --cacert roots.pem --cert dev.pem --key dev.key", name="poll")
    hub_pub(lab, "press-7")


@case("healthy_sdk_debug", "the Node SDK with everything it can say", by=NODE, why="registered, sent, twin read")
def _(lab):
    chained(lab)
    lab.before = "export DEBUG='azure-iot-provisioning*,azure-iot-mqtt*,mqttjs:client'; "
    told = f'{{"host":"{lab.host}","idScope":"{SCOPE}","registrationId":"dev-01","chain":"{lab.folder}/chain.pem","key":"{lab.folder}/leaf.key"}}'
    lab.command(f"NODE_EXTRA_CA_CERTS=roots.pem node {ROOT}/tests/sdk/node/device.mjs '{told}' 2>&1")
    lab.before = ""
    lab.used |= {"cert": "chain.pem", "key": "leaf.key", "trust": "roots.pem"}


@case("healthy_old_certificate", "last year's certificate beside the one in use", by=URLLIB, why="assigned; the file that has ended is none that the script uses")
def _(lab):
    dated("20230101000000Z", "20241101000000Z")(lab)
    lab.stop()
    (lab.folder / "dev.pem").rename(lab.folder / "dev-2023.pem")
    enrolled(lab)
    fetch(lab)
    lab.look("for file in dev-2023.pem dev.pem; do echo $file; openssl x509 -in $file -noout -subject -enddate; done", "dates")


@case("healthy_two_devices", "two devices, one after the other", by=PAHO, why="both assigned, each with its own ID, certificate and enrolment")
def _(lab):
    lab.make.self_signed("dev-01", "dev-01")
    lab.make.self_signed("dev-02", "dev-02")
    lab.serve({"individualEnrollments": [individual(name, lab.text(f"{name}.pem")) for name in ("dev-01", "dev-02")]})
    for name in ("dev-01", "dev-02"):
        lab.python("script.py", "--client-id", name, "--username", USER.replace("dev-01", name), "--cert", f"{name}.pem", "--key", f"{name}.key", name=f"python-{name}")


@case("healthy_after_boot", "a board that starts before its network does", by=JS, why="the name does not resolve at first, then it does, and the device is assigned")
def _(lab):
    enrolled(lab)
    js(lab, url=f"mqtts://{GLOBAL}:8883")
    first = lab.forms.pop("node.txt")
    js(lab)
    # In the order in which they were typed, and under the one name that the service's certificate has as well.
    lab.forms["node.txt"] = first + lab.forms["node.txt"].replace(f"mqtts://{lab.tidy(lab.host)}", f"mqtts://{GLOBAL}")


@case("healthy_own_chain", "our own client with a chain that has its root, and a CA of another factory that is disabled and unverified", by=OWN, why="assigned")
def _(lab):
    lab.make.three_levels(PRIMARY)
    lab.make.self_signed("other-root", "other root", ca=True)
    lab.make.chain("whole.pem", "leaf", "line", "root")
    lab.serve({"enrollmentGroups": [group("factory-7", lab.text("root.pem")), {**group("other", lab.text("other-root.pem")), "provisioningStatus": "disabled"}],
               "certificates": [{"name": "root", "certificate": lab.text("root.pem"), "isVerified": True},
                                {"name": "other", "certificate": lab.text("other-root.pem"), "isVerified": False}]})
    register(lab, cert="whole.pem", key="leaf.key")


@case("healthy_az_key", "a derived key, with az", by=AZ_BY, registers=True, why="assigned")
def _(lab):
    lab.serve({"enrollmentGroups": [by_key(KEY, enrollmentGroupId="by-key")]})
    signed = token(derived(KEY, PRIMARY), f"{SCOPE}/registrations/{PRIMARY}", 1900000000)
    asked = f"--cacert roots.pem -H 'Content-Type: application/json' -H 'Authorization: {signed}'"
    place = f"https://{lab.https}/{SCOPE}/registrations/dev-01"
    operation = lab.command(f"curl -sS -X PUT '{place}/register?api-version=2019-03-31' {asked} -d '{{\"registrationId\":\"dev-01\"}}'").split('"operationId":"')[1].split('"')[0]
    answer = lab.command(f"sleep 1; curl -sS '{place}/operations/{operation}?api-version=2019-03-31' {asked}")
    assert '"status":"assigned"' in answer
    lab.forms.pop("command.txt")
    az(lab, f"--group-id by-key --symmetric-key {KEY} --compute-key", answer)


@case("healthy_verify", "a chain looked at with openssl, before anything is sent", by="openssl 3.0", registers=False, why="the chain verifies, names, dates and key fit")
def _(lab):
    lab.make.three_levels(PRIMARY)
    lab.look("openssl verify -CAfile root.pem -untrusted line.pem leaf.pem", "verify")
    lab.look("openssl x509 -in leaf.pem -noout -text", "verify")
    lab.look("cat chain.pem", "files")
    lab.look("openssl x509 -in chain.pem -noout -pubkey; openssl pkey -in leaf.key -pubout", "files")
    lab.enrolment(group_of="root.pem")
    lab.uploaded("root.pem")


@case("healthy_edge", "an Edge device that is well, with what its modules complain of", thread=issue("Azure/iotedge", 7422),
      why="the device is provisioned; the errors are a module's image that cannot be pulled and a socket of Docker")
def _(lab):
    lab.make.three_levels(PRIMARY)
    edge(lab, "chain.pem", ["[INFO] - Successfully provisioned with IoT Hub.", "[INFO] - Identity reconciliation started. Reason: Startup", "[INFO] - Identity reconciliation complete."])
    lab.forms["journal.txt"] += (
        "aziot-edged[1410]: [WARN] - Could not list modules: docker socket not ready, will retry\n"
        "aziot-edged[1410]: [ERR!] - Failed to pull image contoso.example/filter:2.1: manifest for contoso.example/filter:2.1 not found: manifest unknown\n"
        "aziot-edged[1410]: [INFO] - <-- [mgmt] - - - [POST /modules?api-version=2020-07-07 HTTP/1.1] 500 Internal Server Error 154 \"-\" \"-\" auth_id(-)\n"
        "$ sudo iotedge check\nConfiguration checks (aziot-identity-service)\n√ keyd configuration is well-formed - OK\n√ identityd configuration is well-formed - OK\n"
        "√ host can connect to and perform TLS handshake with iothub AMQP port - OK\n‼ production readiness: logs policy - Warning\n    Container engine is not configured to rotate module logs\n")
    lab.look("openssl x509 -in leaf.pem -noout -subject -dates", "files")
