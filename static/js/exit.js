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
  let expiry;

  const leave = () => {
    const cover = document.createElement("div");
    cover.className = "exit-overlay";
    document.body.append(cover);
    document.title = "…";
    document.documentElement.classList.add("leaving");
    for (const sound of document.querySelectorAll("audio, video")) sound.pause();
    status.textContent = status.dataset.leaving;
    location.replace(link.href);
  };

  // What is said once more must have been gone in between, or a screen reader keeps silent.
  const forget = () => {
    presses = 0;
    status.textContent = "";
  };

  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });

  document.addEventListener("keydown", (event) => {
    clearTimeout(expiry);
    if (event.key !== "Shift") return forget();
    expiry = setTimeout(forget, WAIT);
    if (event.repeat) return;
    presses = event.timeStamp - last > WAIT ? 1 : presses + 1;
    last = event.timeStamp;
    if (presses === 3) leave();
    else status.textContent = presses === 2 ? status.dataset.last : status.dataset.again;
  });

  // What was answered in a self-check is not there when a browser brings the page back as it was.
  addEventListener("pagehide", () => document.querySelector(".check")?.reset());

  // On the help pages no link of this site leaves a step behind, so that Back never returns to them; and on
  // every sheltered page a jump inside it leaves none, so that the exit has one step to replace, and not two.
  const leavesNoTrace = document.body.classList.contains("no-trace");
  document.addEventListener("click", (event) => {
    const target = event.target.closest("a[href]");
    if (!target || target === link || target.origin !== location.origin || target.hasAttribute("download")) return;
    if (event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    if (!leavesNoTrace && !(target.pathname === location.pathname && target.search === location.search && target.hash)) return;
    event.preventDefault();
    location.replace(target.href);
  });
})();
