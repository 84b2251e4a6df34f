// Certificates and keys as people make them: with plain openssl, during the test.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export class Factory {
  constructor() {
    this.folder = mkdtempSync(join(tmpdir(), 'dps-e2e-'));
  }

  openssl(...args) {
    return execFileSync('openssl', args, { cwd: this.folder, stdio: ['ignore', 'pipe', 'pipe'] }).toString();
  }

  path(name) {
    return join(this.folder, name);
  }

  text(name) {
    return readFileSync(this.path(name), 'utf8');
  }

  write(name, content) {
    writeFileSync(this.path(name), content);
    return this.path(name);
  }

  // kind: p256, p384, rsa2048, rsa4096; always PKCS#8 unless `container` says pkcs1 or sec1.
  key(name, kind = 'p256', container = 'pkcs8') {
    const file = `${name}.key`;
    const algorithm = kind.startsWith('rsa')
      ? ['-algorithm', 'RSA', '-pkeyopt', `rsa_keygen_bits:${kind.slice(3)}`]
      : ['-algorithm', 'EC', '-pkeyopt', `ec_paramgen_curve:${kind === 'p256' ? 'P-256' : 'P-384'}`];
    this.openssl('genpkey', ...algorithm, '-out', file);
    if (container === 'pkcs1') this.openssl('rsa', '-in', file, '-traditional', '-out', file);
    if (container === 'sec1') this.openssl('ec', '-in', file, '-out', file);
    return this.path(file);
  }

  selfSigned(name, commonName, { kind = 'p256', container = 'pkcs8', subject = `/CN=${commonName}`, ca = false } = {}) {
    this.key(name, kind, container);
    this.openssl('req', '-x509', '-new', '-key', `${name}.key`, '-subj', subject, '-days', '30', '-sha256',
      '-addext', `basicConstraints=critical,CA:${ca ? 'TRUE' : 'FALSE'}`, '-out', `${name}.pem`);
    return { certificate: this.path(`${name}.pem`), key: this.path(`${name}.key`) };
  }

  // Signed by `issuer`, a name used before. `version1` is what a plain `openssl x509 -req` makes.
  issued(name, commonName, issuer, { kind = 'p256', container = 'pkcs8', ca = false, version1 = false } = {}) {
    this.key(name, kind, container);
    this.openssl('req', '-new', '-key', `${name}.key`, '-subj', `/CN=${commonName}`, '-out', `${name}.csr`);
    const extensions = [];
    if (!version1) {
      this.write(`${name}.ext`, `basicConstraints=critical,CA:${ca ? 'TRUE' : 'FALSE'}\n`);
      extensions.push('-extfile', `${name}.ext`);
    }
    this.openssl('x509', '-req', '-in', `${name}.csr`, '-CA', `${issuer}.pem`, '-CAkey', `${issuer}.key`,
      '-CAcreateserial', '-days', '30', ...extensions, '-out', `${name}.pem`);
    return { certificate: this.path(`${name}.pem`), key: this.path(`${name}.key`) };
  }

  bundle(name, ...members) {
    return this.write(name, members.map((member) => this.text(member)).join(''));
  }
}
