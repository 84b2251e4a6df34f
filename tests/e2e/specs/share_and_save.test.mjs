// Saving a session and sharing it: what Wireshark reads in the captures, and what a link carries and what not.
import test, { after } from 'node:test';
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { assertAccessible } from '../support/axe.mjs';
import { freshPage, startBrowser } from '../support/browser.mjs';
import { downloadAfter } from '../support/downloads.mjs';
import { Lesson } from '../support/lesson.mjs';
import { Factory } from '../support/openssl.mjs';
import { startPlayground } from '../support/playground.mjs';
import { assertAbsent, needles } from '../support/secrets.mjs';
import { servePage, throughout } from '../support/throughout.mjs';
import { Capture } from '../support/tshark.mjs';

const here = throughout({ browser: startBrowser, site: servePage });
const factory = new Factory();
const folder = mkdtempSync(join(tmpdir(), 'saved-'));
after(() => {
  rmSync(folder, { recursive: true, force: true });
});

async function toPackets(page) {
  await page.getByRole('banner').getByRole('link', { name: 'Packets' }).click();
  await page.getByTestId('save-json').waitFor();
}

// What a button lets one save, as the name and the path of the file.
async function saved(page, button) {
  const file = await downloadAfter(page, () => page.getByTestId(button).click());
  const path = join(folder, `${Math.random()}-${file.suggestedFilename()}`);
  await file.saveAs(path);
  return { name: file.suggestedFilename(), path };
}

// The packets of the page's own JSON, as the judge words them.
async function packetsOfPage(page) {
  const { path } = await saved(page, 'save-json');
  const { version, entries } = JSON.parse(readFileSync(path, 'utf8'));
  assert.equal(version, 1);
  return entries.filter(({ what }) => what === 'packet')
    .map(({ direction, kind, topic, payload }) => ({ direction, kind, topic, payload }));
}

// What the value of a link unfolds to.
function inside(link) {
  const [, value] = /[?&]shared=1\.([\w-]+)$/.exec(link);
  return inflateRawSync(Buffer.from(value, 'base64url')).toString();
}

async function copiedLink(page) {
  await page.getByTestId('copy-link').click();
  await page.getByTestId('link-status').getByText('Copied').waitFor();
  return page.getByTestId('link-text').inputValue();
}

test('a session in the page is saved as JSON, transcript and a capture that Wireshark reads', async () => {
  const page = await freshPage(here.browser);
  const lesson = await Lesson.open(page, here.site.url);
  await toPackets(page);
  assert.ok(await page.getByTestId('save-capture').isDisabled(), 'there is nothing to save yet');
  assert.ok(await page.locator('#record-tls').isDisabled(), 'there is no TLS in the page');
  await lesson.runAll();
  const shown = await lesson.packets();
  const ours = await packetsOfPage(page);
  assert.deepEqual(ours.map(({ direction, kind }) => `${direction} ${kind}`), shown);

  const transcript = await saved(page, 'save-transcript');
  assert.equal(transcript.name, 'session-press-17.md');
  const text = readFileSync(transcript.path, 'utf8');
  assert.equal(text.match(/^### /gm).length, ours.length);
  assert.match(text, /^- Registration ID: `press-17`$/m);

  await page.getByTestId('capture-note').getByText('plain MQTT over TCP').waitFor();
  const { name, path } = await saved(page, 'save-capture');
  assert.equal(name, 'session-press-17.pcapng');
  const capture = new Capture(path, 1883);
  capture.assertSound();
  assert.deepEqual(capture.packets(), ours);
  assert.equal(capture.count('tls'), 0);
  await assertAccessible(page, 'the packets page with a session');
  assert.deepEqual(page.errors.filter((error) => !error.includes('404')), []);
  await page.context().close();
});

for (const tls of ['1.2', '1.3']) {
  test(`a session over TLS ${tls} is recorded when asked for, and Wireshark decrypts what the page shows`, async () => {
    const playground = await startPlayground('--tls', tls);
    const port = Number(playground.ready.mqtts.split(':').at(-1));
    const page = await freshPage(here.browser);
    try {
      const lesson = await Lesson.open(page, playground.url);
      await lesson.choosePlace('Practice over TLS');
      await lesson.runAll();
      await lesson.assertAllDone();
      await toPackets(page);

      // Not asked for: nothing is recorded, and the capture is of MQTT alone.
      assert.ok(!(await page.locator('#record-tls').isChecked()), 'off unless asked for');
      const plain = new Capture((await saved(page, 'save-capture')).path, 1883);
      plain.assertSound();
      assert.deepEqual(plain.packets(), await packetsOfPage(page));
      assert.equal(plain.count('tls'), 0);

      await page.locator('#record-tls').check();
      await lesson.runAll();
      await page.getByTestId('capture-note').getByText('TLS was recorded').waitFor();
      const ours = await packetsOfPage(page);

      // First it is said what the file gives away; who does not want that gets no file.
      await page.getByTestId('save-capture').click();
      const warning = page.getByTestId('capture-warning');
      await warning.getByText('Whoever has this file can read this session').waitFor();
      await assertAccessible(page, 'the warning before secrets are saved');
      await page.keyboard.press('Tab');
      await page.keyboard.press('Enter');
      await warning.waitFor({ state: 'detached' });

      await page.getByTestId('save-capture').click();
      // The end of a recording comes from the relay a moment after the page has hung up.
      const { path } = await saved(page, 'save-with-secrets');
      const capture = new Capture(path, port);
      capture.assertSound();
      assert.deepEqual(capture.packets(), ours);
      assert.equal(capture.count('tls.handshake.type == 15 && tcp.dstport == ' + port), 2, 'DPS and hub, signed by the device');
      assert.ok(readFileSync(path).includes('CLIENT_'), 'the secrets are in it');
      assert.deepEqual(page.errors.filter((error) => !error.includes('404')), []);
      // Nothing of it is in the relay's log.
      assert.doesNotMatch(playground.log(), /CLIENT_(RANDOM|TRAFFIC)/);
    } finally {
      await page.context().close();
      await playground.stop();
    }
  });
}

test('a link brings inputs and session, nothing of the key, and connects to nothing', async () => {
  const playground = await startPlayground();
  const page = await freshPage(here.browser);
  const other = await freshPage(here.browser);
  try {
    const name = 'canary-link';
    factory.selfSigned(name, name, { kind: 'p256', container: 'pkcs8' });
    const secrets = needles(factory.text(`${name}.key`));
    const lesson = await Lesson.open(page, playground.url);
    await lesson.choosePlace('Practice over TLS');
    await lesson.goTo('certificates');
    await lesson.paste('device', factory.text(`${name}.pem`) + factory.text(`${name}.key`));
    await page.getByTestId('key').getByText('held by this tab').waitFor();
    await lesson.goTo('identity');
    await page.getByTestId('use-common-name').click();
    await toPackets(page);
    await page.locator('#record-tls').check();
    await lesson.runAll();
    const ours = await packetsOfPage(page);
    const list = page.getByTestId('share-contents');
    await list.getByText(`“${name}”`).first().waitFor();
    await list.getByText(`${ours.length} packets`).waitFor();
    const link = await copiedLink(page);
    assertAbsent([['the link', link], ['what it unfolds to', inside(link)]], secrets);
    assert.doesNotMatch(inside(link), /CLIENT_|recording|MII/, 'neither secrets of TLS nor certificates nor the wish to record');
    assert.ok(link.length < 8000, `${link.length} characters`);

    // Nor is anything of it in what can be saved, the capture with the secrets of TLS included.
    const files = [];
    await page.getByTestId('capture-note').getByText('TLS was recorded').waitFor();
    for (const button of ['save-json', 'save-transcript', 'save-with-secrets']) {
      if (button === 'save-with-secrets') await page.getByTestId('save-capture').click();
      const { path } = await saved(page, button);
      files.push([button, readFileSync(path, 'latin1')]);
    }
    assertAbsent(files, secrets);
    assert.ok(files.every(([, text]) => text.includes(name)), 'what is searched is the session');

    // On a plain file server, where nobody could connect anyway, and where nothing tries to.
    const sockets = [];
    other.on('websocket', (socket) => sockets.push(socket.url()));
    await other.goto(here.site.url + new URL(link).hash);
    const banner = other.getByTestId('link-banner');
    await banner.getByText('a session recorded elsewhere').waitFor();
    assert.equal(await banner.getAttribute('data-state'), 'shown');
    await banner.getByText('What it brought').click();
    await banner.getByText(`${ours.length} packets`).waitFor();
    await assertAccessible(other, 'a session from a link');
    assert.deepEqual(await packetsOfPage(other), ours);
    assert.deepEqual(sockets, []);
    assert.ok(!(await other.locator('#record-tls').isChecked()), 'a link does not make anybody record');
    const there = new Lesson(other);
    await other.getByRole('banner').getByRole('link', { name: 'Lesson' }).click();
    await there.goTo('identity');
    assert.equal(await other.locator('#registration-id').inputValue(), name);
    assert.ok(await banner.isVisible(), 'it is marked everywhere');

    // Put back, by keyboard.
    await banner.getByTestId('forget-link').focus();
    await other.keyboard.press('Enter');
    await banner.waitFor({ state: 'detached' });
    assert.equal(await other.locator('#registration-id').inputValue(), 'press-17');
    assert.ok(!other.url().includes('shared='));

    // A run takes its place, and is marked no more.
    await other.goto(`${here.site.url}${new URL(link).hash}&again`);
    await banner.waitFor();
    await there.choosePlace('In this page');
    await there.runAll();
    await banner.waitFor({ state: 'detached' });
    assert.deepEqual(other.errors.filter((error) => !error.includes('404')), []);
  } finally {
    await page.context().close();
    await other.context().close();
    await playground.stop();
  }
});

test('the inputs alone can be shared, and what looks like a key cannot', async () => {
  const page = await freshPage(here.browser);
  const lesson = await Lesson.open(page, here.site.url);
  await lesson.runAll();
  await toPackets(page);
  const whole = await copiedLink(page);
  await page.locator('#share-packets').uncheck();
  const alone = await copiedLink(page);
  assert.ok(alone.length < whole.length);
  assert.deepEqual(JSON.parse(inside(alone)).trace, []);

  await page.getByRole('banner').getByRole('link', { name: 'Lesson' }).click();
  await lesson.goTo('identity');
  await lesson.type('payload', '{"oops":"-----BEGIN PRIVATE KEY-----"}');
  await lesson.runAll();
  await toPackets(page);
  await page.getByTestId('copy-link').click();
  await page.getByTestId('link-status').getByText('a link must not carry a secret').waitFor();
  assert.equal(await page.getByTestId('link-text').count(), 0);
  await page.context().close();
});

for (const [what, fragment, expected] of [
  ['cut short', '#/packets?shared=1.rVbbbuM2EP0VQ', 'characters are missing'],
  ['of another version', '#/lesson/connect?shared=9.abc', 'another version'],
  ['empty', '#/packets?shared=', 'characters are missing'],
]) {
  test(`a link ${what} says so, and the page works`, async () => {
    const page = await freshPage(here.browser);
    await page.goto(here.site.url + fragment);
    const banner = page.getByTestId('link-banner');
    await banner.getByText('This link cannot be shown').waitFor();
    assert.ok((await banner.innerText()).includes(expected), await banner.innerText());
    assert.equal(await banner.getAttribute('data-state'), 'broken');
    await assertAccessible(page, 'a broken link');
    await banner.getByTestId('forget-link').click();
    await banner.waitFor({ state: 'detached' });
    const lesson = new Lesson(page);
    await lesson.runAll();
    await page.getByRole('banner').getByRole('link', { name: 'Lesson' }).click();
    await lesson.assertAllDone();
    await page.context().close();
  });
}

test('at 390 pixels nothing is wider than the screen', async () => {
  const page = await freshPage(here.browser, { viewport: { width: 390, height: 800 } });
  const lesson = await Lesson.open(page, here.site.url);
  await lesson.runAll();
  await page.goto(`${here.site.url}#/packets`);
  await page.getByTestId('save-json').waitFor();
  await copiedLink(page);
  const width = await page.evaluate('document.documentElement.scrollWidth');
  assert.ok(width <= 390, `${width} pixels`);
  await page.context().close();
});
