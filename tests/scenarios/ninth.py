"""The ninth round: what people come with, in forms that no earlier round had, by hands that had read neither the rules nor the other rounds' scores.

As in the seventh and eighth, `why` says what an expert would name the cause by, from what is shown alone; what cannot be run
is modelled on the thread that is named. New are clients (Java, requests, wget, Perl, Node's own https, `check`) and forms (a capture
read by tshark, a file of options, containers, key stores).
"""

import contextlib
import socket
import subprocess
import sys

import commands
from commands import FILTER, TLS, USER, chained, enrolled, put, sub
from eighth import ALSO
from fifth import FAULTS, PRIMARY
from lab import KEY, SCOPE, address, by_key, group, individual, openssl_run
from matrix import CLIENTS as EARLIER, Told
from programs import changed, check, https, java, js_script, json_of_register, own, perl, requests, tshark, typed, wget
from scenario import registry
from sdks import JS, NODE, PAHO, PYTHON, js, node
from second import by_token, token
from seventh import CURL, GLOBAL, NEW, OWN, SUB, cases, issue

SCENARIOS, scenario = registry()
case = cases("ninth", scenario)
JAVA, REQUESTS, WGET, PERL = "java.net.http of Java 17", "requests for Python", "wget 1.21 with GnuTLS", "HTTP::Tiny of Perl 5.36"
HTTPS, CHECK, JSON = "https of Node 20", "dps-playground check", "dps-playground register --format json"


def named(lab, host, name=GLOBAL):
    """What ran against an address of ours, under the name that it stands for."""
    for form, text in lab.forms.items():
        lab.forms[form] = text.replace(host, name).replace(lab.tidy(host), name)


CLIENTS = {
    "java": (java, JAVA), "requests": (requests, REQUESTS), "wget": (wget, WGET), "perl": (perl, PERL), "https": (https, HTTPS),
    "check": (check, CHECK), "json": (json_of_register, JSON), "tshark": (tshark, "dps-playground register, tshark 4.0"),
    **{name: (run, by) for name, (run, _, by) in EARLIER.items()},
}


# One fault, one client.

def as_powershell_writes(lab):
    """`openssl … > dev.pem` in PowerShell: UTF-16 with a mark in front."""
    enrolled(lab)
    (lab.folder / "device.pem").write_bytes(lab.text("dev.pem").replace("\n", "\r\n").encode("utf-16"))
    lab.look("head -c 32 device.pem | xxd; openssl x509 -in device.pem -noout -subject 2>&1 | head -1", "file")
    return Told(cert="device.pem")


def indented(lab):
    """As it stands in a YAML file, from which it was copied."""
    enrolled(lab)
    (lab.folder / "device.pem").write_text("".join(f"    {line}\n" for line in lab.text("dev.pem").splitlines()))
    return Told(cert="device.pem")


def with_(prepare, **more):
    """A fault of another round, of which the client is told something else beside."""
    def both(lab):
        told = prepare(lab)
        told.__dict__.update(more)
        return told
    return both


def renewed(lab):
    enrolled(lab)
    lab.make.self_signed("renewed", PRIMARY)
    return Told(cert="renewed.pem", key="renewed.key")


def spare_and_renewed(lab):
    lab.make.key("spare")
    return with_(renewed, key="spare.key")(lab)


def ended_and_named(lab):
    lab.make.key("dev")
    openssl_run(lab.folder, "req", "-x509", "-new", "-key", "dev.key", "-subj", "/CN=press-01", "-not_before", "20230101000000Z", "-not_after", "20241101000000Z", "-out", "dev.pem")
    lab.serve({"individualEnrollments": [individual(PRIMARY, lab.text("dev.pem"))]})
    return Told()


def whole(lab, *options):
    chained(lab, *options)
    return Told(cert="chain.pem", key="leaf.key")


MORE = {
    **ALSO, **NEW, **FAULTS,
    "utf16": ("a certificate as PowerShell writes it", ["pem_damaged"], as_powershell_writes),
    "indented": ("a certificate with the blanks of a YAML file", ["pem_damaged"], indented),
    "own_ca_and_disabled": ("the device's root as the server's, and a group that is switched off", ["own_ca_as_server_trust", "enrolment_disabled"],
                            with_(FAULTS["disabled_group"][2], roots="root.pem")),
    "key_and_leaf": ("the key of another device, and an older certificate in the entry", ["key_of_another_certificate", "enrolled_other_certificate"], spare_and_renewed),
    "ended_and_name": ("a certificate that has ended, with another name", ["certificate_expired", "common_name_differs"], ended_and_named),
    "whole": ("a group and a whole chain", [], whole),
    "patient": ("a service that takes its time", [], lambda lab: whole(lab, "--assigning-answers", "5")),
}


def one(client, fault, why, lacks=(), registers=None):
    had, causes, prepare = MORE[fault][:3]
    run, by = CLIENTS[client]

    def scene(lab):
        told, host, https_ = prepare(lab), lab.host, lab.https
        run(lab, told)
        lab.host, lab.https = host, https_
    case({0: "healthy_", 2: "two_"}.get(len(causes), "") + f"{client}_{fault}", had, *causes, why=why, by=by, lacks=lacks, registers=registers)(scene)


NO_CA, INVALID = "the answer is that no CA was found", "Invalid certificate, and the common name is the ID"
# Rank 1
one("java", "leaf_alone", f"{NO_CA}; the store has a chain of one certificate, issued by the line, and the root above it is verified")
one("requests", "not_uploaded", f"{NO_CA}; the file has the chain, and the list of CA certificates is empty", lacks=("clock",))
one("wget", "unverified", f"{NO_CA}; the chain is whole and its root listed with isVerified false", lacks=("handshake",))
one("check", "leaf_alone", "the file has the leaf alone, issued by the line; the group's CA is the root above that, and is verified", lacks=("handshake", "clock"))
one("https", "made_again", "the certificate below has not the signature of the one sent above it, though names fit")
# Rank 2
one("java", "own_ca", "no path to the server; the only certificate of the trust store is the root of the device's own chain")
one("wget", "other_root", "the server's certificate is not trusted, and the file of roots holds the root of a company alone", lacks=("clock",))
one("tshark", "other_root", "the client ends the handshake with `unknown CA` right after the server's certificate; its file of roots is a company's")
# Rank 4
one("java", "other_leaf", f"{INVALID}; the thumbprint of the enrolment is not the one of the file", lacks=("handshake",))
# Rank 5
one("requests", "other_name", "Invalid certificate, the enrolled one is the one sent, and its common name is press-01")
one("check", "other_name", "the registration ID given is dev-01, the common name press-01; the enrolment is this certificate's", lacks=("handshake",))
# Rank 11
one("python", "utf16", "the file begins with ff fe and has a zero byte after each letter, which is UTF-16; OpenSSL reads no certificate in it", lacks=("clock", "files"))
one("https", "indented", "each line of the file begins with blanks, and OpenSSL finds no start line")
# Rank 13, 14
one("requests", "webhook", "the answer says that the custom allocation failed and with which status", lacks=("clock",))
one("json", "stale_link", "the text of a hub that refuses the key of DPS")
# Rank 16, 18
one("node", "the_ca", "the certificate sent has CA:TRUE, is named after the line, and is not the leaf that exists below it")
one("wget", "clock_back", "the server's certificate is not yet activated, and date says 2019")
# Rank 40
one("requests", "unresolved", "the name does not resolve; it lacks a letter and ends in .invalid", lacks=("handshake",))
# F13, F16
one("java", "name", "no subject alternative name matches the address asked for, and the server's certificate has others")
one("requests", "no_operation_id", "the answer has status 202 and no operationId, on which the script fails with KeyError")
# Two at once
one("java", "own_ca_and_disabled", "the trust store has the root of the device's own chain alone; the group's entry says disabled")
one("check", "ended_and_name", "it ended in 2024, and its common name is not the registration ID that is given", lacks=("handshake",))
one("perl", "key_and_leaf", "key values mismatch; the enrolment holds another certificate than the file")
# Healthy
one("java", "whole", "202, then assigned")
one("requests", "patient", "assigning five times, with the time between that was asked for, then assigned")
one("perl", "whole", "202, then assigned")
one("check", "whole", "no error among the findings; chain, name, key, group and CA fit", registers=False)
one("tshark", "whole", "CONNACK 0, 202, then 200 with assigned, and a disconnect by the client")


# Programs with a mistake of their own over HTTPS.

@case("requests_form", "a script that sends a form where JSON belongs", "body_unreadable", by=REQUESTS, lacks=("handshake",),
      why="400, and the script says data= with a dictionary, which requests sends as a form; json= is what sends JSON")
def _(lab):
    enrolled(lab)
    requests(lab, Told(), ("json={", "data={"))


@case("java_key", "a key in the form of OpenSSL where Java wants PKCS#8", "key_container_unread", by="KeyFactory of Java 17", registers=False,
      why="the key's header is EC PRIVATE KEY, the program decodes it as PKCS8EncodedKeySpec, and Java says algid parse error, not a sequence")
def _(lab):
    enrolled(lab)
    lab.look("sed '2,$s/^[A-Za-z0-9+\\/=]*$/…/' dev.key", "key")
    typed(lab, "Key.java", '''import java.nio.file.*;
import java.security.*;
import java.security.spec.*;
import java.util.Base64;

public class Key {
    public static void main(String[] arguments) throws Exception {
        String pem = Files.readString(Path.of("dev.key")).replaceAll("-----[^-]*-----", "").replaceAll("\\\\s", "");
        PrivateKey key = KeyFactory.getInstance("EC").generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(pem)));
        System.out.println(key.getAlgorithm() + " key read");
    }
}
''', "java Key.java")


@case("curl_old_pfx", "a PFX of an older program", "key_container_unread", by=CURL,
      why="OpenSSL 3 does not support the algorithms of the PFX: RC2-40, as openssl prints of it")
def _(lab):
    enrolled(lab)
    openssl_run(lab.folder, "pkcs12", "-export", "-legacy", "-in", "dev.pem", "-inkey", "dev.key", "-out", "device.pfx", "-passout", "pass:changeit")
    lab.command(f"curl -sS -i -X PUT 'https://{lab.https}/{SCOPE}/registrations/dev-01/register?api-version=2019-03-31' -H 'Content-Type: application/json' "
                "--cacert roots.pem --cert-type P12 --cert device.pfx:changeit -d '{\"registrationId\":\"dev-01\"}'")
    lab.used = {"trust": "roots.pem"}
    lab.look("openssl pkcs12 -in device.pfx -info -noout -passin pass:changeit -legacy; openssl version", "pfx")


@case("curl_typography", "a command copied from a chat", "typography_in_command", by=CURL, lacks=("handshake",),
      why="typographic quotation marks around the address: curl takes them for a part of it")
def _(lab):
    enrolled(lab)
    lab.command(f"curl -sS -i -X PUT “https://{lab.https}/{SCOPE}/registrations/dev-01/register?api-version=2019-03-31” -H ‘Content-Type: application/json’ "
                "--cacert roots.pem --cert dev.pem --key dev.key -d ‘{}’")


@case("openssl_pfx", "a PFX that is made of a certificate and the key of another device", "key_of_another_certificate", by="openssl pkcs12 3.0", lacks=("handshake", "trust"),
      why="openssl says that no certificate matches the key, and the public halves differ")
def _(lab):
    enrolled(lab)
    lab.make.key("spare")
    lab.command("openssl pkcs12 -export -in dev.pem -inkey spare.key -out device.pfx -passout pass:changeit")
    lab.used |= {"cert": "dev.pem", "key": "spare.key"}


@case("tshark_scope", "a scope that no instance has, seen on the wire", "id_scope_wrong", by="dps-playground register, tshark 4.0", lacks=("handshake",),
      why="CONNACK 3 to a user name that begins with a scope which is not the one the service says at its start")
def _(lab):
    enrolled(lab)
    tshark(lab, Told(scope="0ne00C0FFE3"), "-Y mqtt.msgtype==1 -T fields -e mqtt.clientid -e mqtt.username", "-Y mqtt.msgtype==2 -T fields -e mqtt.conack.val")
    lab.keep("practice.txt", f"{lab.ready}\n")


# Scripts with MQTT.js, of which a word is changed.

POLL = ("  const { operationId } = JSON.parse(payload);\n  setTimeout(() => client.publish(`$dps/registrations/GET/iotdps-get-operationstatus/?$rid=2&operationId=${operationId}`, '', { qos: 1 }), 3000);\n")
CHANGED = [
    ("client_id", "a script with a client ID of chance", "client_id_differs", "clientId is made by chance, the ID in the user name is dev-01; not authorized",
     [("clientId: 'dev-01'", "clientId: `mqttjs_${Math.random().toString(16).slice(2, 10)}`")]),
    ("version", "a script that speaks MQTT 5", "protocol_not_3_1_1", "protocolVersion is 5, and the version is refused", [("protocolVersion: 4", "protocolVersion: 5")]),
    ("never_polls", "a script that waits for its hub after 202", "never_polled", "202 with an operation, and the script only waits for another message",
     [("  if (!topic.includes('/res/202/')) return client.end();\n" + POLL, "  const answer = JSON.parse(payload);\n  if (answer.status === 'assigned') {\n    console.log('my hub is', answer.registrationState.assignedHub);\n    client.end();\n  }\n")]),
    ("rid", "a script with ?rid= in its topic", "request_id_without_dollar", "?rid= stands in the topic that is published, without its dollar sign, and the script looks for it in the answer's",
     [("?$rid=1", "?rid=1"), ("  if (!topic", "  if (!topic.endsWith('rid=1') && !topic.includes('rid=1&')) return console.log('not for me');\n  if (!topic")]),
    ("misspelt", "a script with options that MQTT.js does not have", "credential_not_sent", "clientCert and clientKey are no options of MQTT.js: cert and key are; the service saw no certificate, and refuses",
     [("  cert: fs", "  clientCert: fs"), (", key: fs", ", clientKey: fs")]),
]
for name, had, cause, why, changes in CHANGED:
    case(f"js_{name}", had, cause, why=why, by=JS, registers={"never_polls": False, "rid": False}.get(name))(
        lambda lab, changes=changes: (enrolled(lab), js_script(lab, *changes)))


def signed(lab, signature):
    js_script(lab, ("const mqtt", "const crypto = require('crypto');\nconst mqtt"),
              ("const client", f"const key = '{KEY}';\nconst resource = encodeURIComponent('{SCOPE}/registrations/dev-01');\n"
               f"const expiry = Math.floor(Date.now() / 1000) + 3600;\nconst signature = {signature}.update(`${{resource}}\\n${{expiry}}`).digest('base64');\n\nconst client"),
              ("  cert: fs.readFileSync('dev.pem'), key: fs.readFileSync('dev.key'),", "  password: `SharedAccessSignature sr=${resource}&sig=${encodeURIComponent(signature)}&se=${expiry}&skn=registration`,"))
    lab.used = {"trust": "roots.pem"}


@case("js_key_text", "a script that signs with the letters of the key", "symmetric_key_wrong", by=JS,
      why="the key is base64 and given to createHmac as text, undecoded; 401 for an individual enrolment by key")
def _(lab):
    lab.serve({"individualEnrollments": [by_key(KEY, registrationId=PRIMARY)]})
    signed(lab, "crypto.createHmac('sha256', key)")


@case("js_group_key", "a script that signs with the key of the group", "group_key_not_derived", by=JS,
      why="a group by symmetric key, no entry for the device, and the script signs with the key under the comment that it is the group's")
def _(lab):
    lab.serve({"enrollmentGroups": [by_key(KEY, enrollmentGroupId="by-key")]})
    signed(lab, "crypto.createHmac('sha256', Buffer.from(key, 'base64') /* primary key of the enrollment group by-key */)")


@contextlib.contextmanager
def black_hole():
    """An address whose port 8883 lets nobody in and says nothing: a queue of one that is full."""
    hole = address()
    with socket.create_server((hole, 8883), backlog=0), socket.create_connection((hole, 8883)):
        yield hole


@case("js_port_blocked", "a network that lets 8883 not out, seen from MQTT.js", "port_blocked", by=f"{JS}, with a port that answers nothing; the names are those of Azure", alone=True, registers=False,
      why="no answer from 8883, neither to the script nor to bash, while 443 of the same host answers HTTP")
def _(lab):
    enrolled(lab)
    with black_hole() as hole:
        js_script(lab, host=hole, *[("reconnectPeriod: 0", "reconnectPeriod: 0, connectTimeout: 10000")])
        lab.look(f"timeout 8 bash -c '</dev/tcp/{hole}/8883'; echo $?", "network")
        lab.look(f"curl -sS --cacert roots.pem -o /dev/null -w '%{{http_code}}\\n' https://{lab.https}/", "network")
    named(lab, hole)
    named(lab, lab.host)
    lab.forms["network.txt"] = lab.forms["network.txt"].replace(f"{GLOBAL}:8443", GLOBAL).replace(" --cacert roots.pem", "")


# mosquitto in the places where people put it.

@case("mosquitto_compose", "a command in a file of docker compose", "shell_replaces_dollar", by="mosquitto_sub 2.0; docker compose by hand, after its documentation", lacks=("handshake",),
      why="compose says that the variable dps is not set; the filter that was sent begins with /registrations. In such a file $$dps is right")
def _(lab):
    enrolled(lab)
    line = f"mosquitto_sub -h {lab.host} -p 8883 -i dev-01 -u {USER} -t {{}} {TLS} -W 3 -d"
    sent = line.format("/registrations/res/#")
    lab.command(sent)
    said = lab.forms.pop("command.txt").split("\n", 1)[1].rstrip("\n")
    lab.keep("compose.txt", "$ cat compose.yaml\nservices:\n  listener:\n    image: eclipse-mosquitto:2\n    volumes: [ \".:/dps:ro\" ]\n    working_dir: /dps\n"
             f"    network_mode: host\n    command: {line.format('$dps/registrations/res/#')}\n$ docker compose up\n"
             'WARN[0000] The "dps" variable is not set. Defaulting to a blank string.\n[+] Running 1/0\n ✔ Container dps-listener-1  Created\nAttaching to listener-1\n'
             + "".join(f"listener-1  | {one}\n" for one in said.splitlines()))


@case("mosquitto_options", "a file of options with a user name that lacks a part", "username_malformed", by=SUB,
      why="the user name in the file is scope/ID/api-version; between scope and ID /registrations/ is missing")
def _(lab):
    enrolled(lab)
    (lab.folder / "mosquitto_sub").write_text(f"-h {lab.host}\n-p 8883\n-i dev-01\n-u {SCOPE}/dev-01/api-version=2019-03-31\n--cafile roots.pem\n--cert dev.pem\n--key dev.key\n-V mqttv311\n")
    lab.look("cat ~/.config/mosquitto_sub".replace("~/.config/", "./"), "options")
    lab.forms["options.txt"] = lab.forms["options.txt"].replace("./mosquitto_sub", "~/.config/mosquitto_sub")
    lab.before = "export XDG_CONFIG_HOME=.; "
    lab.command(f"mosquitto_sub -t {FILTER} -W 3 -d")
    lab.before = ""
    lab.used |= {"cert": "dev.pem", "key": "dev.key", "trust": "roots.pem"}


@case("mosquitto_https_port", "the port of HTTPS for MQTT", "port_wrong", by=SUB,
      why="the service says that MQTT is on 8883 and 8443 is HTTPS; the command has 8443")
def _(lab):
    enrolled(lab)
    port = lab.https.rsplit(":", 1)[1]
    sub(lab, port=port)
    lab.forms["command.txt"] = lab.forms["command.txt"].replace(f"-p {port}", "-p 8443")
    lab.keep("practice.txt", f"{lab.ready}\n")


# After the assignment: the hub.

@case("hub_audience", "the token for DPS at the hub", "token_wrong", by="curl 7.88, mosquitto_pub 2.0", registers=True, lacks=("handshake",),
      why="assigned; then the hub is given the token whose sr is scope/registrations/ID, where hub/devices/ID belongs")
def _(lab):
    lab.serve({"individualEnrollments": [by_key(KEY, registrationId=PRIMARY)]})
    sas = token(KEY, f"{SCOPE}/registrations/{PRIMARY}", 1900000000)
    by_token(lab, sas)
    lab.command(f"sleep 2; mosquitto_pub -h {lab.host} -p 8883 -i dev-01 -u '{lab.host}/dev-01/?api-version=2021-04-12' -P '{sas}' "
                "-t 'devices/dev-01/messages/events/' -m '{\"temperature\":21.5}' --cafile roots.pem -V mqttv311 -q 1 -d", name="telemetry")


@case("paho_hub_renewed", "a script that shows the hub a certificate made after the registration", "hub_knows_other_certificate", by=f"{OWN}, {PAHO}", registers=True,
      why="registered with dev.pem, and the hub is shown renewed.pem, which it refuses with 5")
def _(lab):
    enrolled(lab)
    commands.register(lab)
    lab.make.self_signed("renewed", PRIMARY)
    typed(lab, "send.py", f'''import ssl, time
import paho.mqtt.client as mqtt

HUB, DEVICE = "{lab.host}", "dev-01"
client = mqtt.Client(client_id=DEVICE, protocol=mqtt.MQTTv311)
client.username_pw_set(f"{{HUB}}/{{DEVICE}}/?api-version=2021-04-12")
client.tls_set("roots.pem", certfile="renewed.pem", keyfile="renewed.key", tls_version=ssl.PROTOCOL_TLSv1_2)
client.on_connect = lambda c, u, f, rc: (print("CONNACK", rc, mqtt.connack_string(rc)), rc or c.publish(f"devices/{{DEVICE}}/messages/events/", "21.5", qos=1))
client.on_publish = lambda c, u, mid: print("sent", mid)
client.connect(HUB, 8883)
client.loop_start()
time.sleep(4)
''', f"{sys.executable} send.py", "renewed.pem", "renewed.key")


@case("node_hub_deleted", "a device that was deleted in the hub", "device_gone_from_hub", by=f"{NODE}; the hub's registry by hand, after az", registers=True, lacks=("handshake", "state"),
      why="assigned, refused by the hub, and the hub's registry does not have the device")
def _(lab):
    enrolled(lab, "--fault", "hub_connack_5")
    node(lab)
    lab.keep("registry.txt", "$ az iot hub device-identity list --hub-name hub-7 --query '[].deviceId'\n[\n  \"dev-02\",\n  \"dev-03\"\n]\n"
             "$ az iot dps enrollment registration show --dps-name dps-7 --registration-id dev-01 --query '{status: status, hub: assignedHub, device: deviceId}'\n"
             f'{{\n  "device": "dev-01",\n  "hub": "{lab.host}",\n  "status": "assigned"\n}}\n')


# Settings.

@case("python_placeholder", "a scope that still is the words of the sample", "placeholder_left", by=PYTHON, lacks=("handshake",),
      why="the ID scope given is <your ID scope>, from the sample")
def _(lab):
    enrolled(lab)
    lab.python("device.py", "--id-scope", "<your ID scope>")


@case("node_host", "a provisioning host with a scheme", "host_unclean", by=NODE, lacks=("handshake",),
      why="the host is mqtts://…, of which the client makes a name that does not resolve")
def _(lab):
    enrolled(lab)
    node(lab, host=f"mqtts://{GLOBAL}")


# The network.

@case("paho_inspected", "a firewall that opens TLS, seen from a script", "proxy_intercepts", by=f"{PAHO}, openssl s_server in the place of the firewall; the name is Azure's",
      why="what the host of Azure shows is issued by a company's inspection; the file of roots has DigiCert's", registers=False, alone=True)
def _(lab):
    lab.make.self_signed("gateway", "Zscaler Intermediate Root CA (zscloud.net)", ca=True)
    lab.make.key("shown")
    openssl_run(lab.folder, "req", "-new", "-key", "shown.key", "-subj", "/CN=*.azure-devices-provisioning.net", "-out", "shown.csr")
    (lab.folder / "shown.ext").write_text(f"basicConstraints=CA:FALSE\nsubjectAltName=IP:{lab.host}\n")
    openssl_run(lab.folder, "x509", "-req", "-in", "shown.csr", "-CA", "gateway.pem", "-CAkey", "gateway.key", "-CAcreateserial", "-days", "14", "-extfile", "shown.ext", "-out", "shown.pem")
    lab.make.self_signed("dev", PRIMARY)
    lab.make.self_signed("DigiCertGlobalRootG2", "DigiCert Global Root G2", ca=True)
    server = subprocess.Popen(["openssl", "s_server", "-accept", f"{lab.host}:8883", "-cert", "shown.pem", "-key", "shown.key", "-cert_chain", "gateway.pem"],
                              cwd=lab.folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, stdin=subprocess.PIPE, text=True)
    try:
        while "ACCEPT" not in server.stdout.readline():
            assert server.poll() is None
        lab.python("script.py", "--roots", "DigiCertGlobalRootG2.pem")
        lab.look(f"openssl s_client -connect {lab.host}:8883 </dev/null 2>/dev/null | sed -n '/^Certificate chain/,/^---/p'", "openssl")
        lab.look("openssl x509 -in DigiCertGlobalRootG2.pem -noout -subject", "openssl")
    finally:
        server.kill()
        server.wait()
    named(lab, lab.host)


# The proof of possession, and what was modelled on threads.

@case("check_proof", "a proof of possession signed by the intermediate, looked at before it is sent", "ca_proof_refused", by=f"{CHECK}, openssl 3.0; az by hand, after azure-cli#5376", registers=False,
      why="what is to be verified is the root, the certificate of the proof was issued by the line, and az says that this issuer is not found")
def _(lab):
    code = "4C0B6D5E9A1F28374655F0E1D2C3B4A5968778695A4B3C2D"
    lab.make.three_levels(PRIMARY)
    lab.make.issued("proof", code, "line")
    own(lab, f"dps-playground check proof.pem --profile verification --registration-id {code}")
    lab.look("openssl verify -CAfile root.pem -partial_chain proof.pem; openssl x509 -in proof.pem -noout -subject -issuer", "verify")
    lab.keep("az.txt", f"$ az iot dps certificate generate-verification-code --dps-name dps-7 -g factory -n factory-root --etag AAAAAAHz1xQ= --query properties\n"
             f'{{\n  "isVerified": false,\n  "subject": "factory root",\n  "verificationCode": "{code}"\n}}\n'
             "$ az iot dps certificate verify --dps-name dps-7 -g factory -n factory-root --path proof.pem --etag AAAAAAHz1xU=\n"
             "(BadRequest) Proof-Of-Possession failed. Issuer certificate 'CN=factory line 7' cannot be found in the certificate chain. errorcode: IH400053.\nCode: BadRequest\n")
    lab.uploaded("root.pem", verified=False)


@case("c_windows_chain", "a chain that Windows does not send, in C", "chain_kept_back_by_windows", thread=issue("Azure/azure-iot-sdk-c", 437),
      why="the PEM that is handed over has leaf and intermediate, the CA is verified, no CA is found, it is Windows with Schannel, and the same files register on Linux")
def _(lab):
    lab.make.three_levels(PRIMARY)
    lab.keep("log.txt", "C:\\azure-iot-sdk-c\\cmake\\prov_dev_client_ll_sample> .\\Debug\\prov_dev_client_ll_sample.exe\nProvisioning API Version: 1.9.1\n"
             "Provisioning Status: PROV_DEVICE_REG_STATUS_CONNECTED\nError: Time:Tue Nov 24 08:00:00 2026 File:C:\\azure-iot-sdk-c\\provisioning_client\\src\\prov_device_ll_client.c "
             'Func:prov_transport_process_json_reply Line:675 Unsuccessful json encountered: {"errorCode":401002,"trackingId":"11111111-2222-3333-4444-555555555555","message":"CA certificate not found.","timestampUtc":"2026-11-24T08:00:00.0000000Z"}\n'
             "registration failed PROV_DEVICE_RESULT_DEV_AUTH_ERROR\n# the same two files on Ubuntu (OpenSSL build): Registration Information received from service: hub-7.azure-devices.net\n")
    lab.keep("build.txt", "-- Selecting Windows SDK version 10.0.22621.0 to target Windows 10.0.19045.\n-- use_schannel: ON\n-- use_openssl: OFF\n-- hsm_type_x509: ON\n")
    lab.look("cat chain.pem", "files")
    lab.enrolment(group_of="root.pem")
    lab.uploaded("root.pem")


@case("arduino_root", "a sketch with the root that Azure has left", "server_root_not_trusted", thread=issue("esp8266/Arduino", 6209),
      why="the chain could not be linked to a trust anchor, and the sketch's only anchor is Baltimore CyberTrust Root, which Azure has left; the time is right")
def _(lab):
    lab.keep("sketch.txt", '#include <ESP8266WiFi.h>\n#include <PubSubClient.h>\n\nstatic const char BALTIMORE_CYBERTRUST_ROOT[] PROGMEM = R"EOF(\n-----BEGIN CERTIFICATE-----\n...\n-----END CERTIFICATE-----\n)EOF";\n'
             f'BearSSL::X509List anchor(BALTIMORE_CYBERTRUST_ROOT);\nBearSSL::WiFiClientSecure net;\nPubSubClient mqtt("{GLOBAL}", 8883, net);\n...\nnet.setTrustAnchors(&anchor);\nnet.setClientECCert(&leaf, &key, BR_KEYTYPE_SIGN, BR_KEYTYPE_EC);\n')
    lab.keep("serial.txt", "WiFi connected, IP 192.168.7.44\nNTP: Tue Nov 24 08:00:02 2026\nconnecting to DPS ... mqtt.state() = -2\n"
             "BearSSL error 62: Chain could not be linked to a trust anchor.\nconnecting to DPS ... mqtt.state() = -2\n")


@case("c_hub_host", "a hub's name in the place of the provisioning service's, in C", "hub_in_place_of_dps", by="by hand: source and trace as the C SDK has them",
      why="global_prov_uri is a hub's name; the user name is one of DPS, and the hub does not authorise it")
def _(lab):
    lab.keep("source.txt", f'static const char* global_prov_uri = "hub-7.azure-devices.net";\nstatic const char* id_scope = "{SCOPE}";\nstatic const char* registration_id = "dev-01";\n'
             "hsm_type = SECURE_DEVICE_TYPE_X509;\nprov_transport = Prov_Device_MQTT_Protocol;\n")
    lab.keep("log.txt", f"-> 09:02:11 CONNECT | VER: 4 | KEEPALIVE: 0 | FLAGS: 130 | USERNAME: {SCOPE}/registrations/dev-01/api-version=2019-03-31&ClientVersion=1.9.1 | CLEAN: 1\n"
             "<- 09:02:11 CONNACK | SESSION_PRESENT: false | RETURN_CODE: 0x5\nError: Time:Tue Nov 24 09:02:11 2026 File:/home/user/azure-iot-sdk-c/provisioning_client/src/prov_transport_mqtt_common.c Func:mqtt_operation_complete_callback Line:186 Connection Not Accepted: 0x5: Not Authorized\n"
             "registration failed PROV_DEVICE_RESULT_TRANSPORT\n")


# Two at once.

@case("two_form_and_leaf", "a form where JSON belongs, and an older certificate in the entry", "body_unreadable", "enrolled_other_certificate", by=REQUESTS,
      why="400, and the script sends a form; the enrolment holds another certificate than the file")
def _(lab):
    requests(lab, renewed(lab), ("json={", "data={"))


@case("two_id_and_rid", "a client ID of its own, and ?rid= in the topic", "client_id_differs", "request_id_without_dollar", by=JS, why="both stand in the script; the first is why it is not authorised")
def _(lab):
    enrolled(lab)
    js_script(lab, ("clientId: 'dev-01'", "clientId: 'press-line'"), ("?$rid=1", "?rid=1"))


@case("two_hurry_and_quota", "a script that polls at once, and the quota it meets", "retry_after_ignored", "throttled", by=JS, registers=False, lacks=("state",),
      why="each answer says retry-after=1, the script asks again a tenth of a second later, as its clock shows, and then 429 comes")
def _(lab):
    enrolled(lab, "--assigning-answers", "30")
    js_script(lab, ("'', { qos: 1 }), 3000", "'', { qos: 1 }), 100"), ("console.log(topic", "console.log(new Date().toISOString().slice(11, 23), topic"))


@case("two_ca_file_and_quotes", "a file of roots that is not there, and double quotes", "file_not_found", "shell_replaces_dollar", by="mosquitto_sub 2.0 in bash", lacks=("trust", "handshake"),
      why="the file given as --cafile is not in the folder that is listed; $dps stands in double quotes")
def _(lab):
    enrolled(lab)
    lab.look("ls", "folder")
    sub(lab, what='"$dps/registrations/res/#"', tls=TLS.replace("roots.pem", "certs/azure-root.pem"))


# Healthy ones.

@case("healthy_wget", "wget, and curl for the rest", by=f"{WGET}, {CURL}", why="202, then assigned")
def _(lab):
    enrolled(lab)
    operation = wget(lab, Told()).split('"operationId":"')[1].split('"')[0]
    lab.command(f"sleep 2; curl -sS 'https://{lab.https}/{SCOPE}/registrations/dev-01/operations/{operation}?api-version=2019-03-31' --cacert roots.pem --cert dev.pem --key dev.key", name="poll")


@case("healthy_default_openssl", "a self-signed certificate as `openssl req -x509` makes it, with CA:TRUE", by=CURL, why="assigned: an individual enrolment holds this very certificate, and DPS does not ask for more")
def _(lab):
    lab.look("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -keyout dev.key -subj /CN=dev-01 -days 365 -out dev.pem 2>&1 | tail -1; openssl x509 -in dev.pem -noout -subject -issuer -ext basicConstraints", "made")
    lab.serve({"individualEnrollments": [individual(PRIMARY, lab.text("dev.pem"))]})
    commands.polled(lab)


@case("healthy_retried", "a registration that was asked to come later, and did", by=CURL, why="429 once with a time to wait, which curl waits, then 202 and assigned: nothing is left to mend")
def _(lab):
    enrolled(lab, "--fault", "register_429=1")
    asked = "--no-progress-meter -i --retry 3 --cacert roots.pem --cert dev.pem --key dev.key"
    place = f"https://{lab.https}/{SCOPE}/registrations/dev-01"
    said = lab.command(f"curl {asked} -X PUT '{place}/register?api-version=2019-03-31' -H 'Content-Type: application/json' -d '{{\"registrationId\":\"dev-01\"}}' 2>&1")
    operation = said.split('"operationId":"')[1].split('"')[0]
    assert '"status":"assigned"' in lab.command(f"sleep 1; curl {asked} '{place}/operations/{operation}?api-version=2019-03-31'", name="poll")


@case("healthy_container", "a container's log, with the troubles of its neighbours", by=f"{PAHO}; docker by hand", why="the device is assigned; the errors are those of a data base and of another program's certificate")
def _(lab):
    enrolled(lab)
    lab.python("script.py")
    said = lab.forms.pop("python.txt").splitlines()[1:]
    lab.keep("log.txt", "$ docker compose logs\ndb-1      | 2026-11-24 07:59:58.120 UTC [61] FATAL:  password authentication failed for user \"grafana\"\n"
             "proxy-1   | time=\"2026-11-24T07:59:59Z\" level=error msg=\"Unable to obtain ACME certificate for domains\" error=\"acme: error: 429 :: too many certificates already issued\"\n"
             + "".join(f"device-1  | {line}\n" for line in said) + "proxy-1   | 2026/11/24 08:00:07 http: TLS handshake error from 192.168.7.31:51230: remote error: tls: unknown certificate authority\n")


@case("healthy_websocket", "MQTT.js over WebSocket, where 8883 is closed to it", by=JS, why="over 443 in the place of 8883, and assigned")
def _(lab):
    chained(lab)
    js(lab, url=f"wss://{lab.https}/$iothub/websocket", chain=str(lab.folder / "chain.pem"), key=str(lab.folder / "leaf.key"))


@case("healthy_renewed", "a certificate that was renewed, and an entry that was renewed with it", by=f"openssl 3.0, {NODE}", why="the entry's secondary is the certificate in use, and the device is assigned")
def _(lab):
    lab.make.self_signed("old", PRIMARY)
    lab.make.self_signed("dev", PRIMARY)
    entry = individual(PRIMARY, lab.text("old.pem"))
    entry["attestation"]["x509"]["clientCertificates"]["secondary"] = {"certificate": lab.text("dev.pem")}
    lab.serve({"individualEnrollments": [entry]})
    lab.look("for file in old.pem dev.pem; do openssl x509 -in $file -noout -fingerprint -sha256; done", "prints")
    node(lab)
