"""The identity check: how long somebody who writes waits for it, and how long a night's run over everything takes.

Names, terms and texts are made up of syllables, spread as words are in languages (Zipf), so that names share
beginnings and texts hold many different words. `make bench ONLY=identity STORIES=1000` measures a smaller night.
"""

import os
import random
import re
import resource
import time
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from campaign_site.accounts.roles import sync_roles
from stories.consent import vault
from stories.consent.choices import VaultPartName
from stories.consent.models import Contributor
from stories.identity import checking
from stories.identity.everybody import everybody, forget
from stories.identity.models import IdentityFinding
from stories.identity.nightly import look_through
from stories.models import StoryPage
from tests.bench.table import Row, at_most, say
from tests.factories.many_stories import multiply
from tests.factories.stories import StoryFactory

FEW, MANY, TERMS = 500, 5_000, 20
STORIES = int(os.environ.get("STORIES", 10_000))
WORDS_OF_A_LONG_STORY, WORDS_OF_A_STORY, TEXTS = 2_000, 1_000, 20
CHANCE = random.Random(11)
CONSONANTS, VOWELS = (*"bdfghjklmnrstwz", "ch", "sh", "kh"), (*"aeiou", "aa")


def measure() -> list[Row]:
    """Fill vaults and check texts as the editor does, then add people and stories and check all of them."""
    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)
    call_command("migrate", verbosity=0)
    sync_roles()
    names = [_word(CHANCE.choice((2, 3, 3, 4))).title() for _number in range(20_000)]
    words = [_word(CHANCE.choice((1, 1, 2, 2, 3, 4))) for _number in range(60_000)]
    say(f"{FEW} vaults …")
    terms = _fill_vaults(FEW, names)
    rows = _while_writing(words, terms)
    say(f"{MANY:,} vaults, {STORIES:,} stories …")
    _fill_vaults(MANY - FEW, names)
    _tell_stories(words)
    return [*rows, *_at_night()]


def _while_writing(words: list[str], terms: list[str]) -> list[Row]:
    texts = [_text(words, WORDS_OF_A_LONG_STORY) for _number in range(TEXTS)]
    person = Contributor.objects.first()
    forget()
    cold = _milliseconds(lambda: _check(texts[0], person))
    warm = sorted(_milliseconds(lambda text=text: _check(text, person)) for text in texts[1:])
    patterns = [re.compile(rf"\b{re.escape(term)}\b", re.IGNORECASE) for term in terms]
    naive = _milliseconds(lambda: [pattern.search(texts[0]) for pattern in patterns])
    people = f"{WORDS_OF_A_LONG_STORY:,} words, {FEW} people with {TERMS} terms"
    peer = f"{naive:,.0f} by one regular expression for each term, exact words only"
    return [
        Row(
            f"identity check: ms, {people}, median of texts not seen before",
            warm[len(warm) // 2],
            at_most(150),
            peer,
        ),
        Row(f"identity check: ms, {people}, slowest", warm[-1]),
        Row("identity check: ms, the first text, with all vaults opened for it", cold),
    ]


def _at_night() -> list[Row]:
    forget()
    began = time.perf_counter()
    looked_at = sum(step.looked_at for step in look_through(everybody()) if step.model is StoryPage)
    minutes = (time.perf_counter() - began) / 60
    assert looked_at >= STORIES
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    night = f"{STORIES:,} stories of {WORDS_OF_A_STORY:,} words, {MANY:,} people"
    found = f"{IdentityFinding.objects.count():,} findings kept"
    return [
        Row(f"identity check at night: minutes, {night}", minutes, at_most(10), found),
        Row("identity check at night: MB at most, filling the site included", memory, at_most(1024)),
    ]


def _check(text: str, person: Contributor) -> None:
    values = {"headline": "A story", "body": [{"type": "text", "value": text}]}
    checking.found_in_draft(StoryPage, values, person, "en", (), None)


def _fill_vaults(count: int, names: list[str]) -> list[str]:
    first, written = Contributor.objects.count(), []
    for number in range(first, first + count):
        person = Contributor.objects.create(display_name="Amina", code=f"AV-B{number:05}")
        terms = [" ".join(CHANCE.sample(names, 2)) for _term in range(TERMS)]
        vault.write(person, VaultPartName.NAMES, [" ".join(CHANCE.sample(names, 3))])
        vault.write(person, VaultPartName.MATCH_TERMS, [{"kind": "relative", "value": term} for term in terms])
        written += terms
    return written


def _tell_stories(words: list[str]) -> None:
    first = StoryFactory(live=True)
    multiply(first, STORIES - 1)
    weights = _weights(words)
    for start in range(0, STORIES, 500):
        stories = list(StoryPage.objects.order_by("pk")[start : start + 500])
        for story in stories:
            told = " ".join(CHANCE.choices(words, cum_weights=weights, k=WORDS_OF_A_STORY))
            StoryPage.objects.filter(pk=story.pk).update(body=[("text", f"<p>{told}</p>")])
        say(f"{start + len(stories):,} stories …")


def _text(words: list[str], count: int) -> str:
    return " ".join(CHANCE.choices(words, cum_weights=_weights(words), k=count))


def _weights(words: list[str]) -> list[float]:
    total, found = 0.0, []
    for rank in range(1, len(words) + 1):
        total += 1 / rank
        found.append(total)
    return found


def _word(syllables: int) -> str:
    return "".join(CHANCE.choice(CONSONANTS) + CHANCE.choice(VOWELS) for _syllable in range(syllables))


def _milliseconds(work) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000
