// Brings an open page up to what the server has built last, and shows above it what the server
// could not build.
//
// The server says when something changed (see worker.js); nothing is asked by the clock. A page is
// loaded again only if its own bytes changed, or something that it uses and that cannot be swapped.
// Whatever is shown may have been written by anybody, so it is set as text and never as HTML. No
// inline styles either: pages may have a strict content security policy.
(() => {
  'use strict';

  const script = document.currentScript;
  const base = new URL('.', script.src);
  // Stands for the paths that changed where nobody knows them.
  const EVERYTHING = { has: () => true };

  // The generation that the page shows. If the server does not say which one it answered with, the
  // first state decides.
  let seen = script.dataset.generation;
  // The paths that changed and are still shown as they were.
  let owed = null;
  // The errors of the last state.
  let said = '[]';

  // ---- The stream

  let channel;
  let worker;
  let left;

  function join() {
    left = new AbortController();
    channel = new BroadcastChannel(base.pathname);
    channel.onmessage = ({ data }) => {
      if (data !== 'join') receive(data);
    };
    try {
      worker = new SharedWorker(new URL('worker.js', base), { name: 'blattwerk' });
      // The page's policy may forbid workers.
      worker.onerror = () => elect(left.signal);
    } catch {
      elect(left.signal);
    }
    channel.postMessage('join');
  }

  // The tab that gets the lock holds the stream until it goes. Browsers do not freeze it as they
  // freeze other tabs that nobody looks at.
  function elect(signal) {
    // They are missing where a page does not come from localhost and not by HTTPS, as on a phone.
    if (!navigator.locks) return hold(signal);
    const held = new Promise((done) => signal.addEventListener('abort', done));
    navigator.locks
      .request(base.pathname, { signal }, () => {
        hold(signal);
        return held;
      })
      .catch(() => hold(signal));
  }

  function hold(signal) {
    if (signal.aborted) return;
    const holder = document.createElement('script');
    holder.src = new URL('worker.js', base);
    holder.onload = () => holder.remove();
    holder.onerror = () => {
      holder.remove();
      setTimeout(hold, 1500, signal);
    };
    document.head.append(holder);
  }

  // Also before a page is kept for the way back, for what holds a lock or a stream is not kept.
  addEventListener('pagehide', () => {
    left.abort();
    channel.close();
    worker = undefined;
  });
  addEventListener('pageshow', (event) => {
    if (event.persisted) join();
  });

  // ---- The page

  function receive({ generation, changed, navigate, errors, more = 0 }) {
    show(errors, more, generation);
    const same = generation === seen;
    // What stands in the place of a page that cannot be shown comes and goes with its error.
    if (same && JSON.stringify(errors) === said) return;
    owe(same || seen === undefined ? [] : changed);
    seen = generation;
    said = JSON.stringify(errors);
    const target = navigate && new URL(navigate, location.href);
    if (target && target.pathname !== location.pathname && document.visibilityState === 'visible') {
      return location.assign(target);
    }
    settle();
  }

  function owe(changed) {
    const known = changed && owed !== EVERYTHING;
    owed = known ? new Set([...(owed ?? []), ...changed.map((path) => new URL(path, base).pathname)]) : EVERYTHING;
  }

  // A tab that nobody looks at waits: fifty of them would only take time from the one that is seen.
  async function settle() {
    if (!owed || document.visibilityState === 'hidden') return;
    const changed = owed;
    owed = null;
    const swapped = new Set([...swapStyles(changed), ...swapPictures(changed)]);
    const status = await lookAgain(changed !== EVERYTHING && usesOthers(changed, swapped));
    // Then the page stays the last good one, and what it lacks is made good with the next state.
    if (status >= 500) owe(changed === EVERYTHING ? null : [...changed]);
  }
  document.addEventListener('visibilitychange', settle);

  // Loads the page again if it is another one, and returns the status of the answer.
  async function lookAgain(anyhow) {
    const address = location.href.split('#')[0];
    let answer;
    try {
      answer = await fetch(address, { method: 'HEAD', cache: 'no-store' });
    } catch {
      // The server is gone. When it is back it says its state.
      return 503;
    }
    if (answer.status >= 500) return answer.status;
    const digest = answer.headers.get('etag')?.match(/[0-9a-f]{32}/)?.[0] ?? script.dataset.page;
    const step = `${script.dataset.page} ${digest}`;
    const other = digest !== script.dataset.page && step !== sessionStorage.getItem(STEP);
    if (other) sessionStorage.setItem(STEP, step);
    if (anyhow || other) reload();
    return answer.status;
  }

  // From which page to which one it was loaded again last. A service worker that another project left
  // on this port may answer with the old one, and that would ask again and again.
  const STEP = 'blattwerk step';
  if (!sessionStorage.getItem(STEP)?.startsWith(script.dataset.page)) sessionStorage.removeItem(STEP);

  // Browsers keep the scroll position by themselves, but where the address has a fragment, Chromium
  // goes there when a page is loaded twice in a row.
  const PLACE = 'blattwerk place';
  let place = location.hash && sessionStorage.getItem(PLACE);
  sessionStorage.removeItem(PLACE);

  function reload() {
    if (location.hash) sessionStorage.setItem(PLACE, place || `${scrollX} ${scrollY}`);
    location.reload();
  }

  function goBack() {
    const [left, top] = place.split(' ');
    scrollTo({ left, top, behavior: 'instant' });
    place = null;
  }
  if (place) addEventListener('load', () => requestAnimationFrame(goBack));

  // The URL, if it is one of those that changed. An author may have written what is none at all.
  function among(changed, address) {
    const url = URL.canParse(address, document.baseURI) && new URL(address, document.baseURI);
    return url && url.origin === location.origin && changed.has(url.pathname) ? url : null;
  }

  function fresh(url) {
    url.searchParams.set('blattwerk', seen);
    return url.href;
  }

  const coming = new Set();

  // The old style sheet stays until the new one is there, or the page would stand bare for a moment.
  function* swapStyles(changed) {
    for (const link of document.querySelectorAll('link[rel~="stylesheet"][href]')) {
      const url = among(changed, link.href);
      if (!url) continue;
      yield url.pathname;
      // It has not come yet and is old already. The one before it gets another successor.
      if (coming.delete(link)) {
        link.remove();
        continue;
      }
      const next = link.cloneNode();
      next.href = fresh(url);
      next.onload = () => coming.delete(next) && link.remove();
      next.onerror = () => coming.delete(next) && next.remove();
      coming.add(next);
      link.after(next);
    }
  }

  function* swapPictures(changed) {
    for (const picture of document.querySelectorAll('img, source')) {
      // What has no such attribute is left without.
      for (const name of ['src', 'srcset'].filter((name) => picture.hasAttribute(name))) {
        const paths = [];
        // In `srcset` a URL may hold commas and not end with one; `640w` would pass for a relative URL.
        const parts = name === 'src' ? /^.*$/s : /[^\s,](?:\S*[^\s,])?/g;
        const swapped = picture.getAttribute(name).replace(parts, (part) => {
          const url = /^[\d.]+[wx]$/.test(part) ? null : among(changed, part);
          if (!url) return part;
          paths.push(url.pathname);
          return fresh(url);
        });
        if (paths.length) picture.setAttribute(name, swapped);
        yield* paths;
      }
    }
  }

  // Scripts, fonts, fetched fragments, pictures and style sheets that style sheets ask for.
  function usesOthers(changed, swapped) {
    return performance.getEntriesByType('resource').some(({ name }) => {
      const url = among(changed, name);
      return url && !swapped.has(url.pathname) && url.pathname !== location.pathname;
    });
  }

  // ---- The errors

  const style = `
    :host {
      all: initial !important; display: block !important; position: fixed !important; inset: 0 0 auto !important;
      z-index: 2147483647 !important; pointer-events: none !important;
    }
    section {
      --paper: #fff; --ink: #1d1d1f; --soft: #56565c; --rule: #d3d0cb; --line: #f4f2ef; --red: #a8201a; --ochre: #7a4a00; --marked: #fbdcd8;
      color-scheme: light dark; pointer-events: auto; box-sizing: border-box; overflow: auto;
      max-width: 60em; max-height: calc(100vh - 1em); margin: .5em auto; width: calc(100% - 1em);
      border: 1px solid var(--rule); border-top: 4px solid var(--red); border-radius: 4px; box-shadow: 0 4px 24px #0005;
      background: var(--paper); color: var(--ink); font: 1em/1.45 system-ui, sans-serif; overflow-wrap: anywhere;
    }
    @media (prefers-color-scheme: dark) {
      section { --paper: #1e1e20; --ink: #ececec; --soft: #b4b4ba; --rule: #4a4a4e; --line: #2a2a2d; --red: #ff9d94; --ochre: #f0c27a; --marked: #5e2420; }
    }
    @media print { :host { display: none !important; } }
    header {
      position: sticky; top: 0; display: flex; align-items: center; justify-content: space-between; gap: 1em;
      padding: .5em 1em; background: var(--paper); border-bottom: 1px solid var(--rule);
    }
    h2, p, ol, pre { margin: 0; padding: 0; font-size: 1em; }
    h2, .severity { font-weight: 700; color: var(--red); }
    .warning .severity { color: var(--ochre); }
    button { font: inherit; color: inherit; padding: .2em .8em; background: var(--line); border: 1px solid var(--soft); border-radius: 4px; cursor: pointer; }
    :focus-visible { outline: 2px solid currentColor; outline-offset: -2px; }
    li { display: block; padding: .75em 1em; }
    li + li { border-top: 1px solid var(--rule); }
    .place, pre { font: .875em/1.6 ui-monospace, Menlo, Consolas, monospace; }
    .place, .page, .number { color: var(--soft); }
    pre { position: relative; margin: .4em 0; padding: .4em .75em; overflow-x: auto; background: var(--line); border-radius: 3px; tab-size: 4; }
    .number { user-select: none; }
    mark { color: inherit; background: var(--marked); text-decoration: underline 2px var(--red); text-underline-offset: 3px; }
    mark:empty { border-left: 2px solid var(--red); }
    .label { color: var(--red); }`;

  let shown;
  let overlay;

  function element(name, className, text, attributes = {}) {
    const made = document.createElement(name);
    if (className) made.className = className;
    made.textContent = text;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  }

  function show(errors, more, generation) {
    const state = JSON.stringify([generation, errors, more]);
    if (state === shown) return;
    shown = state;
    // Whoever closed it and goes on to another page has not forgotten it.
    if (!errors.length || sessionStorage.getItem('blattwerk closed') === state) return overlay?.host.remove();
    overlay ??= frame();
    overlay.headline.textContent = headline(errors, more);
    overlay.list.replaceChildren(...errors.map(entry));
    // Not in the body, where the page's own styles and scripts would count it among theirs.
    if (!overlay.host.isConnected) document.documentElement.append(overlay.host);
    for (const mark of overlay.list.querySelectorAll('mark')) {
      const { offsetLeft: from, offsetWidth: width, parentNode: box } = mark;
      box.scrollLeft = Math.min(from, from + width - box.clientWidth + 40);
    }
  }

  function close() {
    sessionStorage.setItem('blattwerk closed', shown);
    overlay.host.remove();
  }
  addEventListener('keydown', (event) => {
    if (event.key === 'Escape' && overlay?.host.isConnected) close();
  });

  function frame() {
    // The direction is not among what `all: initial` takes back.
    const host = element('blattwerk-errors', '', '', { lang: 'en', dir: 'ltr', translate: 'no' });
    const root = host.attachShadow({ mode: 'open' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(style);
    root.adoptedStyleSheets = [sheet];
    const panel = element('section', '', '', { 'aria-label': 'What could not be built' });
    const head = element('header', '', '');
    // Read out when it appears or changes: the number only, and not a hundred errors.
    const alert = element('div', '', '', { role: 'alert' });
    const headline = element('h2', '', '');
    const button = element('button', '', 'Close', { type: 'button', 'aria-keyshortcuts': 'Escape' });
    button.onclick = close;
    const list = element('ol', '', '');
    alert.append(headline);
    head.append(alert, button);
    panel.append(head, list);
    root.append(panel);
    return { host, headline, list };
  }

  const count = (number, noun) => `${number} ${noun}${number === 1 ? '' : 's'}`;

  // Only so many errors are sent, and told how many there are besides.
  function headline(errors, more) {
    const warnings = errors.filter(({ severity }) => severity === 'warning').length;
    const rest = errors.length - warnings;
    const parts = [rest && count(rest, 'error'), warnings && count(warnings, 'warning'), more && `and ${more} more`];
    return parts.filter(Boolean).join(', ');
  }

  function entry(error) {
    const item = element('li', error.severity, '');
    const message = element('p', 'message', '');
    message.append(element('span', 'severity', `${error.severity}:`), ` ${error.message}`);
    item.append(message);
    const place = [error.file, error.line, error.column].filter((part) => part != null).join(':');
    if (error.file) item.append(element('p', 'place', place));
    if (error.before || error.marked || error.after) item.append(source(error));
    if (error.label) item.append(element('p', 'label', error.label));
    if (error.hint) item.append(element('p', 'hint', `hint: ${error.hint}`));
    const more = error.repeated ? `on ${count(error.repeated, 'more page')}` : null;
    const pages = [error.page && `on ${error.page}`, more].filter(Boolean).join(' and ');
    if (pages) item.append(element('p', 'page', pages));
    return item;
  }

  function source({ line, before, marked, after }) {
    // A long line scrolls, also by the keyboard. It need not be English.
    const box = element('pre', '', '', { tabindex: '0', lang: '' });
    if (line != null) box.append(element('span', 'number', `${line} │ `));
    box.append(before ?? '', element('mark', '', marked ?? ''), after ?? '');
    return box;
  }

  join();
})();
