// Looks for the secret parts of a private key, in whatever form they may have come.
import assert from 'node:assert/strict';
import { createPrivateKey } from 'node:crypto';

const RUN = 12;

// The secret numbers of a key: EC scalar; RSA d, p, q.
function secretParts(pem) {
  const jwk = createPrivateKey(pem).export({ format: 'jwk' });
  const names = jwk.kty === 'EC' ? ['d'] : ['d', 'p', 'q'];
  return names.map((name) => Buffer.from(jwk[name], 'base64url'));
}

// Everything that would give the key away, as byte strings.
export function needles(pem) {
  const found = new Set();
  for (const part of secretParts(pem)) {
    for (let start = 0; start + RUN <= part.length; start += 1) {
      const run = part.subarray(start, start + RUN);
      found.add(run.toString('latin1'));
      found.add(run.toString('hex'));
      found.add(run.toString('hex').toUpperCase());
      for (let shift = 0; shift < 3; shift += 1) {
        // The characters that come from this run alone, whatever stands before and after it.
        const padded = Buffer.concat([Buffer.alloc(shift), run]).toString('base64');
        found.add(padded.slice(Math.ceil((shift * 4) / 3), Math.floor(((shift + RUN) * 4) / 3)));
      }
    }
  }
  // Lines that hold any of the secret; the others are the public key, which is in the certificate too.
  const lines = pem.split('\n').filter((line) => line && !line.startsWith('-----'));
  const whole = Buffer.from(lines.join(''), 'base64');
  for (const [index, line] of lines.entries()) {
    const [from, to] = [index * 48, index * 48 + Buffer.from(line, 'base64').length];
    const secret = secretParts(pem).some((part) => {
      const at = whole.indexOf(part);
      assert.ok(at >= 0, 'the file must hold its own secret');
      return at < to && at + part.length > from;
    });
    if (secret) found.add(line);
  }
  return [...found];
}

// None of the secrets stands in any of the texts, each with where it is from.
export function assertAbsent(haystacks, secrets) {
  for (const [where, text] of haystacks) {
    const hit = secrets.find((secret) => text.includes(secret));
    assert.equal(hit, undefined, `a part of the private key was found in ${where}`);
  }
}
