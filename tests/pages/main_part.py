"""The part of a page that is its own: the frame around it has links of its own to help, languages and lists."""


def main_of(answer) -> str:
    """Return what stands in `<main>` of an answer."""
    return answer.text.partition("<main")[2].partition("</main>")[0]
