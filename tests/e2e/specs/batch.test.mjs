// Two thousand certificates at once: judged in a worker while the page answers, with a factory's mistakes among them.
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { assertAccessible } from '../support/axe.mjs';
import { freshPage, startBrowser } from '../support/browser.mjs';
import { downloadAfter } from '../support/downloads.mjs';
import { freshKey, ManyCertificates } from '../support/many_certificates.mjs';
import { Factory } from '../support/openssl.mjs';
import { serveFolder } from '../support/static_server.mjs';

const COUNT = 2000;
const factory = new Factory();
let browser;
let site;
before(async () => {
  const many = new ManyCertificates(factory);
  const [sameKey, sameSerial] = [freshKey(), `51${'0'.repeat(29)}7`];
  const planted = {
    100: { key: sameKey }, 1500: { key: sameKey },
    300: { name: 'dev-0200' },
    400: { serial: sameSerial }, 500: { serial: sameSerial }, 600: { serial: sameSerial },
    800: { expired: true },
  };
  mkdirSync(factory.path('devices'));
  for (let number = 0; number < COUNT; number += 1) {
    const name = `devices/${String(number).padStart(4, '0')}.pem`;
    factory.write(name, number === 700 ? 'hello\n' : many.file(number, planted[number]));
  }
  // The same certificate twice shares nothing with itself.
  factory.write('devices/0901.pem', factory.text('devices/0900.pem'));
  // What is made by hand here is what openssl takes for good.
  factory.openssl('verify', '-x509_strict', '-purpose', 'sslclient', '-CAfile', 'line.pem', 'devices/1999.pem');
  browser = await startBrowser();
  site = await serveFolder(fileURLToPath(new URL('../../../dist', import.meta.url)));
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

async function open(options) {
  const page = await freshPage(browser, options);
  await page.goto(`${site.url}#/certificates/batch`);
  await page.getByTestId('drop-batch').waitFor();
  // In each frame that the page draws, how far the batch is.
  await page.evaluate(() => {
    window.seen = new Set();
    const look = () => {
      const progress = document.querySelector('[data-testid=batch-progress]');
      if (progress) window.seen.add(Number(progress.dataset.done));
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  return page;
}

async function finished(page) {
  await page.getByTestId('batch-overview').waitFor({ timeout: 180_000 });
}

// The files a rule found something in, as the page shows them.
async function hits(page, rule) {
  const item = page.locator(`[data-rule=${rule}]`);
  await item.locator('summary').click();
  return item.locator('.batch-overview__hits button').allInnerTexts();
}

test('a folder of 2,000 is judged while the page answers; the mistakes are found and nothing else', async () => {
  const page = await open();
  await page.locator('#folder-batch').setInputFiles(factory.path('devices'));
  await page.getByTestId('batch-progress').waitFor();
  // The page answers meanwhile: to another room and back, where the work has gone on.
  await page.getByRole('link', { name: 'Lab', exact: true }).click();
  await page.getByTestId('lab-make').click();
  await page.getByText('is on the shelf').waitFor();
  await page.getByRole('link', { name: 'Many files' }).click();
  await finished(page);
  const seen = await page.evaluate('[...window.seen]');
  assert.ok(seen.length >= 10, `frames were drawn at ${seen}`);

  const overview = page.getByTestId('batch-overview');
  const text = await overview.innerText();
  for (const [count, what] of [[COUNT, 'files'], [(COUNT - 1) * 2, 'certificates']]) {
    assert.match(text, new RegExp(`${what}\\s+${count}`), text);
  }
  const file = (number) => `devices/${String(number).padStart(4, '0')}.pem`;
  assert.deepEqual(await hits(page, 'key_shared'), [100, 1500].map(file));
  assert.deepEqual(await hits(page, 'cn_shared'), [200, 300].map(file));
  assert.deepEqual(await hits(page, 'serial_shared'), [400, 500, 600].map(file));
  assert.deepEqual(await hits(page, 'certificate_expired'), [file(800)]);
  // Every signature was checked, and is good.
  for (const rule of ['signature_invalid', 'signature_not_checkable', 'chain_broken']) {
    assert.equal(await page.locator(`[data-rule=${rule}]`).count(), 0, rule);
  }
  const errors = await page.locator('.batch-overview__rule:has(.badge--bad)').evaluateAll((rules) =>
    rules.map((rule) => [rule.dataset.rule, rule.dataset.files]));
  // What is no certificate at all is told by what is missing from it.
  assert.deepEqual(Object.fromEntries(errors), { begin_line_missing: '1', certificate_expired: '1' });
  await assertAccessible(page, 'the overview of a batch');

  const saved = async (id) => {
    const download = await downloadAfter(page, () => page.getByTestId(id).click());
    return readFileSync(await download.path(), 'utf8');
  };
  const report = JSON.parse(await saved('save-json'));
  assert.equal(report.version, 1);
  assert.equal(report.summary.files, COUNT);
  const shared = report.files.flatMap(({ path, findings }) => findings.filter(({ rule }) => rule === 'key_shared').map(({ message }) => [path, message]));
  assert.deepEqual(shared, [
    [file(100), `two devices have the same key: also in ${file(1500)}`],
    [file(1500), `two devices have the same key: also in ${file(100)}`],
  ]);
  const markdown = await saved('save-markdown');
  assert.match(markdown, /^# Certificates checked for DPS/);
  assert.ok(markdown.includes('`devices/0700.pem`'));

  // One of them on the bench.
  await page.locator('[data-rule=certificate_expired] button').click();
  await page.waitForURL(/#\/certificates$/);
  assert.deepEqual(page.errors, []);
  await page.context().close();
});

test('stopped on the way, what was found so far is shown', async () => {
  const page = await open();
  await page.locator('#folder-batch').setInputFiles(factory.path('devices'));
  await page.locator('[data-testid=batch-progress]:not([data-done="0"])').waitFor();
  await page.getByRole('button', { name: 'Stop' }).click();
  await finished(page);
  const text = await page.getByTestId('batch-overview').innerText();
  const [, judged] = /Stopped after (\d+) of 2000 files/.exec(text) ?? assert.fail(text);
  assert.ok(Number(judged) > 0 && Number(judged) < COUNT, judged);
  assert.deepEqual(page.errors, []);
  await page.context().close();
});

test('files that cannot be read are findings', async () => {
  const page = await open({ viewport: { width: 390, height: 844 } });
  factory.write('large.pem', ' '.repeat(1024 * 1024 + 1));
  await page.locator('#files-batch').setInputFiles([factory.path('large.pem'), factory.path('devices/0700.pem'), factory.path('devices/0001.pem')]);
  await finished(page);
  const files = await hits(page, 'file_unreadable');
  assert.ok(files.includes('large.pem'), files);
  await page.getByText('the file has 1048577 bytes; more than 1048576 are not read').waitFor();
  assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 390);
  await assertAccessible(page, 'a batch on a narrow screen');
  assert.deepEqual(page.errors, []);
  await page.context().close();
});
