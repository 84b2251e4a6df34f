// What a key leaves behind in the page's memory once it has been imported: measured after a forced garbage collection and
// printed, since it is up to the browser. SECURITY.md states the figures.
import test from 'node:test';
import assert from 'node:assert/strict';
import { freshPage, startBrowser } from '../support/browser.mjs';
import { Lesson } from '../support/lesson.mjs';
import { Factory } from '../support/openssl.mjs';
import { needles } from '../support/secrets.mjs';
import { servePage, throughout } from '../support/throughout.mjs';

const here = throughout({ browser: startBrowser, site: servePage });
const factory = new Factory();

// The strings of the JavaScript heap that are still there after a collection.
async function heapStrings(session) {
  const chunks = [];
  const take = ({ chunk }) => chunks.push(chunk);
  session.on('HeapProfiler.addHeapSnapshotChunk', take);
  await session.send('HeapProfiler.enable');
  await session.send('HeapProfiler.collectGarbage');
  await session.send('HeapProfiler.takeHeapSnapshot', { reportProgress: false });
  session.off('HeapProfiler.addHeapSnapshotChunk', take);
  return JSON.parse(chunks.join('')).strings;
}

// Before the page runs: keeps hold of WebAssembly's memory, of the bytes of files as they are read, and of those WebCrypto gets.
function keepHold() {
  globalThis.held = { memories: [], buffers: [] };
  const { held } = globalThis;
  const noted = ({ instance }) => {
    for (const value of Object.values(instance.exports)) {
      if (value instanceof WebAssembly.Memory && !held.memories.includes(value)) held.memories.push(value);
    }
  };
  for (const name of ['instantiate', 'instantiateStreaming']) {
    const original = WebAssembly[name];
    WebAssembly[name] = async (...given) => {
      const made = await original(...given);
      noted(made.instance ? made : { instance: made });
      return made;
    };
  }
  const read = Blob.prototype.arrayBuffer;
  Blob.prototype.arrayBuffer = async function arrayBuffer() {
    const buffer = await read.call(this);
    held.buffers.push(buffer);
    return buffer;
  };
  const take = SubtleCrypto.prototype.importKey;
  SubtleCrypto.prototype.importKey = function importKey(format, data, ...rest) {
    if (format === 'pkcs8') held.buffers.push(data.buffer ?? data);
    return take.call(this, format, data, ...rest);
  };
}

// In how many places of these buffers any of these byte strings begins.
function search([kind, secrets]) {
  const wanted = new Map();
  for (const secret of secrets) {
    const bytes = Uint8Array.from(secret, (character) => character.charCodeAt(0));
    const begins = (bytes[0] << 8) | bytes[1];
    if (!wanted.has(begins)) wanted.set(begins, []);
    wanted.get(begins).push(bytes);
  }
  const buffers = kind === 'memories' ? globalThis.held.memories.map((memory) => memory.buffer) : globalThis.held.buffers;
  let hits = 0;
  let size = 0;
  for (const buffer of buffers) {
    const bytes = new Uint8Array(buffer);
    size += bytes.length;
    for (let at = 0; at + 1 < bytes.length; at += 1) {
      const candidates = wanted.get((bytes[at] << 8) | bytes[at + 1]);
      if (candidates?.some((candidate) => candidate.every((byte, index) => bytes[at + index] === byte))) hits += 1;
    }
  }
  return { hits, size, buffers: buffers.length };
}

for (const [kind, container] of [['p256', 'pkcs8'], ['rsa2048', 'pkcs1']]) {
  for (const way of ['pasted', 'from a file']) {
    test(`what is left of a ${kind} key, ${way}`, async (t) => {
      const name = `left-${kind}-${way.replaceAll(' ', '-')}`;
      factory.selfSigned(name, name, { kind, container });
      const key = factory.text(`${name}.key`);
      const secrets = needles(key);
      const page = await freshPage(here.browser);
      await page.addInitScript(keepHold);
      const lesson = await Lesson.open(page, here.site.url);
      await lesson.goTo('certificates');
      if (way === 'pasted') {
        // By a person: into the clipboard and from there, so that no script of the test keeps a copy.
        await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
        // The key first: a snapshot of the heap holds the first thousand characters of a string.
        await lesson.pasteByKeyboard('device', key + factory.text(`${name}.pem`));
      } else {
        await lesson.chooseFiles('device', factory.path(`${name}.pem`), factory.path(`${name}.key`));
      }
      await page.getByTestId('key').getByText('held by this tab').waitFor();
      const session = await page.context().newCDPSession(page);
      const leaks = (strings) => strings.filter((string) => secrets.some((secret) => string.includes(secret)));
      const strings = await heapStrings(session);
      const left = leaks(strings);
      const wasm = await page.evaluate(search, ['memories', secrets]);
      const buffers = await page.evaluate(search, ['buffers', secrets]);
      assert.ok(wasm.size > 1_000_000 && buffers.buffers > 0, 'nothing was searched');
      // The search finds what is there: the certificate in WebAssembly, and a copy of the key that is kept now.
      assert.ok((await page.evaluate(search, ['memories', [name]])).hits > 0, 'WebAssembly’s memory is not searched');
      await page.evaluate((key) => {
        globalThis.copy = `${key}.`;
        globalThis.held.buffers.push(new TextEncoder().encode(key).buffer);
      }, key);
      assert.ok((await page.evaluate(search, ['buffers', secrets])).hits > buffers.hits, 'the buffers are not searched');
      assert.ok(leaks(await heapStrings(session)).length > left.length, 'the heap is not searched');
      t.diagnostic(`${kind}, ${way}: ${left.length} strings of ${left.reduce((sum, string) => sum + string.length, 0)} characters of ${strings.length} in the heap; `
        + `${wasm.hits} places in ${wasm.size} bytes of WebAssembly; ${buffers.hits} places in ${buffers.buffers} buffers of files and for WebCrypto`);
      await page.context().close();
    });
  }
}
