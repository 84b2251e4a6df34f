// TLS under the packets: what the endpoint knows.
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { freshPage, startBrowser } from '../support/browser.mjs';
import { Lesson } from '../support/lesson.mjs';
import { startPlayground } from '../support/playground.mjs';

let browser;
let playground;
before(async () => {
  browser = await startBrowser();
  playground = await startPlayground();
});
after(async () => {
  await browser?.close();
  await playground?.stop();
});

async function open() {
  const page = await freshPage(browser);
  const lesson = await Lesson.open(page, await playground.freshLink());
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
