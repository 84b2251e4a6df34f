// A canary key: none of its secret parts may appear in anything that crossed the socket, in the log at its most talkative, in
// storage, an address, an export, or what a crash leaves.
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Bench } from '../support/bench.mjs';
import { freshPage, pageWithProfile, startBrowser } from '../support/browser.mjs';
import { downloadAfter } from '../support/downloads.mjs';
import { Lesson } from '../support/lesson.mjs';
import { Factory } from '../support/openssl.mjs';
import { startPlayground } from '../support/playground.mjs';
import { assertAbsent, needles } from '../support/secrets.mjs';

let browser;
let playground;
const factory = new Factory();
before(async () => {
  browser = await startBrowser();
  process.env.DPS_PLAYGROUND_LOG = 'trace';
  playground = await startPlayground();
});
after(async () => {
  await browser?.close();
  await playground?.stop();
});

for (const [kind, container] of [['p256', 'pkcs8'], ['rsa2048', 'pkcs1']]) {
  // A34: through sockets, requests, log, storage, address, markup, fields, exports and a crash.
  test(`nothing of a ${kind} key leaves the tab`, async () => {
    const name = `canary-${kind}`;
    const files = factory.selfSigned(name, name, { kind, container });
    const secrets = needles(factory.text(`${name}.key`));
    // The search itself must be able to find: the file holds the key.
    assert.ok(secrets.some((secret) => factory.text(`${name}.key`).includes(secret)));

    const page = await freshPage(browser);
    const frames = [];
    const text = (payload) => (typeof payload === 'string' ? payload : payload.toString('latin1'));
    page.on('websocket', (socket) => {
      socket.on('framesent', ({ payload }) => frames.push(['a frame sent', text(payload)]));
      socket.on('framereceived', ({ payload }) => frames.push(['a frame received', text(payload)]));
    });
    page.on('request', (request) => frames.push([`the request ${request.url()}`, `${request.url()}\n${request.postData() ?? ''}`]));

    const lesson = await Lesson.open(page, await playground.freshLink());
    await lesson.choosePlace('Practice over TLS');
    await lesson.goTo('certificates');
    await lesson.paste('device', factory.text(`${name}.pem`) + factory.text(`${name}.key`));
    await page.getByTestId('key').getByText('held by this tab').waitFor();
    await lesson.goTo('identity');
    await page.getByTestId('use-common-name').click();
    await lesson.runAll();
    await lesson.assertAllDone();

    const stored = await page.evaluate(async () => JSON.stringify({
      local: { ...localStorage }, session: { ...sessionStorage }, cookie: document.cookie,
      databases: await indexedDB.databases(), caches: await caches.keys(), address: location.href,
      markup: document.documentElement.outerHTML,
      fields: [...document.querySelectorAll('input, textarea')].map((field) => field.value),
    }));
    assert.ok(frames.some(([where]) => where === 'a frame sent'), 'no frame was seen at all');
    assertAbsent([...frames, ['the browser’s storage or the page', stored], ['the relay’s log', playground.log()],
      ['the console', page.errors.join('\n')]], secrets);
    assert.ok(files.key);

    // What is saved of certificates, with the key lying beside them.
    const bench = await Bench.open(page, `${playground.origin}/`);
    await bench.put(files.certificate, files.key);
    const saved = [];
    for (const button of ['save-markdown', 'save-json']) {
      const download = await downloadAfter(page, () => page.getByTestId(button).click());
      saved.push([`what ${button} saves`, readFileSync(await download.path(), 'latin1')]);
    }
    assert.ok(saved.every(([, content]) => content.includes(name)), 'the reports are about something else');
    assertAbsent([...saved, ['the bench', await page.evaluate(() => document.documentElement.outerHTML)]], secrets);
    await page.context().close();
  });
}

// A34: on the disk of the browser, after the tab with the key in it has crashed.
test('nothing of a key is in the browser’s profile, whatever becomes of its tab', async () => {
  const files = factory.selfSigned('canary-disk', 'canary-disk', { container: 'sec1' });
  const secrets = needles(factory.text('canary-disk.key'));
  const profile = mkdtempSync(join(tmpdir(), 'dps-e2e-profile-'));
  const page = await pageWithProfile(profile);
  const lesson = await Lesson.open(page, await playground.freshLink());
  await lesson.choosePlace('Practice over TLS');
  await lesson.loadDevice(files.certificate, files.key);
  await lesson.goTo('identity');
  await page.getByTestId('use-common-name').click();
  await lesson.runAll();
  await lesson.assertAllDone();
  const crashed = page.waitForEvent('crash');
  page.goto('chrome://crash').catch(() => {});
  await crashed;
  await page.context().close();

  let holdsAddress = false;
  for (const entry of readdirSync(profile, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath ?? entry.path, entry.name);
    const content = readFileSync(path, 'latin1');
    holdsAddress ||= content.includes(playground.origin);
    assertAbsent([[path, content]], secrets);
  }
  assert.ok(holdsAddress, 'the profile holds nothing of this visit: it is not the one');
  rmSync(profile, { recursive: true, force: true });
});
