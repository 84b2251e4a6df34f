// The certificate bench as a person uses it.
import { basename } from 'node:path';

export class Bench {
  constructor(page) {
    this.page = page;
    this.verdict = page.getByTestId('verdict');
    this.files = page.getByTestId('bench-file');
    this.findings = page.getByTestId('finding');
    this.repairs = page.getByTestId('repair');
    this.answer = page.getByTestId('bench-answer');
    this.words = page.getByTestId('chain-words');
  }

  static async open(page, url) {
    const bench = new Bench(page);
    await page.goto(`${url}#/certificates`);
    await bench.verdict.waitFor();
    return bench;
  }

  file(path) {
    return this.page.locator(`[data-testid=bench-file][data-name="${basename(path)}"]`);
  }

  // Files by the dialog, until each has its card.
  async put(...paths) {
    await this.page.locator('#files-bench').setInputFiles(paths);
    for (const path of paths) await this.file(path).waitFor();
    await this.settled();
  }

  async choose(group, option) {
    await this.page.getByTestId(group).getByText(option, { exact: true }).click();
    await this.settled();
  }

  // Until every signature has been checked.
  async settled() {
    await this.page.locator('.certificates__middle:not([aria-busy])').waitFor();
  }

  async arrows() {
    return this.page.getByTestId('chain').locator('[data-arrow]').evaluateAll((links) => links.map((link) => link.dataset.arrow));
  }

  async rules() {
    return this.findings.evaluateAll((findings) => findings.map((finding) => finding.dataset.rule));
  }
}
