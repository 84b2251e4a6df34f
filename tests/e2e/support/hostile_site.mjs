// Somebody else's site on this computer: one server under several names, with a page on which attacks are run.
import { createServer } from 'node:http';

export async function startHostileSite() {
  const requests = [];
  const server = createServer((request, response) => {
    requests.push(request.url);
    response.writeHead(200, { 'content-type': 'text/html', 'cross-origin-opener-policy': 'unsafe-none' });
    response.end('<!doctype html><title>evil</title><body>Come in.');
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address();
  return {
    requests,
    // A site is a name without the port: this page is same-site with a relay at 127.0.0.1, whose cookies it gets sent.
    sameSite: `http://127.0.0.1:${port}`,
    otherName: `http://localhost:${port}`,
    // The browser is told to find it here.
    elsewhere: `http://evil.example:${port}`,
    stop: () => new Promise((resolve) => { server.closeAllConnections(); server.close(resolve); }),
  };
}
