"""The desk's addresses, below /admin/."""

from django.urls import path

from stories.desk import views, words

urlpatterns = [
    path("people/<int:pk>/words/", words.list_words, name="person_words"),
    path("people/<int:pk>/words/<slug:language>/<slug:element>/", words.change_words, name="change_words"),
    path("takedowns/<int:pk>/print/", views.print_report, name="takedown_print"),
    path("takedowns/<int:pk>/report.pdf", views.report_pdf, name="takedown_pdf"),
    path("takedowns/<int:pk>/check/", views.check_again, name="takedown_check"),
    path("takedowns/<int:pk>/close/", views.close, name="takedown_close"),
    path("copies/<int:pk>/letter/", views.show_letter, name="copy_letter"),
    path("copies/<int:pk>/asked/", views.note_asked, name="copy_asked"),
    path("copies/<int:pk>/answered/", views.note_answered, name="copy_answered"),
]
