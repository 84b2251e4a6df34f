// The reader's own PEM files, made with plain openssl, over real mutual TLS through the relay.
import test from 'node:test';
import assert from 'node:assert/strict';
import { assertAccessible } from '../support/axe.mjs';
import { freshPage, startBrowser } from '../support/browser.mjs';
import { Lesson } from '../support/lesson.mjs';
import { Factory } from '../support/openssl.mjs';
import { startPlayground } from '../support/playground.mjs';
import { throughout } from '../support/throughout.mjs';

const here = throughout({ browser: startBrowser, playground: startPlayground });
const factory = new Factory();

// A lesson with a session of its own: each launch code works once, so Enter in the terminal asks for a fresh link.
async function open() {
  const page = await freshPage(here.browser);
  const lesson = await Lesson.open(page, await here.playground.freshLink());
  await lesson.choosePlace('Practice over TLS');
  await page.locator('[data-testid=place-note][data-state=ready]').waitFor();
  return { page, lesson };
}

test('one click registers a practice device over real TLS', async () => {
  const { page, lesson } = await open();
  await lesson.runAll();
  await lesson.assertAllDone();
  await lesson.goTo('trust');
  const facts = page.getByTestId('connection-facts');
  await facts.getByText('TLS 1.2').first().waitFor();
  await page.getByTestId('locality').getByText(/signature/).waitFor();
  await assertAccessible(page, 'the trust step over TLS');
  assert.ok(!page.url().includes('launch'), 'the launch code must leave the address');
  assert.deepEqual(page.errors, []);
  await page.context().close();
});

test('whoever is quicker than the page and its relay is waited for', async () => {
  const page = await freshPage(here.browser);
  let release;
  const held = new Promise((resolve) => { release = resolve; });
  await page.route(/split_relay|\/api\/session/, async (route) => {
    await held;
    await route.continue();
  });
  const lesson = await Lesson.open(page, await here.playground.freshLink());
  await lesson.choosePlace('Practice over TLS');
  await page.getByRole('banner').getByRole('button', { name: 'Run all' }).click();
  await page.getByRole('banner').getByRole('button', { name: 'Stop' }).waitFor();
  release();
  await lesson.settled();
  await lesson.assertAllDone();
  await page.context().close();
});

const KINDS = [
  ['p256', 'pkcs8', 'EC P-256', 'chooseFiles'],
  ['p384', 'sec1', 'EC P-384', 'dropFiles'],
  ['rsa2048', 'pkcs1', 'RSA 2048', 'paste'],
  ['rsa4096', 'pkcs8', 'RSA 4096', 'chooseFiles'],
];
for (const [kind, container, words, how] of KINDS) {
  test(`${words} with a ${container} key, by ${how}`, async () => {
    const name = `own-${kind}`;
    const files = factory.selfSigned(name, name, { kind, container });
    const { page, lesson } = await open();
    await lesson.goTo('certificates');
    if (how === 'paste') {
      await lesson.paste('device', factory.text(`${name}.pem`) + factory.text(`${name}.key`));
    } else {
      await lesson[how]('device', files.certificate, files.key);
    }
    await page.getByTestId('key').getByText(words).waitFor();
    await page.getByTestId('key').getByText('held by this tab').waitFor();
    await lesson.goTo('identity');
    await page.getByTestId('use-common-name').click();
    await lesson.runAll();
    await lesson.assertAllDone();
    assert.deepEqual(page.errors, []);
    await page.context().close();
  });
}

test('a chain with the leaf last, key and all in one file, through a group', async () => {
  factory.selfSigned('root', 'factory root', { ca: true });
  factory.issued('line', 'factory line', 'root', { ca: true });
  factory.issued('grouped', 'grouped', 'line');
  factory.bundle('all.pem', 'root.pem', 'line.pem', 'grouped.pem', 'grouped.key');
  const { page, lesson } = await open();
  await lesson.loadDevice(factory.path('all.pem'));
  await lesson.choose('enrolment', 'Group');
  await lesson.goTo('identity');
  await page.getByTestId('use-common-name').click();
  await lesson.runAll();
  await lesson.assertAllDone();
  await page.context().close();
});

test('an X.509 v1 leaf, as a plain `openssl x509 -req` makes it, with the CA given for the enrolment alone', async () => {
  factory.selfSigned('shop', 'shop root', { ca: true });
  const files = factory.issued('version-one', 'version-one', 'shop', { version1: true });
  const { page, lesson } = await open();
  await lesson.loadDevice(files.certificate, files.key);
  await lesson.choose('enrolment', 'Group');
  await lesson.chooseFiles('enrolment-ca', factory.path('shop.pem'));
  await page.getByText('enrolled CA, never presented').waitFor();
  await lesson.goTo('identity');
  await page.getByTestId('use-common-name').click();
  await lesson.runAll();
  await lesson.assertAllDone();
  await page.context().close();
});

test('step by step over TLS, the connection lives on between the steps', async () => {
  const { page, lesson } = await open();
  for (const step of ['identity', 'certificates', 'trust', 'connect', 'subscribe', 'register', 'poll', 'assigned', 'telemetry']) {
    await lesson.goTo(step);
    await lesson.runStep();
    assert.equal((await lesson.states())[step], 'done', await lesson.resultText());
  }
  const packets = await lesson.packets();
  assert.equal(packets.filter((packet) => packet === 'sent CONNECT').length, 2, 'one to DPS, one to the hub');
  await page.context().close();
});
