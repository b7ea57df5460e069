// A host as plain as they come, for a folder, with a content security policy; and Chromium.
import { createServer } from 'node:http';
import { readFile, readdir, stat } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';

const types = { '.html': 'text/html; charset=utf-8', '.css': 'text/css', '.js': 'text/javascript', '.svg': 'image/svg+xml', '.png': 'image/png', '.xml': 'application/rss+xml' };

// `policy` is one for all paths, or says which one each has. `before` may hold an answer back, or
// give the path of another file.
export async function serve(root, policy, before = async () => {}) {
  const server = createServer(async (request, response) => {
    const asked = decodeURIComponent(new URL(request.url, 'http://x').pathname);
    let file = path.join(root, (await before(asked)) ?? asked);
    if (existsSync(file) && (await stat(file)).isDirectory()) file = path.join(file, 'index.html');
    const found = existsSync(file);
    if (!found) file = path.join(root, '404.html');
    response.writeHead(found ? 200 : 404, {
      'content-type': types[path.extname(file)] ?? 'application/octet-stream',
      'content-security-policy': typeof policy === 'string' ? policy : policy(asked),
    });
    response.end(await readFile(file));
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return { origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

// The addresses of all pages, and one that is none.
export async function pages(root, folder = '') {
  const found = [];
  for (const entry of await readdir(path.join(root, folder), { withFileTypes: true })) {
    const name = `${folder}/${entry.name}`;
    if (entry.isDirectory()) found.push(...(await pages(root, name)));
    else if (entry.name === 'index.html') found.push(`${folder}/`);
    else if (entry.name === '404.html') found.push('/there-is-no-such-page/');
  }
  return found.sort();
}

// What kind of page it is, by the class of its body, and how long its file is.
export async function kindOf(root, url) {
  const file = url.startsWith('/there-is-no') ? '404.html' : `${url}index.html`;
  const text = await readFile(path.join(root, file), 'utf8');
  return { kind: text.match(/<body class="([^"]*)"/)?.[1], length: text.length };
}

// What a careful host allows: nothing of others, and WebAssembly only where readers search.
export const strict = (search) => (asked) =>
  `default-src 'none'; style-src 'self'; img-src 'self'; connect-src 'self'; worker-src 'self'; base-uri 'none'; form-action 'self'; script-src 'self'${asked.startsWith(search) ? " 'wasm-unsafe-eval'" : ''}`;

export const launch = () =>
  chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });

// Says what is wrong, and ends the program.
export function finish(looks, problems) {
  console.log(`${looks} looks at pages, ${problems.length} problems`);
  for (const problem of [...new Set(problems)].slice(0, 40)) console.log(problem);
  process.exit(problems.length ? 1 : 0);
}
