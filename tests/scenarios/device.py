"""A device with the official Python SDK, as the samples have it. Its settings are arguments, its last words on stderr."""

import argparse
import os
import traceback

from azure.iot.device import IoTHubDeviceClient, ProvisioningDeviceClient, X509

parser = argparse.ArgumentParser()
parser.add_argument("--registration-id", default="dev-01")
parser.add_argument("--id-scope", default="0ne00C0FFEE")
parser.add_argument("--cert", default="dev.pem")
parser.add_argument("--key", default="dev.key")
parser.add_argument("--symmetric-key")
parser.add_argument("--roots", default="roots.pem")
parser.add_argument("--host", default=os.environ["LAB_HOST"])
parser.add_argument("--hub", action="store_true")
parser.add_argument("--hub-cert")
parser.add_argument("--hub-key")
told = parser.parse_args()
roots = open(told.roots).read()
names = {"provisioning_host": told.host, "registration_id": told.registration_id, "id_scope": told.id_scope,
         "server_verification_cert": roots}
try:
    if told.symmetric_key:
        print("ProvisioningDeviceClient.create_from_symmetric_key")
        client = ProvisioningDeviceClient.create_from_symmetric_key(symmetric_key=told.symmetric_key, **names)
    else:
        print("ProvisioningDeviceClient.create_from_x509_certificate")
        client = ProvisioningDeviceClient.create_from_x509_certificate(
            x509=X509(cert_file=told.cert, key_file=told.key), **names)
    result = client.register()
    print(f"registration status is {result.status}")
    print(result)
    if told.hub:
        state = result.registration_state
        hub = IoTHubDeviceClient.create_from_x509_certificate(
            hostname=state.assigned_hub, device_id=state.device_id, server_verification_cert=roots, connection_retry=False,
            x509=X509(cert_file=told.hub_cert or told.cert, key_file=told.hub_key or told.key))
        try:
            hub.connect()
        finally:
            hub.shutdown()
except Exception:
    traceback.print_exc()
