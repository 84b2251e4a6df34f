// The practice service on a loopback address of its own, and devices as processes of their own: Node reads whom to
// trust when it starts. A hub's port is always 8883 for the SDK, so that addresses have to differ.
import { execFile, spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export const ID_SCOPE = '0ne00C0FFEE';
export const KEY = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=';
export const RETRY_AFTER = 1;

let last = 0;

// Each fault is switched on with its dose, such as 'register_429=1'.
export async function startPractice(factory, enrollments, faults = []) {
  const binary = process.env.DPS_PLAYGROUND;
  if (!binary) throw new Error('DPS_PLAYGROUND must name the binary; run `cargo xtask test node`');
  last += 1;
  const host = `127.84.${(process.pid % 250) + 1}.${last}`;
  const root = factory.path('practice-root.pem');
  writeFileSync(factory.path('enrollments.json'), JSON.stringify(enrollments));
  const child = spawn(binary, ['practice', '--listen', `${host}:8883`, '--https-listen', `${host}:0`, '--hub-host', host,
    '--id-scope', ID_SCOPE, '--enrollments', factory.path('enrollments.json'), '--root-ca-out', root,
    '--retry-after', `${RETRY_AFTER}`, '--api-listen', '127.0.0.1:0', '--format', 'json',
    ...faults.flatMap((fault) => ['--fault', fault])], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const first = await lines.next();
  if (!first.value) throw new Error('the practice service ended before it was ready');
  const { https, api } = JSON.parse(first.value);
  return {
    host,
    root,
    https,
    // Everything that happened, oldest first.
    async history() {
      const answer = await fetch(`${api.url}/practice/history`, { headers: { Authorization: `Bearer ${api.token}` } });
      return (await answer.json()).entries;
    },
    async stop() {
      child.kill('SIGTERM');
      await exited;
    },
  };
}

// Runs a script of this folder with what it is told, trusting the practice root; the JSON it prints.
export function run(script, practice, told) {
  const path = fileURLToPath(new URL(script, import.meta.url));
  const env = { ...process.env, NODE_EXTRA_CA_CERTS: practice.root };
  return new Promise((resolve, reject) => {
    execFile(process.execPath, [path, JSON.stringify(told)], { env, timeout: 120_000 }, (error, stdout, stderr) => {
      if (error) return reject(new Error(`${script}: ${error.message}\n${stderr}`));
      return resolve(JSON.parse(stdout.trim().split('\n').at(-1)));
    });
  });
}

export function individual(registrationId, certificate, more = {}) {
  const attestation = { type: 'x509', x509: { clientCertificates: { primary: { certificate } } } };
  return { registrationId, attestation, ...more };
}

export function byRoot(root, isVerified = true) {
  const attestation = { type: 'x509', x509: { signingCertificates: { primary: { certificate: root } } } };
  return {
    enrollmentGroups: [{ enrollmentGroupId: 'factory-7', attestation }],
    certificates: [{ name: 'root', certificate: root, isVerified }],
  };
}

export function byKey(primaryKey, names) {
  return { ...names, attestation: { type: 'symmetricKey', symmetricKey: { primaryKey } } };
}

export function derived(key, registrationId) {
  return createHmac('sha256', Buffer.from(key, 'base64')).update(registrationId).digest('base64');
}
