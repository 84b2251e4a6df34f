// Bad input and bad weather, with real files and a real relay: each ends in a clear state with a cause and a next action.
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { freshPage, startBrowser } from '../support/browser.mjs';
import { Lesson } from '../support/lesson.mjs';
import { Factory } from '../support/openssl.mjs';
import { startPlayground } from '../support/playground.mjs';

let browser;
let playground;
let closedPort;
const factory = new Factory();
before(async () => {
  browser = await startBrowser();
  closedPort = await freePort();
  playground = await startPlayground('--allow-destination', `127.0.0.1:${closedPort}`,
    '--allow-destination', 'no-such-host.invalid:8883');
});
after(async () => {
  await browser?.close();
  await playground?.stop();
});

// A port that was free a moment ago: nothing listens there.
async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function open(from = playground) {
  const page = await freshPage(browser);
  const lesson = await Lesson.open(page, await from.freshLink());
  await lesson.choosePlace('Practice over TLS');
  await page.locator('[data-testid=place-note][data-state=ready]').waitFor();
  return { page, lesson };
}

test('a key that belongs to another certificate ends before any connection', async () => {
  const mine = factory.selfSigned('mine', 'mine');
  const other = factory.selfSigned('other', 'other');
  const { page, lesson } = await open();
  await lesson.goTo('certificates');
  await lesson.chooseFiles('device', mine.certificate, other.key);
  await page.getByTestId('key').getByText('fits none of these certificates').waitFor();
  await lesson.runAll();
  await lesson.assertReads('certificates', /private key/);
  await page.context().close();
});

test('an encrypted key is named as such, with the command that opens it', async () => {
  factory.selfSigned('locked', 'locked');
  factory.openssl('pkcs8', '-topk8', '-in', 'locked.key', '-passout', 'pass:secret', '-out', 'locked.enc.key');
  const { page, lesson } = await open();
  await lesson.goTo('certificates');
  await lesson.chooseFiles('device', factory.path('locked.pem'), factory.path('locked.enc.key'));
  const notes = page.getByTestId('import-notes').first();
  await notes.getByText(/encrypted/i).first().waitFor();
  assert.match(await notes.innerText(), /openssl/);
  await page.context().close();
});

test('a file that is no PEM is named, and what was loaded before stays', async () => {
  const good = factory.selfSigned('good', 'good');
  factory.write('holiday.txt', 'Dear all, the weather is fine.');
  const { page, lesson } = await open();
  await lesson.loadDevice(good.certificate, good.key);
  await lesson.chooseFiles('device', factory.path('holiday.txt'));
  await page.getByTestId('import-notes').first().getByText('holiday.txt').first().waitFor();
  await page.getByTestId('key').getByText('held by this tab').waitFor();
  await page.context().close();
});

test('the common name is not the registration ID', async () => {
  const files = factory.selfSigned('named', 'named-otherwise');
  const { page, lesson } = await open();
  await lesson.loadDevice(files.certificate, files.key);
  await lesson.runAll();
  assert.equal((await lesson.states()).certificates, 'warned');
  await lesson.assertReads('register', '401002', 'named-otherwise', 'press-17');
  // The evidence is in the certificate, which the bench shows.
  await page.getByTestId('explanation').getByRole('button', { name: /on the bench/ }).first().click();
  await page.getByTestId('bench-file').first().waitFor();
  await page.getByTestId('finding').first().waitFor();
  await page.context().close();
});

test('an unknown ID scope over TLS', async () => {
  const { page, lesson } = await open();
  await lesson.goTo('identity');
  await lesson.type('id-scope', '0ne00BADBAD');
  await lesson.runAll();
  await lesson.assertReads('connect', 'CONNACK 3');
  await page.context().close();
});

test('the server root is not trusted', async () => {
  const { page, lesson } = await open();
  await lesson.goTo('trust');
  await lesson.choose('server-trust', 'Azure’s roots');
  await lesson.runAll();
  await lesson.assertReads('trust', /does not trust/, /a root of its own/);
  await page.context().close();
});

test('the server carries another name', async () => {
  const { page, lesson } = await open();
  await lesson.goTo('trust');
  await lesson.edit('server-name', 'dps.example.test');
  await lesson.runAll();
  await lesson.assertReads('trust', /name/, 'dps.example.test');
  await page.context().close();
});

for (const [what, host, port, ...reads] of [
  ['nothing listens', '127.0.0.1', () => `${closedPort}`, /Nothing listens/],
  ['the name does not resolve', 'no-such-host.invalid', () => '8883', /does not resolve/],
  ['the destination is not allowed', 'somewhere.example.org', () => '8883', /may not lead/, '--allow-destination'],
]) {
  test(what, async () => {
    const { page, lesson } = await open();
    await lesson.choosePlace('Azure…');
    await page.locator('#cloud').selectOption('own');
    await lesson.type('own-host', host);
    await lesson.type('own-port', port());
    await lesson.runAll();
    await lesson.assertReads('trust', ...reads);
    await page.context().close();
  });
}

test('the relay stopped in the middle, and started again', async () => {
  const short = await startPlayground('--retry-after', '30');
  const { page, lesson } = await open(short);
  await page.getByRole('banner').getByRole('button', { name: 'Run all' }).click();
  await page.locator('[data-step=poll][data-state=waiting]').waitFor();
  await short.stop();
  await lesson.settled();
  await lesson.assertReads('poll', /relay/i);
  // The page still works by itself.
  await lesson.choosePlace('In this page');
  await lesson.runAll();
  await lesson.assertAllDone();
  await page.context().close();
});

test('the page reloaded in the middle leaves no connection behind', async () => {
  const { page, lesson } = await open();
  await lesson.goTo('trust');
  await lesson.runStep();
  const sessions = () => page.evaluate(async () => (await (await fetch('api/info')).json()).tunnels);
  assert.equal(await sessions(), 1);
  await page.reload();
  await page.getByTestId('run-step').waitFor();
  await page.waitForFunction(async () => (await (await fetch('api/info')).json()).tunnels === 0);
  await lesson.choosePlace('Practice over TLS');
  await lesson.runAll();
  await lesson.assertAllDone();
  await page.context().close();
});

test('a link that was used before leads to a page that says how to get another', async () => {
  const link = await playground.freshLink();
  const first = await freshPage(browser);
  await Lesson.open(first, link);
  const second = await freshPage(browser);
  const lesson = await Lesson.open(second, link);
  await lesson.choosePlace('Practice over TLS');
  await second.locator('[data-testid=place-note][data-state=missing]').getByText(/Press Enter/).waitFor();
  await lesson.choosePlace('In this page');
  await lesson.runAll();
  await lesson.assertAllDone();
  await first.context().close();
  await second.context().close();
});
