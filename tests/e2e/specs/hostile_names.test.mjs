// Certificates whose names are markup and marks of direction: shown as what they are, wherever they are shown.
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { Bench } from '../support/bench.mjs';
import { freshPage, startBrowser } from '../support/browser.mjs';
import { Console } from '../support/console.mjs';
import { Lesson } from '../support/lesson.mjs';
import { Factory } from '../support/openssl.mjs';
import { serveFolder } from '../support/static_server.mjs';

const MARKUP = '<img src=x onerror=hacked()>';
const TURNED = 'dev\u202Egpj.exe';
const ORGANISATION = '"><script>hacked()</script>';

let browser;
let site;
const factory = new Factory();
before(async () => {
  factory.write('names.cnf', `[req]\nprompt = no\nutf8 = yes\nstring_mask = utf8only\ndistinguished_name = dn\n[dn]\nO = ${ORGANISATION}\nOU = ${TURNED}\nCN = ${MARKUP}\n`);
  factory.key('hostile');
  factory.openssl('req', '-x509', '-new', '-config', 'names.cnf', '-key', 'hostile.key', '-days', '30', '-out', 'hostile.pem');
  browser = await startBrowser();
  site = await serveFolder(fileURLToPath(new URL('../../../dist', import.meta.url)));
});
after(async () => {
  await browser?.close();
  await site?.stop();
});

// A page on which nothing has run that was in a name, and nothing was even tried.
async function watched() {
  const page = await freshPage(browser);
  await page.addInitScript(() => {
    globalThis.caught = [];
    globalThis.hacked = () => globalThis.caught.push('a name ran');
    addEventListener('securitypolicyviolation', (event) => globalThis.caught.push(`${event.effectiveDirective} ${event.blockedURI}`));
  });
  return page;
}

async function assertShown(page, where, ...texts) {
  for (const text of texts) await page.getByText(text, { exact: false }).first().waitFor();
  const found = await page.evaluate(() => ({
    caught: globalThis.caught,
    strangers: document.querySelectorAll('img, body script:not([type=module]):not([src]), iframe').length,
    // Elements that show a mark of direction, and would let it reach beyond them.
    open: [...document.querySelectorAll('body *')]
      .filter((element) => [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && /[\u202a-\u202e\u2066-\u2069]/.test(node.data)))
      .filter((element) => !['isolate', 'isolate-override', 'plaintext'].includes(getComputedStyle(element).unicodeBidi)
        && getComputedStyle(element).display.startsWith('inline'))
      .map((element) => element.outerHTML),
  }));
  assert.deepEqual(found, { caught: [], strangers: 0, open: [] }, where);
}

// A33: in the lesson, where it is presented, on the bench, in the batch and with the practice service.
test('names of a certificate are text and turn nothing round', async () => {
  const page = await watched();
  const lesson = await Lesson.open(page, site.url);
  await lesson.loadDevice(factory.path('hostile.pem'), factory.path('hostile.key'));
  await assertShown(page, 'the certificates step', MARKUP);
  await lesson.chooseFiles('enrolment-ca', factory.path('hostile.pem')).catch(() => {});
  await lesson.goTo('identity');
  await page.getByTestId('use-common-name').click();
  await lesson.runAll();
  await assertShown(page, 'the lesson, run', MARKUP);

  const bench = await Bench.open(page, site.url);
  await bench.put(factory.path('hostile.pem'));
  await assertShown(page, 'the bench', MARKUP);
  assert.ok((await bench.rules()).includes('name_has_odd_characters'));

  const console = await Console.open(page, site.url, 'authorities');
  await assertShown(page, 'the console');
  await console.goTo('history');
  await assertShown(page, 'the history');
  assert.deepEqual(page.errors.filter((error) => !error.includes('404')), []);
  await page.context().close();
});
