"""Scenarios of clients that cannot be run here, after public threads: the lines by which the client spoke, shortened, with
names, numbers and times of our own. The link leads to what was reported."""

from scenario import registry

SCENARIOS, scenario = registry()


def after(name, had, repository, number, *causes, **forms):
    thread = f"https://github.com/{repository}/issues/{number}"

    def run(lab):
        for form, text in forms.items():
            lab.keep(f"{form}.txt", text.lstrip("\n"))
    scenario(name, had, *causes, thread=thread)(run)


C = "Error: Time:Tue Nov 24 08:00:00 2026 File:/home/user/azure-iot-sdk-c/"

after("docs_69882", "one mosquitto command line with four visible faults", "MicrosoftDocs/azure-docs", 69882,
      "client_id_differs", "shell_replaces_dollar", "key_of_another_certificate", "instance_host_used", "not_subscribed",
      command='''
$ mosquitto_pub -d -h contoso.azure-devices-provisioning.net -p 8883 -i "press" -u "0ne00C0FFEE/registrations/press-07/api-version=2019-03-31" -t "$dps/registrations/PUT/iotdps-register/?$rid=1" -m "" --cafile roots.pem --cert press07.pem --key press08.key -V mqttv311 -q 1
Client press sending CONNECT
Client press received CONNACK (5)
Connection error: Connection Refused: not authorised.
''')

after("esp_idf_root", "ESP-IDF with an old root", "espressif/esp-azure", 15, "server_root_not_trusted", log='''
E (13198) esp-tls: mbedtls_ssl_handshake returned -0x2700
I (13191) esp-tls: Failed to verify peer certificate!
I (13194) esp-tls: verification info:   ! The certificate is not correctly signed by the trusted CA
''')

after("esp32_central_sample_root", "an ESP32 that trusts Baltimore alone", "microsoft/azure-iot-central-esp32-sample", 5, "server_root_not_trusted", log='''
E (59347) esp-tls-mbedtls: mbedtls_ssl_handshake returned -0x2700
E (59348) TRANSPORT_BASE: Failed to open a new connection
E (59355) MQTT_CLIENT: Error transport connect
[ERROR] esp_tls_stack_err=9984; esp_tls_cert_verify_flags=8;esp_transport_sock_errno=0;error_type=1;connect_return_code=0
[INFO] MQTT client target uri set to 'mqtts://global.azure-devices-provisioning.net'
''', source='''
// Baltimore CyberTrust Root
static const char root_ca[] =
"-----BEGIN CERTIFICATE-----\\n"
"MIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUFADBaMQswCQYDVQQGEwJJ\\n"
"-----END CERTIFICATE-----\\n";
''')

after("arduino_own_root", "a sketch with the device's own CA as the server's root", "Azure/azure-iot-sdk-c", 1893, "server_root_not_trusted", log='''
[E][ssl_client.cpp:36] _handle_error(): [start_ssl_client():210]: (-9984) X509 - Certificate verification failed, e.g. CRL, CA or signature check failed
mbedtls_ssl_handshake returned -0x2700
''')

after("c_sdk_ca_not_found", "the C SDK sends its leaf alone", "Azure/azure-iot-sdk-c", 1900, "intermediate_not_sent", log=f'''
Provisioning Status: PROV_DEVICE_REG_STATUS_CONNECTED
{C}provisioning_client/src/prov_device_ll_client.c Func:prov_transport_process_json_reply Line:670 Unsuccessful json encountered: {{"errorCode":401002,"trackingId":"11111111-2222-3333-4444-555555555555","message":"CA certificate not found.","timestampUtc":"2026-11-24T08:00:00.0000000Z"}}
{C}provisioning_client/src/prov_transport_mqtt_common.c Func:prov_transport_common_mqtt_dowork Line:1014 Unable to process registration reply.
PROV_DEVICE_RESULT_DEV_AUTH_ERROR
''')

after("c_sdk_bad_request", "an upper-case registration ID in 2020", "Azure/azure-iot-sdk-c", 1653, "registration_id_illegal", log=f'''
{C}provisioning_client/src/prov_device_ll_client.c Func:prov_transport_process_json_reply Line:670 Unsuccessful json encountered: {{"errorCode":400004,"trackingId":"","message":"BadRequest","timestampUtc":"2026-11-24T08:00:00.0000000Z"}}
{C}provisioning_client/src/prov_transport_mqtt_common.c Func:prov_transport_common_mqtt_dowork Line:1014 Unable to process registration reply.
''')

after("c_sdk_no_start_line", "a PEM in a C string without line breaks", "Azure/azure-iot-sdk-c", 1281, "pem_damaged", log=f'''
{C}c-utility/adapters/x509_openssl.c Func:log_ERR_get_error Line:33 Failure creating private key evp_key
{C}c-utility/adapters/x509_openssl.c Func:log_ERR_get_error Line:40   [0] error:0909006C:PEM routines:get_name:no start line
{C}c-utility/adapters/tlsio_openssl.c Func:log_ERR_get_error Line:490 unable to use x509 authentication
''', source='''
static const char* const CERTIFICATE =
"-----BEGIN CERTIFICATE-----"
"MIIBdTCCARugAwIBAgIUX0ehFX7jQ"
"-----END CERTIFICATE-----";
''')

after("c_sdk_hub_unauthorised", "a hub whose link is stale", "Azure/azure-iot-sdk-c", 2362, "hub_link_stale", log=f'''
Provisioning Status - PROV_DEVICE_REG_STATUS_CONNECTED
Provisioning Status - PROV_DEVICE_REG_STATUS_ASSIGNING
{C}provisioning_client/src/prov_device_ll_client.c Func:prov_transport_process_json_reply Line:658 Provisioning Failure: OperationId: 4.0123456789abcdef.11111111-2222-3333-4444-555555555555 - Date: 2026-11-24T08:00:00.0000000Z - Msg: {{"Message":"{{\\"errorCode\\":401002,\\"message\\":\\"Unauthorized access\\",\\"trackingId\\":\\"X-G2\\",\\"info\\":null}}","ExceptionMessage":""}}
''')

after("c_sdk_dns", "a device without a network", "Azure/azure-iot-sdk-c", 564, "name_not_resolved", log=f'''
Prov_Device_Register_Device function call succeeded
{C}c-utility/adapters/socketio_berkeley.c Func:socketio_open Line:632 Failure: getaddrinfo failure -3: Temporary failure in name resolution
device result: PROV_DEVICE_RESULT_TRANSPORT
''')

after("c_sdk_webhook", "an IoT Central application that does not know the device", "MicrosoftDocs/azure-docs", 48511, "allocation_webhook_failed", log=f'''
{C}provisioning_client/src/prov_device_ll_client.c Func:_prov_transport_process_json_reply Line:658 Provisioning Failure: OperationId: 4.0123456789abcdef.11111111-2222-3333-4444-555555555555 - Date: 2026-11-24T08:00:00.0000000Z - Msg: Custom allocation failed with status code: 404
''')

after("csharp_intermediate", "a PFX without its chain", "Azure/azure-iot-sdk-csharp", 1040, "intermediate_not_sent", log='''
Microsoft.Azure.Devices.Provisioning.Client.ProvisioningTransportException
  HResult=0x80131500
  Message={"errorCode":401002,"trackingId":"11111111-2222-3333-4444-555555555555","message":"CA certificate not found.","timestampUtc":"2026-11-24T08:00:00.0000000Z"}
   at Microsoft.Azure.Devices.Provisioning.Client.Transport.ProvisioningTransportHandlerMqtt.RegisterAsync(ProvisioningTransportRegisterMessage message)
''', source='''
using var cert = new X509Certificate2("device.pfx", password);
using var security = new SecurityProviderX509Certificate(cert);
''')

after("csharp_clients_refused", "a company network that lets 8883 not out", "Azure/azure-iot-sdk-csharp", 1681, "port_blocked", log='''
System.Net.Sockets.SocketException (10060): A connection attempt failed because the connected party did not properly respond after a period of time, or established connection failed because connected host has failed to respond.
   at Microsoft.Azure.Devices.Provisioning.Client.Transport.ProvisioningTransportHandlerMqtt.RegisterOverTcpUsingX509CertificateAsync
''')

after("csharp_disabled", "an enrolment that is switched off", "Azure/azure-iot-sdk-csharp", 1604, "enrolment_disabled", log='''
Registering with the device provisioning service...
Registration status: Disabled.
''')

after("java_ca_not_found", "a group for an intermediate, with the leaf alone", "Azure/azure-iot-sdk-java", 203, "intermediate_not_sent", log='''
com.microsoft.azure.sdk.iot.provisioning.device.internal.exceptions.ProvisioningDeviceHubException: CA certificate not found.
	at com.microsoft.azure.sdk.iot.provisioning.device.internal.task.StatusTask
{"errorCode":401002,"trackingId":"11111111-2222-3333-4444-555555555555","message":"CA certificate not found.","timestampUtc":"2026-11-24T08:00:00.0000000Z"}
''')

after("java_key_unread", "a key that the JDK cannot read", "Azure/azure-iot-sdk-java", 774, "key_container_unread", log='''
java.security.spec.InvalidKeySpecException: java.security.InvalidKeyException: IOException : algid parse error, not a sequence
	at sun.security.rsa.RSAKeyFactory.engineGeneratePrivate(RSAKeyFactory.java:217)
''')

after("edge_signing_info", "a group for another CA than the chain's", "Azure/iotedge", 2739, "group_ca_not_in_chain", log='''
iotedged[900]: [INFO] - Starting DPS registration with scope_id "0ne00C0FFEE", registration_id "edge-01"
iotedged[900]: [WARN] -         caused by: HTTP request failed: [401 Unauthorized] {"errorCode":401002,"trackingId":"11111111-2222-3333-4444-555555555555","message":"Signing certificate info did not match chain elements.","timestampUtc":"2026-11-24T08:00:00.0000000Z"}
''')

after("edge_invalid_certificate", "an enrolment with another leaf", "Azure/iotedge", 5847, "enrolled_other_certificate", log='''
aziot-identityd[900]: [INFO] - Provisioning starting. Reason: Startup
aziot-identityd[900]: [ERR!] - Failed to provision with IoT Hub, and no valid device backup was found: DPS client error
aziot-identityd[900]: [ERR!] - caused by: Invalid certificate.
''')

after("edge_key_mismatch", "the chain of one certificate and the key of another", "Azure/iotedge", 3260, "key_of_another_certificate", log='''
iotedged[900]: [ERR!] - The daemon could not start up successfully: Could not initialize HTTP client
iotedged[900]: [ERR!] -         caused by: An error occurred obtaining the client identity certificate
iotedged[900]: [ERR!] -         caused by: error:0B080074:x509 certificate routines:X509_check_private_key:key values mismatch:../crypto/x509/x509_cmp.c:294:
''')

after("edge_webhook_400", "an allocation function that answers 400", "Azure/iotedge", 3233, "allocation_webhook_failed", portal='''
Registration Status
Status: failed
Error code: 400207
Error message: Custom allocation failed with status code: 400
Assigned hub: -
''')

after("workbench_invalid_certificate", "a DevKit whose certificate differs from the enrolled one", "microsoft/vscode-iot-workbench", 590, "enrolled_other_certificate", log='''
Info: >>>Provisioning Status: PROV_DEVICE_REG_STATUS_CONNECTED
HTTP Status: 401
content-type: application/json; charset=utf-8
{"errorCode":401002,"trackingId":"11111111-2222-3333-4444-555555555555","message":"Invalid certificate","timestampUtc":"2026-11-24T08:00:00.0000000Z"}
''')

after("explorer_hash", "MQTT Explorer with what it subscribes to by itself", "thomasnordquist/MQTT-Explorer", 194, "filter_not_served", profile='''
{"host":"global.azure-devices-provisioning.net","port":8883,"clientId":"dev-01","username":"0ne00C0FFEE/registrations/dev-01/api-version=2019-03-31","subscriptions":[{"topic":"#","qos":0},{"topic":"$SYS/#","qos":0}]}
''', log='''
Disconnected from server: connection closed
''')

after("mqttx_altnames", "MQTTX with an address instead of a name", "emqx/MQTTX", 1518, "server_name_differs", log='''
Error: Hostname/IP does not match certificate's altnames: IP: 20.40.60.80 is not in the cert's list:
''')

after("mqttx_key", "MQTTX with a key behind a password", "emqx/MQTTX", 1781, "key_container_unread", log='''
Error: error:1E08010C:DECODER routines::unsupported
''')

after("python_gateway", "an IoT Edge gateway as provisioning host", "Azure/azure-iot-sdk-python", 374, "gateway_in_place_of_dps", settings='''
export PROVISIONING_HOST=edge-gateway.factory.local
export PROVISIONING_IDSCOPE=0ne00C0FFEE
export GATEWAY_HOSTNAME=edge-gateway.factory.local
''', log='''
azure.iot.device.exceptions.CredentialError: Credentials invalid, could not connect
azure.iot.device.common.transport_exceptions.UnauthorizedError: Connection Refused: not authorised.
''')

after("portal_proof", "a verification certificate signed by an intermediate", "Azure/azure-iot-sdk-c", 1347, "ca_proof_refused", portal='''
Proof-Of-Possession failed. Issuer certificate 'CN=factory root' cannot be found in the certificate chain. (IH400053)
''')

after("micropython_operation_id", "a client that goes straight for operationId", "Azure/iot-central-micropython-client", 7, "topic_status_ignored", log='''
Traceback (most recent call last):
  File "main.py", line 40, in <module>
  File "iotc/provision.py", line 60, in _assign
KeyError: operationId
''', source='''
operation = json.loads(msg)['operationId']
KeyError: 'operationId'
''')

after("hub_self_signed_label", "a device of a CA that the hub calls self-signed", "MicrosoftDocs/azure-docs", 70976, "hub_shows_self_signed", hub='''
$ az iot hub device-identity show --hub-name hub-7 --device-id dev-01
{ "authentication": { "type": "selfSigned", "x509Thumbprint": { "primaryThumbprint": "AB" } }, "deviceId": "dev-01" }
''')

after("hub_after_renewal", "a hub that holds an old thumbprint", "MicrosoftDocs/azure-docs", 54373, "hub_knows_other_certificate", log='''
Provisioned to hub hub-7.azure-devices.net as dev-01
Connecting to mqtts://hub-7.azure-devices.net:8883
Connection Refused: not authorised.
''')

after("freertos_throttled", "a fleet that registers at each start", "Azure/azure-iot-sdk-c", 1703, "throttled", log='''
$dps/registrations/res/429/?$rid=1&retry-after=5
{"errorCode":429001,"trackingId":"","message":"Operations are being throttled for this tenant.","timestampUtc":"2026-11-24T08:00:00.0000000Z"}
''')

after("docs_proxy", "a proxy that looks into TLS", "MicrosoftDocs/azure-docs", 67265, "proxy_intercepts", openssl='''
$ openssl s_client -connect global.azure-devices-provisioning.net:8883
CONNECTED(00000003)
verify error:num=19:self-signed certificate in certificate chain
 0 s:CN = *.azure-devices-provisioning.net
   i:O = Zscaler Inc., CN = Zscaler Intermediate Root CA
''')

after("device_small_buffers", "a microcontroller with small TLS buffers", "Azure/azure-iot-sdk-c", 2362, "chain_too_large", log='''
E (4120) esp-tls-mbedtls: mbedtls_ssl_handshake returned -0x7F00
E (4130) esp-tls: Failed to open new connection
''')

after("tasmota_clock", "a device whose clock has not been set", "Azure/azure-sdk-for-c", 1937, "clock_wrong", log='''
Time: Thu Jan  1 00:00:12 1970
! The certificate validity starts in the future
mbedtls_ssl_handshake returned -0x2700
''')

after("central_unassociated", "an IoT Central device that nobody approved", "Azure/dps-keygen", 7, "central_device_unassociated", log='''
{"errorCode":401000,"trackingId":"11111111-2222-3333-4444-555555555555","message":"Unauthorized","timestampUtc":"2026-11-24T08:00:00.0000000Z"}
The device is in our IoT Central application at factory.azureiotcentral.com, status Unassociated.
''')

after("sdk_c_device_deleted", "a device that was deleted in the hub", "Azure/iotedge", 5639, "device_gone_from_hub", log='''
Provisioned to hub hub-7.azure-devices.net as dev-01
edgeAgent: DeviceNotFound: Device dev-01 not registered
''')

after("netxduo_token", "a token for a hub instead of a registration", "Azure/azure-iot-sdk-node", 721, "token_wrong", settings='''
username = "0ne00C0FFEE/registrations/dev-01/api-version=2019-03-31"
password = "SharedAccessSignature sr=hub-7.azure-devices.net%2Fdevices%2Fdev-01&sig=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8%3D&se=1900000000"
''', log='''
{"errorCode":401000,"trackingId":"11111111-2222-3333-4444-555555555555","message":"Unauthorized","timestampUtc":"2026-11-24T08:00:00.0000000Z"}
''')

# Healthy settings, as the documentation has them.

after("docs_c_sample", "the settings of the C SDK's sample", "Azure/azure-iot-sdk-c", 1467, source='''
static const char* global_prov_uri = "global.azure-devices-provisioning.net";
static const char* id_scope = "0ne00C0FFEE";
static const char* registration_id = "dev-01";
hsm_type = SECURE_DEVICE_TYPE_X509;
''')

after("docs_sdkconfig", "an sdkconfig of ESP-IDF", "espressif/esp-azure", 15, source='''
CONFIG_AZURE_DPS_ID_SCOPE="0ne00C0FFEE"
CONFIG_AZURE_DPS_REGISTRATION_ID="dev-01"
CONFIG_MBEDTLS_SSL_IN_CONTENT_LEN=16384
CONFIG_ESP_TLS_USE_DS_PERIPHERAL=y
''')

after("docs_mqttx_profile", "a profile of MQTTX that works", "emqx/MQTTX", 1518, profile='''
[{"clientId":"dev-01","name":"dps","host":"global.azure-devices-provisioning.net","port":8883,"username":"0ne00C0FFEE/registrations/dev-01/api-version=2019-03-31","password":"","ssl":true,"certType":"self","ca":"/home/user/roots.pem","cert":"/home/user/dev-01.pem","key":"/home/user/dev-01.key","mqttVersion":"3.1.1","rejectUnauthorized":true,"subscriptions":[{"topic":"$dps/registrations/res/#","qos":1,"disabled":false}]}]
''')

after("docs_c_log_healthy", "the log of a registration that succeeds", "Azure/azure-iot-sdk-c", 564, log='''
Prov_Device_Register_Device function call succeeded
Registration status: PROV_DEVICE_REG_STATUS_CONNECTED
Registration status: PROV_DEVICE_REG_STATUS_ASSIGNING
Registration Information received from service: hub-7.azure-devices.net, deviceId: dev-01
device result: PROV_DEVICE_RESULT_OK
''')
