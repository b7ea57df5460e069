// Puts what another host shows in the place of its box, once a reader asks for it.
// Until then nothing is loaded from there; without scripts the box stays a link.
for (const box of document.querySelectorAll("figure.embed[data-frame]")) {
  const ask = box.querySelector(".embed-ask");
  ask.hidden = false;
  ask.querySelector("button").addEventListener("click", () => {
    const { frame, title, allow } = box.dataset;
    const iframe = document.createElement("iframe");
    iframe.title = title;
    iframe.allow = allow;
    iframe.allowFullscreen = true;
    // The host learns which site it is on, which some want to know, but not which page.
    iframe.referrerPolicy = "strict-origin-when-cross-origin";
    iframe.setAttribute("sandbox", "allow-scripts allow-same-origin allow-popups allow-forms allow-presentation");
    iframe.src = frame;
    box.querySelector("picture, img")?.remove();
    ask.replaceWith(iframe);
    iframe.focus();
  });
}
