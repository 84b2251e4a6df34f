// Wireshark as a judge of captures, by its program tshark. Without it nothing is judged, and that is a failure.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';

const PROBLEMS = '_ws.malformed || ip.checksum.status == 0 || tcp.checksum.status == 0 || _ws.expert.severity >= 0x600000';
const KINDS = ['', 'CONNECT', 'CONNACK', 'PUBLISH', 'PUBACK', 'PUBREC', 'PUBREL', 'PUBCOMP', 'SUBSCRIBE', 'SUBACK',
  'UNSUBSCRIBE', 'UNSUBACK', 'PINGREQ', 'PINGRESP', 'DISCONNECT'];

export class Capture {
  // port: where the service listened, since Wireshark knows MQTT at 8883 and 1883 only.
  constructor(file, port) {
    this.file = file;
    this.port = port;
  }

  tshark(...args) {
    const decode = this.port === 1883 ? [] : ['-d', `tls.port==${this.port},mqtt`];
    return execFileSync('tshark', ['-r', this.file, '-o', 'ip.check_checksum:TRUE', '-o', 'tcp.check_checksum:TRUE', ...decode, ...args],
      { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 64 << 20 });
  }

  assertSound() {
    assert.equal(this.tshark('-Y', PROBLEMS), '');
  }

  count(filter) {
    return this.tshark('-Y', filter).split('\n').filter(Boolean).length;
  }

  // The MQTT packets as Wireshark shows them, in the words of the page's JSON. Of SUBSCRIBE it shows the filter as topic.
  packets() {
    const frames = JSON.parse(this.tshark('-Y', 'mqtt', '-T', 'json', '--no-duplicate-keys'));
    return frames.flatMap(({ _source: { layers } }) => [layers.mqtt].flat().map((packet) => {
      const kind = KINDS[packet['mqtt.hdrflags_tree']['mqtt.msgtype']];
      const payload = packet['mqtt.msg'];
      return {
        direction: Number(layers.tcp['tcp.dstport']) === this.port ? 'sent' : 'received',
        kind,
        topic: kind === 'PUBLISH' ? packet['mqtt.topic'] : null,
        payload: payload === undefined ? null : Buffer.from(payload.replaceAll(':', ''), 'hex').toString(),
      };
    }));
  }
}
