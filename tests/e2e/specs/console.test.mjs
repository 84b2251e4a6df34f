// The practice service's console: in the page alone, and beside a real relay with real clients.
import test from 'node:test';
import assert from 'node:assert/strict';
import { execFile, execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { assertAccessible } from '../support/axe.mjs';
import { freshPage, startBrowser } from '../support/browser.mjs';
import { Console, DESKS } from '../support/console.mjs';
import { downloadAfter } from '../support/downloads.mjs';
import { Lesson } from '../support/lesson.mjs';
import { Factory } from '../support/openssl.mjs';
import { startPlayground } from '../support/playground.mjs';
import { servePage, throughout } from '../support/throughout.mjs';

const run = promisify(execFile);

const here = throughout({ browser: startBrowser, site: servePage, playground: startPlayground });
const factory = new Factory();

async function alone(options) {
  const page = await freshPage(here.browser, options);
  const console = await Console.open(page, here.site.url);
  return { page, console, lesson: new Lesson(page) };
}

async function beside(from = here.playground) {
  const page = await freshPage(here.browser);
  const console = await Console.open(page, await from.freshLink());
  await new Lesson(page).choosePlace('Practice over TLS');
  await page.getByTestId('seat').getByText('beside the relay').waitFor();
  return { page, console, lesson: new Lesson(page) };
}

// What was written to the console of the browser as an error, but for the relay that is not there.
async function done(page) {
  assert.deepEqual(page.errors.filter((error) => !error.includes('404')), []);
  await page.context().close();
}

async function saved(page, click) {
  const download = await downloadAfter(page, click);
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') };
}

test('a device is added from the certificate that is loaded, and the lesson runs with that', async () => {
  const { page, console, lesson } = await alone();
  await console.addThisDevice();
  const entry = console.entry('press-17');
  assert.match(await entry.innerText(), /enabled.*the certificate press-17 \(SHA-1 [0-9A-F]{8}…\)/);
  await console.runLesson();
  await lesson.assertAllDone();
  await console.goTo('');
  const record = page.locator('[data-testid=record][data-id=press-17]');
  assert.match(await record.innerText(), /assigned.*press-17 on practice-hub\.example, initialAssignment/);

  await entry.getByRole('button', { name: 'Disable press-17' }).click();
  await entry.getByText('disabled').waitFor();
  await console.runLesson();
  await lesson.assertReads('register', /disabled/);

  await console.goTo('');
  await entry.getByRole('button', { name: 'Delete press-17' }).click();
  await entry.waitFor({ state: 'detached' });
  await done(page);
});

test('entries of every kind are written by the form, and a private key is not taken', async () => {
  const { page, console } = await alone();
  const device = factory.selfSigned('form', 'form-1');
  await page.locator('#entry-id').fill('form-1');
  await page.locator('#entry-certificate').fill(factory.text('form.pem') + factory.text('form.key'));
  await page.getByTestId('put-entry').click();
  await console.hears('nobody but the device may have its key');
  assert.equal(await console.entry('form-1').count(), 0);
  await page.locator('#entry-certificate').fill(readFileSync(device.certificate, 'utf8'));
  await page.locator('#entry-policy').selectOption('never');
  await page.getByTestId('put-entry').click();
  await console.entry('form-1').getByText('stays where it is').waitFor();

  await page.locator('#entry-kind').selectOption('group-key');
  await page.locator('#entry-id').fill('factory-7');
  await page.getByRole('button', { name: 'Make a key' }).click();
  await page.getByTestId('put-entry').click();
  await console.entry('factory-7').getByText('keys derived from a symmetric key').waitFor();

  // Changed without giving the key again.
  await console.entry('factory-7').getByRole('button', { name: 'Change factory-7' }).click();
  await page.getByText('You are changing an entry that is there.').waitFor();
  await page.locator('#entry-enabled').uncheck();
  await page.getByTestId('put-entry').click();
  await console.entry('factory-7').getByText('disabled').waitFor();
  await done(page);
});

test('a fault is off until it is set; set, it is seen in the lesson and labelled in trace and history', async () => {
  const { page, console, lesson } = await alone();
  await console.addThisDevice();
  assert.equal(await console.active.count(), 0);
  await console.switchOn('register_429', { count: '1' });
  assert.match(await console.active.innerText(), /register_429 the next time, has not fired yet/);
  // Wherever the practice service is in play.
  await page.getByTestId('faults-on').getByText('register_429').waitFor();

  await console.runLesson();
  await lesson.assertAllDone();
  await page.getByTestId('sequence').getByText('on purpose: register_429').waitFor();
  await page.getByTestId('tab-packets').click();
  const label = page.getByTestId('packet-list').locator('li[data-fault=register_429]');
  assert.match(await label.innerText(), /Failed on purpose register_429: /);
  const rows = await page.getByTestId('packet-list').locator('li').evaluateAll((all) => all.map((row) => row.dataset.fault ?? row.dataset.kind));
  const at = rows.indexOf('register_429');
  assert.deepEqual(rows.slice(at - 1, at + 3), ['PUBLISH', 'register_429', 'PUBACK', 'PUBLISH']);
  // It was for once.
  await page.getByTestId('faults-on').waitFor({ state: 'detached' });

  await console.goTo('history');
  await page.locator('[data-testid=connection][data-number="2"]').waitFor();
  const first = page.locator('[data-testid=connection][data-number="1"]');
  assert.match(await first.locator('summary').first().innerText(), /press-17 to DPS.*on purpose: register_429/s);
  await first.locator('summary').first().click();
  await first.getByText('no TLS inside the page').waitFor();
  await first.getByText(/^Rule: /).first().waitFor();
  await first.locator('li[data-fault=register_429]').waitFor();
  const connect = first.locator('li[data-happening=from]').first();
  await connect.locator('summary').click();
  assert.match(await connect.innerText(), /0000 {2}10 .*MQTT/s);

  // What happens next appears by itself, and goes on request.
  await page.getByTestId('clear-history').click();
  await first.waitFor({ state: 'detached' });
  await console.goTo('faults');
  await page.getByRole('button', { name: 'Switch all off' }).click();
  await console.active.waitFor({ state: 'detached' });
  await done(page);
});

test('the registry of faults is searched by words and by level', async () => {
  const { page, console } = await alone();
  await console.goTo('faults');
  const faults = page.getByTestId('fault');
  await faults.nth(90).waitFor();
  await page.locator('#fault-level').selectOption('tls');
  await page.getByText(/^\d+ faults\.$/).waitFor();
  assert.ok(await faults.count() < 30);
  await page.locator('#fault-level').selectOption('');
  await page.locator('#fault-words').fill('puback withheld');
  assert.deepEqual(await faults.evaluateAll((all) => all.map((fault) => fault.dataset.id).sort()), ['hub_puback_withheld', 'puback_withheld']);
  await faults.first().locator('summary').click();
  await faults.first().getByText('A device should:').waitFor();
  assert.ok(await faults.first().locator('.sources a[href^="https://"]').count() > 0);
  await page.locator('#dose-count').fill('0');
  await page.getByRole('button', { name: 'Switch on puback_withheld', exact: true }).click();
  await console.hears('is no dose');
  assert.equal(await console.said.getAttribute('data-mood'), 'bad');
  await done(page);
});

test('possession of a CA is proven step by step, with the commands as they stand', async () => {
  const { page, console, lesson } = await alone();
  factory.selfSigned('ca', 'console CA', { ca: true });
  factory.issued('below', 'below-1', 'ca');
  await console.goTo('authorities');
  await page.locator('#authority-name').fill('console');
  await page.locator('#authority-certificate').fill(factory.text('ca.pem'));
  await page.getByTestId('upload').click();
  const authority = console.authority('console');
  await authority.getByText('unverified').waitFor();
  await authority.getByRole('button', { name: 'Make a code for console' }).click();
  await authority.getByTestId('code').waitFor();

  // Somebody else's certificate proves nothing.
  await authority.locator('textarea').fill(factory.text('below.pem'));
  await authority.getByTestId('verify').click();
  await console.hears('IH400053');

  execFileSync('bash', ['-c', await console.command('Where ca.pem and ca.key are')], { cwd: factory.folder, stdio: 'pipe' });
  await authority.locator('textarea').fill(factory.text('verification.pem'));
  await authority.getByTestId('verify').click();
  await page.locator('[data-testid=authority][data-id=console][data-state=verified]').waitFor();

  // And it is good for a group.
  await console.goTo('');
  await page.locator('#entry-kind').selectOption('group');
  await page.locator('#entry-id').fill('line-1');
  await page.locator('#entry-certificate').fill('console');
  await page.getByTestId('put-entry').click();
  await console.entry('line-1').getByText('a chain up to the CA called console').waitFor();
  await page.evaluate(() => { location.hash = '#/lesson/certificates'; });
  await lesson.loadDevice(factory.path('below.pem'), factory.path('below.key'));
  await lesson.goTo('identity');
  await lesson.type('registration-id', 'below-1');
  await lesson.goTo('certificates');
  await lesson.choose('enrolment', 'As it is');
  await lesson.runAll();
  await lesson.assertAllDone();
  await done(page);
});

test('a device hears of desired properties, and hubs share devices by weight', async () => {
  const { page, console } = await alone();
  await console.addThisDevice();
  await console.runLesson();
  await console.goTo('hubs');
  const twin = page.locator('[data-testid=twin][data-id=press-17]');
  await twin.locator('textarea').fill('{"interval":5}');
  await twin.getByRole('button', { name: 'Send' }).click();
  await twin.getByText('"interval":5').waitFor();
  await page.locator('#hub-name').fill('hub-2.example');
  await page.locator('#hub-weight').fill('heavy');
  await page.getByTestId('put-hub').click();
  await console.hears('a number from 1 to 1000');
  await page.locator('#hub-weight').fill('7');
  await page.locator('#hub-access').selectOption('staleKey');
  await page.getByTestId('put-hub').click();
  const hub = page.locator('[data-testid=hub][data-id="hub-2.example"]');
  assert.match(await hub.innerText(), /weight 7.*401002/);
  await hub.getByRole('button', { name: 'Unlink hub-2.example' }).click();
  await hub.waitFor({ state: 'detached' });
  await done(page);
});

test('over the relay a fault is labelled too, and a real client is graded', async () => {
  const { page, console, lesson } = await beside();
  await console.addThisDevice();
  await console.switchOn('register_429', { count: '1', device: 'press-17' });
  await console.runLesson();
  await lesson.assertAllDone();
  await page.getByTestId('sequence').getByText('on purpose: register_429').waitFor();
  await console.goTo('history');
  const connection = page.getByTestId('connection').filter({ hasText: 'on purpose: register_429' });
  await connection.locator('summary').first().click();
  await connection.getByText(/TLS 1\.[23], TLS.* asked for localhost/).waitFor();

  // A device of its own, which the console enrols.
  factory.selfSigned('graded', 'graded-1');
  await console.goTo('');
  await page.locator('#entry-id').fill('graded-1');
  await page.locator('#entry-certificate').fill(factory.text('graded.pem'));
  await page.getByTestId('put-entry').click();
  await console.entry('graded-1').waitFor();
  await console.goTo('clients');
  const root = await saved(page, () => page.getByTestId('root').click());
  assert.equal(root.name, 'practice-root.pem');
  factory.write('practice-root.pem', root.text);
  const [host, port] = here.playground.ready.mqtts.split(':');
  await run(process.env.DPS_PLAYGROUND, ['register', '--host', host, '--port', port, '--id-scope', here.playground.ready.idScope,
    '--server-ca', factory.path('practice-root.pem'), '--cert', factory.path('graded.pem'), '--key', factory.path('graded.key')]);

  await console.goTo('grades');
  await page.locator('[data-testid=grade][data-id=graded-1]').getByRole('button').click();
  const report = page.getByTestId('report');
  await report.getByText('Report about graded-1').waitFor();
  const criteria = report.getByTestId('criterion');
  assert.ok(await criteria.count() > 10);
  const passed = report.locator('[data-state=passed]').first();
  await passed.locator('summary').click();
  assert.match(await passed.innerText(), /\d{4}-\d\d-\d\dT.*connection \d+: /s);
  const json = await saved(page, () => report.getByRole('button', { name: 'Save as JSON' }).click());
  assert.equal(JSON.parse(json.text).registrationId, 'graded-1');
  const junit = await saved(page, () => report.getByRole('button', { name: 'Save as JUnit' }).click());
  assert.match(junit.text, /<testsuite name="graded-1" tests="\d+"/);
  await assertAccessible(page, 'the console with a report');

  await console.goTo('faults');
  await page.getByRole('button', { name: 'Switch all off' }).click();
  await console.active.waitFor({ state: 'detached' });
  await done(page);
});

test('the commands for openssl and mosquitto are true for the running instance', async () => {
  const { page, console } = await beside();
  factory.selfSigned('device', 'typed-1');
  factory.bundle('chain.pem', 'device.pem');
  await page.locator('#entry-id').fill('typed-1');
  await page.locator('#entry-certificate').fill(factory.text('device.pem'));
  await page.getByTestId('put-entry').click();
  await console.entry('typed-1').waitFor();
  await console.goTo('clients');
  await page.locator('#client-id').fill('typed-1');
  const root = await saved(page, () => page.getByTestId('root').click());
  factory.write(root.name, root.text);
  const typed = async (label) => {
    const command = await console.command(label);
    for (const part of here.playground.ready.mqtts.split(':')) assert.ok(command.includes(part), command);
    return run('bash', ['-c', command], { cwd: factory.folder });
  };
  const shaken = await typed('openssl: Shake hands');
  assert.match(shaken.stdout + shaken.stderr, /CONNECTION ESTABLISHED/);
  await typed('mosquitto: Register');
  await console.goTo('history');
  const connection = page.getByTestId('connection').filter({ hasText: 'typed-1' }).first();
  await connection.getByText('PUBLISH $dps/registrations/PUT/iotdps-register/').first().waitFor();
  await console.goTo('');
  await page.locator('[data-testid=record][data-id=typed-1]').getByText('assigned').first().waitFor();
  await console.goTo('clients');
  // Ends by its own limit of time, which it says with its status.
  const listening = await typed('mosquitto: Connect and subscribe').catch((error) => error);
  assert.equal(listening.code ?? 0, 27, `${listening.stdout}${listening.stderr}`);
  const python = page.locator('[data-testid=client][data-id=python]');
  await python.getByText(`the service listens on ${here.playground.ready.mqtts.split(':')[1]}`).waitFor();
  await done(page);
});

test('the page alone says what needs a relay, and what to run', async () => {
  const { page, console } = await alone();
  for (const desk of ['grades', 'clients']) {
    await console.goTo(desk);
    assert.equal((await console.command('Start it')).trim(), 'dps-playground serve');
  }
  await new Lesson(page).choosePlace('Practice over TLS');
  await page.getByText('There is no practice service beside a relay here.').waitFor();
  await assertAccessible(page, 'the console without a service');
  await done(page);
});

test('the keyboard alone enrols a device and switches a fault on', async () => {
  const { page, console } = await alone();
  const reach = async (locator) => {
    for (let step = 0; step < 120; step += 1) {
      if (await locator.evaluate((element) => element === document.activeElement)) return;
      await page.keyboard.press('Tab');
    }
    assert.fail('not reached');
  };
  const press = async (locator, key = 'Enter') => {
    await reach(locator);
    await page.keyboard.press(key);
  };
  await press(page.getByTestId('make-device'));
  await page.getByTestId('add-device').waitFor();
  await press(page.getByTestId('add-device'));
  await console.entry('press-17').waitFor();
  await page.evaluate(() => document.activeElement.blur());
  await press(page.getByRole('navigation', { name: 'Practice service' }).getByText('Faults'));
  await page.locator('#headline:focus').waitFor();
  await reach(page.locator('#fault-words'));
  await page.keyboard.type('connack_3');
  await press(page.getByRole('button', { name: 'Switch on connack_3', exact: true }));
  await console.active.locator('[data-id=connack_3]').waitFor();
  await done(page);
});

for (const colorScheme of ['light', 'dark']) {
  test(`every desk is accessible and fits 390 pixels (${colorScheme})`, async () => {
    const { page, console } = await alone({ viewport: { width: 390, height: 844 }, colorScheme });
    await console.addThisDevice();
    await console.switchOn('poll_429', { count: '1' });
    await console.runLesson();
    for (const desk of DESKS) {
      await console.goTo(desk);
      if (desk === 'history') await page.getByTestId('connection').first().waitFor();
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= 390, `${desk}: ${wide} wide`);
      await assertAccessible(page, `the desk ${desk || 'enrolments'}`);
    }
    await done(page);
  });
}
