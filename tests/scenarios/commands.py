"""Scenarios with command-line tools: mosquitto, openssl, curl, and our own `register`. One piece: a case a scenario."""

import os

from lab import SCOPE, group, individual
from scenario import registry

SCENARIOS, scenario = registry()
USER = f"{SCOPE}/registrations/dev-01/api-version=2019-03-31"
TLS = "--cafile roots.pem --cert dev.pem --key dev.key -V mqttv311"
FILTER = "'$dps/registrations/res/#'"
REGISTER = "'$dps/registrations/PUT/iotdps-register/?$rid=1'"


def enrolled(lab, *options, name="dev-01", **more):
    lab.make.self_signed("dev", name)
    lab.serve({"individualEnrollments": [individual(name, lab.text("dev.pem"), **more)]}, *options)


def chained(lab, *options, verified=True, of="root", upload=True, name="dev-01"):
    lab.make.three_levels(name)
    root = lab.text("root.pem")
    certificates = [{"name": "root", "certificate": root, "isVerified": verified}] if upload else []
    groups = [group("factory-7", lab.text(f"{of}.pem"))] if upload else []
    lab.serve({"enrollmentGroups": groups, "certificates": certificates}, *options)


def sub(lab, change="", tls=TLS, client="dev-01", user=USER, what=FILTER, port=8883):
    lab.command(f"mosquitto_sub -h {lab.host} -p {port} -i {client} -u '{user}' -t {what} {tls} -W 4 -d {change}".rstrip())


def pub(lab, topic=REGISTER, tls=TLS, client="dev-01", user=USER, body="'{}'", change="", name="command"):
    lab.command(f"mosquitto_pub -h {lab.host} -p 8883 -i {client} -u '{user}' -t {topic} -m {body} {tls} -q 1 -d {change}".rstrip(), name=name)


# mosquitto

@scenario("mosquitto_client_id", "mosquitto_sub with a client ID of its own", "client_id_differs", by="mosquitto_sub 2.0")
def _(lab):
    enrolled(lab)
    sub(lab, client="press")


@scenario("mosquitto_client_id_left_out", "mosquitto_sub without -i", "client_id_differs", by="mosquitto_sub 2.0")
def _(lab):
    enrolled(lab)
    lab.command(f"mosquitto_sub -h {lab.host} -p 8883 -u '{USER}' -t {FILTER} {TLS} -W 4 -d")


@scenario("mosquitto_scope_unknown", "an ID scope that no instance has", "id_scope_wrong", by="mosquitto_sub 2.0")
def _(lab):
    enrolled(lab)
    sub(lab, user=USER.replace(SCOPE, "0ne00BADBAD"))


@scenario("mosquitto_scope_letter_o", "an ID scope with the letter O in front", "id_scope_wrong", by="mosquitto_sub 2.0")
def _(lab):
    enrolled(lab)
    sub(lab, user=USER.replace("0ne", "One"))


@scenario("mosquitto_version_5", "mosquitto_sub told to speak MQTT 5", "protocol_not_3_1_1", by="mosquitto_sub 2.0")
def _(lab):
    enrolled(lab)
    sub(lab, tls=TLS.replace("mqttv311", "mqttv5"))


@scenario("mosquitto_version_31", "mosquitto_sub told to speak MQTT 3.1", "protocol_not_3_1_1", by="mosquitto_sub 2.0")
def _(lab):
    enrolled(lab)
    sub(lab, tls=TLS.replace("mqttv311", "mqttv31"))


@scenario("mosquitto_double_quotes", "topics in double quotes, one process after the other", "shell_replaces_dollar", by="mosquitto_sub 2.0 in bash")
def _(lab):
    enrolled(lab)
    sub(lab, what='"$dps/registrations/res/#"')


@scenario("mosquitto_two_processes", "mosquitto_sub in one window, mosquitto_pub in another", "two_connections", by="mosquitto 2.0")
def _(lab):
    enrolled(lab)
    line = (f"mosquitto_sub -h {lab.host} -p 8883 -i dev-01 -u '{USER}' -t {FILTER} {TLS} -W 4 -d &\n"
            f"mosquitto_pub -h {lab.host} -p 8883 -i dev-01 -u '{USER}' -t {REGISTER} -m '{{}}' {TLS} -q 1 -d; wait")
    lab.command(line)


@scenario("mosquitto_pub_alone", "mosquitto_pub, and a wait for an answer", "not_subscribed", by="mosquitto_pub 2.0")
def _(lab):
    enrolled(lab)
    pub(lab)


@scenario("mosquitto_rr", "mosquitto_rr, which seems made for this", "tool_unfit", by="mosquitto_rr 2.0")
def _(lab):
    enrolled(lab)
    lab.command(f"mosquitto_rr -h {lab.host} -p 8883 -i dev-01 -u '{USER}' -t {REGISTER} -e {FILTER} -m '{{}}' {TLS}")


@scenario("mosquitto_hash", "a subscription to everything", "filter_not_served", by="mosquitto_sub 2.0")
def _(lab):
    enrolled(lab)
    sub(lab, what="'#'")


@scenario("mosquitto_filter_short", "the filter without its last level", "filter_not_served", by="mosquitto_sub 2.0")
def _(lab):
    enrolled(lab)
    sub(lab, what="'$dps/registrations/res'")


@scenario("mosquitto_no_certificate", "no --cert and no --key", "credential_not_sent", by="mosquitto_sub 2.0")
def _(lab):
    enrolled(lab)
    sub(lab, tls="--cafile roots.pem -V mqttv311")


@scenario("mosquitto_key_of_another", "the key of another device", "key_of_another_certificate", by="mosquitto_sub 2.0")
def _(lab):
    enrolled(lab)
    lab.make.key("spare")
    sub(lab, tls=TLS.replace("dev.key", "spare.key"))


@scenario("mosquitto_files_numbered", "the certificate of device 01 with the key of 02", "key_of_another_certificate", by="mosquitto_sub 2.0")
def _(lab):
    enrolled(lab)
    os.rename(lab.folder / "dev.pem", lab.folder / "dev-01.pem")
    lab.make.key("dev-02")
    sub(lab, tls="--cafile roots.pem --cert dev-01.pem --key dev-02.key -V mqttv311")


@scenario("mosquitto_root_missing", "the system's roots, which do not have the server's", "server_root_not_trusted", by="mosquitto_sub 2.0")
def _(lab):
    enrolled(lab)
    sub(lab, tls="--capath /etc/ssl/certs --cert dev.pem --key dev.key -V mqttv311")


@scenario("mosquitto_own_certificate_as_root", "the device's certificate as --cafile of an Azure host", "own_ca_as_server_trust", by="mosquitto_sub 2.0, no connection comes about")
def _(lab):
    enrolled(lab)
    lab.command(f"mosquitto_sub -h global.azure-devices-provisioning.net -p 8883 -i dev-01 -u '{USER}' -t {FILTER} --cafile dev.pem --cert dev.pem --key dev.key -V mqttv311 -W 2")


@scenario("mosquitto_name", "the service under a name its certificate does not have", "server_name_differs", by="mosquitto_sub 2.0")
def _(lab):
    enrolled(lab, "--fault", "server_name_wrong")
    sub(lab)


@scenario("mosquitto_slash", "a slash in front of the user name", "username_malformed", by="mosquitto_sub 2.0")
def _(lab):
    enrolled(lab)
    sub(lab, user=f"/{USER}")


@scenario("mosquitto_no_api_version", "a user name that ends with the registration ID", "username_malformed", by="mosquitto_sub 2.0")
def _(lab):
    enrolled(lab)
    sub(lab, user=f"{SCOPE}/registrations/dev-01")


@scenario("mosquitto_refused", "a port on which nothing listens", "nothing_listens", by="mosquitto_sub 2.0")
def _(lab):
    enrolled(lab)
    sub(lab, port=8999)


@scenario("mosquitto_name_misspelt", "a host that does not exist", "name_not_resolved", by="mosquitto_sub 2.0")
def _(lab):
    enrolled(lab)
    lab.command(f"mosquitto_sub -h gobal.azure-devices-provisioning.invalid -p 8883 -i dev-01 -u '{USER}' -t {FILTER} {TLS} -W 2")


@scenario("mosquitto_file_missing", "a path that is not there", "file_not_found", by="mosquitto_sub 2.0")
def _(lab):
    enrolled(lab)
    sub(lab, tls=TLS.replace("dev.pem", "certs/device.pem"))


@scenario("mosquitto_rid", "?rid= instead of ?$rid=", "request_id_without_dollar", "not_subscribed", by="mosquitto_pub 2.0")
def _(lab):
    enrolled(lab)
    pub(lab, topic="'$dps/registrations/PUT/iotdps-register/?rid=1'")


@scenario("mosquitto_id_and_quotes", "a client ID of its own and double quotes", "client_id_differs", "shell_replaces_dollar", by="mosquitto_sub 2.0 in bash")
def _(lab):
    enrolled(lab)
    sub(lab, client="press", what='"$dps/registrations/res/#"')


@scenario("mosquitto_id_and_version", "a client ID of its own and MQTT 5", "client_id_differs", "protocol_not_3_1_1", by="mosquitto_sub 2.0")
def _(lab):
    enrolled(lab)
    sub(lab, client="press", tls=TLS.replace("mqttv311", "mqttv5"))


@scenario("mosquitto_id_and_key", "a client ID of its own and the key of another device", "client_id_differs", "key_of_another_certificate", by="mosquitto_sub 2.0")
def _(lab):
    enrolled(lab)
    os.rename(lab.folder / "dev.pem", lab.folder / "dev-01.pem")
    lab.make.key("dev-02")
    sub(lab, client="press", tls="--cafile roots.pem --cert dev-01.pem --key dev-02.key -V mqttv311")


@scenario("mosquitto_scope_and_id", "a letter O in the scope and a client ID of its own", "id_scope_wrong", "client_id_differs", by="mosquitto_sub 2.0")
def _(lab):
    enrolled(lab)
    sub(lab, client="press", user=USER.replace("0ne", "One"))


@scenario("mosquitto_qos_and_alone", "mosquitto_pub with QoS 2 and nobody subscribed", "not_subscribed", "message_flags_not_served", by="mosquitto_pub 2.0")
def _(lab):
    enrolled(lab)
    lab.command(f"mosquitto_pub -h {lab.host} -p 8883 -i dev-01 -u '{USER}' -t {REGISTER} -m '{{}}' {TLS} -q 2 -d")


@scenario("mosquitto_healthy", "all as it should be", by="mosquitto_sub 2.0")
def _(lab):
    enrolled(lab)
    sub(lab)


# openssl

@scenario("openssl_root_missing", "s_client without the server's root", "server_root_not_trusted", by="openssl s_client 3.0")
def _(lab):
    enrolled(lab)
    lab.command(f"openssl s_client -connect {lab.host}:8883 -CApath /etc/ssl/certs </dev/null")


@scenario("openssl_expired", "a server certificate that has expired", "server_certificate_expired", by="openssl s_client 3.0")
def _(lab):
    enrolled(lab, "--fault", "server_certificate_expired")
    lab.command(f"openssl s_client -connect {lab.host}:8883 -CAfile roots.pem </dev/null")
    lab.keep("clock.txt", "$ date -u\nTue Nov 24 08:00:00 UTC 2026\n")


@scenario("openssl_not_yet_valid", "a server certificate from tomorrow on", "clock_wrong", by="openssl s_client 3.0")
def _(lab):
    enrolled(lab, "--fault", "server_certificate_not_yet_valid")
    lab.command(f"openssl s_client -connect {lab.host}:8883 -CAfile roots.pem </dev/null")


@scenario("openssl_not_tls", "the port of something else", "not_tls_there", by="openssl s_client 3.0")
def _(lab):
    enrolled(lab)
    lab.command("python3 -c 'import socket; s=socket.create_server((\"127.0.0.1\",0)); print(s.getsockname()[1], flush=True); c,_=s.accept(); c.recv(9); c.sendall(b\"HTTP/1.1 400 Bad Request\\r\\n\\r\\n\"); c.close()' > port & until [ -s port ]; do :; done; openssl s_client -connect 127.0.0.1:$(cat port) </dev/null 2>&1 | grep -v '^0x'", name="openssl")
    lab.forms["openssl.txt"] = "$ openssl s_client -connect 127.0.0.1:8443\n" + lab.forms["openssl.txt"].split("\n", 1)[1]


@scenario("openssl_hung_up", "a server that goes away after ClientHello", "handshake_cut", by="openssl s_client 3.0")
def _(lab):
    enrolled(lab, "--fault", "handshake_aborted")
    lab.command(f"openssl s_client -connect {lab.host}:8883 -CAfile roots.pem </dev/null")


@scenario("openssl_versions", "a client that speaks TLS 1.2 only and a server that does not", "tls_versions_differ", by="openssl s_client 3.0")
def _(lab):
    enrolled(lab, "--fault", "tls_version_floor")
    lab.command(f"openssl s_client -connect {lab.host}:8883 -CAfile roots.pem -tls1_2 </dev/null")


@scenario("openssl_key_differs", "s_client with the key of another device", "key_of_another_certificate", by="openssl s_client 3.0")
def _(lab):
    enrolled(lab)
    lab.make.key("spare")
    lab.command(f"openssl s_client -connect {lab.host}:8883 -CAfile roots.pem -cert dev.pem -key spare.key </dev/null")


@scenario("openssl_healthy", "a handshake that succeeds", by="openssl s_client 3.0")
def _(lab):
    enrolled(lab)
    lab.command(f"openssl s_client -connect {lab.host}:8883 -servername {lab.host} -CAfile roots.pem -cert dev.pem -key dev.key </dev/null")


# curl

def put(lab, change="", cert="dev.pem", key="dev.key", name="dev-01", body='{"registrationId":"dev-01"}', scope=SCOPE, query="?api-version=2019-03-31"):
    return lab.command(f"curl -sS -i -X PUT 'https://{lab.https}/{scope}/registrations/{name}/register{query}' "
                       f"-H 'Content-Type: application/json' --cacert roots.pem --cert {cert} --key {key} -d '{body}' {change}".rstrip())


@scenario("curl_intermediate_left_out", "a group, and the leaf alone", "intermediate_not_sent", by="curl 7.88")
def _(lab):
    chained(lab)
    put(lab, cert="leaf.pem", key="leaf.key")
    lab.chain("leaf.pem")


@scenario("curl_ca_not_verified", "a group whose CA was never verified", "ca_not_verified", by="curl 7.88")
def _(lab):
    chained(lab, verified=False)
    put(lab, cert="chain.pem", key="leaf.key")
    lab.chain("chain.pem")
    lab.uploaded("root.pem", verified=False)


@scenario("curl_ca_not_uploaded", "a CA that was never uploaded", "ca_not_uploaded", by="curl 7.88")
def _(lab):
    chained(lab, upload=False)
    put(lab, cert="chain.pem", key="leaf.key")
    lab.chain("chain.pem")
    lab.uploaded()


@scenario("curl_other_leaf", "an enrolment with an older certificate", "enrolled_other_certificate", by="curl 7.88")
def _(lab):
    enrolled(lab)
    lab.make.self_signed("renewed", "dev-01")
    put(lab, cert="renewed.pem", key="renewed.key")
    lab.chain("renewed.pem")
    lab.enrolment("dev-01", "dev.pem")


@scenario("curl_common_name", "a certificate for another name", "common_name_differs", by="curl 7.88")
def _(lab):
    lab.make.self_signed("dev", "press-01")
    lab.serve({"individualEnrollments": [individual("dev-01", lab.text("dev.pem"))]})
    put(lab)
    lab.chain("dev.pem")


@scenario("curl_disabled", "an enrolment that is switched off", "enrolment_disabled", by="curl 7.88")
def _(lab):
    enrolled(lab, provisioningStatus="disabled")
    put(lab)


@scenario("curl_throttled", "an instance that is asked too often", "throttled", by="curl 7.88")
def _(lab):
    enrolled(lab, "--fault", "register_429")
    put(lab)


@scenario("curl_service_fault", "a service with a fault of its own", "service_fault", by="curl 7.88")
def _(lab):
    enrolled(lab, "--fault", "register_500")
    put(lab)


@scenario("curl_illegal_id", "a registration ID with a blank", "registration_id_illegal", by="curl 7.88")
def _(lab):
    enrolled(lab)
    put(lab, name="dev%2001", body="")


@scenario("curl_body_of_another", "a body copied from another device", "body_unreadable", by="curl 7.88")
def _(lab):
    enrolled(lab)
    put(lab, body='{"registrationId":"dev-99"}')


@scenario("curl_body_broken", "a body whose quotes the shell ate", "body_unreadable", by="curl 7.88")
def _(lab):
    enrolled(lab)
    put(lab, body="{registrationId:dev-01}")


@scenario("curl_registered_twice", "two registrations at once", "registered_twice", by="curl 7.88")
def _(lab):
    enrolled(lab, "--fault", "register_409")
    put(lab)


@scenario("curl_operation_unknown", "a poll for an operation of yesterday", "operation_unknown", by="curl 7.88")
def _(lab):
    enrolled(lab)
    lab.command(f"curl -sS -i 'https://{lab.https}/{SCOPE}/registrations/dev-01/operations/4.0123456789abcdef.11111111-2222-3333-4444-555555555555?api-version=2019-03-31' --cacert roots.pem --cert dev.pem --key dev.key")


@scenario("curl_no_hub", "an instance without a hub", "hub_not_linked", by="curl 7.88")
def _(lab):
    enrolled(lab, "--fault", "failed_401001")
    polled(lab)


@scenario("curl_hub_link_stale", "a hub whose key was renewed", "hub_link_stale", by="curl 7.88")
def _(lab):
    enrolled(lab, "--fault", "failed_401002_stale_link")
    polled(lab)


@scenario("curl_webhook", "an allocation function that fails", "allocation_webhook_failed", by="curl 7.88")
def _(lab):
    enrolled(lab, allocationPolicy="custom", customAllocationDefinition={"practiceAnswer": {"status": 500}})
    polled(lab)


def polled(lab):
    """Registers, then asks once with the operation ID of the answer."""
    operation = put(lab).split('"operationId":"')[1].split('"')[0]
    lab.command(f"sleep 1; curl -sS -i 'https://{lab.https}/{SCOPE}/registrations/dev-01/operations/{operation}?api-version=2019-03-31' --cacert roots.pem --cert dev.pem --key dev.key", name="poll")


@scenario("curl_root_missing", "curl without the server's root", "server_root_not_trusted", by="curl 7.88")
def _(lab):
    enrolled(lab)
    lab.command(f"curl -sS -X PUT 'https://{lab.https}/{SCOPE}/registrations/dev-01/register?api-version=2019-03-31' --cert dev.pem --key dev.key -d '{{}}'")


@scenario("curl_group_of_another_ca", "a group made for an intermediate that is not the chain's", "group_ca_not_in_chain", by="curl 7.88")
def _(lab):
    lab.make.three_levels("dev-01")
    lab.make.issued("line8", "factory line 8", "root", ca=True)
    root = lab.text("root.pem")
    lab.serve({"enrollmentGroups": [group("line-8", lab.text("line8.pem"))], "certificates": [{"name": "root", "certificate": root, "isVerified": True}]})
    put(lab, cert="chain.pem", key="leaf.key")
    lab.chain("chain.pem")


@scenario("curl_leaf_out_and_wrong_name", "the leaf alone, with another common name", "common_name_differs", "intermediate_not_sent", by="curl 7.88")
def _(lab):
    chained(lab, name="press-01")
    put(lab, cert="leaf.pem", key="leaf.key")
    lab.chain("leaf.pem")


@scenario("curl_disabled_and_body", "a disabled enrolment, and a body of another device", "body_unreadable", "enrolment_disabled", by="curl 7.88")
def _(lab):
    enrolled(lab, provisioningStatus="disabled")
    put(lab, body='{"registrationId":"dev-99"}')
    lab.enrolment("dev-01", "dev.pem", disabled=True)


@scenario("curl_healthy", "a registration that succeeds", by="curl 7.88")
def _(lab):
    enrolled(lab)
    polled(lab)


# our own

def register(lab, cert="dev.pem", key="dev.key", change="", scope=SCOPE, roots="roots.pem", port=8883):
    program = os.environ["DPS_PLAYGROUND"]
    lab.command(f"{program} register --id-scope {scope} --cert {cert} --key {key} --host {lab.host} --port {port} --server-ca {roots} {change} 2>&1 | grep -v '^  '".strip(), name="register")
    lab.forms["register.txt"] = lab.forms["register.txt"].replace(lab.tidy(program), "dps-playground").replace(" 2>&1 | grep -v '^  '", "")


@scenario("register_dropped", "a service that hangs up after the registration", "closed_by_service", by="dps-playground register")
def _(lab):
    enrolled(lab, "--fault", "drop_after_register")
    register(lab)


@scenario("register_healthy", "a registration that succeeds", by="dps-playground register")
def _(lab):
    enrolled(lab)
    register(lab)
