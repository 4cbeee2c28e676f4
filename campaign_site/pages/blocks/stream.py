"""The blocks that each page of text offers."""

from campaign_site.pages.blocks.actions import ActionBlock, QuestionBlock
from campaign_site.pages.blocks.facts import FigureBlock, MisconceptionBlock
from campaign_site.pages.blocks.media import DownloadBlock, PictureBlock
from campaign_site.pages.blocks.text import HeadingBlock, ParagraphBlock, QuoteBlock

CONTENT_BLOCKS = [
    ("heading", HeadingBlock()),
    ("text", ParagraphBlock()),
    ("quote", QuoteBlock()),
    ("picture", PictureBlock()),
    ("figure", FigureBlock()),
    ("misconception", MisconceptionBlock()),
    ("question", QuestionBlock()),
    ("action", ActionBlock()),
    ("download", DownloadBlock()),
]
