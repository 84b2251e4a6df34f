// What a spec starts before its tests and ends after them.
import { after, before } from 'node:test';
import { fileURLToPath } from 'node:url';
import { serveFolder } from './static_server.mjs';

// Runs each of these in turn; what it returns stands under its name once the tests begin, and is closed or stopped in the
// end, the last one first.
export function throughout(starts) {
  const here = {};
  before(async () => {
    for (const [name, start] of Object.entries(starts)) here[name] = await start();
  });
  after(async () => {
    for (const one of Object.values(here).reverse()) await (one.close ?? one.stop).call(one);
  });
  return here;
}

// The built page on a plain file server, with no relay beside it.
export const servePage = () => serveFolder(fileURLToPath(new URL('../../../dist', import.meta.url)));
