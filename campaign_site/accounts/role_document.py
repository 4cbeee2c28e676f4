"""Writes docs/roles.md from the table of roles, so that what is written is what is granted."""

from campaign_site.accounts.role_table import ROLES, Role

OPENING = """# Roles

Made by `manage.py sync_roles --document docs/roles.md` from `campaign_site/accounts/role_table.py`.

A person may hold several roles. Every role may sign in to the admin with a second factor, change its own name,
mail address, language, password and second factor, and nothing more than is said here. Whoever opens what
identifies a person, takes a list away or changes people and roles shows the second factor once more, if that
was ten minutes ago. No role may publish a story: the workflow does, after a protection officer, the person
themselves and a second reviewer have said yes to exactly this text, and while a consent covers it. Who reviews
is said by the workflow's task, which names the roles. `consent.view_auditevent` shows the time line on the
records that a role may open; there is no screen for the audit trail as a whole. Which role is let in at each
address of the admin: `addresses.txt`.

Press releases and ambassadors' pages go live by the yes of a press officer who changed nothing in them since they
were last approved. On them, `publish` is the right to take them back; on their lists, to publish the list itself.

Rights on stories are those on `stories.StoryIndexPage`: what a role holds on a home page ends above them. Nobody
moves or copies a story, and nobody deletes one that ever was public: a take-down does. Superusers keep the
machine, not the content: without a role they neither write, review nor delete stories, and open no record of a
person. There should be two, with no daily work. They are made on the command line only.

Who is a protection officer, a reviewer or a fundraising officer is decided by a superuser, or by a protection
officer who also may change users, so that nobody makes up two people to decide about money. Each time all
protection officers get a mail, and the audit trail has an event.
"""


def role_document() -> str:
    """Return the document: one short section per role."""
    return OPENING + "".join(_section(role) for role in ROLES)


def _section(role: Role) -> str:
    rights = [
        f"`{right.page_type}`{_languages(right.languages)}: {', '.join(right.actions)}" for right in role.pages
    ]
    granted = [f"`{name}`" for name in (*role.permissions, *role.media)]
    granted += [f"`{name}` (pictures of stories)" for name in role.story_media]
    lines = [
        f"\n## {role.name}\n\n{role.summary}\n",
        "\nMay\n\n" + "".join(f"* {sentence}\n" for sentence in role.may),
        "\nMay not\n\n" + "".join(f"* {sentence}\n" for sentence in role.may_not),
        "\nPages (each with what lies below it): " + "; ".join(rights or ["none"]) + ".\n",
        "\nPermissions: " + ", ".join(granted or ["none"]) + ".\n",
    ]
    return "".join(lines)


def _languages(languages: str) -> str:
    return "" if languages == "all" else f" ({languages})"
