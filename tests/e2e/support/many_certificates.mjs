// Thousands of device certificates in a second: openssl makes one, and the others are that one with another name, serial
// number and key, signed by the same CA. Node's crypto is openssl again.
import { createECDH, createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';

const MARK = 'dev-0000';
const SERIAL = '4711'.repeat(8);

// `factory` is a Factory; its CA `line` is made here.
export class ManyCertificates {
  constructor(factory) {
    factory.key('line');
    factory.openssl('req', '-x509', '-new', '-key', 'line.key', '-subj', '/CN=line', '-days', '800', '-out', 'line.pem',
      '-addext', 'basicConstraints=critical,CA:TRUE', '-addext', 'keyUsage=critical,keyCertSign,cRLSign');
    factory.key('first');
    factory.openssl('req', '-new', '-key', 'first.key', '-subj', `/CN=${MARK}`, '-out', 'first.csr');
    factory.write('first.ext', ['basicConstraints=critical,CA:FALSE', 'keyUsage=critical,digitalSignature',
      'extendedKeyUsage=clientAuth', 'subjectKeyIdentifier=hash', 'authorityKeyIdentifier=keyid'].join('\n'));
    factory.openssl('x509', '-req', '-in', 'first.csr', '-CA', 'line.pem', '-CAkey', 'line.key', '-days', '700',
      '-set_serial', `0x${SERIAL}`, '-extfile', 'first.ext', '-out', 'first.pem');
    this.ca = factory.text('line.pem');
    this.caKey = createPrivateKey(factory.text('line.key'));
    const whole = der(factory.text('first.pem'));
    this.tbs = element(whole, element(whole, 0).content);
    this.tbs = whole.subarray(this.tbs.start, this.tbs.end);
    const algorithm = element(whole, element(whole, 0).content + this.tbs.length);
    this.algorithm = whole.subarray(algorithm.start, algorithm.end);
    this.spki = createPublicKey(factory.text('first.key')).export({ format: 'der', type: 'spki' });
  }

  // A leaf in DER. What is not given is its own.
  leaf(number, { name = `dev-${String(number).padStart(4, '0')}`, serial, key = freshKey(), expired = false } = {}) {
    let tbs = Buffer.from(this.tbs);
    const put = (old, fresh) => {
      if (old.length !== fresh.length) throw new Error(`${old.length} bytes do not become ${fresh.length}`);
      const at = tbs.indexOf(old);
      if (at < 0) throw new Error('not found in the first certificate');
      fresh.copy(tbs, at);
    };
    put(Buffer.from(MARK), Buffer.from(name));
    const own = serial ?? `40${createHash('sha256').update(`${number}`).digest('hex').slice(0, 30)}`;
    put(Buffer.from(SERIAL, 'hex'), Buffer.from(own, 'hex'));
    put(keyId(this.spki), keyId(key));
    put(this.spki, key);
    if (expired) {
      const validity = /\d{12}Z\x17\x0d(\d{12}Z)/s.exec(tbs.toString('latin1'));
      tbs.write('190101000000Z', validity.index, 'latin1');
      tbs.write('200101000000Z', validity.index + validity[0].length - 13, 'latin1');
    }
    const signature = sign('sha256', tbs, this.caKey);
    return sequence(Buffer.concat([tbs, this.algorithm, tlv(0x03, Buffer.concat([Buffer.from([0]), signature]))]));
  }

  // The file of a device: leaf and CA as PEM.
  file(number, options) {
    return pem(this.leaf(number, options)) + this.ca;
  }
}

// The public key of a device, as it stands in a certificate. Not with generateKeyPairSync: Node 20 can hang for ever when such
// a key is exported while the garbage collector clears away what made it.
export function freshKey() {
  const point = createECDH('prime256v1').generateKeys();
  return Buffer.concat([Buffer.from('3059301306072a8648ce3d020106082a8648ce3d030107034200', 'hex'), point]);
}

// RFC 5280, 4.2.1.2, method 1.
function keyId(spki) {
  return createHash('sha1').update(spki.subarray(-65)).digest();
}

function der(text) {
  return Buffer.from(text.replace(/-----[^-]+-----|\s/g, ''), 'base64');
}

function pem(bytes) {
  return `-----BEGIN CERTIFICATE-----\n${bytes.toString('base64').replace(/.{64}(?=.)/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
}

function element(bytes, start) {
  const first = bytes[start + 1];
  const octets = first & 0x80 ? first & 0x7f : 0;
  const length = octets ? bytes.readUIntBE(start + 2, octets) : first;
  const content = start + 2 + octets;
  return { start, content, end: content + length };
}

function tlv(tag, content) {
  const length = content.length;
  const head = length < 0x80 ? [tag, length] : length < 0x100 ? [tag, 0x81, length] : [tag, 0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.from(head), content]);
}

function sequence(content) {
  return tlv(0x30, content);
}
