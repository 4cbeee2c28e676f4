"""Whatever can happen to a pledge of any kind, for Hypothesis to put together."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import strategies as st

from donations.choices import MONEY, OF_A_DAY, TERMS, FactKind, Rhythm
from donations.facts import Fact, Terms

START = datetime(2026, 1, 31, 10, tzinfo=UTC)
LATE = date(2030, 1, 1)
HAPPENINGS = st.builds(
    lambda kind, days, minor, once: Fact(
        kind,
        START + timedelta(days=days),
        f"{once}:{kind}",
        minor if kind in MONEY | TERMS | {FactKind.LAPSED} else 0,
        START.date() + timedelta(days=days + minor % 90) if kind in OF_A_DAY else None,
    ),
    st.sampled_from(FactKind),
    st.integers(0, 400),
    st.integers(1, 100_00),
    st.integers(0, 30),
)
TERMS_OF_ANY_KIND = st.builds(
    lambda rhythm, minor, parts: Terms(rhythm, minor, parts if rhythm == Rhythm.INSTALMENTS else 1, START),
    st.sampled_from(Rhythm),
    st.integers(60, 100_00),
    st.integers(2, 60),
)
