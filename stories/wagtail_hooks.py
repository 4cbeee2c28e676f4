from django.urls import include, path
from wagtail import hooks

from stories import action_menu, visibility
from stories.admin_lists import PagesInterface, StoryExplorerViewSet
from stories.desk import urls as desk
from stories.desk.stories import StoryListViewSet
from stories.desk.viewsets import ConsentGroup, PicturesItem, TakedownGroup
from stories.viewsets import StoryChooserViewSet

hooks.register("construct_explorer_page_queryset", visibility.in_explorer)
hooks.register("construct_page_chooser_queryset", visibility.in_chooser)
hooks.register("construct_page_action_menu", action_menu.for_stories)


@hooks.register("construct_admin_api")
def register_interface(router):
    router.register_endpoint("pages", PagesInterface)


@hooks.register("register_admin_viewset")
def register_viewsets():
    return [
        StoryExplorerViewSet(),
        StoryChooserViewSet("choose_story"),
        StoryListViewSet("story_list"),
        ConsentGroup(),
        TakedownGroup(),
    ]


@hooks.register("register_admin_menu_item")
def register_pictures():
    return PicturesItem()


@hooks.register("register_admin_urls")
def register_desk():
    return [path("", include(desk))]
