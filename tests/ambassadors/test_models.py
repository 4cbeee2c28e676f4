"""What an ambassador must be, in the database and in the form."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from ambassadors.choices import Role
from ambassadors.models import AmbassadorPage
from tests.factories.ambassadors import AmbassadorPageFactory

pytestmark = pytest.mark.django_db


def test_database_refuses_a_national_ambassador_without_a_country():
    ambassador = AmbassadorPageFactory(national=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        AmbassadorPage.objects.filter(pk=ambassador.pk).update(country="")
    assert AmbassadorPage.objects.get(pk=ambassador.pk).country == "GH"


def test_form_asks_for_the_country_beside_its_field():
    ambassador = AmbassadorPageFactory()
    ambassador.role = Role.NATIONAL_AMBASSADOR
    with pytest.raises(ValidationError) as refused:
        ambassador.full_clean()
    assert list(refused.value.message_dict) == ["country"]


def test_unknown_country_is_refused():
    with pytest.raises(ValidationError) as refused:
        AmbassadorPageFactory(role=Role.NATIONAL_AMBASSADOR, country="XX")
    assert list(refused.value.message_dict) == ["country"]


def test_role_line_names_the_country_of_a_national_ambassador_only():
    assert AmbassadorPageFactory(national=True).role_line == "National Goodwill Ambassador, Ghana"
    assert AmbassadorPageFactory(country="GH").role_line == "Global Goodwill Ambassador"
