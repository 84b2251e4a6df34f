// The practice service's console as a person uses it.
export const DESKS = ['', 'authorities', 'hubs', 'faults', 'history', 'grades', 'clients'];

export class Console {
  constructor(page) {
    this.page = page;
    this.said = page.getByTestId('said');
    this.active = page.getByTestId('active-faults');
  }

  // The page is open already: the service inside it must not be lost.
  async goTo(desk) {
    await this.page.evaluate((fragment) => { location.hash = fragment; }, `#/practice/${desk}`);
    await this.page.getByTestId('seat').waitFor();
    await this.page.locator('.console__desk:not([aria-busy]) .card').first().waitFor();
  }

  static async open(page, url, desk = '') {
    const console = new Console(page);
    await page.goto(url);
    await page.getByTestId('run-step').waitFor();
    // Whoever goes elsewhere before the launch code is taken out of the address, loses it.
    await page.waitForURL((address) => !address.hash.includes('launch='));
    await console.goTo(desk);
    return console;
  }

  entry(id) {
    return this.page.locator(`[data-testid=entry][data-id="${id}"]`);
  }

  authority(name) {
    return this.page.locator(`[data-testid=authority][data-id="${name}"]`);
  }

  async hears(text) {
    await this.said.getByText(text).waitFor();
  }

  // Makes a practice identity and enrols it.
  async addThisDevice() {
    await this.goTo('');
    await this.page.getByTestId('make-device').click();
    await this.page.getByTestId('add-device').click();
    await this.hears('The service now knows press-17.');
  }

  async switchOn(fault, dose = {}) {
    await this.goTo('faults');
    for (const [field, value] of Object.entries(dose)) await this.page.locator(`#dose-${field}`).fill(value);
    await this.page.locator('#fault-words').fill(fault);
    await this.page.getByRole('button', { name: `Switch on ${fault}`, exact: true }).click();
    await this.active.locator(`[data-id=${fault}]`).waitFor();
  }

  // Runs the lesson with what is enrolled here, to its end.
  async runLesson() {
    await this.goTo('');
    await this.page.getByTestId('run-lesson').click();
    await this.page.locator('[data-step][data-state=failed], [data-step=telemetry][data-state=done]').waitFor({ timeout: 60_000 });
    await this.page.getByRole('banner').getByRole('button', { name: 'Run all' }).waitFor();
  }

  // The text of a command as it stands, with its button.
  async command(label) {
    return this.page.getByRole('region', { name: label, exact: true }).innerText();
  }
}
