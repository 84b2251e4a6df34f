"""Clients that are a short program or a line of a shell, shown and then run: Java, Python, Perl, Node, wget, and our own.

Each takes the lab and what the client is told; where a program is shown, changes to its text make the mistakes of its author.
"""

import os
import sys

from commands import USER
from fifth import PRIMARY
from lab import ROOT


def typed(lab, name, text, line, cert="dev.pem", key="dev.key", roots="roots.pem", before=""):
    """A file that a person wrote and what came of it."""
    (lab.folder / name).write_text(text)
    lab.look(f"cat {name}", "script")
    clock, lab.before = lab.before, before + lab.before
    said = lab.command(line)
    lab.before = clock
    lab.used |= {"cert": cert, "key": key, "trust": roots}
    return said


def changed(text, *changes):
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new)
    return text


# Clients of HTTPS, each a short program, shown and run.

def java(lab, told, *changes):
    place = f"https://{told.host or lab.https}/{told.scope}/registrations/{told.client_id}"
    pair = f"-in {told.cert} -inkey {told.key}"
    lab.look(f"openssl pkcs12 -export {pair} -name device -out device.p12 -passout pass:changeit", "stores")
    lab.look(f"keytool -importcert -noprompt -alias azure -file {told.roots} -keystore trust.p12 -storepass changeit 2>&1", "stores")
    lab.look("for store in device.p12 trust.p12; do keytool -list -v -keystore $store -storepass changeit | grep -E '^(Alias|Entry|Certificate c|Owner|Issuer)'; done", "stores")
    typed(lab, "Register.java", changed(f'''import java.io.FileInputStream;
import java.net.URI;
import java.net.http.*;
import java.security.KeyStore;
import javax.net.ssl.*;

public class Register {{
    static KeyStore open(String name) throws Exception {{
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(new FileInputStream(name), "changeit".toCharArray());
        return store;
    }}

    public static void main(String[] arguments) throws Exception {{
        KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509");
        keys.init(open("device.p12"), "changeit".toCharArray());
        TrustManagerFactory roots = TrustManagerFactory.getInstance("PKIX");
        roots.init(open("trust.p12"));
        SSLContext context = SSLContext.getInstance("TLSv1.2");
        context.init(keys.getKeyManagers(), roots.getTrustManagers(), null);
        HttpClient client = HttpClient.newBuilder().sslContext(context).build();
        HttpRequest request = HttpRequest.newBuilder(URI.create("{place}/register?api-version=2019-03-31"))
            .header("Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofString("{{\\"registrationId\\":\\"{told.client_id}\\"}}")).build();
        HttpResponse<String> answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        System.out.println(answer.statusCode() + " " + answer.body());
        while (answer.body().contains("\\"assigning\\"")) {{
            Thread.sleep(2000);
            String operation = answer.body().replaceAll(".*\\"operationId\\":\\"([^\\"]*)\\".*", "$1");
            request = HttpRequest.newBuilder(URI.create("{place}/operations/" + operation + "?api-version=2019-03-31")).build();
            answer = client.send(request, HttpResponse.BodyHandlers.ofString());
            System.out.println(answer.statusCode() + " " + answer.body());
        }}
    }}
}}
''', *changes), "java Register.java", told.cert, told.key, told.roots)


def requests(lab, told, *changes):
    typed(lab, "provision.py", changed(f'''import time
import requests

session = requests.Session()
session.cert = ("{told.cert}", "{told.key}")
session.verify = "{told.roots}"
session.params = {{"api-version": "2021-06-01"}}
place = "https://{told.host or lab.https}/{told.scope}/registrations/{told.client_id}"
answer = session.put(f"{{place}}/register", json={{"registrationId": "{told.client_id}"}}, timeout=20)
while answer.status_code == 202 or answer.json().get("status") == "assigning":
    print(answer.status_code, answer.headers.get("Retry-After"), answer.text)
    time.sleep(int(answer.headers.get("Retry-After", 3)))
    answer = session.get(f"{{place}}/operations/{{answer.json()['operationId']}}", timeout=20)
print(answer.status_code, answer.text)
''', *changes), f"{sys.executable} provision.py", told.cert, told.key, told.roots, before="unset REQUESTS_CA_BUNDLE CURL_CA_BUNDLE; ")


def wget(lab, told):
    said = lab.command(f"wget -nv -O - --content-on-error --tries=1 --method=PUT --header='Content-Type: application/json' --body-data='{{\"registrationId\":\"{told.client_id}\"}}' "
                       f"--ca-certificate={told.roots} --certificate={told.cert} --private-key={told.key} "
                       f"'https://{told.host or lab.https}/{told.scope}/registrations/{told.client_id}/register?api-version=2019-03-31'")
    lab.used |= {"cert": told.cert, "key": told.key, "trust": told.roots}
    return said


def perl(lab, told):
    typed(lab, "register.pl", f'''use strict; use warnings; use HTTP::Tiny;
my $http = HTTP::Tiny->new(verify_SSL => 1, timeout => 20, SSL_options => {{
    SSL_ca_file => '{told.roots}', SSL_cert_file => '{told.cert}', SSL_key_file => '{told.key}' }});
my $place = 'https://{told.host or lab.https}/{told.scope}/registrations/{told.client_id}';
my $answer = $http->put("$place/register?api-version=2019-03-31",
    {{ headers => {{ 'Content-Type' => 'application/json' }}, content => '{{"registrationId":"{told.client_id}"}}' }});
print "$answer->{{status}} $answer->{{reason}}\\n$answer->{{content}}\\n";
while ($answer->{{status}} == 202) {{
    sleep 2;
    my ($operation) = $answer->{{content}} =~ /"operationId":"([^"]+)"/;
    $answer = $http->get("$place/operations/$operation?api-version=2019-03-31");
    print "$answer->{{status}} $answer->{{reason}}\\n$answer->{{content}}\\n";
}}
''', "perl register.pl", told.cert, told.key, told.roots)


def https(lab, told, *changes):
    typed(lab, "register.mjs", changed(f'''import {{ readFileSync }} from 'node:fs';
import https from 'node:https';

const agent = new https.Agent({{
  ca: readFileSync('{told.roots}'), cert: readFileSync('{told.cert}'), key: readFileSync('{told.key}'),
}});
function call(method, path, body) {{
  return new Promise((resolve, reject) => {{
    const url = `https://{told.host or lab.https}/{told.scope}/registrations/{told.client_id}/${{path}}?api-version=2019-03-31`;
    const request = https.request(url, {{ method, agent, headers: {{ 'Content-Type': 'application/json' }} }}, (answer) => {{
      let text = '';
      answer.on('data', (part) => {{ text += part; }}).on('end', () => resolve({{ status: answer.statusCode, ...JSON.parse(text) }}));
    }});
    request.on('error', reject).end(body);
  }});
}}
let answer = await call('PUT', 'register', JSON.stringify({{ registrationId: '{told.client_id}' }}));
while (answer.status === 'assigning') {{
  console.log(answer);
  await new Promise((resolve) => setTimeout(resolve, 2000));
  answer = await call('GET', `operations/${{answer.operationId}}`);
}}
console.dir(answer, {{ depth: 4 }});
''', *changes), "node register.mjs", told.cert, told.key, told.roots)


# Our own programs, without what they say of the cause.

def own(lab, line, name="command"):
    program = os.environ["DPS_PLAYGROUND"]
    lab.command(line.replace("dps-playground", program, 1), name=name)
    lab.forms[f"{name}.txt"] = lab.forms[f"{name}.txt"].replace(lab.tidy(program), "dps-playground")


def check(lab, told, options=f"--registration-id {PRIMARY} --enrollments enrollments.json"):
    own(lab, f"dps-playground check {told.cert} {told.key} {options}")
    lab.used |= {"cert": told.cert, "key": told.key}


def json_of_register(lab, told):
    own(lab, f"dps-playground register --id-scope {told.scope} --cert {told.cert} --key {told.key} --host {lab.host} --server-ca {told.roots} --format json 2>/dev/null | jq 'del(.diagnosis)'")
    lab.forms["command.txt"] = lab.forms["command.txt"].replace(" 2>/dev/null | jq 'del(.diagnosis)'", " | jq", 1)


def tshark(lab, told, *filters):
    """What `register` did, seen on the wire alone."""
    own(lab, f"dps-playground register --id-scope {told.scope} --cert {told.cert} --key {told.key} --host {lab.host} --server-ca {told.roots} --capture run.pcapng >said 2>&1", name="run")
    lab.forms.pop("run.txt")
    lab.command("tshark -r run.pcapng 2>/dev/null")
    for number, line in enumerate(filters):
        lab.command(f"tshark -r run.pcapng {line} 2>/dev/null", name=f"command-{number}")


# Over MQTT, with MQTT.js.

def js_script(lab, *changes, cert="dev.pem", key="dev.key", host=None):
    told = changed(f'''const fs = require('fs');
const mqtt = require('mqtt');

const client = mqtt.connect('mqtts://{host or lab.host}:8883', {{
  protocolVersion: 4, clientId: 'dev-01', username: '{USER}', reconnectPeriod: 0,
  cert: fs.readFileSync('{cert}'), key: fs.readFileSync('{key}'),
}});
client.on('connect', () => {{
  console.log('connected');
  client.subscribe('$dps/registrations/res/#', {{ qos: 1 }}, (error, granted) => {{
    console.log('subscribed', error ? error.message : granted);
    client.publish('$dps/registrations/PUT/iotdps-register/?$rid=1', '{{}}', {{ qos: 1 }}, () => console.log('published'));
  }});
}});
client.on('message', (topic, payload) => {{
  console.log(topic, payload.toString());
  if (!topic.includes('/res/202/')) return client.end();
  const {{ operationId }} = JSON.parse(payload);
  setTimeout(() => client.publish(`$dps/registrations/GET/iotdps-get-operationstatus/?$rid=2&operationId=${{operationId}}`, '', {{ qos: 1 }}), 3000);
}});
client.on('error', (error) => console.log('error', error.message));
client.on('close', () => {{ console.log('closed'); process.exit(0); }});
setTimeout(() => {{ console.log('twenty seconds are over'); process.exit(0); }}, 20000);
''', *changes)
    typed(lab, "device.cjs", told, "NODE_EXTRA_CA_CERTS=roots.pem node device.cjs", cert, key, before=f"export NODE_PATH={ROOT}/tests/sdk/node/node_modules; ")
