// Stands in for the browser's WebSocket; what it returns is the relay's end of the latest one.
(() => {
  const original = window.WebSocket;
  let latest = null;
  let tellDialled;
  const dialled = new Promise((resolve) => { tellDialled = resolve; });
  window.WebSocket = class extends EventTarget {
    constructor(url, protocol) {
      super();
      Object.assign(this, { url, protocol, readyState: 0, bufferedAmount: 0, closed: null });
      Object.assign(this, { texts: [], binary: [], waiting: [] });
      latest = this;
      tellDialled();
    }
    send(data) {
      if (typeof data !== "string") {
        this.binary.push(...data);
      } else if (this.waiting.length > 0) {
        this.waiting.shift()(data);
      } else {
        this.texts.push(data);
      }
    }
    close(code) {
      this.closed = code;
      this.readyState = 2;
    }
  };
  return {
    dialled: () => dialled,
    url: () => latest.url,
    protocol: () => latest.protocol,
    bytes: () => new Uint8Array(latest.binary),
    closedWith: () => latest.closed,
    buffer: (amount) => { latest.bufferedAmount = amount; },
    accept: () => {
      latest.readyState = 1;
      latest.dispatchEvent(new Event("open"));
    },
    says: (data) => { latest.dispatchEvent(new MessageEvent("message", { data })); },
    drop: (code) => {
      latest.readyState = 3;
      latest.dispatchEvent(new CloseEvent("close", { code }));
    },
    nextText: () => latest.texts.length > 0
      ? Promise.resolve(latest.texts.shift())
      : new Promise((resolve) => { latest.waiting.push(resolve); }),
    restore: () => { window.WebSocket = original; },
  };
})()
