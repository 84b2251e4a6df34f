// The official Node SDK, unmodified but for host and trust, provisions against the practice service.
// What it makes of each refusal is what was recorded of it against the real service.
import test from 'node:test';
import assert from 'node:assert/strict';
import { Factory } from '../../e2e/support/openssl.mjs';
import { ID_SCOPE, KEY, RETRY_AFTER, byKey, byRoot, derived, individual, run, startPractice } from './support.mjs';

// Starts a service, runs a device against it, and returns what came of it; `history` is what the service saw.
async function provision(factory, enrollments, device, faults = []) {
  const practice = await startPractice(factory, enrollments, faults);
  try {
    const outcome = await run('device.mjs', practice, { host: practice.host, idScope: ID_SCOPE, ...device });
    return { ...outcome, history: await practice.history() };
  } finally {
    await practice.stop();
  }
}

// root, an intermediate below it, and the device's leaf below that.
function threeLevels(commonName) {
  const factory = new Factory();
  factory.selfSigned('root', 'factory root', { ca: true });
  factory.issued('line', 'factory line 7', 'root', { ca: true });
  factory.issued('leaf', commonName, 'line');
  return { factory, chain: factory.bundle('chain.pem', 'leaf.pem', 'line.pem'), key: factory.path('leaf.key') };
}

function selfSigned(commonName) {
  const factory = new Factory();
  const { certificate, key } = factory.selfSigned('dev', commonName);
  return { factory, chain: certificate, key, certificate: factory.text('dev.pem') };
}

// What the device has sent, by the service's history.
function received(history) {
  return history.filter(({ packet }) => packet?.direction === 'fromDevice');
}

function assertUsed(outcome, deviceId) {
  assert.equal(outcome.registered, true, JSON.stringify(outcome));
  assert.equal(outcome.result.deviceId, deviceId);
  assert.deepEqual(outcome.hub, { sent: true, desired: 1 });
}

test('an individual enrolment, then the hub', async () => {
  const { factory, certificate, chain, key } = selfSigned('node-01');
  const entry = individual('node-01', certificate, { deviceId: 'press-01' });
  const outcome = await provision(factory, { individualEnrollments: [entry] }, { registrationId: 'node-01', chain, key });
  assertUsed(outcome, 'press-01');
  assert.equal(outcome.result.substatus, 'initialAssignment');
});

test('a group with intermediates, then the hub', async () => {
  const { factory, chain, key } = threeLevels('node-02');
  const outcome = await provision(factory, byRoot(factory.text('root.pem')), { registrationId: 'node-02', chain, key });
  assertUsed(outcome, 'node-02');
});

test('a symmetric key of its own, then the hub', async () => {
  const enrollments = { individualEnrollments: [byKey(KEY, { registrationId: 'node-03' })] };
  assertUsed(await provision(new Factory(), enrollments, { registrationId: 'node-03', symmetricKey: KEY }), 'node-03');
});

test('a symmetric key derived from a group\'s, then the hub', async () => {
  const enrollments = { enrollmentGroups: [byKey(KEY, { enrollmentGroupId: 'by-key' })] };
  const symmetricKey = derived(KEY, 'node-04');
  assertUsed(await provision(new Factory(), enrollments, { registrationId: 'node-04', symmetricKey }), 'node-04');
});

test('an unknown scope looks like an outage', async () => {
  const { factory, certificate, chain, key } = selfSigned('node-05');
  const enrollments = { individualEnrollments: [individual('node-05', certificate)] };
  const { error } = await provision(factory, enrollments, { registrationId: 'node-05', chain, key, idScope: '0ne00BADBAD' });
  assert.match(error.message, /Server unavailable/i, JSON.stringify(error));
});

test('a disabled entry is a syntax error', async () => {
  const { factory, certificate, chain, key } = selfSigned('node-06');
  const entry = individual('node-06', certificate, { provisioningStatus: 'disabled' });
  const { error } = await provision(factory, { individualEnrollments: [entry] }, { registrationId: 'node-06', chain, key });
  assert.equal(error.name, 'SyntaxError', JSON.stringify(error));
  assert.match(error.message, /status is disabled/);
});

for (const [what, enrollments, file] of [
  ['an unknown CA', () => ({}), 'chain.pem'],
  ['a CA that was not verified', (root) => byRoot(root, false), 'chain.pem'],
  ['the intermediate left out', byRoot, 'leaf.pem'],
]) {
  test(`${what} is refused with the service's own words`, async () => {
    const { factory, key } = threeLevels('node-07');
    const device = { registrationId: 'node-07', chain: factory.path(file), key };
    const { error } = await provision(factory, enrollments(factory.text('root.pem')), device);
    assert.equal(error.name, 'UnauthorizedError', JSON.stringify(error));
    const body = typeof error.body === 'string' ? JSON.parse(error.body) : error.body;
    assert.deepEqual([body.errorCode, body.message], [401002, 'CA certificate not found.']);
  });
}

test('a failed registration comes with its body', async () => {
  const { factory, certificate, chain, key } = selfSigned('node-08');
  const entry = individual('node-08', certificate, {
    allocationPolicy: 'custom', customAllocationDefinition: { practiceAnswer: { status: 500 } },
  });
  const { error } = await provision(factory, { individualEnrollments: [entry] }, { registrationId: 'node-08', chain, key });
  assert.equal(error.name, 'DeviceRegistrationFailedError', JSON.stringify(error));
  const { registrationState } = error.body;
  assert.equal(registrationState.errorMessage, 'Custom allocation failed with status code: 500');
});

test('a renewed certificate is refused by the hub', async () => {
  const { factory, chain, key } = threeLevels('node-09');
  factory.issued('renewed', 'node-09', 'line');
  const renewed = { chain: factory.bundle('renewed-chain.pem', 'renewed.pem', 'line.pem'), key: factory.path('renewed.key') };
  const device = { registrationId: 'node-09', chain, key, renewed };
  const outcome = await provision(factory, byRoot(factory.text('root.pem')), device);
  assert.equal(outcome.registered, true);
  assert.equal(outcome.hub.sent, false);
  assert.match(`${outcome.hub.error.name} ${outcome.hub.error.message}`, /Unauthorized|Not authorized/i);
});

test('throttling is waited out as long as told, then the hub', async () => {
  const { factory, certificate, chain, key } = selfSigned('node-10');
  const enrollments = { individualEnrollments: [individual('node-10', certificate)] };
  const faults = ['register_429=1', 'poll_429=1'];
  const outcome = await provision(factory, enrollments, { registrationId: 'node-10', chain, key }, faults);
  assertUsed(outcome, 'node-10');
  assert.deepEqual(outcome.history.map(({ fault }) => fault).filter(Boolean), ['register_429', 'poll_429']);
  // The same request again, on the same connection, and not sooner.
  const requests = received(outcome.history).filter(({ what }) => what.startsWith('PUBLISH $dps/'));
  const [register, again, poll, onceMore] = requests;
  assert.deepEqual(requests.map(({ connection }) => connection), [1, 1, 1, 1]);
  for (const [first, second] of [[register, again], [poll, onceMore]]) {
    assert.equal(first.what.split('/?')[0], second.what.split('/?')[0]);
    assert.ok(Date.parse(second.at) - Date.parse(first.at) >= RETRY_AFTER * 1000 - 100, `${first.at} ${second.at}`);
  }
});

test('a connection dropped after registering is the end, by an error event that a device has to expect', async () => {
  const { factory, certificate, chain, key } = selfSigned('node-11');
  const enrollments = { individualEnrollments: [individual('node-11', certificate)] };
  const device = { registrationId: 'node-11', chain, key };
  const { uncaught, error, history } = await provision(factory, enrollments, device, ['drop_after_register=1']);
  assert.equal(uncaught, true);
  assert.equal(error.name, 'NotConnectedError', JSON.stringify(error));
  assert.deepEqual(history.map(({ fault }) => fault).filter(Boolean), ['drop_after_register']);
  const sent = received(history).map(({ connection, what }) => `${connection} ${what.split(' ')[0]}`);
  assert.deepEqual(sent, ['1 CONNECT', '1 SUBSCRIBE', '1 PUBLISH']);
});
