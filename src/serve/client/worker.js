// Holds the one event stream of a browser, and says to all its tabs what the server says.
//
// One for all: a browser opens six connections to a host, so with a stream in each tab the seventh
// tab would wait for its page for ever. This is the script of a shared worker. Where there are none,
// one of the tabs runs it (see reload.js). Knows nothing of pages.
(() => {
  'use strict';

  const here = self.document?.currentScript?.src ?? self.location.href;
  // A channel rather than the worker's ports: nobody has to keep a list of tabs, and a tab that
  // crashed cannot be left in it.
  const channel = new BroadcastChannel(new URL('.', here).pathname);
  let stream;
  let again;
  let last;

  function open() {
    let first = true;
    stream = new EventSource(new URL('events', here));
    stream.onopen = () => {
      first = true;
    };
    stream.addEventListener('state', ({ data }) => {
      const state = JSON.parse(data);
      // Nobody knows what changed before the stream was there, so it is not an empty list.
      last = { ...state, changed: null, navigate: null };
      channel.postMessage(first ? last : state);
      first = false;
    });
    // After a broken connection it comes back by itself; after a wrong answer it never does.
    stream.onerror = () => {
      if (stream.readyState === EventSource.CLOSED) again = setTimeout(open, 1500);
    };
  }

  channel.onmessage = ({ data }) => {
    if (data === 'join' && last) channel.postMessage(last);
  };
  // Comes in a tab only. Another tab has the lock next, and then there would be two streams.
  self.addEventListener('pagehide', () => {
    clearTimeout(again);
    stream.close();
    channel.close();
  });
  open();
})();
