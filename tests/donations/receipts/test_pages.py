"""Receipts on the supporter's page: to read, to print, as a PDF; for whoever holds the link, for nobody else."""

import io
import json
import re

import pypdf
import pytest
from django.test import Client

from campaign_site.delivery import printing
from donations import managing
from donations.choices import LinkPurpose
from donations.links import issue_link
from donations.models import Receipt
from donations.receipts import paper
from donations.transparency.publishing import publish
from tests.factories.donations import PledgeFactory, ProgrammePageFactory, programmes

pytestmark = pytest.mark.django_db

LANGUAGES = ["en", "fr", "es", "ar"]
needs_pango = pytest.mark.skipif(
    printing.weasyprint() is None, reason="no Pango on this machine; .ci/run installs it"
)


def number() -> str:
    """Return the number of the only receipt."""
    return Receipt.objects.get().number


def test_the_page_of_a_pledge_leads_to_its_receipts_and_years(client, give, pledge, page_of):
    give()
    give("pay-2", 10_00, day=400)
    address = page_of(pledge)
    links = re.findall(rf'href="({address}(?:receipts|years)/[^"]+)"', client.get(address).content.decode())
    assert len([link for link in links if link.endswith("/")]) == 4
    assert {client.get(link).status_code for link in links} == {200}


def test_without_money_there_is_nothing_about_receipts(client, pledge, page_of):
    assert "receipts-title" not in client.get(page_of(pledge)).content.decode()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_receipt_is_in_the_language_of_its_address(client, give, pledge, page_of, language):
    give()
    page = client.get(f"{page_of(pledge, language)}receipts/{number()}/")
    text = page.content.decode()
    direction = "rtl" if language == "ar" else "ltr"
    assert f'<html lang="{language}" dir="{direction}">' in text and text.count("<h1") == 1
    assert Receipt.objects.get().number_for_people in text and "Ada Lovelace" in text
    assert "50.00\xa0EUR" in text or "50,00\xa0EUR" in text or "٥٠٫٠٠" in text
    assert f"http://testserver/{language}/receipts/verify/" in text
    assert "<script" not in text and "style=" not in text
    assert "no-store" in page["Cache-Control"] and page["X-Robots-Tag"] == "noindex" and not page.cookies


def test_a_receipt_says_what_went_back(client, give, pledge, page_of):
    give()
    address = f"{page_of(pledge)}receipts/{number()}/"
    assert "returned" not in client.get(address).content.decode().partition("As of")[0]
    give("refund-1", -20_00, day=1)
    page = client.get(address).content.decode()
    assert "Part of this gift was returned" in page and "30.00\xa0EUR" in page
    give("refund-2", -30_00, day=2)
    assert "This gift was returned in full" in client.get(address).content.decode()


def test_a_programme_is_named_in_the_language_of_the_receipt(client, give, pledge, page_of):
    ProgrammePageFactory(
        parent=programmes("fr"), title="Maison sûre", translation_key=pledge.programme.translation_key
    )
    give()
    page = client.get(f"{page_of(pledge, 'fr')}receipts/{number()}/").content.decode()
    assert '<bdi lang="fr">Maison sûre</bdi>' in page


def test_a_year_holds_what_came_in_it_and_leaves_out_what_went_back(client, give, pledge, page_of):
    give("pay-1", 50_00)
    give("pay-2", 30_00, day=5)
    give("pay-3", 70_00, day=200)
    give("refund", -30_00, day=210)
    give("refund-2", -5_00, day=6)
    page = client.get(f"{page_of(pledge)}years/2026/").content.decode()
    assert page.count("<tr>") == 3 and "Received and kept: 75.00\xa0EUR<" in page
    page = client.get(f"{page_of(pledge)}years/2027/").content.decode()
    assert page.count("<tr>") == 2 and "Received and kept: 40.00\xa0EUR<" in page
    assert client.get(f"{page_of(pledge)}years/2025/").status_code == 404


@needs_pango
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("what", ["receipts", "years"])
def test_a_pdf_is_tagged_titled_and_in_its_language(client, give, pledge, page_of, language, what):
    give()
    name = number() if what == "receipts" else "2026"
    answer = client.get(f"{page_of(pledge, language)}{what}/{name}.pdf")
    assert answer["Content-Type"] == "application/pdf" and "no-store" in answer["Cache-Control"]
    reader = pypdf.PdfReader(io.BytesIO(answer.content))
    catalogue = reader.trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"] and "/StructTreeRoot" in catalogue and catalogue["/Lang"] == language
    assert b"pdfuaid" in catalogue["/Metadata"].get_object().get_data() and reader.metadata.title
    digits = re.sub(r"\D", "", reader.pages[0].extract_text())
    assert number() in digits
    fonts = reader.pages[0]["/Resources"]["/Font"].get_object().values()
    assert all("/DescendantFonts" in font.get_object() for font in fonts)


def test_without_the_library_there_is_the_page_to_print_and_no_link_that_fails(
    client, give, pledge, page_of, monkeypatch
):
    def missing(name):
        raise OSError("cannot load library 'libpango-1.0-0'")

    give()
    monkeypatch.setattr(printing, "import_module", missing)
    address = page_of(pledge)
    for page in (address, f"{address}receipts/{number()}/", f"{address}years/2026/"):
        assert ".pdf" not in client.get(page).content.decode()
    assert client.get(f"{address}receipts/{number()}.pdf").status_code == 404


@needs_pango
def test_the_link_to_the_pdf_leads_to_it(client, give, pledge, page_of):
    give()
    for page in (f"receipts/{number()}", "years/2026"):
        address = page_of(pledge) + page
        assert f'href="{address}.pdf"' in client.get(f"{address}/").content.decode()
        assert client.get(f"{address}.pdf")["Content-Type"] == "application/pdf"


@needs_pango
def test_a_network_that_asks_for_too_many_pdfs_is_asked_to_wait(client, give, pledge, page_of, monkeypatch):
    give()
    address = f"{page_of(pledge)}receipts/{number()}.pdf"
    for _ in range(paper.PDFS_OF_ONE_NETWORK):
        paper.may_make("127.0.0.1")
    answer = client.get(address)
    assert answer.status_code == 429 and "no-store" in answer["Cache-Control"]


PAGES = ["receipts/{number}/", "receipts/{number}.pdf", "receipts/{number}.json", "years/2026/", "years/2026.pdf"]


@pytest.mark.parametrize("number", ["%00", "1%0000", "9" * 500, "%D9%A1", "%2e%2e"])
def test_a_number_that_cannot_be_leads_to_no_receipt(client, give, pledge, page_of, number):
    give()
    publish()
    answers = [client.get(f"{page_of(pledge)}receipts/{number}{end}") for end in ("/", ".json", ".pdf")]
    assert {answer.status_code for answer in answers} == {404}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("purpose", [LinkPurpose.THANKS, LinkPurpose.CONFIRM, LinkPurpose.STOP])
def test_attacker_with_a_link_of_another_purpose_reads_no_receipt(client, give, pledge, page, purpose):
    give()
    token = issue_link(pledge, purpose)
    assert client.get(f"/en/pledge/manage/{token}/{page.format(number=number())}").status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_attacker_with_a_link_of_their_own_reads_nobody_elses(client, give, page_of, page):
    give()
    publish()
    own = PledgeFactory(confirmed=True)
    assert client.get(f"{page_of(own)}{page.format(number=number())}").status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_a_link_is_dead_once_its_supporter_is_forgotten(client, give, pledge, page_of, page):
    give()
    address = page_of(pledge) + page.format(number=number())
    managing.forget(pledge)
    assert client.get(address).status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_receipts_are_only_read(client, give, pledge, page_of, page):
    give()
    assert client.post(page_of(pledge) + page.format(number=number())).status_code in {403, 405}


def test_a_proof_can_be_had_once_a_statement_counts_the_gift(client, give, pledge, page_of):
    give()
    address = page_of(pledge)
    assert ".json" not in client.get(address).content.decode()
    assert client.get(f"{address}receipts/{number()}.json").status_code == 404
    publish()
    assert f"{address}receipts/{number()}.json" in client.get(address).content.decode()
    answer = client.get(f"{address}receipts/{number()}.json")
    assert "no-store" in answer["Cache-Control"] and "attachment" in answer["Content-Disposition"]
    document = json.loads(answer.content)
    assert document["receipt"]["received"] == 50_00
    assert "Ada" not in str(document) and pledge.reference not in str(document)


def test_a_receipt_on_another_device_needs_nothing_but_the_link(give, pledge, page_of):
    give()
    address = f"{page_of(pledge)}receipts/{number()}/"
    assert Client(headers={"User-Agent": "another"}).get(address).status_code == 200


@pytest.mark.parametrize("what", ["receipts", "years"])
def test_the_paper_bears_the_campaigns_name_and_leads_to_the_check(client, give, pledge, page_of, what):
    give()
    name = number() if what == "receipts" else "2026"
    page = client.get(f"{page_of(pledge)}{what}/{name}/").content.decode()
    head = page.partition("<main>")[0]
    assert "campaign of the International Organization for Migration (IOM)" in head and "<svg" in head
    assert '<a class="address" dir="ltr" href="http://testserver/en/receipts/verify/">' in page


def structure(node) -> list[tuple[str, str]]:
    """Return each tag of a PDF with what is read out in place of it."""
    node = node.get_object()
    children = node.get("/K", []) if isinstance(node, dict) else []
    children = children.get_object() if hasattr(children, "get_object") else children
    children = children if isinstance(children, list) else [children]
    found = [(node["/S"], str(node.get("/Alt", "")))] if isinstance(node, dict) and "/S" in node else []
    return found + [tag for child in children for tag in structure(child) if isinstance(child.get_object(), dict)]


@needs_pango
def test_in_a_pdf_the_mark_is_read_out_and_the_check_is_a_link(client, give, pledge, page_of):
    give()
    answer = client.get(f"{page_of(pledge)}receipts/{number()}.pdf")
    reader = pypdf.PdfReader(io.BytesIO(answer.content))
    tags = structure(reader.trailer["/Root"]["/StructTreeRoot"])
    assert ("/Figure", "Anyone a Victim") in tags and "/Link" in dict(tags)
    links = [note.get_object() for note in reader.pages[0]["/Annots"]]
    assert [link["/A"]["/URI"] for link in links] == ["http://testserver/en/receipts/verify/"]
