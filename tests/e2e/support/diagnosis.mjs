// The diagnosis as a person uses it: pasted text, causes, buttons that mend.
import assert from 'node:assert/strict';

// azure-docs#69882, as in crates/diagnose/scenarios/docs_69882, with an ID scope of one's own.
export const F1 = `mosquitto_pub -d -h contoso.azure-devices-provisioning.net -p 8883 -i "press" -u "0ne00ABCDEF/registrations/press-07/api-version=2019-03-31" -t "$dps/registrations/PUT/iotdps-register/?$rid=1" -m "" --cafile roots.pem --cert press07.pem --key press08.key -V mqttv311 -q 1
Client press sending CONNECT
Client press received CONNACK (5)
Connection error: Connection Refused: not authorised.
`;

export class PasteRoom {
  constructor(page) {
    this.page = page;
    this.box = page.locator('#pasted');
    this.causes = page.getByTestId('cause');
  }

  static async open(page, url) {
    const room = new PasteRoom(page);
    await page.goto(`${url}#/diagnosis`);
    await room.box.waitFor();
    return room;
  }

  // As Ctrl+V puts text into a box: at once, with one event.
  async paste(text) {
    await this.box.evaluate((box, pasted) => {
      box.focus();
      box.value = pasted;
      box.dispatchEvent(new InputEvent('input', { inputType: 'insertFromPaste', bubbles: true }));
    }, text);
    await this.page.getByText(/^Read: /).waitFor();
  }

  async drop(name, text) {
    const transfer = await this.page.evaluateHandle(([name, text]) => {
      const data = new DataTransfer();
      data.items.add(new File([text], name));
      return data;
    }, [name, text]);
    for (const event of ['dragenter', 'dragover', 'drop']) {
      await this.page.getByTestId('drop-pasted').dispatchEvent(event, { dataTransfer: transfer });
    }
    await this.page.getByText(/^Read: /).waitFor();
  }

  async named() {
    return this.causes.evaluateAll((causes) => causes.map((cause) => cause.dataset.cause));
  }

  // Those that are only named.
  async others() {
    return this.page.locator('.cause-view__others a').evaluateAll((links) => links.map((link) => link.hash.split('/').pop()));
  }
}

// The causes below a failed step, in order.
export async function causesOf(page) {
  await page.getByTestId('explanation').waitFor();
  return page.getByTestId('explanation').getByTestId('cause').evaluateAll((causes) => causes.map((cause) => cause.dataset.cause));
}

// What the pre-flight of the step that is shown says: cause and fate of each item.
export async function preflight(page) {
  const panel = page.getByTestId('pre-flight');
  await panel.waitFor();
  return panel.locator('[data-cause]').evaluateAll((items) => items.map((item) => [item.dataset.cause, item.dataset.fate ?? null]));
}

export async function assertNotWide(page, where) {
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(wide <= 0, `${where} is ${wide} pixels too wide`);
}
