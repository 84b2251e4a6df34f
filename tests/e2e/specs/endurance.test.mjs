// What happens to page and relay in the middle of a run: closed, killed, put to sleep, clocks that jump. The page always
// reaches a clear state and runs again, and the relay keeps nothing.
import test, { after, before } from 'node:test';
import assert from 'node:assert/strict';
import { freshPage, startBrowser } from '../support/browser.mjs';
import { jump, setClock, withJumpingClocks } from '../support/clocks.mjs';
import { Lesson, STEPS } from '../support/lesson.mjs';
import { startPlayground } from '../support/playground.mjs';

const LIMIT = { timeout: 120_000 };

let browser;
before(async () => { browser = await startBrowser(); });
after(async () => { await browser?.close(); });

async function open(playground, prepare = async () => {}) {
  const page = await freshPage(browser);
  await prepare(page);
  const lesson = await Lesson.open(page, await playground.freshLink());
  await lesson.choosePlace('Practice over TLS');
  await page.locator('[data-testid=place-note][data-state=ready]').waitFor();
  return { page, lesson };
}

// Runs until the page waits for the service's next answer.
async function untilWaiting(page) {
  await page.getByRole('banner').getByRole('button', { name: 'Run all' }).click();
  await page.locator('[data-step=poll][data-state=waiting]').waitFor();
}

test('the page closed at any step leaves no connection behind', LIMIT, async () => {
  const playground = await startPlayground();
  const connected = STEPS.slice(STEPS.indexOf('trust'), STEPS.indexOf('poll'));
  for (const last of connected) {
    const { page, lesson } = await open(playground);
    for (const step of connected.slice(0, connected.indexOf(last) + 1)) {
      await lesson.goTo(step);
      await lesson.runStep();
    }
    assert.equal(await playground.tunnels(), 1, last);
    await page.context().close();
    await playground.becomesIdle();
  }
  await playground.stop();
});

test('the relay killed in the middle, and started again on its port', LIMIT, async () => {
  const first = await startPlayground('--retry-after', '30');
  const { page, lesson } = await open(first);
  await untilWaiting(page);
  await first.end('SIGKILL');
  await lesson.settled();
  await lesson.assertReads('poll', /relay/i);

  const second = await startPlayground('--listen', new URL(first.url).host);
  // The same tab, by a link of the new one.
  await page.goto('about:blank');
  const again = await Lesson.open(page, await second.freshLink());
  await again.choosePlace('Practice over TLS');
  await page.locator('[data-testid=place-note][data-state=ready]').waitFor();
  await again.runAll();
  await again.assertAllDone();
  await page.context().close();
  await second.becomesIdle();
  await second.stop();
});

test('the relay put to sleep for a moment and woken', LIMIT, async () => {
  const playground = await startPlayground('--retry-after', '3');
  const { page, lesson } = await open(playground);
  await untilWaiting(page);
  playground.child.kill('SIGSTOP');
  assert.equal((await lesson.states()).poll, 'waiting');
  playground.child.kill('SIGCONT');
  await lesson.settled();
  await lesson.assertAllDone();
  await page.context().close();
  await playground.becomesIdle();
  await playground.stop();
});

test('a relay that says nothing for longer than anybody waits', LIMIT, async () => {
  const playground = await startPlayground('--retry-after', '3');
  const { page, lesson } = await open(playground, withJumpingClocks);
  await untilWaiting(page);
  playground.child.kill('SIGSTOP');
  // The poll is due and sent, and nobody answers.
  await jump(page, 4_000);
  await jump(page, 120_000);
  await lesson.settled();
  playground.child.kill('SIGCONT');
  await lesson.assertFailed('poll');
  assert.match(await lesson.resultText(), /answer|time/i);
  // Everything is as before, so it runs again.
  await lesson.runAll();
  await lesson.assertAllDone();
  await page.context().close();
  await playground.becomesIdle();
  await playground.stop();
});

test('clocks that jump while the page waits', LIMIT, async () => {
  const playground = await startPlayground('--retry-after', '30');
  const { page, lesson } = await open(playground, withJumpingClocks);
  await untilWaiting(page);
  // The computer's clock is set a day ahead: what is waited for is counted by the other clock.
  await setClock(page, 86_400_000);
  assert.equal((await lesson.states()).poll, 'waiting');
  // The computer was asleep for five minutes: what was due is done at once.
  await jump(page, 300_000);
  await lesson.settled();
  await lesson.assertAllDone();
  await page.context().close();
  await playground.becomesIdle();
  await playground.stop();
});
