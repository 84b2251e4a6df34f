// The page as a person uses it: what is clicked, dropped and read.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

export const STEPS = ['identity', 'certificates', 'trust', 'connect', 'subscribe', 'register', 'poll', 'assigned', 'telemetry'];

export class Lesson {
  constructor(page) {
    this.page = page;
    this.result = page.getByTestId('result');
  }

  static async open(page, url) {
    const lesson = new Lesson(page);
    await page.goto(url);
    await page.getByTestId('run-step').waitFor();
    return lesson;
  }

  // place: a label of the switch in the bar.
  async choosePlace(place) {
    await this.page.getByTestId('place').getByText(place).click();
  }

  async goTo(step) {
    await this.page.locator(`#step-${step}`).click();
    await this.page.locator(`#step-${step}[aria-current=step]`).waitFor();
  }

  async runAll() {
    await this.page.getByRole('banner').getByRole('button', { name: 'Run all' }).click();
    await this.settled();
  }

  // Runs the step that is shown.
  async runStep() {
    await this.page.getByTestId('run-step').click();
    await this.settled();
  }

  // Until nothing runs any more.
  async settled() {
    await this.page.getByRole('banner').getByRole('button', { name: 'Run all' }).waitFor({ timeout: 60_000 });
  }

  async states() {
    const states = await Promise.all(STEPS.map((step) => this.page.locator(`[data-step=${step}]`).getAttribute('data-state')));
    return Object.fromEntries(STEPS.map((step, index) => [step, states[index]]));
  }

  async assertAllDone() {
    assert.deepEqual(await this.states(), Object.fromEntries(STEPS.map((step) => [step, 'done'])), await this.resultText());
  }

  async assertFailed(step) {
    const states = await this.states();
    assert.equal(states[step], 'failed', `${JSON.stringify(states)}\n${await this.resultText()}`);
    await this.goTo(step);
  }

  resultText() {
    return this.result.innerText();
  }

  // What a person reads about the failure of `step`, which must contain every one of these.
  async assertReads(step, ...texts) {
    await this.assertFailed(step);
    const text = await this.resultText();
    for (const expected of texts) {
      assert.ok(expected instanceof RegExp ? expected.test(text) : text.includes(expected), `${expected} is not in:\n${text}`);
    }
    assert.ok(await this.page.getByTestId('explanation').isVisible());
  }

  async type(id, text) {
    await this.page.locator(`#${id}`).fill(text);
  }

  async choose(group, option) {
    await this.page.getByTestId(group).getByText(option, { exact: true }).click();
  }

  // Changes a built string of the step that is shown.
  async edit(field, text) {
    const built = this.page.locator(`[data-field=${field}]`);
    await built.getByRole('button', { name: 'Change on purpose' }).click();
    await this.page.locator(`#edit-${field}`).fill(text);
    await built.getByRole('button', { name: 'Done' }).click();
  }

  // Files by the dialog.
  async chooseFiles(slot, ...paths) {
    await this.page.locator(`#files-${slot}`).setInputFiles(paths);
  }

  // Files by drag and drop, as the browser would deliver them.
  async dropFiles(slot, ...paths) {
    const files = paths.map((path) => ({ name: basename(path), text: readFileSync(path, 'latin1') }));
    const transfer = await this.page.evaluateHandle((given) => {
      const data = new DataTransfer();
      for (const { name, text } of given) {
        data.items.add(new File([Uint8Array.from(text, (character) => character.charCodeAt(0))], name));
      }
      return data;
    }, files);
    for (const event of ['dragenter', 'dragover', 'drop']) {
      await this.page.getByTestId(`drop-${slot}`).dispatchEvent(event, { dataTransfer: transfer });
    }
  }

  // Text by pasting it.
  async paste(slot, text) {
    await this.page.getByTestId(`drop-${slot}`).getByText('Or paste PEM text').click();
    await this.page.locator(`#paste-${slot}`).evaluate((area, pasted) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', pasted);
      area.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    }, text);
  }

  // The same by way of the clipboard and the keyboard; the clipboard is emptied afterwards.
  async pasteByKeyboard(slot, text) {
    await this.page.getByTestId(`drop-${slot}`).getByText('Or paste PEM text').click();
    const other = await this.page.context().newPage();
    await other.goto(this.page.url());
    await other.evaluate((copied) => navigator.clipboard.writeText(copied), text);
    await this.page.bringToFront();
    await this.page.locator(`#paste-${slot}`).focus();
    await this.page.keyboard.press('ControlOrMeta+v');
    await this.page.getByTestId('key').waitFor();
    await other.bringToFront();
    await other.evaluate(() => navigator.clipboard.writeText(''));
    await other.close();
  }

  // Loads a certificate and key into the device's box and waits until the key is known.
  async loadDevice(...paths) {
    await this.goTo('certificates');
    await this.chooseFiles('device', ...paths);
    await this.page.getByTestId('key').getByText('held by this tab').waitFor();
  }

  async packets() {
    await this.page.getByTestId('tab-packets').click();
    return this.page.getByTestId('packet-list').locator('li').evaluateAll((rows) =>
      rows.map((row) => `${row.dataset.direction} ${row.dataset.kind}`));
  }
}

// What a registration with one poll looks like on the wire, hub included.
export const ASKED = ['sent PUBLISH', 'received PUBACK', 'received PUBLISH', 'sent PUBACK'];
