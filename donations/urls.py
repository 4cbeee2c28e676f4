"""Addresses of the supporter's way; included below the language."""

from django.urls import path

from donations import manage_views, views
from donations.cards import views as cards
from donations.receipts import views as receipts
from donations.transparency import views as transparency

urlpatterns = [
    path("pledge/", views.pledge, name="pledge"),
    path("pledge/check/", views.check, name="pledge_check"),
    path("pledge/thanks/<str:token>/", views.thanks, name="pledge_thanks"),
    path("pledge/thanks/<str:token>/card/", cards.pay_from_thanks, name="card_from_thanks"),
    path("pledge/manage/<str:token>/card/", cards.pay_from_manage, name="card_from_manage"),
    path("pledge/card/paid/", cards.paid, name="card_paid"),
    path("pledge/card/unpaid/", cards.unpaid, name="card_unpaid"),
    path("pledge/confirm/<str:token>/", views.confirm, name="pledge_confirm"),
    path("pledge/manage/<str:token>/", manage_views.manage, name="pledge_manage"),
    path("pledge/stop/<str:token>/", manage_views.stop, name="pledge_stop"),
    path("pledge/find/", manage_views.find, name="pledge_find"),
    path("pledge/manage/<str:token>/receipts/<str:number>/", receipts.receipt, name="receipt"),
    path("pledge/manage/<str:token>/receipts/<str:number>.pdf", receipts.receipt_pdf, name="receipt_pdf"),
    path("pledge/manage/<str:token>/receipts/<str:number>.json", receipts.proof, name="receipt_proof"),
    path("pledge/manage/<str:token>/years/<int:year>/", receipts.year, name="receipts_of_year"),
    path("pledge/manage/<str:token>/years/<int:year>.pdf", receipts.year_pdf, name="receipts_of_year_pdf"),
    path("receipts/verify/", receipts.verify, name="receipt_verify"),
    path("transparency/", transparency.page, name="transparency"),
    path("transparency/statement.json", transparency.newest, name="statement"),
    path("transparency/statements/<int:number>.json", transparency.numbered, name="statement_numbered"),
    path("transparency/ledger.csv", transparency.ledger_csv, name="ledger_csv"),
]
