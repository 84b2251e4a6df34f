// Stands in for the browser's fetch: answers from a script, and remembers what was asked.
(() => {
  const original = window.fetch;
  const answers = new Map();
  const asked = [];
  window.fetch = async (request) => {
    const { pathname } = new URL(request.url);
    const line = `${request.method} ${pathname}`;
    asked.push({ line, type: request.headers.get("content-type"), body: await request.text() });
    const { status, body } = answers.get(line) ?? { status: 404, body: "" };
    return new Response(status === 204 ? null : body, { status });
  };
  return {
    answer: (line, status, body) => { answers.set(line, { status, body }); },
    asked: () => asked.splice(0).map(({ line, type, body }) => [line, type, body].filter(Boolean).join(" ")),
    restore: () => { window.fetch = original; },
  };
})()
