"""A reader without a mouse: walks a page by Tab, and must see at each step where they are."""

STEPS = 400
# Seen: something is drawn around it, and no other part of the page, such as the bar of the exit, hides it.
STATE = """() => {
    const element = document.activeElement
    if (!element || element === document.body || element === document.documentElement) return null
    const style = getComputedStyle(element), label = getComputedStyle(element.labels?.[0] ?? element)
    const box = element.getBoundingClientRect()
    const drawn = [style, label].some(one => one.outlineStyle !== "none" && parseFloat(one.outlineWidth) >= 2)
    const at = [.1, .5, .9]
    const points = at.flatMap(x => at.map(y => [box.left + box.width * x, box.top + box.height * y]))
    const open = points.some(([x, y]) => {
        const top = document.elementFromPoint(x, y)
        return top && (element.contains(top) || top.contains(element) || [...(element.labels ?? [])].includes(top))
    })
    const name = element.outerHTML.slice(0, 110)
    element.dataset.step ??= String(document.querySelectorAll("[data-step]").length)
    const wrong = [drawn ? "" : "no outline", open ? "" : "hidden"].filter(Boolean)
    return {name, step: element.dataset.step, wrong}
}"""


def walk(page, key: str) -> tuple[int, list[str]]:
    """Press `key` ("Tab", "Shift+Tab") until the page is left; return how many steps, and what was wrong."""
    wrong, seen = [], set()
    page.evaluate("() => { scrollTo(0, 0); document.activeElement?.blur() }")
    for _step in range(STEPS):
        page.keyboard.press(key)
        state = page.evaluate(STATE)
        if state is None or state["step"] in seen:
            break
        seen.add(state["step"])
        wrong += [f"{what}: {state['name']}" for what in state["wrong"]]
    return len(seen), wrong
