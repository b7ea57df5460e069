// Takes a picture of a mistake above a page that was good: `node overlay.mjs PROGRAM PROJECT`.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { launch } from '../../.ci/browser/serve.mjs';

const [program, project] = process.argv.slice(2);
const site = fs.mkdtempSync(path.join(os.tmpdir(), 'overlay-'));
for (const name of ['site.toml', 'content', 'themes']) {
  fs.cpSync(path.join(project, name), path.join(site, name), { recursive: true });
}
const at = '2026-11-23T12:00:00+01:00';
const server = spawn(program, ['serve', '-r', site, '--port', '0', '--at', at]);
const url = await new Promise((found) => {
  let said = '';
  server.stdout.on('data', (text) => {
    said += text;
    const address = said.match(/http:\S+/);
    if (address) found(address[0]);
  });
});
const browser = await launch();
const page = await browser.newPage({ viewport: { width: 1000, height: 520 } });
await page.goto(url);
const change = (file, from, to) => {
  const name = path.join(site, file);
  fs.writeFileSync(name, fs.readFileSync(name, 'utf8').replace(from, to));
};
change('content/articles/2026/02/wie-sprachmodelle-woerter-zerlegen.md', /^date: .*/m, 'date: 2026-13-01');
change('content/pages/impressum.md', /^title:/m, 'titel:');
await page.getByRole('button', { name: 'Close' }).waitFor();
await page.screenshot({ path: path.join(import.meta.dirname, 'overlay.png') });
await browser.close();
server.kill('SIGINT');
fs.rmSync(site, { recursive: true });
