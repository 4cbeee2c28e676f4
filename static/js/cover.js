// Draws, moves and resizes the rectangles that cover parts of a picture. They are the form's own number fields,
// which do without this script: here each gets a frame on the picture, for the pointer and for the keyboard.

const SIDES = ["x", "y", "width", "height"];
const STEP = 1;
const SMALLEST = 0.5;
const NEW = { x: 40, y: 40, width: 20, height: 20 };
const ARROWS = { ArrowLeft: [-STEP, 0], ArrowRight: [STEP, 0], ArrowUp: [0, -STEP], ArrowDown: [0, STEP] };

const between = (value, least, most) => Math.min(Math.max(value, least), most);
const tenth = (value) => Math.round(value * 10) / 10;
const moved = (box, across, down) => ({ ...box, x: box.x + across, y: box.y + down });
const sized = (box, across, down) => ({
  ...box,
  width: between(box.width + across, SMALLEST, 100 - box.x),
  height: between(box.height + down, SMALLEST, 100 - box.y),
});

function begin(form) {
  const stage = form.querySelector(".cover-stage");
  const drawn = stage.querySelector("[data-areas]");
  const fields = form.querySelector("[data-fields]");
  const empty = form.querySelector("[data-empty]");
  const total = form.elements["area-TOTAL_FORMS"];
  const most = Number(form.elements["area-MAX_NUM_FORMS"].value);
  const said = form.querySelector("[data-said]");
  const keys = form.querySelector("#cover-keys");
  const frames = new Map();

  const field = (area, side) => area.querySelector(`[name$="-${side}"]`);
  const out = (area) => field(area, "DELETE");
  const number = (area) => area.querySelector("[data-number]").textContent;

  function read(area) {
    const box = Object.fromEntries(SIDES.map((side) => [side, field(area, side).valueAsNumber]));
    return out(area).checked || Object.values(box).some(Number.isNaN) ? null : box;
  }

  function write(area, box) {
    const width = between(box.width, SMALLEST, 100);
    const height = between(box.height, SMALLEST, 100);
    const kept = { x: between(box.x, 0, 100 - width), y: between(box.y, 0, 100 - height), width, height };
    for (const side of SIDES) field(area, side).value = tenth(kept[side]);
    show(area);
  }

  function place(box) {
    const words = { left: box.x, top: box.y, width: box.width, height: box.height };
    return form.dataset.place.replace(/\{(\w+)\}/g, (_match, word) => tenth(words[word]));
  }

  function show(area) {
    const box = read(area);
    area.classList.toggle("is-out", out(area).checked);
    let frame = frames.get(area);
    if (!box) {
      frame?.remove();
      frames.delete(area);
      return;
    }
    if (!frame) {
      frame = document.createElement("button");
      frame.type = "button";
      frame.className = "cover-frame";
      frame.setAttribute("aria-describedby", keys.id);
      frame.addEventListener("keydown", (event) => press(event, area));
      frames.set(area, frame);
      stage.append(frame);
    }
    frame.textContent = number(area);
    frame.setAttribute("aria-label", `${form.dataset.name} ${number(area)}: ${place(box)}`);
    const edges = { left: box.x, top: box.y, width: box.width, height: box.height };
    for (const [edge, percent] of Object.entries(edges)) frame.style[edge] = `${percent}%`;
  }

  function press(event, area) {
    const box = read(area);
    const arrow = ARROWS[event.key];
    if (arrow) {
      write(area, (event.shiftKey ? sized : moved)(box, ...arrow));
      say(`${form.dataset.name} ${number(area)}: ${place(read(area))}`);
    } else if (event.key === "Enter") {
      field(area, "x").focus();
    } else if (event.key === "Delete" || event.key === "Backspace") {
      out(area).checked = true;
      show(area);
      say(`${form.dataset.name} ${number(area)}: ${form.dataset.out}`);
      (frames.values().next().value ?? form.querySelector("[data-add]")).focus();
    } else return;
    event.preventDefault();
  }

  let wait;
  function say(words) {
    clearTimeout(wait);
    wait = setTimeout(() => (said.textContent = words), 300);
  }

  function add(box) {
    const areas = [...fields.querySelectorAll("[data-area]")];
    let area = areas.find((one) => SIDES.every((side) => field(one, side).value === "") && !out(one).checked);
    if (!area) {
      if (areas.length >= most) return null;
      const copy = empty.content.cloneNode(true);
      for (const name of ["name", "id", "for"]) {
        for (const part of copy.querySelectorAll(`[${name}]`)) {
          part.setAttribute(name, part.getAttribute(name).replace("__prefix__", areas.length));
        }
      }
      area = copy.querySelector("[data-area]");
      area.querySelector("[data-number]").textContent = areas.length + 1;
      fields.append(area);
      total.value = areas.length + 1;
    }
    write(area, box);
    return area;
  }

  function at(event) {
    const edge = stage.getBoundingClientRect();
    return {
      x: between(((event.clientX - edge.left) / edge.width) * 100, 0, 100),
      y: between(((event.clientY - edge.top) / edge.height) * 100, 0, 100),
    };
  }

  // In the lower right corner of a frame the pointer changes its size.
  function holdsCorner(frame, event) {
    const edge = frame.getBoundingClientRect();
    return edge.right - event.clientX < 16 && edge.bottom - event.clientY < 16;
  }

  stage.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    const start = at(event);
    const frame = event.target.closest(".cover-frame");
    let area = frame && [...frames].find(([, one]) => one === frame)[0];
    const before = area && read(area);
    const isSized = frame && holdsCorner(frame, event);
    stage.setPointerCapture(event.pointerId);
    frame?.focus();
    event.preventDefault();

    function move(now) {
      const here = at(now);
      const [across, down] = [here.x - start.x, here.y - start.y];
      if (!before) {
        if (!area && Math.max(Math.abs(across), Math.abs(down)) < 1) return;
        const [x, y] = [Math.min(start.x, here.x), Math.min(start.y, here.y)];
        const box = { x, y, width: Math.abs(across), height: Math.abs(down) };
        if (area) write(area, box);
        else area = add(box);
      } else write(area, (isSized ? sized : moved)(before, across, down));
    }

    function end() {
      stage.removeEventListener("pointermove", move);
      stage.removeEventListener("pointerup", end);
      stage.removeEventListener("pointercancel", end);
      if (area && !before) frames.get(area)?.focus();
      if (area) say(`${form.dataset.name} ${number(area)}: ${place(read(area))}`);
    }

    stage.addEventListener("pointermove", move);
    stage.addEventListener("pointerup", end);
    stage.addEventListener("pointercancel", end);
  });

  form.querySelector("[data-add]").addEventListener("click", (event) => {
    const area = add(NEW);
    if (!area) return;
    event.preventDefault();
    frames.get(area).focus();
  });
  fields.addEventListener("input", (event) => show(event.target.closest("[data-area]")));
  stage.classList.add("is-drawn-on");
  drawn.remove();
  keys.hidden = false;
  fields.querySelectorAll("[data-area]").forEach(show);
}

document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("[data-cover]").forEach(begin);
});
