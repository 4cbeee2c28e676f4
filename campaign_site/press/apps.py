from django.apps import AppConfig


class PressConfig(AppConfig):
    name = "campaign_site.press"
    label = "press"

    def ready(self):
        from campaign_site.delivery import personal_data
        from campaign_site.delivery.caching import publication
        from campaign_site.pages import dashboard as front
        from campaign_site.press import dashboard, models
        from campaign_site.press import personal_data as own_data

        publication.watch(publication.CONTENT, "press_pressindexpage", "press_pressreleasepage")
        publication.register_clock(models.next_embargo_end)
        front.register(dashboard.numbers)
        front.register_weeks(dashboard.weeks)
        personal_data.register(own_data.OWN)
