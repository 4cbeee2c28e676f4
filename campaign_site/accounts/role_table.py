"""The roles of the house: who may do what. The one table; groups, documentation and tests follow from it.

Least privilege: a role holds what its holder does every week. Nobody publishes a story, a press release or an
ambassador's page by a permission (the workflow does), and nobody but a superuser changes groups, sites, locales or
workflows.
"""

from dataclasses import dataclass

WRITER = "Writer"
PROTECTION_OFFICER = "Protection officer"
REVIEWER = "Reviewer"
PRESS_OFFICER = "Press officer"
FUNDRAISING_OFFICER = "Fundraising officer"
TRANSLATOR = "Translator"
ADMINISTRATOR = "Administrator"

ACCESS = ("wagtailadmin.access_admin",)
# Wagtail shows a page in the explorer to those who hold any permission on it; locking is the smallest.
SEE = ("lock",)
EDIT = ("add", "change", "lock", "unlock")
EDIT_AND_PUBLISH = (*EDIT, "publish")


@dataclass(frozen=True)
class PageRight:
    """Page permissions (`add`, `change` …) on every page of one type, and so on all that lies below.

    Stories are apart: what is granted higher up than on their list ends above it (`stories/permissions.py`).
    Their pictures are apart as well: `media` counts everywhere but there, `story_media` there only.
    `languages` is "all", "source" (the site's first language) or "translations" (the others).
    """

    page_type: str
    actions: tuple[str, ...]
    languages: str = "all"


@dataclass(frozen=True)
class Role:
    """A role as it stands in the table; permissions are written `app_label.codename`."""

    name: str
    summary: str
    may: tuple[str, ...]
    may_not: tuple[str, ...]
    pages: tuple[PageRight, ...] = ()
    permissions: tuple[str, ...] = ()
    media: tuple[str, ...] = ()
    story_media: tuple[str, ...] = ()


def manage(app_label: str, *models: str, actions: tuple[str, ...] = ("add", "change", "view")) -> tuple[str, ...]:
    """Return the permission names for these actions on these models."""
    return tuple(f"{app_label}.{action}_{model}" for model in models for action in actions)


ADD_PICTURES = ("wagtailimages.add_image", "wagtailimages.choose_image")
CHOOSE_PICTURES = ("wagtailimages.choose_image", "wagtaildocs.choose_document")
ADD_RECORDINGS = manage("media", "campaignrecording", actions=("add", "choose"))
ADD_VIDEOS = manage("media", "campaignvideo", actions=("add", "choose", "change"))
KEEP_VIDEOS = (*ADD_VIDEOS, "media.delete_campaignvideo")
KEEP_MEDIA = (
    "wagtailimages.add_image",
    "wagtailimages.change_image",
    "wagtailimages.choose_image",
    "wagtaildocs.add_document",
    "wagtaildocs.change_document",
    "wagtaildocs.choose_document",
)

ROLES = (
    Role(
        WRITER,
        "Writes stories and hands them in for review.",
        may=(
            "write new stories, change their own, and delete their drafts that never were public",
            "add pictures and recordings for stories, and use those that are there",
            "hand a story in for review",
        ),
        may_not=("publish anything", "review", "read contributors, consents or evidence"),
        pages=(PageRight("stories.StoryIndexPage", ("add",)),),
        permissions=ADD_RECORDINGS,
        story_media=ADD_PICTURES,
    ),
    Role(
        PROTECTION_OFFICER,
        "Keeps the people behind the stories safe: consents, risk reviews, hiding at once.",
        may=(
            "record contributors, notices, consents and their evidence",
            "make the risk review of a story that they have not written",
            "read such a story back to the person before it is public, and keep their yes",
            "change a story to protect the person, and delete a draft that never was public",
            "hide a story at once, also by withdrawing its consent",
            "decide on what the identity check found in texts that they have not written, with a reason",
            "add and change pictures of stories; add, change and delete recordings",
            "clear pictures for stories, unless they brought the file themselves",
            "open a person's vault, evidence and wishes to be called, each time with a reason that is kept",
            "give a person their private code, and revoke it",
            "read the report of a take-down, write to those who hold copies elsewhere, and close it",
            "see who wishes to be called, and note that it was seen to",
            "take lists of stories, people, consents and take-downs with them, by code; each time is kept",
            "keep the helplines up to date",
        ),
        may_not=("publish", "review a text of their own", "manage users"),
        pages=(PageRight("stories.StoryIndexPage", ("change", "lock", "unlock")),),
        permissions=(
            *manage("consent", "contributor"),
            *manage("consent", "callrequest", actions=("change", "view")),
            *manage("consent", "noticeversion", "consent", actions=("add", "view")),
            "consent.add_evidence",
            "consent.view_auditevent",
            "consent.withdraw_consent",
            "consent.export_consent",
            "consent.read_vault",
            "consent.read_evidence",
            "consent.issue_code",
            "consent.add_storyapproval",
            "consent.add_pictureclearance",
            *manage("consent", "takedown", actions=("change", "view")),
            *manage("consent", "outsidecopy"),
            "stories.hide_story",
            "stories.export_story",
            "stories.delete_storypage",
            "stories.view_identityfinding",
            "stories.resolve_identityfinding",
            *ADD_RECORDINGS,
            *manage("media", "campaignrecording", actions=("change", "delete")),
            *manage("pages", "helpline", actions=("add", "change", "delete", "view")),
        ),
        story_media=(*ADD_PICTURES, "wagtailimages.change_image"),
    ),
    Role(
        REVIEWER,
        "Second pair of eyes: judges the risk before a story goes live.",
        may=(
            "read the stories that wait for review, and approve or send back those that they have not written",
            "read what a consent covers",
            "hide a story at once, also by withdrawing its consent",
            "read the report of a take-down, and have everything looked at again",
        ),
        may_not=("write or change stories", "record consents", "read evidence", "manage users"),
        pages=(PageRight("stories.StoryIndexPage", SEE),),
        permissions=(
            "consent.view_contributor",
            "consent.view_consent",
            "consent.withdraw_consent",
            *manage("consent", "takedown", "outsidecopy", actions=("view",)),
            "stories.hide_story",
        ),
        story_media=("wagtailimages.choose_image",),
    ),
    Role(
        PRESS_OFFICER,
        "Speaks for the campaign: press releases and ambassadors.",
        may=(
            "write and change press releases, with embargo, and ambassadors' profiles, and hand them in",
            "approve what others wrote or changed of these, which publishes it, and take any of them back at once",
            "add pictures, videos and documents for the press; change and delete videos",
        ),
        may_not=(
            "publish their own words",
            "write or change stories",
            "read contributors or consents",
            "see pledges",
        ),
        pages=(
            PageRight("press.PressIndexPage", EDIT_AND_PUBLISH),
            PageRight("ambassadors.AmbassadorIndexPage", EDIT_AND_PUBLISH),
        ),
        permissions=KEEP_VIDEOS,
        media=KEEP_MEDIA,
    ),
    Role(
        FUNDRAISING_OFFICER,
        "Looks after programmes and the people who pledge.",
        may=(
            "write, change and publish programmes",
            "read pledges, card payments and the ledger, and take their lists with them; each time is kept",
            "enter what currencies are about worth, with the day and the source",
            "take the bank's statements in; each time is kept",
            "decide on bank transfers that name no pledge, or not the right one; above a limit two officers do",
            "send a card payment back to the card it came from, with a reason; above a limit two officers do",
            "write a lapsed pledge off before a year is over, with a reason that is kept",
            "add pictures and videos for programmes",
            "write a video's captions in languages in which no public page shows it, or a programme does",
        ),
        may_not=(
            "see stories in the admin",
            "read contributors or consents",
            "change what was booked, or the bank accounts that money goes to",
        ),
        pages=(PageRight("donations.ProgrammeIndexPage", EDIT_AND_PUBLISH),),
        permissions=(
            "donations.view_pledge",
            "donations.export_pledge",
            "donations.writeoff_pledge",
            "donations.view_ledgertransaction",
            "donations.export_ledgertransaction",
            "donations.view_bankaccount",
            *manage("donations", "exchangerate"),
            *manage("donations", "statement", "statemententry", actions=("view",)),
            "donations.import_statement",
            "donations.settle_statemententry",
            "donations.export_statemententry",
            "donations.view_attempt",
            "donations.refund_attempt",
            *ADD_VIDEOS,
        ),
        media=ADD_PICTURES,
    ),
    Role(
        TRANSLATOR,
        "Brings pages into the other languages.",
        may=(
            "start a translation of any page, stories included",
            "change pages in French, Spanish and Arabic, stories included, and hand them in for review",
            "see how far each language is, with a page's words beside those of its source",
            "use the recordings that are there, and the pictures that are not a story's",
            "use the videos that are there, and write captions in languages in which no public page shows them",
        ),
        may_not=("publish", "change the English source", "read contributors, consents or evidence"),
        pages=(
            PageRight("pages.HomePage", SEE, languages="source"),
            PageRight("pages.HomePage", ("add", "change"), languages="translations"),
            PageRight("stories.StoryIndexPage", SEE, languages="source"),
            PageRight("stories.StoryIndexPage", ("change",), languages="translations"),
        ),
        permissions=(
            "simple_translation.submit_translation",
            "media.choose_campaignrecording",
            "media.choose_campaignvideo",
            "media.change_campaignvideo",
        ),
        media=CHOOSE_PICTURES,
    ),
    Role(
        ADMINISTRATOR,
        "Keeps the house: pages of text, users, helplines, settings.",
        may=(
            "write, change and publish pages of text, help pages and programmes",
            "write and change press releases and ambassadors' profiles, hand them in, and take them back",
            "add users, give them roles other than Protection officer and Reviewer, and switch them off",
            "keep helplines, pictures, videos, documents and the campaign's settings",
            "enter the bank accounts that supporters transfer to",
            "approve pages of text that others hand in",
            "start translations",
            "see who stands with survivors, by first name and country, and take the list along; each time is kept",
            "say whether first names are shown on that page, and which are not",
        ),
        may_not=(
            "see stories in the admin, or write, change, publish or delete one",
            "publish or approve press releases and ambassadors' profiles",
            "make a superuser, or change one",
            "name protection officers, reviewers or fundraising officers without being a protection officer",
            "set anybody's password, or change the mail address of an officer, a reviewer or who has signed in",
            "change what a role may do",
            "read contributors, consents or evidence",
            "see pledges",
        ),
        pages=(PageRight("pages.HomePage", EDIT_AND_PUBLISH),),
        permissions=(
            # Not delete: what somebody did keeps their name; a user is switched off.
            *manage("accounts", "user"),
            # Whoever sees the pledges does not choose the account, and the other way round.
            *manage("donations", "bankaccount"),
            *manage("pages", "helpline", actions=("add", "change", "delete", "view")),
            "pages.change_campaignsettings",
            "movement.view_commitment",
            "movement.export_commitment",
            "movement.change_movementsettings",
            "simple_translation.submit_translation",
            *KEEP_VIDEOS,
        ),
        media=KEEP_MEDIA,
    ),
)
