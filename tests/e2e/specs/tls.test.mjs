// TLS under the packets: what the endpoint knows, and the recorded bytes taken apart.
import test from 'node:test';
import assert from 'node:assert/strict';
import { assertAccessible } from '../support/axe.mjs';
import { freshPage, startBrowser } from '../support/browser.mjs';
import { Lesson } from '../support/lesson.mjs';
import { inHex, Panes } from '../support/panes.mjs';
import { startPlayground } from '../support/playground.mjs';
import { throughout } from '../support/throughout.mjs';

const here = throughout({ browser: startBrowser, playground: startPlayground });

async function open() {
  const page = await freshPage(here.browser);
  const lesson = await Lesson.open(page, await here.playground.freshLink());
  await lesson.choosePlace('Practice over TLS');
  await page.locator('[data-testid=place-note][data-state=ready]').waitFor();
  return { page, lesson, tls: page.getByTestId('tls') };
}

test('without a recording: version, cipher suite and both chains, as the endpoint knows them', async () => {
  const { page, lesson, tls } = await open();
  await lesson.runAll();
  await lesson.assertAllDone();
  await page.evaluate(() => { location.hash = '#/packets'; });
  await tls.getByText('were not recorded').waitFor();
  const text = await tls.innerText();
  for (const expected of [/TLS\n+TLS 1\.2\n/, /TLS_ECDHE_ECDSA_WITH/, /The server presented/, /The device presented/, /CN=press-17/, /To the hub/]) {
    assert.match(text, expected);
  }
  await page.context().close();
});

test('with one: hellos field by field, and what is encrypted is said to be', async () => {
  const { page, lesson, tls } = await open();
  await page.evaluate(() => { location.hash = '#/packets'; });
  await page.locator('#record-tls').check();
  await lesson.runAll();
  const panes = new Panes(page, tls, 'TLS stream');
  await tls.getByRole('button', { name: /Connection 1, from the device: \d+ bytes/ }).click();
  await panes.line('Extension', 'server_name').click();
  await panes.says('Extension');
  await panes.line('Host name').hover();
  const said = await panes.says('Host name');
  const name = (await panes.markedLine().locator('.field-tree__value').innerText()).trim();
  assert.equal(await panes.marked(), inHex(name));
  assert.match(said, /checks the server’s certificate|checks the server's certificate/);
  // In TLS 1.2 the client's chain travels in the open, exactly as sent; what ends the handshake does not.
  await panes.line('Certificate 1, the leaf').hover();
  assert.match(await panes.says('Certificate 1, the leaf'), /exactly as sent/);
  assert.match(await panes.marked(), /^30 82 /);
  await panes.line('Record', 'handshake').last().click();
  await panes.line('Encrypted').first().hover();
  assert.match(await panes.says('Encrypted'), /without the session's secrets nobody can show it/);
  await assertAccessible(page, 'the packets page with TLS taken apart');

  await tls.getByRole('button', { name: /Connection 1, from the service/ }).click();
  await panes.line('Cipher suite', 'TLS_ECDHE_ECDSA').hover();
  assert.match(await panes.says('Cipher suite'), /the server picked/);
  await page.context().close();
});
