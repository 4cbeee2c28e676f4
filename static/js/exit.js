// The quick exit. Without this script the link works; with it the page is covered at once, sound stops,
// and this page leaves the history. Nothing is sent, counted or stored.
(() => {
  "use strict";
  const link = document.querySelector("[data-exit]");
  if (!link) return;
  const status = document.querySelector("[data-exit-status]");
  const WAIT = 5000;
  let presses = 0;
  let last = 0;

  const leave = () => {
    const cover = document.createElement("div");
    cover.className = "exit-overlay";
    document.body.append(cover);
    document.title = "…";
    document.documentElement.classList.add("leaving");
    for (const sound of document.querySelectorAll("audio, video")) sound.pause();
    if (status) status.textContent = status.dataset.leaving;
    location.replace(link.href);
  };

  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Shift") {
      presses = 0;
      return;
    }
    if (event.repeat) return;
    presses = event.timeStamp - last > WAIT ? 1 : presses + 1;
    last = event.timeStamp;
    if (presses === 3) leave();
    else if (status) status.textContent = presses === 2 ? status.dataset.last : status.dataset.again;
  });

  // On the help pages no link leaves a step behind: Back never returns to them.
  if (!document.body.classList.contains("no-trace")) return;
  document.addEventListener("click", (event) => {
    const target = event.target.closest("a[href]");
    if (!target || target === link || target.origin !== location.origin || target.hasAttribute("download")) return;
    if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (target.pathname === location.pathname && target.hash) return;
    event.preventDefault();
    location.replace(target.href);
  });
})();
