// MQTT.js in a script of one connection: over TLS, and over WebSocket on the second port.
import test from 'node:test';
import assert from 'node:assert/strict';
import { Factory } from '../../e2e/support/openssl.mjs';
import { ID_SCOPE, individual, run, startPractice } from './support.mjs';

for (const [name, url] of [
  ['TLS', ({ host }) => `mqtts://${host}:8883`],
  ['WebSocket', ({ https }) => `wss://${https}/$iothub/websocket`],
]) {
  test(`a registration over ${name}`, async () => {
    const factory = new Factory();
    const { certificate, key } = factory.selfSigned('dev', 'once-01');
    const enrollments = { individualEnrollments: [individual('once-01', factory.text('dev.pem'))] };
    const practice = await startPractice(factory, enrollments);
    try {
      const device = { url: url(practice), idScope: ID_SCOPE, registrationId: 'once-01', chain: certificate, key };
      const { topic, body } = await run('once.mjs', practice, device);
      assert.equal(topic, '$dps/registrations/res/200/?$rid=2');
      assert.equal(body.status, 'assigned');
      assert.equal(body.registrationState.assignedHub, practice.host);
    } finally {
      await practice.stop();
    }
  });
}
