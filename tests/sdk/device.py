"""A device as the Python SDK's samples have it: provisions, then sends a message to its hub. Once; whoever wants it
again starts it again.

One argument: what it is told, as JSON. The environment says where the service is, as `dps-playground grade` does. One
line on stdout: what came of it, as JSON.
"""

import json
import os
import pathlib
import sys

from azure.iot.device import IoTHubDeviceClient, ProvisioningDeviceClient, X509

told = json.loads(sys.argv[1])
host, _, _ = os.environ["DPS_PLAYGROUND_MQTTS"].partition(":")
x509 = X509(cert_file=told["chain"], key_file=told["key"])
trusted = "".join(pathlib.Path(root).read_text() for root in told["roots"])
provisioning = ProvisioningDeviceClient.create_from_x509_certificate(
    provisioning_host=host, registration_id=told["registrationId"], id_scope=told["idScope"], x509=x509,
    server_verification_cert=trusted)
state = provisioning.register().registration_state
hub = IoTHubDeviceClient.create_from_x509_certificate(
    hostname=state.assigned_hub, device_id=state.device_id, x509=x509, server_verification_cert=trusted)
hub.connect()
hub.send_message('{"temperature": 21.5}')
hub.shutdown()
print(json.dumps({"assignedHub": state.assigned_hub, "deviceId": state.device_id, "sent": True}))
