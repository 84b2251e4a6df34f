// The packet that is shown, in its linked panes, as a person uses them.
export class Panes {
  constructor(page, detail = page.getByTestId('packet-detail'), what = 'packet') {
    this.page = page;
    this.detail = detail;
    this.fields = this.detail.getByRole('region', { name: `Fields of the ${what}` });
    this.bytes = this.detail.getByTestId('hex');
    this.meaning = this.detail.getByTestId('meaning');
  }

  // The line of a field; `value` tells those of one name apart.
  line(label, value = '') {
    return this.fields.locator('.field-tree__line').filter({
      has: this.page.locator('.field-tree__label', { hasText: new RegExp(`^${label}$`) }),
      hasText: value,
    });
  }

  // The bytes that are marked, in hex.
  async marked() {
    const runs = await this.bytes.locator('.hex-view__hex [data-lit]').allInnerTexts();
    return runs.join(' ').trim();
  }

  // The line that is marked.
  markedLine() {
    return this.fields.locator('.field-tree__line[data-lit=true]');
  }

  // Shows a packet by its row in the list.
  async show(kind, nth = 0) {
    await this.page.getByTestId('packet-list').locator(`[data-kind=${kind}] button`).nth(nth).click();
    await this.fields.getByText(kind).first().waitFor();
  }

  // Waits until the meaning speaks of this field, and returns what it says.
  async says(title) {
    await this.meaning.getByRole('heading', { name: title, exact: true }).waitFor();
    await this.meaning.getByText('Why this value').waitFor();
    return this.meaning.innerText();
  }

  // What a screen reader is told.
  status() {
    return this.meaning.getByRole('status').innerText();
  }
}

export const inHex = (text) => Buffer.from(text).toString('hex').match(/../g).join(' ');
