// Every byte explained: the panes of the packets page, on a plain file server.
import test from 'node:test';
import assert from 'node:assert/strict';
import { assertAccessible } from '../support/axe.mjs';
import { freshPage, startBrowser } from '../support/browser.mjs';
import { Lesson } from '../support/lesson.mjs';
import { inHex, Panes } from '../support/panes.mjs';
import { servePage, throughout } from '../support/throughout.mjs';

const here = throughout({ browser: startBrowser, site: servePage });

// A whole run, seen on the packets page.
async function packets(options) {
  const page = await freshPage(here.browser, options);
  const lesson = await Lesson.open(page, here.site.url);
  await lesson.runAll();
  await lesson.assertAllDone();
  await page.goto(`${here.site.url}#/packets`);
  await page.getByTestId('packet-list').waitFor();
  return { page, panes: new Panes(page) };
}

test('point at a field, and its bytes and its meaning follow; point at bytes, and the field follows', async () => {
  const { page, panes } = await packets();
  await panes.show('CONNECT');

  await panes.line('ID scope').hover();
  const said = await panes.says('ID scope');
  assert.equal(await panes.marked(), inHex('0ne00C0FFEE'));
  assert.match(said, /CONNACK 3/);
  assert.match(said, /If it is wrong/);
  const source = panes.meaning.getByRole('link').first();
  assert.match(await source.getAttribute('href'), /^https:\/\/learn\.microsoft\.com\//);
  // The identity keeps its colour in all three.
  for (const pane of [panes.markedLine(), panes.bytes.locator('[data-lit]').first(), panes.meaning]) {
    const part = pane.locator('[data-part=id-scope]').or(pane.and(page.locator('[data-part=id-scope]')));
    assert.equal(await part.count() > 0, true);
  }

  // From the bytes to the field: the name of a parameter inside a closed line opens it.
  await panes.bytes.locator('.hex-view__hex .hex-view__run').filter({ hasText: inHex('api-') }).first().hover();
  await panes.says('Name');
  assert.match(await panes.markedLine().innerText(), /api-version/);
  assert.equal(await panes.line('api-version', '2019-03-31').first().getAttribute('aria-expanded'), 'true');

  // To read what it means one leaves the fields, and it stays.
  await panes.line('Keep alive').hover();
  await panes.says('Keep alive');
  await source.hover();
  assert.match(await panes.meaning.innerText(), /Keep alive/);
  assert.deepEqual(page.errors, []);
  await page.context().close();
});

test('by keyboard: through the fields down to a bit, and through the bytes', async () => {
  const { page, panes } = await packets();
  await panes.show('CONNECT');
  await panes.line('Fixed header').focus();
  await panes.says('Fixed header');
  await page.keyboard.press('ArrowDown');
  await panes.says('Packet type and flags');
  // A closed line opens to the right, and then leads inside.
  await page.keyboard.press('ArrowRight');
  assert.equal(await panes.line('Packet type and flags').getAttribute('aria-expanded'), 'true');
  await page.keyboard.press('ArrowRight');
  assert.match(await panes.says('Packet type'), /the client asks for a session/);
  assert.match(await panes.status(), /Fixed header › Packet type and flags › Packet type, byte 0, bits 11110000: 10/);
  assert.equal(await panes.marked(), '10');
  await page.keyboard.press('ArrowLeft');
  await panes.says('Packet type and flags');
  await page.keyboard.press('End');
  assert.match(await panes.markedLine().innerText(), /api-version/);

  // One stop for Tab in the tree; the next are the bytes.
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement?.dataset.testid), 'hex');
  const before = await panes.marked();
  await page.keyboard.press('ArrowLeft');
  assert.notEqual(await panes.marked(), before);
  assert.match(await panes.status(), /bytes? \d+( to \d+)?: [0-9a-f ]+/);
  assert.equal(await panes.markedLine().count(), 1);
  await assertAccessible(page, 'the packets page with a field chosen');
  await page.context().close();
});

test('topic, status, JSON members and what belongs to the user are told of', async () => {
  const { page, panes } = await packets();
  const rows = page.getByTestId('packet-list').locator('[data-direction=received][data-kind=PUBLISH] button');
  await rows.filter({ hasText: 'retry-after' }).first().click();
  await panes.line('retry-after', '3').first().hover();
  assert.match(await panes.says('retry-after'), /before asking again/);
  await panes.line('Status', '202').hover();
  assert.match(await panes.says('Status'), /accepted, and not done yet/);
  await panes.line('status', 'assigning').first().hover();
  assert.match(await panes.says('status'), /assigning: DPS is at it/);

  await rows.filter({ hasText: 'assignedHub' }).first().click();
  const hub = panes.line('assignedHub').first();
  await hub.hover();
  await panes.says('assignedHub');
  const name = (await hub.locator('[data-part=hub-hostname]').innerText()).trim();
  assert.ok((await panes.marked()).includes(inHex(name).slice(0, 20)), name);
  await page.context().close();
});

test('on a narrow screen nothing is wider than it, in light and dark', async () => {
  for (const colorScheme of ['light', 'dark']) {
    const { page, panes } = await packets({ viewport: { width: 390, height: 844 }, colorScheme });
    await panes.show('CONNECT');
    await panes.line('Registration ID').click();
    await panes.says('Registration ID');
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(width <= 390, `${width} wide`);
    await assertAccessible(page, `the packets page, narrow, ${colorScheme}`);
    await page.context().close();
  }
});
