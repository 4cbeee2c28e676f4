"""Each table either moves the publication epoch, or is one that the public never sees, for a reason."""

from django.apps import apps

from campaign_site.delivery.caching import publication

# By the beginning of their names.
NEVER_SHOWN = {
    "accounts_": "who works here",
    "auth_": "rights",
    "account_": "signing in",
    "mfa_": "signing in",
    "socialaccount_": "signing in",
    "django_": "Django's own",
    "wagtailadmin_": "the admin's own",
    "wagtailusers_": "the admin's own",
    "wagtailsearch_": "the search asks the pages again",
    "simple_translation_": "rights",
    "taggit_": "editors' words for pictures",
    "delivery_": "what happens beside the pages",
    "demo_": "what the demonstration made",
    "consent_auditevent": "the protection officers' record",
    "consent_audithead": "the protection officers' record",
    "consent_accesscode": "how a person comes in",
    "consent_callrequest": "who wishes to be called",
    "consent_evidence": "sealed",
    "consent_vaultpart": "sealed",
    "consent_noticeversion": "shown at the desk",
    "consent_outsidecopy": "copies elsewhere",
    "consent_takedowncheck": "shown at the desk",
    "stories_identityrun": "shown at the desk",
    "stories_storyreviewstate": "reviews that are under way",
    "stories_storyreviewtask": "workflow",
    "stories_personsyestask": "workflow",
    "movement_commitmentlink": "how a person comes back",
    "pages_foureyestask": "workflow",
    "pages_textstate": "shown to translators",
    "wagtailcore_collectionviewrestriction_groups": "rights",
    "wagtailcore_comment": "the editors' talk",
    "wagtailcore_group": "rights",
    "wagtailcore_modellogentry": "history",
    "wagtailcore_pageviewrestriction_groups": "rights",
    "wagtailcore_pagelogentry": "history",
    "wagtailcore_pagesubscription": "who is told",
    "wagtailcore_referenceindex": "where things are used",
    "wagtailcore_revision": "what is not live",
    "wagtailcore_task": "workflow",
    "wagtailcore_uploadedfile": "half an upload",
    "wagtailcore_workflow": "workflow",
    "wagtaildocs_document": "Wagtail's own, which ours replaces",
    "wagtailimages_": "Wagtail's own, which ours replaces",
    "donations_attempt": "one supporter's",
    "donations_cardmovement": "one supporter's",
    "donations_providerevent": "one supporter's",
    "donations_refund": "one supporter's",
    "donations_pledge": "one supporter's; what is counted of it stands in the tallies",
    "donations_receipt": "one supporter's",
    "donations_ledger": "what is counted of it stands in the tallies",
    "donations_settlement": "the desk's",
    "donations_statement": "the bank's",
}


def test_every_table_is_watched_or_never_shown():
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True) if model._meta.managed}
    watched = publication.watched().keys()
    assert len(watched) > 30
    unknown = {table for table in tables - watched if not table.startswith(tuple(NEVER_SHOWN))}
    assert unknown == set()
    assert watched - tables == set()


def test_no_reason_is_left_over():
    tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}
    assert [name for name in NEVER_SHOWN if not any(table.startswith(name) for table in tables)] == []
