from django.apps import AppConfig


class AmbassadorsConfig(AppConfig):
    name = "ambassadors"
    label = "ambassadors"

    def ready(self):
        from ambassadors import personal_data as own_data
        from campaign_site.delivery import personal_data

        personal_data.register(own_data.OWN)
