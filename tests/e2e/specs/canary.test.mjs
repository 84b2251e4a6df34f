// A canary key: none of its secret parts may appear in anything that crossed the socket, in the log or in storage.
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { freshPage, startBrowser } from '../support/browser.mjs';
import { Lesson } from '../support/lesson.mjs';
import { Factory } from '../support/openssl.mjs';
import { startPlayground } from '../support/playground.mjs';
import { assertAbsent, needles } from '../support/secrets.mjs';

let browser;
let playground;
const factory = new Factory();
before(async () => {
  browser = await startBrowser();
  playground = await startPlayground();
});
after(async () => {
  await browser?.close();
  await playground?.stop();
});

for (const [kind, container] of [['p256', 'pkcs8'], ['rsa2048', 'pkcs1']]) {
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
    await page.context().close();
  });
}
