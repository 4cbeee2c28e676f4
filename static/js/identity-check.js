// Beside a story's form: a second after the last change, what is written is looked at by the server, which answers
// with kinds and places. Rich text changes hidden fields without an event, so the form is compared each second.

const INTERVAL = 1000;

function watch(panel) {
  const form = panel.closest("form");
  const status = panel.querySelector("[data-status]");
  const list = panel.querySelector("[data-found]");
  const jigsaw = panel.querySelector("[data-jigsaw]");
  if (!form) return;
  let before = null;
  let looked = null;

  function written() {
    const data = new FormData(form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    return new URLSearchParams(data).toString();
  }

  function show(answer) {
    status.textContent = answer.summary;
    list.replaceChildren(
      ...answer.found.map((sentence) => {
        const item = document.createElement("li");
        item.textContent = sentence;
        return item;
      }),
    );
    jigsaw.textContent = answer.jigsaw;
    jigsaw.hidden = !answer.jigsaw;
  }

  async function look() {
    const now = written();
    const isStill = now === before;
    before = now;
    if (isStill && now !== looked && !document.hidden) {
      looked = now;
      status.textContent = panel.dataset.checking;
      try {
        const answer = await fetch(panel.dataset.address, {
          method: "POST",
          body: new URLSearchParams(now),
          headers: { "X-Requested-With": "XMLHttpRequest" },
        });
        const isTooOften = answer.status === 429;
        if (!answer.ok && !isTooOften) throw new Error(String(answer.status));
        show(await answer.json());
      } catch {
        status.textContent = panel.dataset.failed;
      }
    }
    setTimeout(look, INTERVAL);
  }

  look();
}

document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("[data-identity-check]").forEach(watch);
});
