// What the lab makes, judged by openssl, a C compiler and rustc; what is wrong on purpose is refused as it says.
import test from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { assertAccessible } from '../support/axe.mjs';
import { freshPage, startBrowser } from '../support/browser.mjs';
import { downloadAfter } from '../support/downloads.mjs';
import { Lesson } from '../support/lesson.mjs';
import { Factory } from '../support/openssl.mjs';
import { startPlayground } from '../support/playground.mjs';
import { servePage, throughout } from '../support/throughout.mjs';

const here = throughout({ browser: startBrowser, site: servePage });

class Lab {
  static async open(options = {}) {
    const lab = new Lab();
    lab.factory = new Factory();
    lab.page = await freshPage(here.browser, options);
    await lab.page.goto(`${options.url ?? here.site.url}#/certificates/lab`);
    await lab.page.getByTestId('lab-make').waitFor();
    return lab;
  }

  // kind: as the form has it. Returns the card of what was wished for.
  async make(count) {
    await this.page.getByTestId('lab-make').click();
    return this.card(count);
  }

  async makeWrong(defect, count = 3) {
    await this.page.locator(`[data-defect=${defect}]`).click();
    return this.card(count);
  }

  // The newest card, once there are so many.
  async card(count) {
    const card = this.page.locator(`[data-piece="${count - 1}"]`);
    await card.waitFor({ timeout: 120_000 });
    return card;
  }

  // Saves a form and returns the name of the file, in the factory's folder.
  async save(card, form) {
    const button = card.locator(`[data-export=${form}]`);
    if (!(await button.isVisible())) await card.locator('details', { has: this.page.locator(`[data-export=${form}]`) }).locator('summary').click();
    const download = await downloadAfter(this.page, () => button.click());
    await download.saveAs(this.factory.path(download.suggestedFilename()));
    return download.suggestedFilename();
  }

  openssl(...args) {
    return this.factory.openssl(...args);
  }

  // What openssl says on both channels, whatever its exit code.
  says(...args) {
    const { stdout, stderr } = spawnSync('openssl', args, { cwd: this.factory.folder, encoding: 'utf8' });
    return stdout + stderr;
  }

  async close() {
    assert.deepEqual(this.page.errors.filter((error) => !error.includes('404')), []);
    await this.page.context().close();
  }
}

for (const [device, authorities] of [['EC P-256', 'EC P-256'], ['EC P-384', 'EC P-384'], ['RSA 2048', 'RSA 3072'], ['EC P-256', 'RSA 2048'], ['RSA 4096', 'EC P-256']]) {
  test(`a chain of ${device} below ${authorities} is good to openssl, key and PKCS#12 too`, async () => {
    const lab = await Lab.open();
    await lab.page.locator('#lab-key').selectOption(device);
    await lab.page.locator('#lab-ca-key').selectOption(authorities);
    const card = await lab.make(3);
    const leaf = await lab.save(card, 'Pem');
    const sent = await lab.save(card, 'Chain');
    const root = await lab.save(lab.page.locator('[data-piece="0"]'), 'Pem');
    lab.openssl('verify', '-x509_strict', '-purpose', 'sslclient', '-CAfile', root, '-untrusted', sent, leaf);
    assert.match(lab.says('verify', '-CAfile', root, leaf), /unable to get local issuer/);
    assert.equal(lab.factory.text(sent).indexOf(lab.factory.text(leaf)), 0, 'the leaf comes first');
    assert.equal(lab.factory.text(sent).match(/BEGIN/g).length, 2, 'without the root');
    const text = lab.openssl('x509', '-in', leaf, '-noout', '-text');
    assert.match(text, /O ?= ?DPS Playground practice, CN ?= ?press-17/);
    assert.match(text, /TLS Web Client Authentication/);
    assert.match(text, device.startsWith('EC') ? new RegExp(`NIST CURVE: ${device.slice(3)}`) : new RegExp(`Public-Key: \\(${device.slice(4)} bit\\)`));
    const publicKey = lab.openssl('x509', '-in', leaf, '-noout', '-pubkey');
    const key = await lab.save(card, 'KeyPem');
    assert.equal(lab.openssl('pkey', '-in', key, '-pubout'), publicKey);
    await card.locator('input[type=password]').fill('pass word');
    const p12 = await lab.save(card, 'Pkcs12');
    const opened = lab.openssl('pkcs12', '-in', p12, '-passin', 'pass:pass word', '-nodes');
    assert.equal(opened.match(/BEGIN CERTIFICATE/g).length, 3);
    lab.factory.write('opened.pem', opened);
    assert.equal(lab.openssl('pkey', '-in', 'opened.pem', '-pubout'), publicKey);
    assert.match(lab.says('pkcs12', '-in', p12, '-passin', 'pass:wrong', '-nokeys'), /invalid password/);
    await lab.close();
  });
}

test('DER and source code hold the same chain: compiled and run', async () => {
  const lab = await Lab.open();
  const card = await lab.make(3);
  const [leaf, der, chain] = [await lab.save(card, 'Pem'), await lab.save(card, 'Der'), await lab.save(card, 'Chain')];
  assert.equal(lab.openssl('x509', '-inform', 'DER', '-in', der), lab.openssl('x509', '-in', leaf));
  const [header, keyHeader] = [await lab.save(card, 'C'), await lab.save(card, 'KeyC')];
  lab.factory.write('main.c', `#include <stdio.h>\n#include "${header}"\n#include "${keyHeader}"\n` +
    'int main(int argc, char **argv) { (void)argv; if (argc > 1) { fwrite(device_certificate, 1, device_certificate_len, stdout); } else { fputs(device_chain, stdout); fputs(device_key, stderr); } return 0; }\n');
  execFileSync('cc', ['-std=c99', '-Wall', '-Wextra', '-Werror', '-o', lab.factory.path('main'), lab.factory.path('main.c')]);
  const run = spawnSync(lab.factory.path('main'), { encoding: 'utf8' });
  assert.equal(run.stdout, lab.factory.text(chain));
  assert.equal(run.stderr, lab.factory.text(await lab.save(card, 'KeyPem')));
  lab.factory.write('again.der', spawnSync(lab.factory.path('main'), ['x']).stdout);
  assert.equal(lab.openssl('x509', '-inform', 'DER', '-in', 'again.der'), lab.openssl('x509', '-in', leaf));
  const rust = await lab.save(card, 'Rust');
  lab.factory.write('main.rs', `#[path = "${rust}"] mod chain;\nfn main() { assert!(!chain::DEVICE_CERTIFICATE.is_empty()); print!("{}", chain::DEVICE_CHAIN); }\n`);
  execFileSync('rustc', ['--edition', '2021', '-o', lab.factory.path('rust-main'), lab.factory.path('main.rs')], { stdio: 'pipe' });
  assert.equal(execFileSync(lab.factory.path('rust-main'), { encoding: 'utf8' }), lab.factory.text(chain));
  assert.match(lab.factory.text(await lab.save(card, 'Arduino')), /device_chain\[\] PROGMEM/);
  await lab.close();
});

test('a CA with every choice made by hand, a proof of possession below it, and a request', async () => {
  const lab = await Lab.open();
  const { page } = lab;
  await page.getByTestId('lab-what').getByText('A CA certificate').click();
  await page.locator('#lab-common-name').fill('works CA');
  await page.getByText('Names, dates, usages, serial number').click();
  await page.locator('#lab-from').fill('2026-01-01');
  await page.locator('#lab-to').fill('2036-12-31');
  await page.locator('#lab-serial').fill('41:23:45:67:89:ab:cd:ef:01');
  await page.locator('#lab-path-length').fill('2');
  const ca = await lab.save(await lab.make(1), 'Pem');
  const text = lab.openssl('x509', '-in', ca, '-noout', '-text', '-nameopt', 'RFC2253');
  assert.match(text, /41:23:45:67:89:ab:cd:ef:01/);
  assert.match(text, /Not Before: Jan  1 00:00:00 2026[\s\S]+Not After : Dec 31 23:59:59 2036/);
  assert.match(text, /CA:TRUE, pathlen:2/);

  await page.getByTestId('lab-what').getByText('A proof of possession').click();
  await page.getByTestId('lab-make').click();
  await page.getByTestId('lab-status').getByText('paste it').waitFor();
  await page.locator('#lab-common-name').fill('7A69E8D1B4');
  await page.locator('#lab-serial').fill('');
  const proof = await lab.save(await lab.make(2), 'Pem');
  lab.openssl('verify', '-CAfile', ca, proof);
  assert.match(lab.openssl('x509', '-in', proof, '-noout', '-subject'), /CN ?= ?7A69E8D1B4/);

  await page.getByTestId('lab-what').getByText('A certificate request').click();
  await page.locator('#lab-common-name').fill('press-18');
  const request = await lab.save(await lab.make(3), 'Pem');
  const said = lab.says('req', '-in', request, '-verify', '-noout', '-text');
  assert.match(said, /verify OK/);
  assert.match(said, /CN ?= ?press-18/);
  await assertAccessible(page, 'the lab with a full shelf');
  await lab.close();
});

test('what is wrong on purpose is wrong to openssl too', async () => {
  const lab = await Lab.open();
  const facts = {
    sha1: /Signature Algorithm: ecdsa-with-SHA1/, 'version-1': /Version: 1 /, 'server-auth-only': /TLS Web Server Authentication/,
    'leaf-is-ca': /CA:TRUE/, 'serial-zero': /Serial Number: 0 /, 'no-common-name': /Subject: O ?= ?DPS Playground practice\n/,
  };
  let count = 0;
  for (const [defect, fact] of Object.entries(facts)) {
    count += 3;
    const card = await lab.makeWrong(defect, count);
    const file = await lab.save(card, 'Pem');
    assert.match(lab.openssl('x509', '-in', file, '-noout', '-text'), fact, defect);
  }
  const refusals = { expired: /certificate has expired/, 'not-yet-valid': /certificate is not yet valid/, 'signed-by-stranger': /signature failure/, 'issuer-not-ca': /invalid CA certificate/, 'path-too-long': /path length constraint exceeded/ };
  for (const [defect, refusal] of Object.entries(refusals)) {
    count += 3;
    const card = await lab.makeWrong(defect, count);
    const [file, chain] = [await lab.save(card, 'Pem'), await lab.save(card, 'Chain')];
    const root = await lab.save(lab.page.locator(`[data-piece="${count - 3}"]`), 'Pem');
    assert.match(lab.says('verify', '-x509_strict', '-CAfile', root, '-untrusted', chain, file), refusal, defect);
  }
  await lab.close();
});

test('what is open on a card, or typed into it, stays while more is made', async () => {
  const lab = await Lab.open();
  const card = await lab.make(3);
  await card.locator('details', { hasText: 'practice key' }).locator('summary').click();
  await card.locator('input[type=password]').fill('pass word');
  await lab.make(6);
  assert.equal(await card.locator('input[type=password]').inputValue(), 'pass word');
  assert.ok(await card.locator('[data-export=Pkcs12]').isEnabled());
  await lab.close();
});

test('in the lesson a good chain is assigned, and each refusal is the one the lab told', async () => {
  const lab = await Lab.open();
  const lesson = new Lesson(lab.page);
  const use = async (card) => {
    await card.getByRole('button', { name: 'Use in the lesson' }).click();
    await lab.page.getByTestId('key').waitFor();
    await lab.page.getByText('enrolled CA, never presented').waitFor();
    await lesson.runAll();
  };
  await use(await lab.make(3));
  await lesson.assertAllDone();
  let count = 3;
  for (const [defect, step, ...words] of [['expired', 'register', '401002'], ['no-intermediate', 'register', '401002'], ['foreign-key', 'certificates', 'belongs to none']]) {
    await lab.page.goto(`${here.site.url}#/certificates/lab`);
    count += 3;
    await use(await lab.makeWrong(defect, count));
    await lesson.assertReads(step, ...words);
  }
  await lab.close();
});

test('a device of the lab is enrolled beside the relay and registers over TLS', async () => {
  const playground = await startPlayground();
  const page = await freshPage(here.browser);
  const lesson = await Lesson.open(page, playground.url);
  await lesson.choosePlace('Practice over TLS');
  await page.locator('[data-testid=place-note][data-state=ready]').waitFor();
  await page.getByRole('banner').getByRole('link', { name: 'Certificates' }).click();
  await page.getByRole('link', { name: 'Lab', exact: true }).click();
  await page.getByTestId('lab-make').click();
  const device = page.locator('[data-piece="2"]');
  await device.getByTestId('lab-enrol').click();
  await page.getByTestId('lab-status').getByText('now knows press-17').waitFor();
  await page.locator('[data-piece="0"]').getByTestId('lab-enrol').click();
  await page.getByTestId('lab-status').getByText(/proof with the code \S+, practice root CA \S+ signed it, and is verified/).waitFor();
  await device.getByRole('button', { name: 'Use in the lesson' }).click();
  await page.getByTestId('key').waitFor();
  await lesson.runAll();
  await lesson.assertAllDone();
  await page.context().close();
  await playground.stop();
});

test('the whole lab by keyboard, on a narrow screen', async () => {
  const lab = await Lab.open({ viewport: { width: 390, height: 844 } });
  await lab.page.getByTestId('lab-make').focus();
  await lab.page.keyboard.press('Enter');
  const card = await lab.card(3);
  await card.getByRole('button', { name: 'Open on the bench' }).focus();
  await lab.page.keyboard.press('Tab');
  assert.equal(await lab.page.evaluate('document.activeElement.textContent'), 'Use in the lesson');
  assert.equal(await lab.page.evaluate('document.documentElement.scrollWidth'), 390);
  await assertAccessible(lab.page, 'the lab on a narrow screen');
  await lab.page.locator('[data-defect=expired]').focus();
  await lab.page.keyboard.press('Enter');
  await lab.card(6);
  await lab.close();
});
