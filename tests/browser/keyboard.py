"""A reader without a mouse: walks a page by Tab, and must see at each step where they are."""

STEPS = 400
# The buttons inside a player, between which the element stays the same; more at one would be a trap.
INSIDE = 12
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
    wrong, seen, last, inside = [], set(), "", 0
    page.evaluate("() => { scrollTo(0, 0); document.activeElement?.blur() }")
    for _step in range(STEPS):
        page.keyboard.press(key)
        state = page.evaluate(STATE)
        if state is None:
            break
        inside = inside + 1 if state["step"] == last else 0
        if inside > INSIDE or (state["step"] in seen and not inside):
            break
        last = state["step"]
        seen.add(last)
        wrong += [f"{what}: {state['name']}" for what in state["wrong"]]
    return len(seen), wrong
