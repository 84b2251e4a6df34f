// Break it yourself: predicted, run, compared; packets edited by field and by byte, and sent out of turn.
import test from 'node:test';
import assert from 'node:assert/strict';
import { assertAccessible } from '../support/axe.mjs';
import { freshPage, startBrowser } from '../support/browser.mjs';
import { Packets } from '../support/packets.mjs';
import { servePage, throughout } from '../support/throughout.mjs';

const here = throughout({ browser: startBrowser, site: servePage });

async function open(options) {
  const page = await freshPage(here.browser, options);
  const packets = new Packets(page);
  await packets.openExperiments(here.site.url);
  return packets;
}

test('experiments are predicted, run and compared, and end as the page says', async () => {
  const packets = await open();
  const { page } = packets;
  assert.ok(await page.locator('[data-experiment]').count() >= 15);
  await assertAccessible(page, 'the experiments as they are entered');
  for (const [experiment, ending, last] of [
    ['client_id_differs', 'connack_5', 'the connection ends'],
    ['id_scope_wrong', 'connack_3', 'the connection ends'],
    ['mqtt_5', 'connack_1', 'the connection ends'],
    ['rid_without_dollar', 'without_request_id', 'PUBLISH 202, request ID "", retry-after 3: assigning'],
    ['publish_before_subscribe', 'silence', 'SUBACK: QoS 1 granted'],
    ['payload_not_json', 'error', 'PUBLISH 400, request ID "1": 400002 INVALID_REQUEST'],
    ['payload_oversized', 'closed', 'the connection ends'],
    ['poll_too_early', 'assigned', 'PUBLISH 200, request ID "2": assigned'],
  ]) {
    await packets.choose(experiment);
    await packets.predict(ending);
    await packets.run();
    assert.equal(await packets.ending(), ending, experiment);
    assert.equal(await packets.mood(), 'ok', experiment);
    assert.equal((await packets.answers()).at(-1), last);
    const said = await packets.verdict.innerText();
    assert.match(said, /The practice service answered as it says below/, experiment);
    assert.match(said, /What to learn from it/);
  }
  await assertAccessible(page, 'an experiment compared');
  assert.deepEqual(page.errors.filter((error) => !error.includes('404')), []);
  await page.context().close();
});

test('what was predicted wrongly is said, and what nobody has published is called unproven', async () => {
  const packets = await open();
  await packets.choose('publish_qos_2');
  await packets.predict('assigned');
  await packets.run();
  assert.equal(await packets.mood(), 'warn');
  assert.equal(await packets.ending(), 'closed');
  assert.match(await packets.verdict.innerText(), /unproven/);
  assert.match(await packets.page.getByTestId('experiment-status').innerText(), /QoS 2, which the service does not serve/);
  // Its packets are in the same list and detail as the session's.
  assert.equal(await packets.list.locator('[data-kind=PUBLISH]').count(), 1);
  await packets.list.locator('[data-kind=PUBLISH] button').click();
  await packets.page.getByTestId('packet-detail').getByText('PUBLISH register').waitFor();
  await packets.page.context().close();
});

test('a packet edited by its fields is encoded anew, and runs', async () => {
  const packets = await open();
  const { page } = packets;
  await packets.choose('keep_alive_0');
  await packets.edit(0);
  const before = await packets.hex().inputValue();
  await page.getByLabel('Client identifier', { exact: true }).fill('somebody-else-entirely');
  const after = await packets.hex().inputValue();
  assert.notEqual(after, before);
  assert.ok(after.replaceAll(/\s/g, '').includes(Buffer.from('somebody-else-entirely').toString('hex')));
  assert.equal(await page.getByTestId('editor-says').locator('.packet-detail__problems li').count(), 0, 'the lengths follow');
  await assertAccessible(page, 'a packet that is edited');
  await packets.run();
  assert.equal(await packets.ending(), 'connack_5');
  assert.match(await packets.verdict.innerText(), /You have changed the packets/);
  // And back.
  await page.getByTestId('experiment-again').click();
  await packets.edit(0);
  assert.equal(await packets.hex().inputValue(), before);
  await page.context().close();
});

test('a packet edited byte by byte says what is wrong with it before it is sent', async () => {
  const packets = await open();
  const { page } = packets;
  await packets.choose('no_poll');
  await packets.edit(1);
  const hex = await packets.hex().inputValue();
  await packets.hex().fill(`80${hex.slice(2)}`);
  assert.match(await page.getByTestId('editor-says').locator('.packet-detail__problems').innerText(), /MQTT-3\.8\.1-1/);
  await packets.hex().fill(`8${hex.slice(3)}x`);
  assert.match(await page.locator('#editor-hex-odd').innerText(), /no hexadecimal digit/);
  assert.equal(await packets.hex().getAttribute('aria-invalid'), 'true');
  await assertAccessible(page, 'bytes that are none');
  await packets.hex().fill(`80${hex.slice(2)}`);
  await packets.run();
  assert.equal(await packets.ending(), 'closed');
  await page.context().close();
});

test('packets are moved, left out, added, and sent one by one', async () => {
  const packets = await open();
  const { page } = packets;
  await packets.choose('no_poll');
  // The registration before the subscription.
  await page.getByTestId('script-earlier').nth(2).click();
  await page.getByTestId('experiment-step').click();
  await page.getByTestId('experiment-next').waitFor();
  assert.equal(await packets.list.locator('li').count(), 2);
  await assertAccessible(page, 'an experiment between two packets');
  await page.getByTestId('experiment-next').click();
  await packets.list.locator('[data-kind=PUBACK]').waitFor();
  await page.getByText('Add a packet at the end').click();
  await page.getByTestId('script-add').getByRole('button', { name: 'PINGREQ' }).click();
  await page.getByRole('button', { name: 'Send all that are left' }).click({ timeout: 10_000 });
  await packets.verdict.waitFor();
  assert.equal(await packets.ending(), 'silence');
  assert.deepEqual(await packets.answers(), ['CONNACK 0: accepted', 'PUBACK', 'SUBACK: QoS 1 granted', 'PINGRESP']);
  await page.context().close();
});

test('by the keyboard alone', async () => {
  const packets = await open();
  const { page } = packets;
  const press = async (target, key = 'Enter') => {
    await target.focus();
    await page.keyboard.press(key);
  };
  await press(page.locator('[data-experiment=double_connect]'));
  await page.locator('[data-experiment=double_connect][aria-current=true]').waitFor();
  await press(page.getByTestId('prediction').locator('input[value=closed]'), 'Space');
  await press(page.getByTestId('experiment-run'));
  await packets.verdict.waitFor();
  assert.equal(await packets.mood(), 'ok');
  await page.context().close();
});

test('towards Azure it asks first, each time, and sends nothing when told not to', async () => {
  const packets = await open();
  const { page } = packets;
  await page.getByTestId('place').getByText('Azure…').click();
  for (let time = 0; time < 2; time += 1) {
    await page.getByTestId('experiment-run').click();
    const asking = page.getByTestId('experiment-asking');
    await asking.getByText('global.azure-devices-provisioning.net').first().waitFor();
    if (time === 0) await assertAccessible(page, 'the question before packets go to Azure');
    await page.getByTestId('experiment-no').click();
    await asking.waitFor({ state: 'detached' });
    assert.equal(await packets.list.locator('li').count(), 0);
  }
  // Told to, it tries; there is no relay behind this page.
  await page.getByTestId('experiment-run').click();
  await page.getByTestId('experiment-yes').click();
  await page.getByTestId('experiment-status').getByText('There was no connection').waitFor();
  await page.context().close();
});

test('on a narrow screen nothing is wider than it', async () => {
  const packets = await open({ viewport: { width: 390, height: 800 } });
  const { page } = packets;
  await packets.choose('rid_without_dollar');
  await packets.edit(2);
  const tooWide = () => page.evaluate('document.documentElement.scrollWidth > innerWidth');
  assert.equal(await tooWide(), false, 'while a packet is edited');
  await packets.run();
  assert.equal(await tooWide(), false, 'compared');
  await assertAccessible(page, 'an experiment on a narrow screen');
  await page.context().close();
});
