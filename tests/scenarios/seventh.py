"""The seventh round: what people come with, by how often it happens to them. One piece: a case a scenario.

The first whose scenarios and rules are from different hands: whoever wrote this had not read the rules, and whoever wrote
the rules had not read this. Each scenario says in `why` what an expert would name its cause by, from what is shown alone.
Where a client cannot be run here its words are modelled on the thread that is named, and whatever goes with them (files,
enrolments, answers) is really made.
"""

import json
import sys

import commands
from commands import FILTER, TLS, USER, chained, enrolled, polled, put, sub
from fifth import FAULTS, PRIMARY, record
from fourth import dated, shown
from lab import KEY, SCOPE, by_key, derived, group, individual, openssl_run
from matrix import CLIENTS, Told, faulty
from scenario import registry
from sdks import NODE, PAHO, PYTHON, node
from second import by_token, token
from sixth import by_a_ca, company_root

SCENARIOS, scenario = registry()
CURL, SUB, PUB, OPENSSL, OWN = "curl 7.88", "mosquitto_sub 2.0", "mosquitto_pub 2.0", "openssl s_client 3.0", "dps-playground register"
GLOBAL = "global.azure-devices-provisioning.net"


def issue(repository, number):
    return f"https://github.com/{repository}/issues/{number}"


def cases(prefix, scenario):
    """How a round of this kind takes down what it has: each scenario with what a person would look up beside it."""
    def case(name, had, *causes, why, by=None, thread=None, lacks=(), alone=False, registers=None):
        """`alone` when the text is all there is, `registers` where that does not follow from the causes; False: not asked."""
        assert why
        ill = bool(causes) if registers is None else not registers

        def keep(run):
            def scene(lab):
                run(lab)
                running = lab.process is not None and lab.process.poll() is None
                if running and not lab.pretends and by and registers is not False:
                    assert (record(lab) != "assigned") == ill, "the device is not as the label says"
                if lab.process is not None and not alone:
                    shown(lab, lacks)
            scenario(f"{prefix}_{name}", had, *causes, by=by, thread=thread)(scene)
            return run
        return keep
    return case


case = cases("seventh", scenario)


# One fault, one client: pairs that no earlier round had, and faults that none had.

def unread_key(lab):
    enrolled(lab)
    openssl_run(lab.folder, "ec", "-in", "dev.key", "-aes256", "-passout", "pass:secret", "-out", "locked.key")
    return Told(key="locked.key")


def escaped(lab):
    """As a variable of the environment or a C string has it."""
    enrolled(lab)
    (lab.folder / "escaped.pem").write_text(lab.text("dev.pem").strip().replace("\n", "\\n"))
    return Told(cert="escaped.pem")


def made_again(lab):
    """The line's CA was made again under its old name, and the old leaf is kept."""
    lab.make.three_levels(PRIMARY)
    lab.make.issued("line", "factory line 7", "root", ca=True)
    lab.make.chain("chain.pem", "leaf", "line")
    lab.serve({"enrollmentGroups": [group("factory-7", lab.text("root.pem"))],
               "certificates": [{"name": "root", "certificate": lab.text("root.pem"), "isVerified": True}]})
    return Told(cert="chain.pem", key="leaf.key")


NEW = {
    "root_new": ("a device that knows the old root alone", ["server_root_not_trusted"], faulty("server_root_new")),
    "unread_key": ("a key behind a password", ["key_container_unread"], unread_key),
    "escaped": ("a certificate whose line breaks are letters", ["pem_damaged"], escaped),
    "made_again": ("an intermediate that was made again under its old name", ["chain_broken"], made_again),
    "no_operation_id": ("an answer without operationId", ["operation_id_left_out"], faulty("operation_id_missing")),
}

DRAWN = [
    # Rank 1
    ("js", "leaf_alone", "401002 says that no CA was found, the file sent holds the leaf alone, the root of the group is verified", ("clock",)),
    ("js", "line_unverified", "the CA of the chain is listed with isVerified false, the other CA is not of this chain", ()),
    ("node", "other_factory", "the chain ends at a root that is not in the list of CA certificates, which holds another", ("clock",)),
    ("curl", "made_again", "the certificate below has not the signature of the one sent above it, though names fit", ()),
    # Rank 2
    ("python", "root_new", "the server's chain ends at a root that is not in the file given, both are shown", ()),
    ("mosquitto", "root_new", "the server's chain ends at a root that is not in the file given, both are shown", ("clock",)),
    ("curl", "own_ca", "the file given as roots is the root of the device's own chain", ("clock",)),
    # Rank 4
    ("js", "other_leaf", "Invalid certificate, and the enrolment holds another certificate than the file", ()),
    ("paho", "root_enrolled", "Invalid certificate, and the individual enrolment holds the root", ("handshake",)),
    # Rank 5
    ("js", "other_name", "Invalid certificate, the enrolled one is the one sent, its common name is another", ("clock",)),
    # Rank 11
    ("mosquitto", "headless", "the file of the certificate has no BEGIN line", ()),
    ("python", "escaped", "the file has backslash and n where its lines end", ("clock",)),
    # Rank 14
    ("js", "stale_link", "the error text of a hub that refuses the key of DPS", ()),
    ("node", "other_hub", "the enrolment names a hub that is not among the linked ones", ()),
    # Rank 16
    ("curl", "the_ca", "the certificate sent has CA:TRUE and is named after the line", ()),
    # Rank 32, 36
    ("paho", "forbidden", "403 to a registration", ()),
    ("js", "expired", "the certificate ended in 2024", ("handshake",)),
    # The rest
    ("node", "unread_key", "the key has the header of an encrypted one, and OpenSSL asks for its password", ()),
    ("js", "nobody", "no enrolment for the device and no group, one for another device only", ()),
    ("python", "for_a_key", "the device shows a certificate, the enrolment asks for a symmetric key", ()),
    ("paho", "no_operation_id", "the answer has status 202 and no operationId, on which the script fails", ()),
]

for client, fault, why, lacks in DRAWN:
    had, causes, prepare = NEW[fault] if fault in NEW else FAULTS[fault][:3]
    run, _, by = CLIENTS[client]

    def produced(run, prepare):
        def scene(lab):
            told = prepare(lab)
            run(lab, told)
        return scene
    case(f"{client}_{fault}", had, *causes, why=why, by=by, lacks=lacks)(produced(run, prepare))


# Rank 1 once more: files and what the instance says of itself, and no client at all.

def settings(lab, **more):
    told = {"PROVISIONING_HOST": GLOBAL, "PROVISIONING_IDSCOPE": SCOPE, "PROVISIONING_REGISTRATION_ID": PRIMARY, **more}
    lab.keep("settings.txt", "".join(f"{name}={value}\n" for name, value in told.items()))


@case("files_leaf_alone", "the files before the first connection: a leaf, and a group for its root", "intermediate_not_sent", by="openssl 3.0",
      why="the file to be sent has the leaf alone, its issuer is not the CA of the group but one below it", registers=False)
def _(lab):
    lab.make.three_levels(PRIMARY)
    settings(lab, X509_CERT_FILE="leaf.pem", X509_KEY_FILE="leaf.key")
    lab.look("cat leaf.pem", "files")
    lab.enrolment(group_of="root.pem")
    lab.uploaded("root.pem")
    lab.keep("answer.txt", '$dps/registrations/res/401/?$rid=1\n{"errorCode":401002,"trackingId":"11111111-2222-3333-4444-555555555555",'
             '"message":"CA certificate not found.","timestampUtc":"2026-11-24T15:20:11.4471201Z"}\n')


@case("files_other_leaf", "the answer, the file and the enrolment, and no client", "enrolled_other_certificate", by="openssl 3.0",
      why="the thumbprint in the enrolment is not that of the file, the names are the same", registers=False)
def _(lab):
    lab.make.self_signed("dev", PRIMARY)
    lab.make.self_signed("old", PRIMARY)
    settings(lab, X509_CERT_FILE="dev.pem", X509_KEY_FILE="dev.key")
    lab.look("openssl x509 -in dev.pem -noout -subject -dates -fingerprint -sha256", "files")
    lab.look("cat dev.pem", "files")
    lab.enrolment(PRIMARY, "old.pem")
    lab.keep("answer.txt", '$dps/registrations/res/401/?$rid=1\n{"errorCode":401002,"trackingId":"11111111-2222-3333-4444-555555555555",'
             '"message":"Invalid certificate.","timestampUtc":"2026-11-24T15:20:11.4471201Z"}\n')


@case("files_key_digest", "the digests of two public keys", "key_of_another_certificate", by="openssl 3.0",
      why="two digests that are the same where key and certificate belong together differ", registers=False)
def _(lab):
    lab.make.self_signed("dev", PRIMARY)
    lab.make.key("spare")
    settings(lab, X509_CERT_FILE="dev.pem", X509_KEY_FILE="spare.key")
    lab.look("openssl x509 -in dev.pem -noout -pubkey | openssl sha256", "files")
    lab.look("openssl pkey -in spare.key -pubout | openssl sha256", "files")
    lab.look("cat dev.pem", "files")


@case("files_healthy", "files, settings, group and CA that fit", by="openssl 3.0",
      why="chain, name, dates, key and group fit", registers=False)
def _(lab):
    lab.make.three_levels(PRIMARY)
    settings(lab, X509_CERT_FILE="chain.pem", X509_KEY_FILE="leaf.key")
    lab.look("cat chain.pem", "files")
    lab.look("openssl x509 -in chain.pem -noout -pubkey", "files")
    lab.look("openssl pkey -in leaf.key -pubout", "files")
    lab.enrolment(group_of="root.pem")
    lab.uploaded("root.pem")


# `az iot device registration create`, in the words of the extension's source. The files, the entries and what the service
# answered are real: curl asks in the place of az.

AZ_BY = "by hand after the source of azure-iot for az; curl has asked the practice service in its place"
UNAUTHORISED = "ERROR: register request returned a service error status code 401"


def az(lab, options, said):
    lab.keep("az.txt", f"$ az iot device registration create --dps-name dps-7 --registration-id {PRIMARY} {options}\n{said}\n")


def az_with(lab, cert="dev.pem", key="dev.key"):
    """Registers with a certificate, and says it as az does."""
    answer = json.loads(put(lab, cert=cert, key=key).split("\n\n", 1)[1])
    if answer.get("status") == "assigning":
        polled(lab)
        answer = json.loads(lab.forms.pop("poll.txt").split("\n\n", 1)[1])
    lab.forms.pop("command.txt")
    state = answer.get("registrationState", {})
    if "errorCode" in answer:
        assert answer["errorCode"] // 1000 == 401
        said = UNAUTHORISED
    elif answer["status"] == "disabled":
        said = "ERROR: Query Status Operation encountered an invalid registration status 'disabled' with a status code of 200"
    elif answer["status"] == "failed":
        said = ("ERROR: Query Status operation returned a failed registration status with a status code of '200'. "
                f"errorCode: {state['errorCode']}; errorMessage: {state['errorMessage']}")
    else:
        said = json.dumps(answer, indent=2)
    az(lab, f"--certificate-file {cert} --key-file {key}", said)


@case("az_leaf_alone", "a group, and the leaf alone, with az", "intermediate_not_sent", by=AZ_BY,
      why="401, the file has the leaf alone, the root of the group is verified")
def _(lab):
    chained(lab)
    az_with(lab, "leaf.pem", "leaf.key")


@case("az_group_key", "the key of the group, without --compute-key", "group_key_not_derived", by=AZ_BY, lacks=("handshake",),
      why="the group asks for a symmetric key; az is given its key and not told to compute the device's from it")
def _(lab):
    lab.serve({"enrollmentGroups": [by_key(KEY, enrollmentGroupId="by-key")]})
    az(lab, f"--group-id by-key --symmetric-key {KEY}", UNAUTHORISED)


@case("az_disabled", "an enrolment that is switched off, with az", "enrolment_disabled", by=AZ_BY, why="az says that the status is disabled, as the entry does")
def _(lab):
    enrolled(lab, provisioningStatus="disabled")
    az_with(lab)


@case("az_webhook", "an allocation function that is not there, with az", "allocation_webhook_failed", by=AZ_BY, why="400207 and what the function answered")
def _(lab):
    enrolled(lab, allocationPolicy="custom", customAllocationDefinition={"practiceAnswer": {"status": 404}})
    az_with(lab)


@case("az_no_hub", "an instance without a hub, with az", "hub_not_linked", by=AZ_BY, why="401001, and the list of linked hubs is empty")
def _(lab):
    enrolled(lab)
    lab.order("DELETE", f"linkedHubs/{lab.host}")
    az_with(lab)


@case("az_healthy", "a registration that succeeds, with az", by=AZ_BY, why="assigned, and nothing else")
def _(lab):
    enrolled(lab)
    az_with(lab)


@case("az_proof", "a proof of possession that az sends for a root, signed by the intermediate", "ca_proof_refused",
      thread=issue("Azure/azure-iot-sdk-c", 1347), why="the refusal says proof of possession, and the issuer is the intermediate")
def _(lab):
    lab.keep("az.txt", "$ openssl x509 -in verification-code.cert.pem -noout -subject -issuer\n"
             "subject=CN = 75B86466DA34D2B04C0C4C9557A119687ADAE7D4732BDDB3\nissuer=CN = factory line 7\n"
             "$ az iot dps certificate verify --dps-name dps-7 -g factory -n root --path verification-code.cert.pem --etag AAAAAAFbyw0=\n"
             "ERROR: (BadRequest) Proof-Of-Possession failed. Issuer certificate 'CN=factory line 7' cannot be found in the certificate chain. "
             "If you contact a support representative please include this correlation identifier: 11111111-2222-3333-4444-555555555555, "
             "timestamp: 2026-11-24 12:01:32Z, errorcode: IH400053.\n")
    lab.keep("certificates.txt", '$ az iot dps certificate list --dps-name dps-7\n'
             '{"value": [{"name": "root", "properties": {"isVerified": false, "subject": "factory root"}}]}\n')


# Windows, .NET, Java.

@case("csharp_windows_chain", "a chain that Windows does not send", "chain_kept_back_by_windows", thread=issue("Azure/azure-iot-sdk-csharp", 1010),
      why="the program hands the chain over, the CA is verified, the service finds none, and it is Windows")
def _(lab):
    lab.keep("log.txt", "Microsoft Windows [Version 10.0.19045.4291]\n\nC:\\dps> dotnet run\n"
             "Initializing the device provisioning client...\nRegistering with the device provisioning service...\n"
             "Unhandled exception. Microsoft.Azure.Devices.Provisioning.Client.ProvisioningTransportException: "
             '{"errorCode":401002,"trackingId":"11111111-2222-3333-4444-555555555555","message":"CA certificate not found.","timestampUtc":"2026-11-24T08:00:00.0000000Z"}\n'
             "   at Microsoft.Azure.Devices.Provisioning.Client.Transport.ProvisioningTransportHandlerMqtt.RegisterAsync(ProvisioningTransportRegisterRequest message, CancellationToken cancellationToken)\n"
             "   at X509Sample.Program.Main(String[] args) in C:\\dps\\Program.cs:line 42\n")
    lab.keep("source.txt", 'var pfx = new X509Certificate2Collection();\npfx.Import("chain.pfx", password, X509KeyStorageFlags.DefaultKeySet);\n'
             "X509Certificate2 leaf = pfx.Cast<X509Certificate2>().First(c => c.HasPrivateKey);\n"
             "// leaf, factory line 7 and factory root are all in the PFX\n"
             "using var security = new SecurityProviderX509Certificate(leaf, pfx);\n"
             "using var transport = new ProvisioningTransportHandlerMqtt(TransportFallbackType.TcpOnly);\n")
    lab.keep("certificates.txt", '$ az iot dps certificate list --dps-name dps-7\n'
             '{"value": [{"name": "root", "properties": {"isVerified": true, "subject": "factory root"}}]}\n')


@case("csharp_proxy_page", "a company's gateway that answers in the place of DPS", "proxy_intercepts", thread=issue("Azure/azure-iot-sdk-csharp", 1067),
      why="DPS never answers with a page of HTML about the verification of certificates; a gateway does")
def _(lab):
    lab.keep("log.txt", "Microsoft.Azure.Devices.Provisioning.Client.ProvisioningTransportException\n  HResult=0x80131500\n"
             "  Message=HTTP transport exception: malformed server error message: '<!DOCTYPE HTML PUBLIC \"-//W3C//DTD HTML 4.01//EN\" \"http://www.w3.org/TR/html4/strict.dtd\">\n"
             "<html>\n<head>\n<title>Certificate verification error</title>\n</head>\n<body>\n<h1>Certificate verification error</h1>\n"
             "<p>Web Gateway: the page was blocked. Company policy does not allow this certificate.</p>\n</body>\n</html>\n'\n"
             "   at Microsoft.Azure.Devices.Provisioning.Client.Transport.ProvisioningTransportHandlerHttp.RegisterAsync(ProvisioningTransportRegisterMessage message, CancellationToken cancellationToken)\n")


@case("csharp_placeholder", "a sample in which one placeholder was left", "placeholder_left", thread=issue("Azure/azure-iot-sdk-csharp", 898),
      why="the ID scope still is the words of the sample in brackets")
def _(lab):
    lab.keep("source.txt", f'private const string GlobalDeviceEndpoint = "{GLOBAL}";\n'
             'private static string s_idScope = "[Your ID Scope]";\nprivate static string s_certificateFileName = "dev-01.pfx";\n'
             "ProvisioningDeviceClient client = ProvisioningDeviceClient.Create(GlobalDeviceEndpoint, s_idScope, security, transport);\n")
    lab.keep("log.txt", "RegistrationID = dev-01\nProvisioningClient RegisterAsync . . . Unhandled exception. "
             "Microsoft.Azure.Devices.Provisioning.Client.ProvisioningTransportException: MQTT protocol exception\n"
             " ---> Microsoft.Azure.Devices.Provisioning.Client.ProvisioningTransportException: CONNECT failed: RefusedServerUnavailable\n")


# C, Python and Edge, after threads.

@case("edge_registration_id", "a registration ID in config.yaml that is not the certificate's name", "common_name_differs", thread=issue("Azure/iotedge", 4061),
      why="401, and the common name printed is not the registration_id of the file")
def _(lab):
    lab.keep("config.txt", f'$ sudo cat /etc/iotedge/config.yaml\nprovisioning:\n  source: "dps"\n  global_endpoint: "https://{GLOBAL}"\n  scope_id: "{SCOPE}"\n'
             '  attestation:\n    method: "x509"\n    registration_id: "edge-7"\n    identity_cert: "file:///etc/iotedge/edge-device.cert.pem"\n'
             '    identity_pk: "file:///etc/iotedge/edge-device.key.pem"\n')
    lab.keep("certificate.txt", "$ openssl x509 -in /etc/iotedge/edge-device.cert.pem -noout -subject -issuer -dates\n"
             "subject=CN = line-7-gateway\nissuer=CN = factory line 7\nnotBefore=Nov  1 10:00:00 2026 GMT\nnotAfter=Nov  1 10:00:00 2027 GMT\n")
    lab.keep("journal.txt", "iotedged[900]: [INFO] - Starting provisioning edge device via X509 provisioning...\n"
             f'iotedged[900]: [INFO] - Starting DPS registration with scope_id "{SCOPE}", registration_id "edge-7"\n'
             "iotedged[900]: [ERR!] - The daemon could not start up successfully: Could not initialize DPS provisioning client\n"
             "iotedged[900]: [WARN] -         caused by: HTTP request error\n"
             'iotedged[900]: [WARN] -         caused by: HTTP request failed: [401 Unauthorized] {"errorCode":401002,"trackingId":"11111111-2222-3333-4444-555555555555","message":"Invalid certificate.","timestampUtc":"2026-11-24T08:00:00.0000000Z"}\n')


@case("python_expired_dates", "an expired certificate, of which the dates alone are shown", "certificate_expired", thread=issue("Azure/azure-iot-sdk-python", 1195),
      why="401, and openssl prints an end of last year")
def _(lab):
    lab.keep("log.txt", "Traceback (most recent call last):\n"
             '  File "/usr/lib/python3/site-packages/azure/iot/device/provisioning/provisioning_device_client.py", line 26, in handle_result\n'
             "    return callback.wait_for_completion()\n"
             "azure.iot.device.exceptions.ServiceError: register request returned a service error status code 401\n\n"
             "The above exception was the direct cause of the following exception:\n\n"
             "azure.iot.device.exceptions.ClientError: Unexpected failure\n")
    lab.keep("certificate.txt", "$ openssl x509 -in dev-01.pem -noout -subject -dates\nsubject=CN = dev-01\n"
             "notBefore=Nov 20 09:12:44 2024 GMT\nnotAfter=Nov 20 09:12:44 2025 GMT\n$ date -u\nTue Nov 24 08:00:00 UTC 2026\n")


@case("c_clock_2029", "a device whose log is three years ahead", "clock_wrong", thread=issue("Azure/azure-iot-sdk-c", 2398),
      why="the log and `date` of the device say 2029, the server's certificate fails for its dates; it is 2026")
def _(lab):
    at = "2029-10-18T16:31:26.86+03:00 iot-agent-[1041]: [ERROR] AZURE_PLATFORM:"
    lab.keep("log.txt", f"{at}error:1416F086:SSL routines:tls_process_server_certificate:certificate verify failed\n"
             f"{at}Http connection failed to connect\n{at}Failure retrieving data from the provisioning service\n"
             f"{at}Failed to register device: PROV_DEVICE_RESULT_PARSING\n")
    lab.keep("openssl.txt", f"$ openssl s_client -connect {GLOBAL}:443 -CAfile DigiCertGlobalRootG2.pem </dev/null\n"
             "depth=0 C = US, ST = WA, L = Redmond, O = Microsoft Corporation, CN = *.azure-devices-provisioning.net\n"
             "verify error:num=10:certificate has expired\nnotAfter=May  4 23:59:59 2027 GMT\nverify return:1\n"
             "Verify return code: 10 (certificate has expired)\n$ date -u\nThu Oct 18 13:33:02 UTC 2029\n")


@case("c_hub_link", "a hub whose link DPS cannot use any more", "hub_link_stale", thread=issue("Azure/azure-iot-sdk-c", 1789),
      why="assigning, then IotHubUnauthorizedAccess from the hub: the stored key of the link is refused")
def _(lab):
    lab.keep("log.txt", "[INFO] AZURE_PLATFORM:Device provision status update: PROV_DEVICE_REG_STATUS_CONNECTED\n"
             "[INFO] AZURE_PLATFORM:Device provision status update: PROV_DEVICE_REG_STATUS_ASSIGNING\n"
             "[CRITICAL] AZURE_PLATFORM:Provisioning Failure: OperationId: 4.0123456789abcdef.11111111-2222-3333-4444-555555555555 - Date: 2026-11-24T06:42:32.1308829Z - "
             'Msg: {"Message":"ErrorCode:IotHubUnauthorizedAccess;Unauthorized","ExceptionMessage":"Tracking ID:0123456789abcdef0123456789abcdef-G:10-TimeStamp:11/24/2026 06:42:31"}\n')


@case("c_scope", "a scope of which a digit is wrong, in the samples of the embedded SDK", "id_scope_wrong", thread=issue("Azure/azure-sdk-for-c", 2142),
      why="CONNACK 3, and the instance prints another scope")
def _(lab):
    lab.keep("log.txt", "AZ_IOT_PROVISIONING_ID_SCOPE = 0ne00C0FEEE\nAZ_IOT_PROVISIONING_REGISTRATION_ID = dev-01\n"
             "AZ_IOT_DEVICE_X509_CERT_PEM_FILE_PATH = /home/user/dev-01.pem\nAZ_IOT_DEVICE_X509_TRUST_PEM_FILE_PATH = /home/user/roots.pem\n\n"
             f'SUCCESS:\tMQTT endpoint created at "ssl://{GLOBAL}:8883".\nSUCCESS:\tClient created and configured.\n'
             "\t\t    MQTT client username: 0ne00C0FEEE/registrations/dev-01/api-version=2019-03-31\n\n"
             "ERROR:\tFailed to connect: MQTTClient return code 3.\n")
    lab.keep("instance.txt", '$ az iot dps show --name dps-7 --query properties\n{\n  "deviceProvisioningHostName": "global.azure-devices-provisioning.net",\n'
             f'  "idScope": "{SCOPE}",\n  "state": "Active"\n}}\n')


@case("c_service_endpoint", "a hub's connection string where the provisioning service's belongs", "service_endpoint_confused", thread=issue("Azure/azure-iot-sdk-c", 1844),
      why="the service client of provisioning is given a HostName of a hub and the policy of a hub")
def _(lab):
    lab.keep("source.txt", '/* enrollments: provisioning_service_client */\nconst char* connectionString = "HostName=hub-7.azure-devices.net;SharedAccessKeyName=iothubowner;SharedAccessKey=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";\n'
             "PROVISIONING_SERVICE_CLIENT_HANDLE prov_sc = prov_sc_create_from_connection_string(connectionString);\n"
             "prov_sc_create_or_update_individual_enrollment(prov_sc, &ie);\n")
    lab.keep("log.txt", "Error: Time:Tue Nov 24 08:00:00 2026 File:/home/user/azure-iot-sdk-c/provisioning_service_client/src/provisioning_sc_client.c "
             "Func:rest_call Line:330 Failure in response - status code 401\n")


@case("node_second_key", "the secondary key, after a registration with the primary", "other_key_than_registered", thread=issue("Azure/azure-iot-sdk-node", 721),
      why="the primary key was taken a minute before, the secondary of the same entry is refused with 401002")
def _(lab):
    lab.keep("log.txt", "# both keys are copied from the same individual enrollment in the portal\n"
             "$ PROVISIONING_SYMMETRIC_KEY=$PRIMARY_KEY node register_symkey.js\nregistration succeeded\nassigned hub=hub-7.azure-devices.net\ndeviceId=dev-01\n"
             "$ PROVISIONING_SYMMETRIC_KEY=$SECONDARY_KEY node register_symkey.js\n"
             'azure-iot-provisioning-device-http:Http error executing PUT: UnauthorizedError: Error: {"errorCode":401002,"trackingId":"11111111-2222-3333-4444-555555555555","message":"Unauthorized","timestampUtc":"2026-11-24T08:00:00.0000000Z"}\n'
             "error registering device: UnauthorizedError: Could not register device\n"
             "$ PROVISIONING_SYMMETRIC_KEY=$PRIMARY_KEY node register_symkey.js\nregistration succeeded\nassigned hub=hub-7.azure-devices.net\ndeviceId=dev-01\n")


@case("explorer_key", "MQTT Explorer with the key of another device", "key_of_another_certificate", thread=issue("thomasnordquist/MQTT-Explorer", 826),
      why="KEY_VALUES_MISMATCH says it")
def _(lab):
    lab.keep("log.txt", f"MQTT Explorer 0.4.0-beta.6\nConnecting to mqtts://{GLOBAL}:8883 as dev-01\nClient certificate: dev-01.crt  Client key: dev-02.key\n"
             "Error: error:0b000074:X.509 certificate routines:OPENSSL_internal:KEY_VALUES_MISMATCH\n")


@case("esp_small_record", "a microcontroller with records of 4 KB", "chain_too_large", thread=issue("Azure/azure-iot-sdk-c", 2362),
      why="the server's certificates come in a message longer than the buffer that sdkconfig sets, and mbedTLS says so")
def _(lab):
    lab.keep("sdkconfig.txt", 'CONFIG_MBEDTLS_ASYMMETRIC_CONTENT_LEN=y\nCONFIG_MBEDTLS_SSL_IN_CONTENT_LEN=4096\nCONFIG_MBEDTLS_SSL_OUT_CONTENT_LEN=4096\n'
             f'CONFIG_AZURE_DPS_ID_SCOPE="{SCOPE}"\nCONFIG_AZURE_DPS_REGISTRATION_ID="dev-01"\n')
    lab.keep("log.txt", f"I (8120) AZ IOT: Creating a TLS connection to {GLOBAL}:8883.\n"
             "W (8730) mbedtls: ssl_msg.c:4011 requesting more data than fits\nE (8731) mbedtls: ssl_msg.c:2066 bad message length\n"
             "E (8740) esp-tls-mbedtls: mbedtls_ssl_handshake returned -0x7200\nE (8741) esp-tls: Failed to open new connection\n"
             f"$ openssl s_client -connect {GLOBAL}:8883 </dev/null 2>&1 | grep -E 'handshake has read'\nSSL handshake has read 5412 bytes and written 431 bytes\n")


@case("python_port", "a company network that lets 8883 not out, seen from Python", "port_blocked", thread=issue("Azure/dps-keygen", 1),
      why="8883 times out while 443 of the same host answers")
def _(lab):
    lab.keep("log.txt", 'Traceback (most recent call last):\n  File "/usr/lib/python3/site-packages/paho/mqtt/client.py", line 3546, in _create_socket_connection\n'
             "    return socket.create_connection(addr, source_address=source, timeout=self._keepalive)\nTimeoutError: [Errno 110] Connection timed out\n"
             "azure.iot.device.exceptions.ConnectionFailedError: Could not connect to IoTHub\n")
    lab.keep("network.txt", f"$ nc -vz -w 5 {GLOBAL} 8883\nnc: connect to {GLOBAL} (20.49.104.140) port 8883 (tcp) timed out: Operation now in progress\n"
             f"$ nc -vz -w 5 {GLOBAL} 443\nConnection to {GLOBAL} (20.49.104.140) 443 port [tcp/https] succeeded!\n")


@case("hub_label", "a question why the hub calls a device of a CA self-signed", "hub_shows_self_signed", thread=issue("Azure/azure-iot-sdk-csharp", 3360),
      why="registered and connected; the hub's record says selfSigned with the leaf's thumbprint, which is by design")
def _(lab):
    lab.keep("question.txt", "Our devices have certificates of our own CA and register through an enrollment group. All of them connect and send. "
             "Why does the hub say selfSigned instead of certificateAuthority?\n\n$ az iot hub device-identity show --hub-name hub-7 --device-id dev-01\n"
             '{\n  "authentication": {\n    "type": "selfSigned",\n    "x509Thumbprint": {\n      "primaryThumbprint": "9F86D081884C7D659A2FEAA0C55AD015A3BF4F1B2B0B822CD15D6C15B0F00A08",\n'
             '      "secondaryThumbprint": null\n    }\n  },\n  "connectionState": "Connected",\n  "deviceId": "dev-01",\n  "status": "enabled"\n}\n')


# MQTT.fx, MQTTX: profiles and logs. The answers are those of the practice service.

def mqttx(lab, **more):
    profile = {"clientId": PRIMARY, "name": "dps", "protocol": "mqtts", "host": GLOBAL, "port": 8883, "username": USER, "password": "", "ssl": True,
               "certType": "self", "ca": "/home/user/roots.pem", "cert": "/home/user/dev-01.pem", "key": "/home/user/dev-01.key", "mqttVersion": "3.1.1",
               "rejectUnauthorized": True, "clean": True, "keepalive": 60,
               "subscriptions": [{"topic": "$dps/registrations/res/#", "qos": 1, "disabled": False}], **more}
    lab.keep("profile.json.txt", json.dumps([profile], indent=2) + "\n")


MQTTX = "by hand: a profile and log as MQTTX writes them"


@case("mqttx_version", "MQTTX as it is set at first, with MQTT 5", "protocol_not_3_1_1", by=MQTTX, why="mqttVersion is 5.0; the version is refused")
def _(lab):
    mqttx(lab, mqttVersion="5.0")
    lab.keep("log.txt", "[2026-11-24 09:14:03] [ERROR] dps MQTT connection error, Error: Connection refused: Unsupported Protocol Version\n")


@case("mqttx_scope", "MQTTX with a letter O in the scope", "id_scope_wrong", by=MQTTX, why="the scope begins with a letter where the instance's has a zero; refused with 3")
def _(lab):
    mqttx(lab, username=USER.replace("0ne", "One"))
    lab.keep("log.txt", "[2026-11-24 09:14:03] [ERROR] dps MQTT connection error, Error: Connection refused: Server unavailable\n")
    lab.keep("instance.txt", f"$ az iot dps show --name dps-7 --query properties.idScope -o tsv\n{SCOPE}\n")


@case("mqttx_hub", "MQTTX with the hub's name in the place of the service's", "hub_in_place_of_dps", by=MQTTX, why="the host is a hub's, user name and topics are those of DPS")
def _(lab):
    mqttx(lab, host="hub-7.azure-devices.net")
    lab.keep("log.txt", "[2026-11-24 09:14:03] [ERROR] dps MQTT connection error, Error: Connection refused: Not authorized\n")


@case("mqttx_name", "MQTTX with a certificate of another name", "common_name_differs", by=MQTTX, why="Invalid certificate, the enrolled thumbprint is the file's, the common name is not dev-01", registers=False)
def _(lab):
    lab.make.self_signed("dev-01", "press-7")
    mqttx(lab)
    lab.keep("log.txt", "[2026-11-24 09:14:03] [INFO] Connect client, MQTT/SSL connection: mqtts://global.azure-devices-provisioning.net:8883\n"
             "[2026-11-24 09:14:05] [INFO] dps message arrived message added with topic: \"$dps/registrations/res/401/?$rid=1\", payload: "
             '{"errorCode":401002,"trackingId":"11111111-2222-3333-4444-555555555555","message":"Invalid certificate.","timestampUtc":"2026-11-24T09:14:05.1130021Z"}\n')
    lab.look("cat dev-01.pem", "files")
    lab.enrolment(PRIMARY, "dev-01.pem")


@case("mqttx_never_polls", "MQTTX, and a wait for the hub's name", "never_polled", by=MQTTX, why="202 with an operation, and ten minutes without a question for it")
def _(lab):
    mqttx(lab)
    lab.keep("log.txt", "[2026-11-24 09:14:05] [INFO] dps sucessfully published message {} to topic \"$dps/registrations/PUT/iotdps-register/?$rid=1\"\n"
             "[2026-11-24 09:14:05] [INFO] dps message arrived message added with topic: \"$dps/registrations/res/202/?$rid=1&retry-after=3\", payload: "
             '{"operationId":"4.0123456789abcdef.11111111-2222-3333-4444-555555555555","status":"assigning"}\n'
             "[2026-11-24 09:24:31] [INFO] dps disconnected by user\n")


@case("mqttx_healthy", "MQTTX, and a registration by hand", by=MQTTX, why="202, a poll after three seconds, assigned")
def _(lab):
    mqttx(lab)
    operation = "4.0123456789abcdef.11111111-2222-3333-4444-555555555555"
    lab.keep("log.txt", "[2026-11-24 09:14:05] [INFO] dps sucessfully published message {} to topic \"$dps/registrations/PUT/iotdps-register/?$rid=1\"\n"
             "[2026-11-24 09:14:05] [INFO] dps message arrived message added with topic: \"$dps/registrations/res/202/?$rid=1&retry-after=3\", payload: "
             f'{{"operationId":"{operation}","status":"assigning"}}\n'
             f"[2026-11-24 09:14:11] [INFO] dps sucessfully published message  to topic \"$dps/registrations/GET/iotdps-get-operationstatus/?$rid=2&operationId={operation}\"\n"
             "[2026-11-24 09:14:11] [INFO] dps message arrived message added with topic: \"$dps/registrations/res/200/?$rid=2\", payload: "
             f'{{"operationId":"{operation}","status":"assigned","registrationState":{{"registrationId":"dev-01","assignedHub":"hub-7.azure-devices.net","deviceId":"dev-01","status":"assigned","substatus":"initialAssignment"}}}}\n')


@case("mqttfx_client_id", "MQTT.fx with the client ID it makes itself", "client_id_differs", thread="https://busbyland.com/azure-device-provisioning-server-over-mqtt-using-x509-certificates/",
      why="MQTT_FX_Client is not the ID in the user name; not authorised")
def _(lab):
    lab.keep("profile.txt", f"Profile Name: DPS\nBroker Address: {GLOBAL}\nBroker Port: 8883\nClient ID: MQTT_FX_Client\nMQTT Version: 3.1.1\n"
             f"User Name: {USER}\nSSL/TLS: Self signed certificates\nCA File: C:\\dps\\DigiCertGlobalRootG2.pem\nClient Certificate File: C:\\dps\\dev-01.pem\nClient Key File: C:\\dps\\dev-01.key\nPEM Formatted: yes\n")
    lab.keep("log.txt", "2026-11-24 09:39:05,157  INFO --- MqttFX ClientModel             : MqttClient with ID MQTT_FX_Client assigned.\n"
             "2026-11-24 09:39:05,810 ERROR --- MqttFX ClientModel             : Error when connecting\norg.eclipse.paho.client.mqttv3.MqttSecurityException: Not authorized to connect\n"
             "2026-11-24 09:39:05,812 ERROR --- BrokerConnectService           : Not authorized to connect\n")


# Hosts, quotes, commas: what is typed.

@case("python_https_host", "a provisioning host with https:// in front", "host_unclean", by=PYTHON, why="the host that does not resolve begins with https://")
def _(lab):
    enrolled(lab)
    lab.python("device.py", "--host", f"https://{GLOBAL}")


@case("mosquitto_typography", "a command copied from a document", "typography_in_command", by=SUB, lacks=("handshake",), why="a dash that is none stands before cafile, and mosquitto does not know the option")
def _(lab):
    enrolled(lab)
    lab.command(f"mosquitto_sub -h {lab.host} -p 8883 -i dev-01 -u ‘{USER}’ -t {FILTER} {TLS.replace('--', '–')} -d")


@case("node_illegal_id", "a registration ID with a blank", "registration_id_illegal", by=NODE, why="400004 says it, and the ID has a blank")
def _(lab):
    lab.make.self_signed("dev", "dev 01")
    lab.serve({})
    node(lab, name="dev 01")


@case("mosquitto_script", "a shell script with the filter in double quotes", "shell_replaces_dollar", by="mosquitto_sub 2.0 in bash",
      why="the filter that is sent has lost $dps, which the script has in double quotes")
def _(lab):
    enrolled(lab)
    (lab.folder / "listen.sh").write_text(f'HOST={lab.host}\nID=dev-01\nFILTER="$dps/registrations/res/#"\n'
                                          f'mosquitto_sub -h $HOST -p 8883 -i $ID -u "{SCOPE}/registrations/$ID/api-version=2019-03-31" -t "$FILTER" {TLS} -W 3 -d\n')
    lab.look("cat listen.sh", "script")
    lab.command("bash listen.sh")
    lab.used |= {"cert": "dev.pem", "key": "dev.key", "trust": "roots.pem"}


def ask(lab, *before, topic="$dps/registrations/PUT/iotdps-register/?$rid=1"):
    """A short script as people post it, shown and run."""
    poll = "$dps/registrations/GET/iotdps-get-operationstatus/?$rid=1&operationId="
    lines = ["import json, ssl, time", "import paho.mqtt.client as mqtt", "",
             "def on_message(client, userdata, message):", "    print(message.topic, message.payload)",
             "    if '/res/202/?$rid=1' in message.topic:", "        time.sleep(2)",
             f"        client.publish('{poll}' + json.loads(message.payload)['operationId'], '', qos=1)", "",
             "client = mqtt.Client(client_id='dev-01', protocol=mqtt.MQTTv311)", f"client.username_pw_set('{USER}', None)",
             "client.tls_set('roots.pem', certfile='dev.pem', keyfile='dev.key', tls_version=ssl.PROTOCOL_TLSv1_2)",
             "client.on_connect = lambda c, u, f, rc: print('connected', rc)", "client.on_subscribe = lambda c, u, mid, qos: print('subscribed', qos)",
             "client.on_publish = lambda c, u, mid: print('acknowledged', mid)", "client.on_disconnect = lambda c, u, rc: print('disconnected', rc)",
             "client.on_message = on_message", f"client.connect('{lab.host}', 8883)", "client.loop_start()", "time.sleep(1)",
             *before, f"client.publish('{topic}', '{{}}', qos=1)", "time.sleep(10)", "print('that was all')"]
    (lab.folder / "ask.py").write_text("\n".join(lines) + "\n")
    lab.look("cat ask.py", "script")
    lab.command(f"{sys.executable} ask.py")
    lab.used |= {"cert": "dev.pem", "key": "dev.key", "trust": "roots.pem"}


@case("source_rid", "a script with ?rid= in its topic", "request_id_without_dollar", by=PAHO, registers=True,
      why="?rid= in the topic that is published; the answer has no request ID, and the script passes over it")
def _(lab):
    enrolled(lab)
    ask(lab, "client.subscribe('$dps/registrations/res/#', 1)", "time.sleep(1)", topic="$dps/registrations/PUT/iotdps-register/?rid=1")


@case("paho_no_subscription", "a script that asks and does not subscribe", "not_subscribed", by=PAHO, registers=True, why="the script has no subscribe, the request is acknowledged and no answer comes")
def _(lab):
    enrolled(lab)
    ask(lab)


# Keys and tokens.

@case("node_symmetric_key", "a key that is not the enrolment's", "symmetric_key_wrong", by=NODE, why="an individual enrolment by key, and the device signs with another key than its own")
def _(lab):
    lab.serve({"individualEnrollments": [by_key(KEY, registrationId=PRIMARY)]})
    node(lab, symmetricKey=derived(KEY, "dev-99"))


@case("curl_group_key", "a token signed with the key of the group", "group_key_not_derived", by=CURL, why="the script signs with the group's key, and nothing derives the device's; 401")
def _(lab):
    lab.serve({"enrollmentGroups": [by_key(KEY, enrollmentGroupId="by-key")]})
    (lab.folder / "sas.py.txt").write_text(
        f"# primary key of the enrollment group by-key, from the portal\nGROUP_KEY = \"{KEY}\"\nresource = quote(\"{SCOPE}/registrations/dev-01\", safe=\"\")\n"
        "digest = hmac.new(base64.b64decode(GROUP_KEY), f\"{resource}\\n{expiry}\".encode(), hashlib.sha256).digest()\n"
        "print(f\"SharedAccessSignature sr={resource}&sig={quote(base64.b64encode(digest), safe='')}&se={expiry}&skn=registration\")\n")
    lab.look("cat sas.py.txt", "script")
    by_token(lab, token(KEY, f"{SCOPE}/registrations/{PRIMARY}", 1900000000))


# After the assignment: the hub.

def hub_pub(lab, device, cert="dev.pem", key="dev.key"):
    lab.command(f"mosquitto_pub -h {lab.host} -p 8883 -i {device} -u '{lab.host}/{device}/?api-version=2021-04-12' -t 'devices/{device}/messages/events/' "
                f"-m '{{\"temperature\":21.5}}' --cafile roots.pem --cert {cert} --key {key} -V mqttv311 -q 1 -d", name="telemetry")


@case("hub_device_id", "a hub that is asked with the registration ID", "hub_device_id_differs", by="curl 7.88, mosquitto_pub 2.0", registers=True,
      why="assigned as press-7, and the hub is asked as dev-01, which it does not know")
def _(lab):
    enrolled(lab, deviceId="press-7")
    polled(lab)
    hub_pub(lab, PRIMARY)


@case("hub_renewed", "a leaf renewed after the registration, with mosquitto", "hub_knows_other_certificate", by="curl 7.88, mosquitto_pub 2.0", registers=True,
      why="registered with one file and connected to the hub with another, which the hub refuses")
def _(lab):
    lab.make.three_levels(PRIMARY)
    lab.make.issued("renewed", PRIMARY, "line")
    lab.make.chain("renewed-chain.pem", "renewed", "line")
    lab.serve({"enrollmentGroups": [group("factory-7", lab.text("root.pem"))],
               "certificates": [{"name": "root", "certificate": lab.text("root.pem"), "isVerified": True}]})
    operation = put(lab, cert="chain.pem", key="leaf.key").split('"operationId":"')[1].split('"')[0]
    lab.command(f"sleep 1; curl -sS -i 'https://{lab.https}/{SCOPE}/registrations/dev-01/operations/{operation}?api-version=2019-03-31' "
                "--cacert roots.pem --cert chain.pem --key leaf.key", name="poll")
    hub_pub(lab, PRIMARY, "renewed-chain.pem", "renewed.key")


@case("hub_deleted", "a device that somebody deleted in the hub", "device_gone_from_hub", by=PYTHON, why="assigned, refused by the hub, and the hub's registry does not have the device")
def _(lab):
    enrolled(lab, "--fault", "hub_connack_5")
    lab.python("device.py", "--hub")
    lab.keep("registry.txt", f"$ az iot hub device-identity show --login 'HostName={lab.host};SharedAccessKeyName=iothubowner;SharedAccessKey=***' --device-id dev-01\n"
             "ERROR: {'Message': 'ErrorCode:DeviceNotFound;dev-01', 'ExceptionMessage': 'Tracking ID:0123456789abcdef-G:10-TimeStamp:11/24/2026 08:01:12'}\n")


# Rank 9 and the verification certificate.

@case("curl_gateway", "a gateway that opens TLS and shows a certificate of its own", "proxy_intercepts", by="curl 7.88, openssl s_server", registers=False,
      why="Microsoft's host shows a certificate that the web gateway of a company issued")
def _(lab):
    lab.make.self_signed("gateway", "Contoso Web Gateway CA", ca=True)
    lab.make.key("shown")
    openssl_run(lab.folder, "req", "-new", "-key", "shown.key", "-subj", f"/CN={GLOBAL}", "-out", "shown.csr")
    (lab.folder / "shown.ext").write_text(f"basicConstraints=CA:FALSE\nsubjectAltName=DNS:{GLOBAL}\n")
    openssl_run(lab.folder, "x509", "-req", "-in", "shown.csr", "-CA", "gateway.pem", "-CAkey", "gateway.key", "-CAcreateserial", "-days", "30",
                "-extfile", "shown.ext", "-out", "shown.pem")
    lab.make.self_signed("dev", PRIMARY)
    lab.make.self_signed("DigiCertGlobalRootG2", "DigiCert Global Root G2", ca=True)
    lab.command("openssl s_server -accept 127.0.0.1:0 -cert shown.pem -key shown.key -cert_chain gateway.pem -www >said 2>&1 & server=$!; "
                "until grep -q ACCEPT said; do :; done; port=$(sed -n 's/^ACCEPT .*:\\([0-9]*\\)$/\\1/p' said); "
                f"curl -sSv -X PUT --connect-to ::127.0.0.1:$port 'https://{GLOBAL}/{SCOPE}/registrations/dev-01/register?api-version=2019-03-31' --cacert DigiCertGlobalRootG2.pem --cert dev.pem --key dev.key -d '{{}}' 2>&1; "
                f"openssl s_client -connect 127.0.0.1:$port -servername {GLOBAL} -showcerts </dev/null 2>&1 | sed -n '/^Certificate chain/,/^---/p' | grep -E '^ *[0-9i]'; kill $server")
    said = lab.forms["command.txt"].split("\n", 1)[1]
    kept = [line for line in said.splitlines() if not line.startswith(("* Connect", "*   Trying", "* Connected", "{ [", "} [")) and "ACCEPT" not in line]
    chain = [line for line in kept if line.lstrip()[:3] in ("0 s", "1 s", "i:O", "i:C")]
    lab.forms["command.txt"] = (f"$ curl -sSv -X PUT 'https://{GLOBAL}/{SCOPE}/registrations/dev-01/register?api-version=2019-03-31' --cacert DigiCertGlobalRootG2.pem --cert dev.pem --key dev.key -d '{{}}'\n"
                                + "\n".join(line for line in kept if line not in chain) + "\n"
                                + f"$ openssl s_client -connect {GLOBAL}:443 -servername {GLOBAL} -showcerts </dev/null | grep -E '^ *[0-9i]'\n" + "\n".join(chain) + "\n")


@case("python_verification", "the certificate of the proof of possession as the device's", "wrong_certificate_presented", by=PYTHON,
      why="the common name is a code of 48 hexadecimal digits: it was made for the proof of possession")
def _(lab):
    lab.make.three_levels(PRIMARY)
    lab.make.issued("verification-code", "75B86466DA34D2B04C0C4C9557A119687ADAE7D4732BDDB3", "root")
    lab.serve({"enrollmentGroups": [group("factory-7", lab.text("root.pem"))],
               "certificates": [{"name": "root", "certificate": lab.text("root.pem"), "isVerified": True}]})
    lab.python("device.py", "--cert", "verification-code.pem", "--key", "verification-code.key")


# Two at once.

@case("two_alone_and_disabled", "the leaf alone, under a group that is switched off", "intermediate_not_sent", "enrolment_disabled", by=NODE,
      why="CA not found and the file has the leaf alone; the group's entry says disabled")
def _(lab):
    lab.make.three_levels(PRIMARY)
    lab.serve({"enrollmentGroups": [{**group("factory-7", lab.text("root.pem")), "provisioningStatus": "disabled"}],
               "certificates": [{"name": "root", "certificate": lab.text("root.pem"), "isVerified": True}]})
    node(lab, chain="leaf.pem", key="leaf.key")


@case("two_polls_and_quota", "a loop that does not wait, and the quota it meets", "retry_after_ignored", "throttled", by=CURL, registers=False,
      why="each answer says retry-after 1, the times are a fraction of a second apart, and then 429")
def _(lab):
    enrolled(lab, "--assigning-answers", "30")
    operation = put(lab).split('"operationId":"')[1].split('"')[0]
    lab.command("for n in 1 2 3 4 5 6 7; do date -u +%T.%3N; "
                f"curl -sS -i 'https://{lab.https}/{SCOPE}/registrations/dev-01/operations/{operation}?api-version=2019-03-31' "
                "--cacert roots.pem --cert dev.pem --key dev.key; echo; done", name="poll")


@case("two_slash_and_quotes", "a slash in front of the user name, and double quotes", "username_malformed", "shell_replaces_dollar", by="mosquitto_sub 2.0 in bash",
      why="the user name begins with a slash; $dps stands in double quotes")
def _(lab):
    enrolled(lab)
    sub(lab, user=f"/{USER}", what='"$dps/registrations/res/#"')


@case("two_mqttx", "MQTTX with its own client ID and MQTT 5", "client_id_differs", "protocol_not_3_1_1", by=MQTTX,
      why="both stand in the profile")
def _(lab):
    mqttx(lab, clientId="mqttx_51c0ffee", mqttVersion="5.0")
    lab.keep("log.txt", "[2026-11-24 09:14:03] [ERROR] dps MQTT connection error, Error: Connection refused: Unsupported Protocol Version\n")


@case("two_flat_and_trust", "a certificate in one line, and the device's certificate as roots", "pem_damaged", "own_ca_as_server_trust", by=PYTHON,
      why="the file has no line breaks; the other file, given as roots, is the device's own, as the enrolment shows")
def _(lab):
    enrolled(lab)
    (lab.folder / "flat.pem").write_text(lab.text("dev.pem").replace("\n", ""))
    lab.python("device.py", "--cert", "flat.pem", "--roots", "dev.pem")


@case("two_unverified_and_name", "a CA that was never verified, and another name", "ca_not_verified", "common_name_differs", by=OWN,
      why="isVerified is false; the leaf's common name is not the registration ID that is given")
def _(lab):
    chained(lab, verified=False, name="press-7")
    commands.register(lab, cert="chain.pem", key="leaf.key", change="--registration-id dev-01")


@case("two_root_and_scope", "a company's root, and another instance's scope", "server_root_not_trusted", "id_scope_wrong", by=NODE,
      why="the roots given are not the server's; the service says its scope at its start, which is another")
def _(lab):
    enrolled(lab)
    company_root(lab)
    node(lab, roots="company-root.pem", idScope="0ne00BADBAD")
    lab.keep("practice.txt", f"{lab.ready}\n")


@case("two_key_and_expired", "the key of another device, and a certificate that has ended", "key_of_another_certificate", "certificate_expired", by=CURL,
      why="curl says that the key does not fit; the certificate ended in 2024")
def _(lab):
    dated("20230101000000Z", "20241101000000Z")(lab)
    lab.make.key("spare")
    put(lab, key="spare.key")


# Healthy ones, most of them noisy.

@case("healthy_verbose", "a registration over HTTPS, with all that curl can say", by=CURL, why="202, assigned")
def _(lab):
    chained(lab)
    said = put(lab, cert="chain.pem", key="leaf.key", change="-v 2>&1")
    operation = said.split('"operationId":"')[1].split('"')[0]
    lab.command(f"sleep 1; curl -sSv 'https://{lab.https}/{SCOPE}/registrations/dev-01/operations/{operation}?api-version=2019-03-31' "
                "--cacert roots.pem --cert chain.pem --key leaf.key 2>&1", name="poll")


@case("healthy_debug", "the Python SDK with everything it logs", by=PYTHON, why="assigned")
def _(lab):
    chained(lab)
    script = (commands.__file__.rsplit("/", 1)[0] + "/device.py")
    text = open(script).read().replace("import argparse\n", "import argparse\nimport logging\n", 1)
    (lab.folder / "device_debug.py").write_text(text.replace("parser = ", "logging.basicConfig(level=logging.DEBUG, format='%(asctime)s %(levelname)s %(name)s: %(message)s')\nparser = ", 1))
    lab.command(f"LAB_HOST={lab.host} {sys.executable} device_debug.py --cert chain.pem --key leaf.key --roots roots.pem --hub 2>&1")
    lab.used["trust"] = "roots.pem"


@case("healthy_listening", "a subscription that stays open", by=SUB, registers=False, why="CONNACK 0, granted, pings that are answered")
def _(lab):
    enrolled(lab)
    lab.command(f"mosquitto_sub -h {lab.host} -p 8883 -i dev-01 -u '{USER}' -t {FILTER} {TLS} -k 5 -W 12 -d -v")


@case("healthy_c_trace", "the trace of the C SDK", thread=issue("Azure/azure-iot-sdk-c", 1900), why="CONNACK 0, 202, 200, registration information received")
def _(lab):
    lab.keep("log.txt", f"""Provisioning API Version: 1.6.0

Registering Device

-> 23:08:40 CONNECT | VER: 4 | KEEPALIVE: 0 | FLAGS: 130 | USERNAME: {SCOPE}/registrations/dev-01/api-version=2019-03-31&ClientVersion=1.6.0 | CLEAN: 1
<- 23:08:40 CONNACK | SESSION_PRESENT: false | RETURN_CODE: 0x0
-> 23:08:40 SUBSCRIBE | PACKET_ID: 1 | TOPIC_NAME: $dps/registrations/res/# | QOS: 1
Provisioning Status: PROV_DEVICE_REG_STATUS_CONNECTED
<- 23:08:40 SUBACK | PACKET_ID: 1 | RETURN_CODE: 1
-> 23:08:40 PUBLISH | IS_DUP: false | RETAIN: 0 | QOS: DELIVER_AT_MOST_ONCE | TOPIC_NAME: $dps/registrations/PUT/iotdps-register/?$rid=1 | PAYLOAD_LEN: 29
<- 23:08:41 PUBLISH | IS_DUP: false | RETAIN: 0 | QOS: DELIVER_AT_LEAST_ONCE | TOPIC_NAME: $dps/registrations/res/202/?$rid=1&retry-after=3 | PACKET_ID: 2 | PAYLOAD_LEN: 94
-> 23:08:41 PUBACK | PACKET_ID: 2
Provisioning Status: PROV_DEVICE_REG_STATUS_ASSIGNING
-> 23:08:44 PUBLISH | IS_DUP: false | RETAIN: 0 | QOS: DELIVER_AT_MOST_ONCE | TOPIC_NAME: $dps/registrations/GET/iotdps-get-operationstatus/?$rid=2&operationId=4.0123456789abcdef.11111111-2222-3333-4444-555555555555 | PAYLOAD_LEN: 29
<- 23:08:44 PUBLISH | IS_DUP: false | RETAIN: 0 | QOS: DELIVER_AT_LEAST_ONCE | TOPIC_NAME: $dps/registrations/res/200/?$rid=2 | PACKET_ID: 3 | PAYLOAD_LEN: 450
-> 23:08:44 PUBACK | PACKET_ID: 3
Registration Information received from service: hub-7.azure-devices.net, deviceId: dev-01
-> 23:08:44 DISCONNECT
""")


@case("healthy_line_group", "a group for the intermediate, and the leaf alone", by=PYTHON, why="assigned: the CA above the leaf is the group's")
def _(lab):
    lab.make.three_levels(PRIMARY)
    lab.serve({"enrollmentGroups": [group("line-7", lab.text("line.pem"))],
               "certificates": [{"name": "line", "certificate": lab.text("line.pem"), "isVerified": True}]})
    lab.python("device.py", "--cert", "leaf.pem", "--key", "leaf.key")


@case("healthy_rsa", "an RSA key", by=NODE, why="assigned")
def _(lab):
    openssl_run(lab.folder, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", "dev.key", "-subj", "/CN=dev-01", "-days", "30", "-out", "dev.pem")
    lab.serve({"individualEnrollments": [individual(PRIMARY, lab.text("dev.pem"))]})
    node(lab)


@case("healthy_journal", "a registration among the troubles of other programs", by=PAHO, why="assigned; the errors are those of nginx, a USB port and another program's clock")
def _(lab):
    by_a_ca(lab)
    lab.python("script.py", "--cert", "leaf.pem", "--key", "leaf.key")
    lab.keep("journal.txt", "$ journalctl -p warning --since today\n"
             "Nov 24 07:58:01 gw kernel: usb 1-1: device descriptor read/64, error -71\n"
             "Nov 24 07:58:09 gw nginx[612]: [crit] 612#612: *17 SSL_do_handshake() failed (SSL: error:0A0000C1:SSL routines::no shared cipher) while SSL handshaking, client: 192.168.7.31, server: 0.0.0.0:443\n"
             "Nov 24 07:58:40 gw systemd[1]: snapd.service: Watchdog timeout (limit 5min)!\n"
             "Nov 24 07:59:12 gw sshd[907]: error: kex_exchange_identification: Connection closed by remote host\n"
             "Nov 24 07:59:30 gw smbd[744]: Could not find machine account in secrets database: NT_STATUS_CANT_ACCESS_DOMAIN_INFO\n")
