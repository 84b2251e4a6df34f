// The lesson in the page alone: dist/ as `trunk build` leaves it, on a plain file server, below a sub-path.
import test from 'node:test';
import assert from 'node:assert/strict';
import { assertAccessible } from '../support/axe.mjs';
import { freshPage, startBrowser } from '../support/browser.mjs';
import { ASKED, Lesson, STEPS } from '../support/lesson.mjs';
import { servePage, throughout } from '../support/throughout.mjs';

const here = throughout({ browser: startBrowser, site: servePage });

test('one click registers a device without any relay', async () => {
  const page = await freshPage(here.browser);
  const lesson = await Lesson.open(page, here.site.url);
  await lesson.runAll();
  await lesson.assertAllDone();
  const packets = await lesson.packets();
  assert.deepEqual(packets.slice(0, 8), ['sent CONNECT', 'received CONNACK', 'sent SUBSCRIBE', 'received SUBACK', ...ASKED]);
  assert.deepEqual(packets.slice(-5), ['sent CONNECT', 'received CONNACK', 'sent PUBLISH', 'received PUBACK', 'sent DISCONNECT']);
  assert.ok(packets.length >= 18, `${packets.length} packets`);
  await page.getByTestId('locality').getByText('Nothing has left').waitFor();
  assert.deepEqual(page.errors.filter((error) => !error.includes('404')), []);
  await page.context().close();
});

test('nothing but the files of the page is ever asked for', async () => {
  const page = await freshPage(here.browser);
  const foreign = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(here.site.url)) foreign.push(request.url());
  });
  page.on('websocket', (socket) => foreign.push(socket.url()));
  const lesson = await Lesson.open(page, here.site.url);
  await page.locator('.app[data-whole]').waitFor();
  await page.context().setOffline(true);
  await lesson.runAll();
  await lesson.assertAllDone();
  assert.deepEqual(foreign, []);
  await page.context().close();
});

test('a packet is shown as fields and bytes, and a value is followed through all of them', async () => {
  const page = await freshPage(here.browser);
  const lesson = await Lesson.open(page, `${here.site.url}#/lesson/connect`);
  await lesson.runStep();
  await page.getByTestId('tab-packets').click();
  await page.locator('[data-kind=CONNECT] button').click();
  const hex = page.getByTestId('hex');
  await hex.getByText('MQTT').first().waitFor();
  const registrationId = page.locator('[data-part=registration-id]');
  // In the form or the built strings, in the packet list, and in the bytes.
  assert.ok(await registrationId.count() >= 4, `${await registrationId.count()} appearances`);
  assert.ok(await hex.locator('[data-part=registration-id]').count() > 0, 'not marked in the bytes');
  await page.locator('[data-field=client-id] [data-part=registration-id]').first().hover();
  await page.locator('.app[data-hot=registration-id]').waitFor();
  await page.context().close();
});

test('every step can be run alone, says what it does and cites its source', async () => {
  const page = await freshPage(here.browser);
  const lesson = await Lesson.open(page, here.site.url);
  for (const step of STEPS) {
    await lesson.goTo(step);
    assert.equal((await lesson.states())[step], 'idle');
    await lesson.runStep();
    assert.equal((await lesson.states())[step], 'done', await lesson.resultText());
    await page.getByText('What commonly goes wrong').first().waitFor();
    const sources = page.locator('main a[href^="https://"]');
    assert.ok(await sources.count() > 0, `${step} cites nothing`);
    await assertAccessible(page, `the ${step} step after its run`);
  }
  await lesson.assertAllDone();
  await page.context().close();
});

test('wrong names are answered as the service answers, and explained', async () => {
  const page = await freshPage(here.browser);
  const lesson = await Lesson.open(page, here.site.url);

  await lesson.type('id-scope', '0ne00BADBAD');
  await lesson.runAll();
  await lesson.assertReads('connect', 'CONNACK 3', '0ne00BADBAD');
  await assertAccessible(page, 'a failed step');

  await lesson.goTo('identity');
  await lesson.type('id-scope', '0ne00C0FFEE');
  await lesson.goTo('connect');
  await lesson.edit('client-id', 'press-18');
  await lesson.runAll();
  await lesson.assertReads('connect', 'CONNACK 5', 'press-18');

  await page.locator('[data-field=client-id]').getByRole('button', { name: 'Reset' }).click();
  await lesson.runAll();
  await lesson.assertAllDone();
  await page.context().close();
});

test('a device nobody enrolled, a disabled one, an expired certificate and one without a name are refused with the reason', async () => {
  const page = await freshPage(here.browser);
  const lesson = await Lesson.open(page, `${here.site.url}#/lesson/certificates`);
  for (const [group, option, step, ...reads] of [
    ['enrolment', 'None', 'register', '401'],
    ['enrolment', 'Individual, disabled', 'register', /disabled/i],
    ['practice-identity', 'Expired yesterday', 'register', '401002', /expired/],
    ['practice-identity', 'Without a common name', 'register', '401002', /common name/],
  ]) {
    await lesson.goTo('certificates');
    await lesson.choose('enrolment', 'Individual');
    await lesson.choose('practice-identity', 'One self-signed certificate');
    await lesson.choose(group, option);
    await lesson.runAll();
    await lesson.assertReads(step, ...reads);
  }
  await page.context().close();
});

test('a factory chain goes through its group, and fails without the intermediate or a verified CA', async () => {
  const page = await freshPage(here.browser);
  const lesson = await Lesson.open(page, `${here.site.url}#/lesson/certificates`);
  await lesson.choose('practice-identity', 'Root, intermediate and leaf');
  await lesson.choose('enrolment', 'Group');
  await lesson.runAll();
  await lesson.assertAllDone();

  await lesson.goTo('certificates');
  await lesson.choose('presented', 'the leaf alone');
  await lesson.runAll();
  await lesson.assertReads('register', '401002', 'CA certificate not found.', /intermediate/);

  await lesson.goTo('certificates');
  await lesson.choose('presented', 'the whole chain');
  await lesson.choose('enrolment', 'Group, CA not verified');
  await lesson.runAll();
  await lesson.assertReads('register', '401002', 'CA certificate not found.', /verif/);
  await page.context().close();
});

test('the page reloaded in the middle begins afresh and works', async () => {
  const page = await freshPage(here.browser);
  const lesson = await Lesson.open(page, here.site.url);
  await page.getByRole('banner').getByRole('button', { name: 'Run all' }).click();
  await page.locator('[data-step=poll][data-state=waiting]').waitFor();
  await page.reload();
  await page.getByTestId('run-step').waitFor();
  assert.equal((await lesson.states()).connect, 'idle');
  await lesson.runAll();
  await lesson.assertAllDone();
  await page.context().close();
});

test('a run can be stopped while it waits, and run again', async () => {
  const page = await freshPage(here.browser);
  const lesson = await Lesson.open(page, here.site.url);
  await page.getByRole('banner').getByRole('button', { name: 'Run all' }).click();
  await page.locator('[data-step=poll][data-state=waiting]').waitFor();
  await page.getByRole('banner').getByRole('button', { name: 'Stop' }).click();
  await lesson.assertReads('poll', /Stopped/);
  await lesson.runAll();
  await lesson.assertAllDone();
  await page.context().close();
});

test('the whole lesson by keyboard alone', async () => {
  const page = await freshPage(here.browser);
  await Lesson.open(page, here.site.url);
  const lesson = new Lesson(page);
  // Tab until the button is reached, as somebody without a mouse would.
  for (let presses = 0; presses < 60; presses += 1) {
    await page.keyboard.press('Tab');
    if (await page.evaluate(() => document.activeElement?.textContent === 'Run all')) break;
  }
  await page.keyboard.press('Enter');
  await lesson.settled();
  await lesson.assertAllDone();
  await page.context().close();
});

test('narrow and dark: nothing is wider than the screen, and axe is content', async () => {
  const page = await freshPage(here.browser, { viewport: { width: 390, height: 844 }, colorScheme: 'dark' });
  const lesson = await Lesson.open(page, here.site.url);
  await lesson.runAll();
  for (const step of ['identity', 'certificates', 'connect', 'assigned']) {
    await lesson.goTo(step);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.ok(wide <= 0, `${step} is ${wide} pixels too wide`);
    await assertAccessible(page, `${step}, narrow and dark`);
  }
  await page.goto(`${here.site.url}#/packets`);
  await page.getByTestId('packet-list').waitFor();
  await assertAccessible(page, 'packets, narrow and dark');
  await page.context().close();
});

test('without a relay the other places say what is needed', async () => {
  const page = await freshPage(here.browser);
  const lesson = await Lesson.open(page, here.site.url);
  await lesson.choosePlace('Practice over TLS');
  await page.locator('[data-testid=place-note][data-state=missing]').getByText(/dps-playground/).waitFor();
  await lesson.runAll();
  await lesson.assertReads('certificates', /relay/i);
  await page.context().close();
});

test('parts that cannot be fetched are said to be missing, and can be asked for again', async () => {
  const page = await freshPage(here.browser);
  await page.route(/split_|chunk_/, (route) => route.abort());
  const lesson = await Lesson.open(page, here.site.url);
  // Without its code there is no practice service: the run ends with that, and says so without the explanations either.
  await lesson.goTo('connect');
  await lesson.runStep();
  const failed = Object.entries(await lesson.states()).find(([, state]) => state === 'failed');
  assert.ok(failed, 'nothing failed');
  await lesson.goTo(failed[0]);
  await page.getByTestId('result').getByText('could not be fetched').waitFor();
  await lesson.goTo('trust');
  const panel = page.getByTestId('panel');
  const again = panel.getByRole('button', { name: 'Try again' });
  await again.waitFor();
  await assertAccessible(page, 'a step whose panel is missing');
  await page.unroute(/split_|chunk_/);
  await again.click();
  await panel.getByTestId('server-trust').or(panel.getByTestId('no-tls')).first().waitFor();
  await lesson.runAll();
  await lesson.assertAllDone();
  await page.context().close();
});
