// Lighthouse's marks for some pages of a built site, each in the four categories. Ends with 1 if one is
// below 95. Lighthouse is not among what `npm ci` installs, since it is large: `npm i --no-save lighthouse@12`.
//
//   node lighthouse.mjs FOLDER PATH…
import path from 'node:path';
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { serve, strict } from './serve.mjs';

const LEAST = 95;
const [folder, ...paths] = process.argv.slice(2);
const program = path.join(path.dirname(createRequire(import.meta.url).resolve('lighthouse/package.json')), 'cli/index.js');
const { origin, close } = await serve(path.resolve(folder), strict('/suche/'));
let worst = 100;
for (const url of paths) {
  for (const preset of ['mobile', 'desktop']) {
    const { stdout } = await promisify(execFile)(
      process.execPath,
      [program, origin + url, '--quiet', '--output=json', '--chrome-flags=--headless=new --no-sandbox', ...(preset === 'desktop' ? ['--preset=desktop'] : [])],
      { maxBuffer: 1 << 28, env: { ...process.env, CHROME_PATH: '/usr/bin/chromium' } },
    );
    const { categories, audits } = JSON.parse(stdout);
    const marks = Object.values(categories).map(({ title, score }) => [title, Math.round(score * 100)]);
    console.log(`${url} (${preset}): ${marks.map(([title, mark]) => `${title} ${mark}`).join(', ')}`);
    worst = Math.min(worst, ...marks.map(([, mark]) => mark));
    for (const { id, score, title, scoreDisplayMode } of Object.values(audits)) {
      if (score !== null && score < 0.9 && scoreDisplayMode === 'binary') console.log(`  ${id}: ${title}`);
    }
  }
}
close();
process.exit(worst < LEAST ? 1 : 0);
