// The session gone through again, its two views, and a session of ten thousand packets.
import test from 'node:test';
import assert from 'node:assert/strict';
import { assertAccessible } from '../support/axe.mjs';
import { freshPage, startBrowser } from '../support/browser.mjs';
import { Lesson } from '../support/lesson.mjs';
import { Packets } from '../support/packets.mjs';
import { servePage, throughout } from '../support/throughout.mjs';

const here = throughout({ browser: startBrowser, site: servePage });

async function afterARun() {
  const page = await freshPage(here.browser);
  const lesson = await Lesson.open(page, here.site.url);
  await lesson.runAll();
  const packets = new Packets(page);
  await packets.enter();
  return packets;
}

test('the scrubber goes through the session, and the state beside it is what the device knew then', async () => {
  const packets = await afterARun();
  const { page } = packets;
  const count = Number(await page.locator('.wire__count').innerText());
  const scrubber = page.getByTestId('scrubber');
  assert.equal(await scrubber.getAttribute('max'), `${count}`);
  // It begins at the newest packet that is no mere receipt.
  assert.match(await page.getByTestId('replay-words').innerText(), /PUBLISH first message/);
  assert.match((await packets.replayed()).state, /assigned to practice-hub\.example; now at its hub/);

  await page.getByTestId('replay-first').click();
  assert.match(await page.getByTestId('replay-words').innerText(), /^packet 1 of \d+: CONNECT/);
  const first = await packets.replayed();
  assert.equal(first.state, 'waiting for the CONNACK');
  assert.equal(first.request, 'none yet');
  assert.equal(await page.getByTestId('replay-back').getAttribute('aria-disabled'), 'true');

  await page.getByTestId('replay-forward').click();
  assert.equal((await packets.replayed()).state, 'connected, ready to subscribe');
  // By keys: six more, to the answer with status 202.
  await scrubber.focus();
  for (let key = 0; key < 5; key += 1) await page.keyboard.press('ArrowRight');
  assert.match(await page.getByTestId('replay-words').innerText(), /PUBLISH 202, wait 3 s/);
  const assigning = await packets.replayed();
  assert.equal(assigning.state, 'waiting as long as the service asked for');
  assert.equal(assigning.request, '1');
  assert.match(assigning.operation, /^\d\.[0-9a-f]{16}\./);
  assert.equal(assigning.next, 'in 3.00 s');
  await page.keyboard.press('ArrowLeft');
  assert.equal((await packets.replayed()).state, 'waiting for the answer to the registration');
  await page.keyboard.press('End');
  assert.equal(await scrubber.inputValue(), `${count}`);

  // Nothing was sent again.
  assert.equal(Number(await page.locator('.wire__count').innerText()), count);
  await assertAccessible(page, 'the replay');
  assert.deepEqual(page.errors.filter((error) => !error.includes('404')), []);
  await page.context().close();
});

test('list, sequence and replay select the same packet, by pointer and by key', async () => {
  const packets = await afterARun();
  const { page } = packets;
  await page.locator('[data-kind=SUBACK] button').click();
  const suback = await packets.current();
  assert.match(await page.getByTestId('replay-words').innerText(), /SUBACK/);
  await page.getByTestId('tab-sequence').click();
  await page.locator(`#message-${suback}[aria-pressed=true]`).waitFor();
  await assertAccessible(page, 'the sequence of the packets page');
  assert.match(await page.locator('#sequence-words').textContent(), /packets between this page, practice DPS, practice hub/);
  await page.locator(`#message-${suback}`).focus();
  await page.keyboard.press('ArrowDown');
  await page.locator(`#message-${suback}[aria-pressed=false]`).waitFor();
  await page.getByTestId('tab-packets').click();
  assert.ok(await packets.current() > suback);
  await packets.list.locator('[aria-current=true]').focus();
  await page.keyboard.press('Home');
  assert.match(await page.getByTestId('replay-words').innerText(), /^packet 1 of/);
  assert.equal(await page.evaluate('document.activeElement.getAttribute("aria-current")'), 'true');
  await page.getByTestId('replay-last').click();
  const rows = await packets.list.locator('li').evaluateAll((all) => all.map((row) => [row.ariaPosInSet, row.ariaSetSize]));
  assert.deepEqual(rows, rows.map((_, at) => [`${at + 1}`, `${rows.length}`]));
  await page.context().close();
});

test('without a session there is nothing to replay, and it says so', async () => {
  const page = await freshPage(here.browser);
  await page.goto(`${here.site.url}#/packets`);
  await page.getByText('Once there are packets').waitFor();
  assert.equal(await page.getByTestId('scrubber').count(), 0);
  await assertAccessible(page, 'the packets page without packets');
  await page.context().close();
});

test('of ten thousand packets only those near what is seen are there, and the keys reach all of them', async () => {
  const page = await freshPage(here.browser);
  const packets = new Packets(page);
  await packets.openExperiments(here.site.url);
  const total = await packets.fill(10_000);
  const drawn = () => packets.list.locator('li').count();
  assert.ok(await drawn() < 150, `${await drawn()} rows`);
  await packets.list.locator('[tabindex="0"]').focus();
  const focused = () => page.evaluate('[document.activeElement.closest("li")?.ariaPosInSet, document.activeElement.getAttribute("aria-current")].join()');
  const press = async (key, expected) => {
    await page.keyboard.press(key);
    await page.waitForFunction((wanted) => document.activeElement.closest('li')?.ariaPosInSet === wanted
      && document.activeElement.getAttribute('aria-current') === 'true', `${expected}`);
  };
  await press('Home', 1);
  await press('ArrowDown', 2);
  await press('PageDown', 12);
  await press('End', total);
  await press('ArrowUp', total - 1);
  assert.ok(await drawn() < 150, `${await drawn()} rows`);
  assert.equal(await focused(), `${total - 1},true`);
  await page.getByTestId('tab-sequence').click();
  await page.locator('.sequence-diagram__row[aria-pressed=true]').waitFor();
  assert.ok(await page.locator('.sequence-diagram__row').count() < 150);
  await page.locator('.sequence-diagram__row[aria-pressed=true]').focus();
  await page.keyboard.press('Home');
  await page.waitForFunction(() => document.activeElement.getAttribute('aria-label')?.includes('CONNECT'));
  assert.deepEqual(page.errors.filter((error) => !error.includes('404')), []);
  await page.context().close();
});
