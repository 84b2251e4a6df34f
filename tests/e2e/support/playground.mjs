// Starts the real binary on free ports and stops it again.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export async function startPlayground(...extra) {
  const binary = process.env.DPS_PLAYGROUND;
  if (!binary) throw new Error('DPS_PLAYGROUND must name the binary; run `cargo xtask test e2e`');
  const patience = extra.includes('--retry-after') ? [] : ['--retry-after', '1'];
  const place = extra.includes('--listen') ? [] : ['--listen', '127.0.0.1:0'];
  const args = ['serve', ...place, '--practice-listen', '127.0.0.1:0', '--no-open',
    '--format', 'json', ...patience, ...extra];
  const child = spawn(binary, args, { stdio: ['pipe', 'pipe', 'pipe'] });
  const log = [];
  let seen = 0; // how much of the log was read for links
  child.stderr.setEncoding('utf8').on('data', (text) => log.push(text));
  const exited = new Promise((resolve) => child.once('exit', resolve));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const first = await Promise.race([lines.next(), exited.then((code) => ({ value: undefined, code }))]);
  if (!first.value) throw new Error(`dps-playground ended before it was ready (${first.code})\n${log.join('')}`);
  const ready = JSON.parse(first.value);
  return {
    ready,
    child,
    url: ready.url,
    origin: new URL(ready.url).origin,
    log: () => log.join(''),
    // Waits until the log holds this many matches.
    async says(pattern, count = 1) {
      const found = () => [...log.join('').matchAll(pattern)].length;
      if (found() >= count) return;
      await new Promise((resolve) => {
        const look = () => {
          if (found() < count) return;
          child.stderr.off('data', look);
          resolve();
        };
        child.stderr.on('data', look);
      });
    },
    // How many tunnels it says are open.
    async tunnels() {
      const headers = { authorization: `Bearer ${ready.api.token}` };
      const info = await fetch(`${ready.api.url}/info`, { headers });
      return (await info.json()).tunnels;
    },
    // Comes back once nothing is left of any tunnel; the test's own time limit ends it otherwise.
    async becomesIdle() {
      while (await this.tunnels() > 0);
    },
    // A link with a launch code of its own, as Enter in the terminal prints it.
    async freshLink() {
      const link = new Promise((resolve) => {
        const look = () => {
          const found = /^Open (\S+)$/m.exec(log.join('').slice(seen));
          if (!found) return;
          child.stderr.off('data', look);
          seen += found.index + found[0].length;
          resolve(found[1]);
        };
        child.stderr.on('data', look);
      });
      child.stdin.write('\n');
      return link;
    },
    async stop() {
      await this.end('SIGTERM');
    },
    async end(signal) {
      child.kill(signal);
      await exited;
    },
  };
}
