"""The desk's addresses, below /admin/. The lists have theirs from `desk.py`."""

from django.urls import path

from donations.statements import screens, taking_in

urlpatterns = [
    path("bank_statement/take-in/", taking_in.take_in_statement, name="take_in_statement"),
    path("bank-transfers/<int:pk>/settle/<slug:way>/", screens.settle_payment, name="settle_payment"),
    path("bank-transfers/decisions/<int:pk>/agree/", screens.agree, name="agree_settlement"),
    path("bank-transfers/decisions/<int:pk>/turn-down/", screens.turn_down, name="turn_down_settlement"),
]
