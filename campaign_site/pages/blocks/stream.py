"""The blocks that each page of text offers, and those that one kind of page has besides."""

from campaign_site.pages.blocks.actions import ActionBlock
from campaign_site.pages.blocks.facts import FigureBlock, MisconceptionBlock
from campaign_site.pages.blocks.media import DownloadBlock, PictureBlock, VideoBlock
from campaign_site.pages.blocks.self_check import SelfCheckBlock
from campaign_site.pages.blocks.text import HeadingBlock, ParagraphBlock, QuoteBlock

CONTENT_BLOCKS = [
    ("heading", HeadingBlock()),
    ("text", ParagraphBlock()),
    ("quote", QuoteBlock()),
    ("picture", PictureBlock()),
    ("figure", FigureBlock()),
    ("misconception", MisconceptionBlock()),
    ("action", ActionBlock()),
    ("download", DownloadBlock()),
]

VIDEO_BLOCKS = [*CONTENT_BLOCKS, ("video", VideoBlock())]

AT_RISK_BLOCKS = [*CONTENT_BLOCKS, ("self_check", SelfCheckBlock())]
