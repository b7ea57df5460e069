// Takes pictures of the main kinds of pages of a built site: `node pages.mjs FOLDER`.
import path from 'node:path';
import { launch, serve } from '../../.ci/browser/serve.mjs';

const article = '/articles/2025/11/ki-infrastruktur-investitionen/';
const pictures = [
  ['front', '/', 1200, 1200, 'light'],
  ['article', article, 1200, 1080, 'light'],
  ['article-narrow', article, 390, 1180, 'dark'],
  ['tag', '/tags/sprachmodelle/', 1200, 960, 'light'],
  ['year', '/articles/2026/', 1200, 800, 'light'],
  ['jobs', '/jobs/', 1200, 960, 'light'],
];
const here = import.meta.dirname;
const { origin, close } = await serve(path.resolve(process.argv[2]), "default-src 'none'; style-src 'self'; img-src 'self'");
const browser = await launch();
for (const [name, url, width, height, colorScheme] of pictures) {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme });
  await page.goto(origin + url, { waitUntil: 'networkidle' });
  await page.screenshot({ path: path.join(here, `${name}.png`) });
  await page.close();
}
await browser.close();
close();
