from django.apps import AppConfig


class ConsentConfig(AppConfig):
    name = "stories.consent"
    label = "consent"
