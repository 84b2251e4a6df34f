// The certificate bench, in the page alone: files made with plain openssl, judged with the browser's own signature checks.
import test, { before } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { assertAccessible } from '../support/axe.mjs';
import { Bench } from '../support/bench.mjs';
import { freshPage, startBrowser } from '../support/browser.mjs';
import { downloadAfter } from '../support/downloads.mjs';
import { Factory } from '../support/openssl.mjs';
import { servePage, throughout } from '../support/throughout.mjs';

const data = (name) => fileURLToPath(new URL(`../../../crates/device-certs/testdata/${name}`, import.meta.url));

const here = throughout({ browser: startBrowser, site: servePage });
const factory = new Factory();
before(() => {
  factory.selfSigned('root', 'bench-root', { ca: true });
  factory.issued('line', 'bench-line', 'root', { ca: true });
  factory.issued('press', 'press-17', 'line');
});

// A bench of its own; whatever was written to the console as an error fails the test, but for the relay that is not there.
async function open(options) {
  const page = await freshPage(here.browser, options);
  const bench = await Bench.open(page, here.site.url);
  return { page, bench, done: async () => {
    assert.deepEqual(page.errors.filter((error) => !error.includes('404')), []);
    await page.context().close();
  } };
}

test('a good chain: signed all the way up, nothing claimed beyond what is known', async () => {
  const { page, bench, done } = await open();
  assert.equal(await page.title(), 'Certificates · DPS Playground');
  await bench.put(factory.path('root.pem'), factory.path('press.pem'), factory.path('line.pem'), factory.path('press.key'));
  assert.deepEqual(await bench.arrows(), ['signed', 'signed']);
  const words = await bench.words.innerText();
  assert.match(words, /press-17 is signed by bench-line\. bench-line is signed by bench-root\./);
  assert.notEqual(await bench.verdict.getAttribute('data-mood'), 'bad', await bench.verdict.innerText());
  await bench.verdict.getByText('Whether DPS knows this device').waitFor();
  assert.doesNotMatch(await bench.verdict.innerText(), /private key/, 'the key is here and fits');
  const passed = page.getByTestId('passed');
  await passed.locator('summary').click();
  const count = Number(/\d+/.exec(await passed.locator('summary').innerText())[0]);
  assert.ok(count > 30, `${count} checks passed`);
  assert.equal(await passed.locator('li').count(), count);
  await assertAccessible(page, 'the bench with a good chain');
  await done();
});

test('a missing intermediate: drawn as missing, with reasons, remedy and sources', async () => {
  const { page, bench, done } = await open();
  await bench.put(factory.path('press.pem'));
  assert.deepEqual(await bench.arrows(), ['missing']);
  assert.match(await bench.words.innerText(), /press-17 names bench-line, which is missing/);
  await page.getByText('Add the certificate of bench-line behind that of press-17').waitFor();
  const finding = page.locator('[data-rule=issuer_absent]');
  await finding.getByText('What to do:').waitFor();
  assert.ok(await finding.locator('.sources a[href^="https://"]').count() > 0);
  await assertAccessible(page, 'the bench with a missing link');
  // Once it is there, it is found and checked.
  await bench.put(factory.path('line.pem'));
  assert.deepEqual(await bench.arrows(), ['signed', 'missing']);
  await done();
});

test('damaged files are read, and each repair shows its place, before and after', async () => {
  const { page, bench, done } = await open();
  await bench.put(data('device/c_string.txt'), data('device/typography_in_pem.pem'));
  for (const name of ['c_string.txt', 'typography_in_pem.pem']) {
    const card = page.locator('.bench-repairs').filter({ hasText: `What was repaired in ${name}` });
    await card.getByText(/line \d+, column \d+/).first().waitFor();
    const repair = card.getByTestId('repair').first();
    const [before, after] = [await repair.locator('del').innerText(), await repair.locator('ins').innerText()];
    assert.notEqual(before, after);
    await bench.file(name).getByText('repaired', { exact: true }).waitFor();
    await bench.file(name).getByText(/^(CN=|\d certificates)/).waitFor();
  }
  await assertAccessible(page, 'the bench with repaired files');
  await done();
});

test('a private key is known by its kind and owner, and nothing of it is on the page', async () => {
  const { page, bench, done } = await open();
  factory.write('quoted.key', factory.text('press.key').split('\n').filter(Boolean).map((line) => `"${line}\\n"`).join('\n'));
  await bench.put(factory.path('press.pem'), factory.path('quoted.key'));
  const card = bench.file('quoted.key');
  assert.equal(await card.getAttribute('data-role'), 'key');
  await card.getByText('belongs to press-17 in press.pem').waitFor();
  await bench.repairs.first().getByText('nothing of it is shown').waitFor();
  const shown = await page.content();
  const body = factory.text('press.key').split('\n').filter((line) => line && !line.startsWith('-'));
  for (const line of body) assert.ok(!shown.includes(line.slice(0, 20)), 'a part of the key is on the page');
  await done();
});

test('what is locked opens with its password alone', async () => {
  const { page, bench, done } = await open();
  await bench.put(data('keys/archive.p12'));
  const card = bench.file('archive.p12');
  await card.getByLabel('Password of archive.p12').fill('wrong');
  await card.getByRole('button', { name: 'Open', exact: true }).click();
  await page.getByTestId('bench-said').getByText('The password is wrong').waitFor();
  await card.getByLabel('Password of archive.p12').fill('throw-away');
  await page.keyboard.press('Enter');
  await card.getByText('with private key').waitFor();
  assert.equal(await card.getByLabel('Password of archive.p12').count(), 0);
  await done();
});

test('held against a group: refused with its code until the CA is verified', async () => {
  const { page, bench, done } = await open();
  await bench.put(factory.path('root.pem'), factory.path('line.pem'), factory.path('press.pem'), factory.path('press.key'));
  await bench.choose('bench-enrolment', 'A group');
  await bench.verdict.getByText('Choose the CA certificate').waitFor();
  await page.locator('#bench-ca').selectOption({ label: 'bench-root, in root.pem' });
  await bench.answer.getByText('ca_not_verified').waitFor();
  assert.match(await bench.answer.innerText(), /refused[\s\S]*401[\s\S]*401002 CA certificate not found\.[\s\S]*ca_not_verified/);
  assert.equal(await bench.verdict.getAttribute('data-mood'), 'bad');
  await assertAccessible(page, 'the bench with a refusal');
  await page.locator('#bench-verified').check();
  await bench.answer.getByText('assigned', { exact: true }).waitFor();
  await bench.verdict.getByText('With this enrolment DPS lets the device in').waitFor();

  // Another registration ID than the certificate's name, and then a file of enrolments.
  await page.locator('#bench-registration-id').fill('press-18');
  await bench.answer.getByText('refused', { exact: true }).waitFor();
  await page.locator('#bench-registration-id').fill('');
  await bench.answer.getByText('assigned', { exact: true }).waitFor();
  const enrolments = { individualEnrollments: [{ registrationId: 'press-17', provisioningStatus: 'disabled',
    attestation: { type: 'x509', x509: { clientCertificates: { primary: { certificate: factory.text('press.pem') } } } } }] };
  factory.write('enrolments.json', JSON.stringify(enrolments));
  await page.locator('#files-bench').setInputFiles(factory.path('enrolments.json'));
  await page.getByTestId('bench-said').getByText('1 individual enrolment').waitFor();
  await bench.answer.getByText('disabled', { exact: true }).waitFor();
  await done();
});

test('server trust is a question of its own', async () => {
  const { bench, done } = await open();
  await bench.put(data('server/baltimore.pem'));
  await bench.choose('bench-question', 'Server trust');
  await bench.verdict.getByText('A device that trusts only this will not connect').waitFor();
  assert.ok((await bench.rules()).includes('digicert_root_absent'));
  await done();
});

test('the files stay while one looks elsewhere, go into the lesson, and are forgotten on request', async () => {
  const { page, bench, done } = await open();
  await bench.put(factory.path('press.pem'), factory.path('line.pem'), factory.path('press.key'));
  await page.getByRole('link', { name: 'Packets' }).click();
  await page.getByRole('heading', { level: 1, name: 'Packets' }).waitFor();
  await page.getByRole('banner').getByRole('link', { name: 'Certificates', exact: true }).click();
  await page.locator('#headline:focus').waitFor();
  await bench.files.first().waitFor();
  assert.equal(await bench.files.count(), 3);
  await page.getByTestId('bench-to-lesson').click();
  await page.getByTestId('key').getByText('held by this tab').waitFor();
  await page.getByRole('banner').getByRole('link', { name: 'Certificates', exact: true }).click();
  await bench.file('line.pem').getByRole('button', { name: 'Remove line.pem' }).click();
  await bench.file('line.pem').waitFor({ state: 'detached' });
  await page.getByTestId('bench-forget').click();
  await bench.verdict.getByText('Nothing is here yet').waitFor();
  assert.equal(await bench.files.count(), 0);
  await done();
});

test('looked into: fields and bytes light each other, by pointer and by keyboard', async () => {
  const { page, bench, done } = await open();
  await bench.put(factory.path('press.pem'));
  await bench.file('press.pem').getByTestId('look').click();
  const inside = page.getByTestId('inside');
  await inside.getByRole('heading', { name: 'Inside press.pem: certificate "press-17"' }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'inside');
  const lit = () => inside.locator('.hex-view__hex .hex-view__run[data-lit]').allInnerTexts();
  const line = (label) => inside.locator('.field-tree__line').filter({ hasText: label });

  // From the field to its bytes: INTEGER, three bytes, the version's.
  const version = line('version').last();
  await version.hover();
  assert.match((await lit()).join(' '), /^02 01 02/);
  assert.equal(await version.getAttribute('data-lit'), 'true');
  // And back: the common name's letters.
  const letters = Buffer.from('press-17').toString('hex').match(/../g).join(' ');
  await inside.locator('.hex-view__run').filter({ hasText: letters.slice(0, 11) }).last().hover();
  await inside.getByRole('status').getByText(/subject › .*press-17/).waitFor();
  assert.match(await inside.locator('.field-tree__line[data-lit]').last().innerText(), /press-17/);

  await page.mouse.move(0, 0);
  await inside.locator('.hex-view').focus();
  await page.keyboard.press('ArrowRight');
  const first = await lit();
  await page.keyboard.press('ArrowRight');
  assert.notDeepEqual(await lit(), first);
  await page.keyboard.press('ArrowLeft');
  assert.deepEqual(await lit(), first);

  // OpenSSL names the same thumbprint.
  const openssl = factory.openssl('x509', '-in', factory.path('press.pem'), '-noout', '-fingerprint', '-sha1');
  const print = /=(.*)/.exec(openssl)[1].replaceAll(':', '').trim();
  assert.ok((await inside.innerText()).toUpperCase().replaceAll(':', '').includes(print), print);
  await assertAccessible(page, 'the bench with a certificate looked into');
  await inside.getByRole('button', { name: 'Close' }).click();
  await inside.waitFor({ state: 'detached' });
  await done();
});

test('a finding leads to its bytes', async () => {
  const { page, bench, done } = await open();
  await bench.put(data('device/certificate_expired.pem'));
  const finding = page.locator('[data-rule=certificate_expired]');
  const place = await finding.getByTestId('place').innerText();
  const [from, to] = /(\d+)–(\d+)/.exec(place).slice(1).map(Number);
  await finding.getByTestId('place').click();
  const inside = page.getByTestId('inside');
  const lit = (await inside.locator('.hex-view__hex .hex-view__run[data-lit]').allInnerTexts()).join(' ').trim().split(/\s+/);
  assert.equal(lit.length, to - from + 1, `${place}: ${lit}`);
  await done();
});

test('a key in another container is the same key, and the report can be saved', async () => {
  const { page, bench, done } = await open();
  await bench.put(factory.path('press.pem'), factory.path('press.key'));
  const card = bench.file('press.key');
  await card.getByTestId('convert').locator('summary').click();
  const saved = async (button) => {
    const download = await downloadAfter(page, () => button.click());
    const path = factory.path(download.suggestedFilename());
    await download.saveAs(path);
    return path;
  };
  const publicKey = (path) => factory.openssl('pkey', '-in', path, '-pubout');
  const containers = await card.locator('[data-container]').evaluateAll((all) => all.map((one) => one.dataset.container));
  assert.deepEqual(containers, ['PKCS#8', 'SEC1']);
  for (const [container, begin] of [['PKCS#8', '-----BEGIN PRIVATE KEY-----'], ['SEC1', '-----BEGIN EC PRIVATE KEY-----']]) {
    const path = await saved(card.locator(`[data-container="${container}"]`));
    assert.ok(readFileSync(path, 'utf8').startsWith(begin));
    assert.equal(publicKey(path), publicKey(factory.path('press.key')));
  }
  const json = JSON.parse(readFileSync(await saved(page.getByTestId('save-json')), 'utf8'));
  assert.equal(json.profile, 'device');
  assert.match(JSON.stringify(json.files[0].certificates[0]), /press-17/);
  const markdown = readFileSync(await saved(page.getByTestId('save-markdown')), 'utf8');
  assert.match(markdown, /press-17/);
  for (const report of [JSON.stringify(json), markdown]) assert.doesNotMatch(report, /PRIVATE KEY/);
  await done();
});

test('a secondary certificate is let in as well', async () => {
  const { page, bench, done } = await open();
  factory.selfSigned('new', 'press-18');
  factory.selfSigned('old', 'press-18');
  await bench.put(factory.path('new.pem'));
  await bench.put(factory.path('old.pem'));
  await bench.file('new.pem').locator('.bench-files__name').click();
  await bench.choose('bench-enrolment', 'An individual enrolment');
  const origin = async (select, file) => {
    const options = page.locator(`#${select} option`).filter({ hasText: file });
    await page.locator(`#${select}`).selectOption(await options.getAttribute('value'));
    await bench.settled();
  };
  await origin('bench-primary', 'old.pem');
  await bench.answer.getByText('401').first().waitFor();
  await origin('bench-secondary', 'new.pem');
  await bench.answer.getByText('assigned').first().waitFor();
  await done();
});

test('the keyboard reaches everything', async () => {
  const { page, bench, done } = await open();
  await bench.put(factory.path('press.pem'));
  const wanted = ['#files-bench', '.bench-files__name', '.bench-files__role', '[data-testid=bench-forget]', '[data-testid=passed] summary',
    '[name=bench-question]', '#bench-registration-id', '[name=bench-enrolment]'];
  await page.locator('#headline').focus();
  const reached = new Set();
  const most = 60;
  for (let press = 0; press < most && reached.size < wanted.length; press += 1) {
    await page.keyboard.press('Tab');
    for (const selector of wanted) {
      if (await page.evaluate((sought) => document.activeElement.matches(sought), selector)) reached.add(selector);
    }
  }
  assert.deepEqual(wanted.filter((selector) => !reached.has(selector)), []);
  await done();
});

test('nothing is wider than a narrow screen', async () => {
  const { page, bench, done } = await open({ viewport: { width: 390, height: 844 } });
  await bench.put(factory.path('press.pem'), data('device/c_string.txt'));
  await bench.choose('bench-enrolment', 'A group');
  const wide = await page.evaluate('document.documentElement.scrollWidth');
  assert.ok(wide <= 390, `${wide} px`);
  await assertAccessible(page, 'the narrow bench');
  await done();
});
