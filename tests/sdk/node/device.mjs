// A device as the SDK's samples have it: provisions, then sends a message to its hub and reads its twin.
// One argument: what it is told, as JSON. One line on stdout: what came of it, as JSON.
import { readFileSync } from 'node:fs';
import device from 'azure-iot-device';
import { Mqtt as HubTransport } from 'azure-iot-device-mqtt';
import provisioning from 'azure-iot-provisioning-device';
import { Mqtt as DpsTransport } from 'azure-iot-provisioning-device-mqtt';
import { SymmetricKeySecurityClient } from 'azure-iot-security-symmetric-key';
import { X509Security } from 'azure-iot-security-x509';

const told = JSON.parse(process.argv[2]);
const x509 = told.key && { cert: readFileSync(told.chain, 'utf8'), key: readFileSync(told.key, 'utf8') };
const security = x509
  ? new X509Security(told.registrationId, x509)
  : new SymmetricKeySecurityClient(told.registrationId, told.symmetricKey);
const client = provisioning.ProvisioningDeviceClient.create(told.host, told.idScope, new DpsTransport(), security);

// What would end a device whose author expects nothing of the kind.
process.on('uncaughtException', (error) => {
  console.log(JSON.stringify({ registered: false, uncaught: true, error: { name: error.constructor.name, message: error.message } }));
  process.exit(0);
});

async function main() {
  let result;
  try {
    result = await client.register();
  } catch (error) {
    const body = error.responseBody ?? error.result;
    return { registered: false, error: { name: error.constructor.name, message: error.message, body } };
  }
  const credential = x509 ? 'x509=true' : `SharedAccessKey=${told.symmetricKey}`;
  const hub = device.Client.fromConnectionString(
    `HostName=${result.assignedHub};DeviceId=${result.deviceId};${credential}`, HubTransport);
  hub.setRetryPolicy({ shouldRetry: () => false, nextRetryTimeout: () => 0 });
  if (x509) await hub.setOptions(told.renewed
    ? { cert: readFileSync(told.renewed.chain, 'utf8'), key: readFileSync(told.renewed.key, 'utf8') } : x509);
  try {
    await hub.open();
    const message = new device.Message(JSON.stringify({ temperature: 21.5 }));
    message.contentType = 'application/json';
    message.properties.add('line', '7 & 8');
    await hub.sendEvent(message);
    const twin = await hub.getTwin();
    const desired = twin.properties.desired.$version;
    await new Promise((resolve, reject) => {
      twin.properties.reported.update({ temperature: 21.5 }, (error) => (error ? reject(error) : resolve()));
    });
    await hub.close();
    return { registered: true, result, hub: { sent: true, desired } };
  } catch (error) {
    return { registered: true, result, hub: { sent: false, error: { name: error.constructor.name, message: error.message } } };
  }
}

console.log(JSON.stringify(await main()));
process.exit(0);
