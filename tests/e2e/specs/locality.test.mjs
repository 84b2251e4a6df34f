// What the page says has left the tab, beside what the browser was seen to send; and that it sends nowhere else.
import test, { before } from 'node:test';
import assert from 'node:assert/strict';
import { freshPage, startBrowser } from '../support/browser.mjs';
import { Lesson } from '../support/lesson.mjs';
import { Factory } from '../support/openssl.mjs';
import { Packets } from '../support/packets.mjs';
import { startPlayground } from '../support/playground.mjs';
import { servePage, throughout } from '../support/throughout.mjs';

const here = throughout({ browser: startBrowser, playground: startPlayground, site: servePage });
const factory = new Factory();
before(() => {
  factory.selfSigned('device', 'local-01');
});

// Everything the browser sends for this page, as the browser tells.
function watch(page) {
  const seen = { origins: new Set(), files: new Set(), calls: 0, callBytes: 0, mqttBytes: 0, certificates: 0, signatures: 0 };
  page.on('request', (request) => {
    const url = new URL(request.url());
    seen.origins.add(url.origin);
    if (url.pathname.includes('/icon-')) return;
    if (!url.pathname.startsWith('/api/')) seen.files.add(`${url.origin}${url.pathname}`);
    else {
      seen.calls += 1;
      seen.callBytes += request.postDataBuffer()?.length ?? 0;
    }
  });
  page.on('websocket', (socket) => {
    seen.origins.add(new URL(socket.url()).origin.replace('ws', 'http'));
    socket.on('framesent', ({ payload }) => {
      if (typeof payload !== 'string') {
        seen.mqttBytes += payload.length;
        return;
      }
      const message = JSON.parse(payload);
      if (message.type === 'open') seen.certificates += message.clientChain.length;
      if (message.type === 'signature') seen.signatures += 1;
    });
  });
  return seen;
}

const number = (text, pattern) => Number((pattern.exec(text) ?? [0, 0])[1]);

// What the line says, as numbers.
async function said(page) {
  const text = await page.getByTestId('locality').innerText();
  return {
    text,
    certificates: number(text, /(\d+) certificates?/),
    signatures: number(text, /(\d+) signatures?/),
    mqttBytes: number(text, /(\d+) bytes? of MQTT/),
    files: number(text, /is (\d+) files?/),
    calls: number(text, /got (\d+) requests?/),
    callBytes: number(text, /with (\d+) bytes? in/),
  };
}

test('the count of what has left is what the browser sent', async () => {
  const page = await freshPage(here.browser);
  const seen = watch(page);
  const lesson = await Lesson.open(page, await here.playground.freshLink());
  await lesson.choosePlace('Practice over TLS');
  await lesson.loadDevice(factory.path('device.pem'), factory.path('device.key'));
  await lesson.goTo('identity');
  await page.getByTestId('use-common-name').click();
  await lesson.runAll();
  await lesson.assertAllDone();
  await page.locator('.app[data-whole]').waitFor();
  await lesson.goTo('certificates');
  const { text, ...counted } = await said(page);
  // Whether the record of the browser has the icon of its tab is up to the browser.
  const ofTab = () => Number(performance.getEntriesByType('resource').some(({ name }) => name.includes('/icon-')));
  counted.files -= await page.evaluate(ofTab);
  const { origins, ...sent } = { ...seen, files: seen.files.size };
  assert.deepEqual(counted, sent, text);
  assert.ok(sent.mqttBytes > 400 && sent.signatures === 2 && sent.certificates === 2 && sent.callBytes > 0, JSON.stringify(sent));
  // And where to: the page's own server, which passes it on to what the line names.
  assert.deepEqual([...origins], [here.playground.origin]);
  assert.ok(text.includes(here.playground.ready.mqtts), text);
  assert.ok(text.includes(new URL(here.playground.origin).host), text);
  await page.context().close();
});

test('what the relay was handed counts, whatever came of it', async () => {
  const page = await freshPage(here.browser);
  const seen = watch(page);
  const lesson = await Lesson.open(page, await here.playground.freshLink());
  await lesson.loadDevice(factory.path('device.pem'), factory.path('device.key'));
  await lesson.choosePlace('Azure…');
  await page.locator('#cloud').selectOption('own');
  await lesson.type('own-host', 'somewhere.example.org');
  await lesson.type('own-port', '8883');
  await lesson.goTo('identity');
  await page.getByTestId('use-common-name').click();
  await lesson.runAll();
  await lesson.assertReads('trust', '--allow-destination');
  const { text, certificates } = await said(page);
  assert.equal(certificates, seen.certificates, text);
  assert.equal(certificates, 1, text);
  assert.ok(text.includes('somewhere.example.org:8883'), text);
  await page.context().close();
});

test('packets that are broken on purpose beside the relay end as the page says, and count too', async () => {
  const page = await freshPage(here.browser);
  const seen = watch(page);
  const lesson = await Lesson.open(page, await here.playground.freshLink());
  await lesson.choosePlace('Practice over TLS');
  const packets = new Packets(page);
  await page.evaluate(() => { location.hash = '#/packets/experiments'; });
  for (const [experiment, ending] of [['publish_qos_2', 'closed'], ['no_poll', 'still_assigning']]) {
    await packets.choose(experiment);
    await packets.predict(ending);
    await packets.run();
    assert.equal(await packets.ending(), ending, experiment);
    assert.equal(await packets.mood(), 'ok', experiment);
  }
  const { text, mqttBytes, signatures, certificates } = await said(page);
  assert.deepEqual(
    { mqttBytes, signatures, certificates },
    { mqttBytes: seen.mqttBytes, signatures: seen.signatures, certificates: seen.certificates },
    text,
  );
  assert.equal(signatures, 2, text);
  assert.ok(mqttBytes > 200 && text.includes(here.playground.ready.mqtts), text);
  await page.context().close();
});

test('with the network unplugged the lesson and the bench work, and nothing is told to anyone', async () => {
  const page = await freshPage(here.browser);
  const seen = watch(page);
  const lesson = await Lesson.open(page, here.site.url);
  // From here on nothing has to be fetched for the lesson and the bench: a key is loaded after the plug is pulled.
  await page.locator('.app[data-whole]').waitFor();
  await page.context().setOffline(true);
  const before = seen.files.size;
  await lesson.loadDevice(factory.path('device.pem'), factory.path('device.key'));
  await lesson.goTo('identity');
  await page.getByTestId('use-common-name').click();
  await lesson.runAll();
  await lesson.assertAllDone();
  for (const [place, there] of [['#/packets', 'locality'], ['#/certificates', 'verdict'], ['#/lesson/certificates', 'key']]) {
    await page.evaluate((fragment) => { location.hash = fragment; }, place);
    await page.getByTestId(there).first().waitFor();
  }
  await page.getByTestId('locality').getByText('which was told nothing').waitFor();
  assert.deepEqual([seen.calls, seen.mqttBytes, seen.certificates], [0, 0, 0]);
  assert.deepEqual([...seen.origins], [new URL(here.site.url).origin]);
  // What it tried to fetch meanwhile were texts, from where it came from.
  assert.ok(seen.files.size - before <= 12, `${seen.files.size - before} fetched while offline`);
  await page.context().close();
});
