// Puts fetched fragments in place. Where one cannot be fetched, the link that stands there stays.
for (const place of document.querySelectorAll('[data-fragment]')) {
  fetch(place.dataset.fragment)
    .then((answer) => (answer.ok ? answer.text() : Promise.reject(answer.status)))
    .then((text) => {
      // What the parser makes never runs scripts and loads nothing by itself.
      const { body } = new DOMParser().parseFromString(text, 'text/html');
      place.replaceChildren(...body.childNodes);
    })
    .catch(() => {});
}
