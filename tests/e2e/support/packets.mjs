// The packets page as a person uses it: list, diagram, replay, and the experiments.
import assert from 'node:assert/strict';

export class Packets {
  constructor(page) {
    this.page = page;
    this.list = page.getByTestId('packet-list');
    this.verdict = page.getByTestId('verdict');
  }

  // Goes there by the bar.
  async enter() {
    await this.page.getByRole('navigation', { name: 'Places' }).getByText('Packets').click();
    await this.page.getByTestId('replay').waitFor();
  }

  async openExperiments(url) {
    await this.page.goto(`${url}#/packets/experiments`);
    await this.page.getByTestId('script').waitFor();
    await this.page.getByTestId('experiment-changed').filter({ hasText: /\S/ }).waitFor();
  }

  async choose(experiment) {
    await this.page.locator(`[data-experiment=${experiment}]`).click();
    await this.page.locator(`[data-experiment=${experiment}][aria-current=true]`).waitFor();
  }

  async predict(ending) {
    await this.page.getByTestId('prediction').locator(`input[value=${ending}]`).check();
  }

  async run() {
    await this.page.getByTestId('experiment-run').click();
    await this.verdict.waitFor({ timeout: 30_000 });
  }

  async mood() {
    return this.verdict.getAttribute('data-mood');
  }

  async ending() {
    return this.verdict.getAttribute('data-ending');
  }

  answers() {
    return this.page.getByTestId('experiment-answers').locator('li').allInnerTexts();
  }

  // Opens the editor of the packet at this place in the script, from 0.
  async edit(at) {
    await this.page.getByTestId('script-edit').nth(at).click();
    await this.page.getByTestId('editor').waitFor();
  }

  hex() {
    return this.page.locator('#editor-hex');
  }

  // The packet the list marks, as its entry in the trace.
  async current() {
    const id = await this.list.locator('[aria-current=true]').getAttribute('id');
    return Number(id.replace('packet-', ''));
  }

  async replayed() {
    const facts = {};
    for (const fact of ['at', 'state', 'request', 'operation', 'next']) {
      facts[fact] = await this.page.getByTestId(`replay-${fact}`).innerText();
    }
    return facts;
  }

  // A session of many packets: one PINGREQ is edited into thousands, and sent several times.
  async fill(count) {
    const PER_SEND = 2000;
    await this.choose('no_poll');
    await this.page.getByText('Add a packet at the end').click();
    const add = this.page.getByTestId('script-add').getByRole('button', { name: 'PINGREQ' });
    const sends = Math.ceil(count / (2 * PER_SEND));
    for (let send = 0; send < sends; send += 1) await add.click();
    for (let send = 0; send < sends; send += 1) {
      await this.edit(3 + send);
      await this.hex().fill('c0 00 '.repeat(PER_SEND));
      await this.page.getByTestId('script-edit').nth(3 + send).click();
    }
    await this.page.getByTestId('experiment-run').click();
    await this.verdict.waitFor({ timeout: 120_000 });
    const total = Number(await this.page.locator('.wire__count').innerText());
    assert.ok(total >= count, `${total} packets`);
    return total;
  }
}
