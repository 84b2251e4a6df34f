// Pages of other origins in a real browser, whose person has the playground open: none gets in, each for the right reason.
//
// The reasons are read in the relay's log, since a hostile page cannot read them; a comment above a test names its attacks
// for the table in SECURITY.md.
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { freshPage, startBrowser } from '../support/browser.mjs';
import { startHostileSite } from '../support/hostile_site.mjs';
import { startPlayground } from '../support/playground.mjs';

let browser;
let playground;
let evil;
let relay;
before(async () => {
  process.env.DPS_PLAYGROUND_LOG = 'info';
  playground = await startPlayground();
  relay = playground.origin;
  evil = await startHostileSite();
  // As a name that was made to lead to this computer: DNS rebinding, and a site whose server happens to be here.
  browser = await startBrowser('--host-resolver-rules=MAP *.example 127.0.0.1');
});
after(async () => {
  await browser?.close();
  await evil?.stop();
  // Nothing of all this has harmed it.
  await playground?.stop();
  assert.doesNotMatch(playground?.log() ?? '', /panicked/);
});

// A browser whose person has been let in, as its cookie says. The tab with the playground stays open.
async function victim() {
  const own = await freshPage(browser);
  await own.goto(relay);
  const launch = (await playground.freshLink()).split('#launch=')[1];
  const entered = await own.evaluate(async (code) => (await fetch('/api/session', {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ launch: code }),
  })).status, launch);
  assert.equal(entered, 204);
  assert.equal((await info(own)).tunnels, 0);
  return { own, context: own.context() };
}

const info = (own) => own.evaluate(async () => (await fetch('/api/info')).json());

const refusals = (code) => [...playground.log().matchAll(reason(code))].length;
const reason = (code) => new RegExp(`a request is refused code="${code}"`, 'g');

// Runs an attack on a page of each of these sites, and waits until it was refused with this code; once, or `times` each.
async function refused(context, code, attack, { sites = [evil.sameSite, evil.otherName, evil.elsewhere], times = 1 } = {}) {
  for (const site of sites) {
    const before = refusals(code);
    const page = await context.newPage();
    await page.goto(site);
    const outcome = await page.evaluate(attack, relay);
    assert.equal(outcome, 'nothing', `${site}: ${outcome}`);
    await playground.says(reason(code), before + times);
    assert.equal(refusals(code), before + times, `${site}: ${playground.log()}`);
    await page.close();
  }
}

const connect = (address) => new Promise((resolve) => {
  const socket = new WebSocket(`${address.replace('http', 'ws')}/api/tunnel`, 'dps-tunnel.v1');
  socket.onopen = () => resolve('open');
  socket.onerror = () => resolve('nothing');
});

// A1, A2: cross-site WebSocket hijacking, also from another port of the same host, which gets the cookie sent.
test('no other page opens a tunnel', async () => {
  const { own, context } = await victim();
  await refused(context, 'origin_not_own', connect);
  assert.equal((await info(own)).tunnels, 0);
  // The own page may: it is the Origin that decides.
  assert.equal(await own.evaluate(connect, relay), 'open');
  await context.close();
});

// A6: Origin `null`, of a sandboxed frame and of a `data:` address.
test('no page without an origin opens a tunnel', async () => {
  const { own, context } = await victim();
  const inside = `<script>const socket = new WebSocket('${relay.replace('http', 'ws')}/api/tunnel', 'dps-tunnel.v1');
    socket.onopen = () => parent.postMessage('open', '*'); socket.onerror = () => parent.postMessage('nothing', '*');</script>`;
  for (const members of [
    { sandbox: 'allow-scripts', srcdoc: inside },
    { src: `data:text/html,${encodeURIComponent(inside)}` },
  ]) {
    const attack = `new Promise((resolve) => {
      addEventListener('message', ({ data }) => resolve(data), { once: true });
      document.body.append(Object.assign(document.createElement('iframe'), ${JSON.stringify(members)}));
    })`;
    await refused(context, 'origin_not_own', attack);
  }
  assert.equal((await info(own)).tunnels, 0);
  await context.close();
});

// A11: a name of the attacker's that leads here. Its page is the relay's own origin to the browser, not to the relay.
test('a rebound name gets neither the page nor the API nor a tunnel', async () => {
  const { own, context } = await victim();
  const rebound = relay.replace('127.0.0.1', 'rebound.example');
  const page = await context.newPage();
  for (const path of ['/', '/index.html', '/nothing.js', '/api/info']) {
    const answer = await page.goto(`${rebound}${path}`);
    assert.equal(answer.status(), 403, path);
    assert.equal((await answer.json()).code, 'host_not_own', path);
  }
  const inside = await page.evaluate(async () => {
    const answer = await fetch('/api/info', { credentials: 'include' });
    return [answer.status, (await answer.json()).code];
  });
  assert.deepEqual(inside, [403, 'host_not_own']);
  const before = refusals('host_not_own');
  assert.equal(await page.evaluate(connect, rebound), 'nothing');
  await playground.says(reason('host_not_own'), before + 1);
  assert.equal((await info(own)).tunnels, 0);
  await context.close();
});

// A20: forms go out without asking, cookies included where the site is the same.
test('forms of other pages change nothing', async () => {
  const { own, context } = await victim();
  const kinds = ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data'];
  for (const kind of kinds) {
    for (const path of ['/api/session', '/api/practice/certificates/x/verify']) {
      const attack = `new Promise((resolve) => {
        const frame = document.createElement('iframe'); frame.name = 'sink';
        const form = document.createElement('form');
        Object.assign(form, { method: 'POST', target: 'sink', enctype: ${JSON.stringify(kind)}, action: ${JSON.stringify(relay + path)} });
        const field = document.createElement('input'); field.name = '{"launch":"'; field.value = '"}';
        form.append(field); document.body.append(frame, form);
        frame.onload = () => resolve('nothing'); form.submit();
      })`;
      await refused(context, 'origin_not_own', attack, { sites: [evil.sameSite, evil.elsewhere] });
    }
  }
  assert.deepEqual(await own.evaluate(async () => (await fetch('/api/practice/certificates')).json()), []);
  await context.close();
});

// A21: and so do requests that need no preflight; those that need one get no leave.
test('requests that ask nobody change nothing, others get no leave', async () => {
  const { context } = await victim();
  await refused(context, 'origin_not_own', async (address) => {
    const asked = { method: 'POST', mode: 'no-cors', credentials: 'include', body: '{"launch":""}' };
    // Not even as an answer that cannot be read: Cross-Origin-Resource-Policy.
    return fetch(`${address}/api/session`, asked).then(({ type }) => type, () => 'nothing');
  });
  await refused(context, 'origin_not_own', async (address) => {
    navigator.sendBeacon(`${address}/api/session`, '{"launch":""}');
    return 'nothing';
  });
  for (const method of ['PUT', 'DELETE', 'POST']) {
    const attack = `fetch(${JSON.stringify(`${relay}/api/practice/faults/connack_3`)}, { method: ${JSON.stringify(method)},
      headers: { 'content-type': 'application/json' }, credentials: 'include', body: '{}' }).then(() => 'read', () => 'nothing')`;
    // The preflight alone: the request itself is never made.
    await refused(context, 'origin_not_own', attack);
  }
  await context.close();
});

// A22, A24: what a page can have fetched by a tag is no script of its, no picture, and changes nothing.
test('nothing of the relay can be included', async () => {
  const { context } = await victim();
  const tag = (name, path, more = '') => `new Promise((resolve) => {
    const tag = document.createElement(${JSON.stringify(name)}); ${more}
    tag.onload = () => resolve('loaded'); tag.onerror = () => resolve('nothing');
    tag[${JSON.stringify(name === 'link' ? 'href' : 'src')}] = ${JSON.stringify(relay)} + ${JSON.stringify(path)};
    document.head.append(tag);
  })`;
  for (const attack of [
    tag('script', '/api/info'),
    tag('script', '/api/practice/faults/connack_3?_method=DELETE'),
    tag('script', '/app-0123456789abcdef.js'),
    tag('img', '/api/session?launch=x'),
    tag('link', '/style-0123456789abcdef.css', "tag.rel = 'stylesheet';"),
  ]) {
    await refused(context, 'site_not_own', attack);
  }
  // With CORS asked for, the Origin tells.
  await refused(context, 'origin_not_own', (address) =>
    fetch(`${address}/api/info`, { credentials: 'include' }).then(() => 'read', () => 'nothing'));
  await context.close();
});

// A23: in no frame of another page.
test('no other page frames the playground', async () => {
  const { context } = await victim();
  for (const name of ['iframe', 'embed', 'object']) {
    const attack = `new Promise((resolve) => {
      const frame = document.createElement(${JSON.stringify(name)});
      frame.onload = frame.onerror = () => resolve(frame.contentDocument?.body?.textContent ? 'read' : 'nothing');
      frame[${JSON.stringify(name === 'object' ? 'data' : 'src')}] = ${JSON.stringify(`${relay}/`)};
      document.body.append(frame);
    })`;
    await refused(context, 'site_not_own', attack);
  }
  await context.close();
});

// A23: nor keeps a hold of its window. A link to it does open: share links come from anywhere, and a page is all they get.
test('a page that opens the playground has no hold of its window', async () => {
  const { context } = await victim();
  for (const site of [evil.sameSite, evil.elsewhere]) {
    const page = await context.newPage();
    await page.goto(site);
    const [popup] = await Promise.all([
      context.waitForEvent('page'),
      page.evaluate((address) => { globalThis.held = open(`${address}/#launch=${'A'.repeat(43)}`, 'held'); }, relay),
    ]);
    await popup.waitForURL((url) => url.origin === relay);
    assert.equal(await popup.evaluate(() => globalThis.opener === null), true);
    // To the opener it is a window that is gone.
    await page.waitForFunction(() => globalThis.held.closed);
    await popup.close();
    await page.close();
  }
  await context.close();
});

test('what runs in the page can send nothing elsewhere, and its attempt is on record', async () => {
  const { own, context } = await victim();
  const seen = evil.requests.length;
  const tries = await own.evaluate(async (address) => {
    const violations = [];
    addEventListener('securitypolicyviolation', (event) => violations.push([event.effectiveDirective, event.blockedURI]));
    const outcome = (promise) => promise.then(() => 'sent', () => 'refused');
    const outcomes = [
      await outcome(fetch(`${address}/fetched`, { mode: 'no-cors' })),
      await outcome(new Promise((resolve, reject) => {
        const image = new Image();
        Object.assign(image, { onload: resolve, onerror: reject, src: `${address}/image` });
      })),
      await outcome(new Promise((resolve, reject) => {
        const script = document.createElement('script');
        Object.assign(script, { onload: resolve, onerror: reject, src: `${address}/script` });
        document.head.append(script);
      })),
      await outcome(new Promise((resolve, reject) => {
        const socket = new WebSocket(`${address.replace('http', 'ws')}/socket`);
        Object.assign(socket, { onopen: resolve, onerror: reject });
      })),
    ];
    const form = document.createElement('form');
    Object.assign(form, { method: 'POST', action: `${address}/form` });
    document.body.append(form);
    const noticed = new Promise((resolve) => {
      addEventListener('securitypolicyviolation', (event) => event.effectiveDirective === 'form-action' && resolve());
    });
    form.submit();
    await noticed;
    return { outcomes, directives: violations.map(([directive]) => directive), places: violations.map(([, place]) => place) };
  }, evil.elsewhere);
  assert.deepEqual(tries.outcomes, ['refused', 'refused', 'refused', 'refused']);
  for (const directive of ['connect-src', 'img-src', 'script-src-elem', 'form-action']) {
    assert.ok(tries.directives.includes(directive), `${directive} in ${tries.directives}`);
  }
  assert.ok(tries.places.every((place) => place.startsWith(evil.elsewhere) || place.startsWith('ws')), `${tries.places}`);
  assert.equal(evil.requests.length, seen, 'something arrived');
  await context.close();
});
