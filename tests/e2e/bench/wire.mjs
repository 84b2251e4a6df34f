// How long scripts take for a frame while a session of ten thousand packets is scrolled through.
// Usage: node wire.mjs; prints, for the list and then for the diagram, milliseconds of scripting a step of scrolling (two frames):
// the median and the slowest of a hundred, and how many rows there are at most.
import { fileURLToPath } from 'node:url';
import { freshPage, startBrowser } from '../support/browser.mjs';
import { Packets } from '../support/packets.mjs';
import { serveFolder } from '../support/static_server.mjs';

const STEPS = 200;
const browser = await startBrowser();
const site = await serveFolder(fileURLToPath(new URL('../../../dist', import.meta.url)));
try {
  const page = await freshPage(browser);
  const packets = new Packets(page);
  await packets.openExperiments(site.url);
  const total = await packets.fill(10_000);
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  const scripting = async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find((metric) => metric.name === 'ScriptDuration').value * 1000;
  };
  for (const [tab, row] of [['tab-packets', '.packet-list__item'], ['tab-sequence', '.sequence-diagram__row']]) {
    await page.getByTestId(tab).click();
    await page.locator(row).first().waitFor();
    const taken = [];
    let most = 0;
    for (let step = 0; step < STEPS; step += 1) {
      const before = await scripting();
      // Half of the steps are those of a wheel, half leap anywhere.
      const rows = await page.evaluate(([step, steps, selector]) => new Promise((done) => {
        const scroller = document.querySelector('.wire__trace');
        const far = scroller.scrollHeight - scroller.clientHeight;
        scroller.scrollTop = step % 2 ? scroller.scrollTop + 120 : far * ((step * 37) % steps) / steps;
        requestAnimationFrame(() => requestAnimationFrame(() => done(document.querySelectorAll(selector).length)));
      }), [step, STEPS, row]);
      taken.push(await scripting() - before);
      most = Math.max(most, rows);
    }
    taken.sort((one, other) => one - other);
    console.log(total, taken[STEPS / 2].toFixed(3), taken[Math.floor(STEPS * 0.99)].toFixed(3), most);
  }
} finally {
  await browser.close();
  await site.stop();
}
