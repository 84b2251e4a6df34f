// Clocks that jump at the test's word. Playwright's own replace `performance` by what is none, which the page does not take.

// To be called before the page is opened. `jump` lets time pass at once, timers included; `set` moves the computer's clock.
export async function withJumpingClocks(page) {
  await page.addInitScript(() => {
    const { now } = Performance.prototype;
    const date = Date.now;
    const [start, cancel] = [window.setTimeout, window.clearTimeout];
    const timers = new Map();
    let [passed, moved] = [0, 0];
    Performance.prototype.now = function jumping() { return now.call(this) + passed; };
    Date.now = () => date() + passed + moved;
    window.setTimeout = (act, millis = 0, ...more) => {
      const run = () => { timers.delete(id); act(...more); };
      const id = start(run, millis);
      timers.set(id, { run, due: performance.now() + millis });
      return id;
    };
    window.clearTimeout = (id) => { timers.delete(id); cancel(id); };
    window.testClocks = {
      set(millis) { moved += millis; },
      jump(millis) {
        passed += millis;
        for (const [id, { run, due }] of timers) {
          if (due > performance.now()) continue;
          cancel(id);
          run();
        }
      },
    };
  });
}

export const jump = (page, millis) => page.evaluate((millis) => window.testClocks.jump(millis), millis);
export const setClock = (page, millis) => page.evaluate((millis) => window.testClocks.set(millis), millis);
