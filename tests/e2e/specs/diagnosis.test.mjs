// The diagnosis in the page: failed steps, pasted text, the pre-flight and the reference, against the service inside the page.
import test from 'node:test';
import assert from 'node:assert/strict';
import { assertAccessible } from '../support/axe.mjs';
import { freshPage, startBrowser } from '../support/browser.mjs';
import { Console } from '../support/console.mjs';
import { F1, PasteRoom, assertNotWide, causesOf, preflight } from '../support/diagnosis.mjs';
import { Lesson } from '../support/lesson.mjs';
import { servePage, throughout } from '../support/throughout.mjs';

const here = throughout({ browser: startBrowser, site: servePage });

test('whoever has nothing at hand begins with an example, by keyboard', async () => {
  const page = await freshPage(here.browser);
  const room = await PasteRoom.open(page, here.site.url);
  const examples = page.getByTestId('example');
  await assertAccessible(page, 'the empty paste room');
  await examples.filter({ hasText: 'C# SDK' }).focus();
  await page.keyboard.press('Enter');
  await page.getByText(/^Read: /).waitFor();
  assert.equal((await room.named())[0], 'intermediate_not_sent');
  assert.match(await room.box.inputValue(), /ProvisioningTransportException/);
  await page.getByRole('button', { name: 'Clear' }).click();
  assert.equal(await room.box.inputValue(), '');
  await examples.nth(3).waitFor();
  await page.context().close();
});

test('the command of azure-docs#69882 is understood, with every fault that can be seen in it', async () => {
  const page = await freshPage(here.browser);
  const room = await PasteRoom.open(page, here.site.url);
  await room.paste(F1);
  const named = [...await room.named(), ...await room.others()];
  for (const cause of ['client_id_differs', 'shell_replaces_dollar', 'key_of_another_certificate', 'instance_host_used', 'not_subscribed']) {
    assert.ok(named.includes(cause), `${cause} is not among ${named}`);
  }
  assert.equal((await room.named())[0], 'client_id_differs');
  const wrong = await page.locator('.paste-room__wrong').allInnerTexts();
  assert.ok(wrong.some((text) => text.includes('press08.key')), `${wrong}`);
  assert.ok(wrong.some((text) => text.includes('contoso.azure-devices-provisioning.net')), `${wrong}`);
  const corrected = await page.getByTestId('corrected').locator('pre').innerText();
  assert.match(corrected, /-i "?press-07"?/);
  assert.match(corrected, /-h global\.azure-devices-provisioning\.net/);
  assert.match(corrected, /'\$dps\/registrations\/PUT\/iotdps-register\/\?\$rid=1'/);
  await page.getByTestId('understood').getByText('mosquitto_pub command').waitFor();
  for (const value of ['0ne00ABCDEF', 'press-07', '2019-03-31', 'contoso.azure-devices-provisioning.net']) {
    await page.getByTestId('values').getByText(value, { exact: true }).waitFor();
  }
  // Evidence leads to its line.
  await room.causes.first().getByRole('button', { name: 'Line 1' }).click();
  assert.equal(await page.evaluate(() => document.activeElement.id), 'pasted-line-1');
  await assertAccessible(page, 'a pasted command');
  assert.deepEqual(page.errors, []);
  await page.context().close();
});

test('paste, understand, see it predicted and refused, apply the fixes, run, assigned', async () => {
  const page = await freshPage(here.browser);
  const room = await PasteRoom.open(page, here.site.url);
  await room.paste(F1);
  await page.getByTestId('fill').click();
  const lesson = new Lesson(page);
  await page.locator('#step-connect[aria-current=step]').waitFor();
  assert.deepEqual(await preflight(page), [['client_id_differs', null], ['shell_replaces_dollar', null]]);
  await assertAccessible(page, 'the pre-flight with predictions');

  await lesson.runAll();
  await lesson.assertReads('connect', 'CONNACK 5', /client ID is not the registration ID/);
  assert.equal((await causesOf(page))[0], 'client_id_differs');
  assert.equal(await page.locator('[data-field=client-id]').getAttribute('data-accused'), 'true');
  assert.deepEqual(await preflight(page), [['client_id_differs', 'happened'], ['shell_replaces_dollar', 'not-reached']]);
  await assertAccessible(page, 'a failed step with its causes');

  const explanation = page.getByTestId('explanation');
  await explanation.getByTestId('mend').first().click();
  assert.equal(await page.locator('[data-field=client-id]').getAttribute('data-accused'), null);
  await page.getByTestId('mended').getByRole('button', { name: 'Run again' }).click();
  await lesson.settled();
  // Now the topic is what is wrong, which is found where it is sent.
  await lesson.assertFailed('register');
  assert.equal((await causesOf(page))[0], 'shell_replaces_dollar');
  await explanation.getByTestId('mend').first().click();
  await page.getByTestId('mended').getByRole('button', { name: 'Run again' }).click();
  await lesson.settled();
  await lesson.assertAllDone();
  await lesson.goTo('assigned');
  await page.getByText('press-07').first().waitFor();
  await page.context().close();
});

test('corrected values go straight through', async () => {
  const page = await freshPage(here.browser);
  const room = await PasteRoom.open(page, here.site.url);
  await room.paste(F1);
  await page.getByLabel('With its mistakes').uncheck();
  await page.getByTestId('fill').click();
  await page.locator('#step-identity[aria-current=step]').waitFor();
  assert.equal(await page.locator('#registration-id').inputValue(), 'press-07');
  assert.equal(await page.locator('#id-scope').inputValue(), '0ne00C0FFEE', 'the scope of the practice service');
  const lesson = new Lesson(page);
  await lesson.runAll();
  await lesson.assertAllDone();
  await page.context().close();
});

test('secrets are masked in the box itself, whether pasted, typed or dropped', async () => {
  const page = await freshPage(here.browser);
  const room = await PasteRoom.open(page, here.site.url);
  const signature = 'c2VjcmV0IHNlY3JldCBzZWNyZXQgc2VjcmV0IQ%3D%3D';
  await room.paste(`password = SharedAccessSignature sr=0ne00ABCDEF%2fregistrations%2fpress-07&sig=${signature}&se=1700000000&skn=registration`);
  assert.ok(!(await room.box.inputValue()).includes('c2Vj'), await room.box.inputValue());
  assert.ok(!(await page.content()).includes('c2Vj'));
  await page.getByTestId('secrets').waitFor();
  await room.box.fill('');
  await room.box.pressSequentially('HostName=h;SharedAccessKey=abcdefgh');
  assert.equal(await room.box.inputValue(), 'HostName=h;SharedAccessKey=********');
  const key = '-----BEGIN PRIVATE KEY-----\nMIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQg\n-----END PRIVATE KEY-----\n';
  await room.drop('device.key', key);
  assert.ok(!(await room.box.inputValue()).includes('MIGH'), await room.box.inputValue());
  assert.ok(!(await page.content()).includes('MIGH'));
  assert.deepEqual(await room.named(), [], 'a masked key is no damaged one');
  await page.context().close();
});

test('text of a megabyte is cut with a notice, and the page goes on', async () => {
  const page = await freshPage(here.browser);
  const room = await PasteRoom.open(page, here.site.url);
  const line = '2026-11-24T10:00:00Z mqtt client press-07 connecting to global.azure-devices-provisioning.net:8883\n';
  await room.paste(`Connection Refused: not authorised.\n${line.repeat(Math.ceil(1024 * 1024 / line.length))}`);
  await page.getByTestId('cut').getByText('256 KB').waitFor();
  assert.ok((await room.box.inputValue()).length <= 256 * 1024);
  assert.ok((await room.named()).length > 0);
  await page.getByRole('button', { name: 'Clear' }).click();
  await room.causes.first().waitFor({ state: 'detached' });
  await page.context().close();
});

test('what nobody knows is said to be unknown, and what works is not accused', async () => {
  const page = await freshPage(here.browser);
  const room = await PasteRoom.open(page, here.site.url);
  await room.paste('lorem ipsum dolor');
  await page.getByText('Read: nothing in it tells whether something is wrong.').waitFor();
  await room.paste(`mosquitto_sub -h global.azure-devices-provisioning.net -p 8883 -i press-07 -u '0ne00ABCDEF/registrations/press-07/api-version=2019-03-31' -t '$dps/registrations/res/#' --cafile roots.pem --cert press-07.pem --key press-07.key -V mqttv311`);
  await page.getByText('Read: nothing is wrong with it').waitFor();
  assert.deepEqual(await room.named(), []);
  await page.context().close();
});

test('a failed step names its cause, marks the field in another step, mends it and runs again', async () => {
  const page = await freshPage(here.browser);
  const lesson = await Lesson.open(page, here.site.url);
  await lesson.type('id-scope', '0ne00BADBAD');
  // On the first step the pre-flight speaks up only when there is something to say.
  await page.locator('.app[data-whole]').waitFor();
  await page.getByTestId('pre-flight').locator('[data-cause=id_scope_wrong]').waitFor();
  await lesson.runAll();
  await lesson.assertReads('connect', 'CONNACK 3', '0ne00BADBAD');
  assert.equal((await causesOf(page))[0], 'id_scope_wrong');
  const explanation = page.getByTestId('explanation');
  await explanation.getByText(/ID scope, or/).or(explanation.getByText('What to do')).first().waitFor();
  assert.ok(await explanation.locator('.sources a[href^="https://"]').count() > 0, 'no source');
  // The answer that said so can be shown, and the field that is to blame.
  await explanation.getByRole('button', { name: 'Show the packet' }).first().click();
  await page.getByTestId('packet-detail').getByText('CONNACK').first().waitFor();
  await explanation.getByRole('button', { name: 'Show the ID scope' }).first().click();
  await page.locator('#step-identity[aria-current=step]').waitFor();
  await page.locator('#id-scope[aria-invalid=true]').waitFor();
  await page.locator('#id-scope-odd').getByText(/the practice service has the ID scope/i).waitFor();
  await assertAccessible(page, 'a field that is named by the diagnosis');
  await lesson.goTo('connect');
  await explanation.getByRole('button', { name: 'Set the ID scope to 0ne00C0FFEE' }).click();
  await page.getByTestId('mended').getByRole('button', { name: 'Run again' }).click();
  await lesson.settled();
  await lesson.assertAllDone();
  await page.context().close();
});

test('what is predicted of certificates and enrolment is compared with what happened', async () => {
  const page = await freshPage(here.browser);
  const lesson = await Lesson.open(page, `${here.site.url}#/lesson/certificates`);
  await page.locator('[data-testid=pre-flight][data-state=clear]').waitFor();
  await assertAccessible(page, 'a clear pre-flight');
  await lesson.choose('practice-identity', 'Root, intermediate and leaf');
  await lesson.choose('enrolment', 'Group');
  // Which certificates there are is known once they are made.
  await lesson.runStep();
  await lesson.choose('enrolment', 'Group, CA not verified');
  await lesson.choose('presented', 'the leaf alone');
  await page.locator('[data-testid=pre-flight][data-state=expected]').waitFor();
  const expected = (await preflight(page)).map(([cause]) => cause);
  assert.ok(expected.includes('ca_not_verified') && expected.includes('intermediate_not_sent'), `${expected}`);
  await lesson.runAll();
  await lesson.assertFailed('register');
  const fates = await page.getByTestId('fates').locator('[data-fate]').evaluateAll((items) => items.map((item) => [item.dataset.cause, item.dataset.fate]));
  assert.ok(fates.some(([, fate]) => fate === 'happened'), `${fates}`);
  await lesson.goTo('certificates');
  await page.locator('[data-testid=pre-flight][data-state=compared]').waitFor();
  for (const mend of ['Present the whole chain', 'Enrol the group with a verified CA']) {
    await page.getByTestId('pre-flight').getByRole('button', { name: mend }).first().click();
  }
  await page.locator('[data-testid=pre-flight][data-state=clear]').waitFor();
  await lesson.runAll();
  await lesson.assertAllDone();
  await page.context().close();
});

test('a failure on purpose is told as such, and as one that nobody predicted', async () => {
  const page = await freshPage(here.browser);
  const console = await Console.open(page, here.site.url, 'faults');
  await console.switchOn('failed_401001');
  await page.evaluate(() => { location.hash = '#/lesson/connect'; });
  const lesson = new Lesson(page);
  await page.locator('#step-connect[aria-current=step]').waitFor();
  await page.locator('[data-testid=pre-flight][data-state=clear]').waitFor();
  await lesson.runAll();
  await lesson.assertReads('poll', '401001', /failed on purpose/);
  assert.equal((await causesOf(page))[0], 'hub_not_linked');
  await page.getByTestId('fates').locator('[data-fate=unpredicted]').waitFor();
  await page.context().close();
});

test('the reference is searched, and every entry has an address that opens it', async () => {
  const page = await freshPage(here.browser);
  await page.goto(`${here.site.url}#/reference/401002`);
  const entry = page.locator('[data-testid=entry][data-anchor="401002"]');
  await entry.getByText('What clients show').waitFor();
  assert.ok(await entry.evaluate((element) => element.open));
  const top = await entry.evaluate((element) => element.getBoundingClientRect().top);
  assert.ok(top >= 0 && top < 400, `the entry is at ${top}`);
  await assertAccessible(page, 'the reference with an entry open');
  await entry.getByRole('link', { name: /intermediate certificate/ }).click();
  const cause = page.locator('[data-testid=entry][data-anchor="cause/intermediate_not_sent"]');
  await cause.getByText('What to do').waitFor();

  await page.locator('#look-up').fill('no start line');
  await page.locator('[data-testid=entry][data-anchor="pem-no-start-line"]').waitFor();
  assert.equal(await entry.count(), 0, 'what does not match is not shown');
  await page.locator('#look-up').fill('400208');
  const unproven = page.locator('[data-testid=entry][data-anchor="400208"]');
  await unproven.getByText('unproven').waitFor();
  await page.locator('#look-up').fill('quince jelly');
  await page.getByText('Nothing is found.').waitFor();
  // Rules about certificates and faults are there as well.
  await page.goto(`${here.site.url}#/reference/lint/issuer_absent`);
  await page.locator('[data-anchor="lint/issuer_absent"]').getByText('What to do').waitFor();
  await page.goto(`${here.site.url}#/reference/fault/server_certificate_expired`);
  await page.locator('[data-anchor="fault/server_certificate_expired"]').getByText('Teaches').waitFor();
  await page.goto(`${here.site.url}#/reference/no-such-thing`);
  await page.getByText('Nothing here is called').waitFor();
  assert.deepEqual(page.errors, []);
  await page.context().close();
});

test('by keyboard alone: paste, open a cause, fill the lesson, mend', async () => {
  const page = await freshPage(here.browser);
  const room = await PasteRoom.open(page, here.site.url);
  await room.box.focus();
  await page.keyboard.insertText(F1);
  await page.getByText(/^Read: /).waitFor();
  const tabTo = async (found) => {
    for (let presses = 0; presses < 80; presses += 1) {
      await page.keyboard.press('Tab');
      if (await page.evaluate(found)) return;
    }
    assert.fail(`not reached: ${found}`);
  };
  await tabTo("document.activeElement.tagName === 'SUMMARY'");
  await tabTo("document.activeElement.dataset.testid === 'fill'");
  await page.keyboard.press('Enter');
  await page.locator('#step-connect[aria-current=step]').waitFor();
  await page.getByTestId('pre-flight').waitFor();
  await page.locator('#headline').focus();
  await tabTo("document.activeElement.dataset.testid === 'mend'");
  await page.keyboard.press('Enter');
  await page.getByTestId('pre-flight').locator('[data-cause=client_id_differs]').waitFor({ state: 'detached' });
  await page.context().close();
});

test('narrow and dark: nothing is wider than the screen, and axe is content', async () => {
  const page = await freshPage(here.browser, { viewport: { width: 390, height: 844 }, colorScheme: 'dark' });
  const room = await PasteRoom.open(page, here.site.url);
  await assertAccessible(page, 'the empty box, narrow and dark');
  await room.paste(F1);
  await assertNotWide(page, 'the diagnosis');
  await assertAccessible(page, 'the diagnosis, narrow and dark');
  await page.getByTestId('fill').click();
  const lesson = new Lesson(page);
  await page.locator('#step-connect[aria-current=step]').waitFor();
  await lesson.runAll();
  await lesson.assertFailed('connect');
  await page.getByTestId('explanation').waitFor();
  await assertNotWide(page, 'the failed step');
  await assertAccessible(page, 'the failed step, narrow and dark');
  await page.goto(`${here.site.url}#/reference/401002`);
  await page.locator('[data-anchor="401002"]').getByText('What clients show').waitFor();
  await assertNotWide(page, 'the reference');
  await assertAccessible(page, 'the reference, narrow and dark');
  await page.context().close();
});

test('a page that has lost its server still explains', async () => {
  const page = await freshPage(here.browser);
  const lesson = await Lesson.open(page, here.site.url);
  await page.locator('.app[data-whole]').waitFor();
  await page.context().setOffline(true);
  await lesson.type('id-scope', '0ne00BADBAD');
  await lesson.runAll();
  await lesson.assertFailed('connect');
  await page.getByTestId('explanation').getByText('What to do').first().waitFor();
  await page.context().close();
});
