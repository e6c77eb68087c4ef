"""Forms over the API: who may define them, PDFs that come in, and sealed ones that go out printed."""

import base64
import json
import subprocess
import sys
import uuid
from io import BytesIO
from typing import Any

import pytest
from apiflask import APIFlask
from pypdf import PdfReader

from appliance.config import Config
from appliance.domain.form_seal import FilledForm, seal
from appliance.environment import CHECKOUT
from appliance.store.server_key import server_key
from tests.documents import example_paper, papers
from tests.fakes import SettableClock
from tests.town import Musterstadt
from tests.web.conftest import Client

NAME = {"name": "name", "type": "name", "label": "Name", "required": True}
CHILDREN = {"name": "children", "type": "checkbox", "label": "Mit Kindern"}
FORM = {"title": "Anmeldung", "fields": [NAME, CHILDREN], "services": []}
ASKED = [("GET", "/api/admin/forms"), ("POST", "/api/admin/forms"), ("POST", "/api/admin/forms/pdf"),
         ("GET", "/api/admin/forms/1/pdf"), ("POST", "/api/admin/forms/1/retire"),
         ("POST", "/api/admin/forms/1/restore"), ("POST", "/api/admin/forms/check")]  # fmt: skip


def add(admin: Client, **changes: Any) -> dict[str, Any]:
    answer = admin.post("/api/admin/forms", {**FORM, **changes})
    assert answer.status_code == 201, answer.json
    return next(one for one in answer.json["forms"] if one["id"] == answer.json["changed"])


def bring(admin: Client, pdf: bytes, name: str = "antrag.pdf") -> Any:
    return admin.post("/api/admin/forms/pdf", {"name": name, "pdf": base64.b64encode(pdf).decode()})


def text_of(answer: Any) -> str:
    assert (answer.status_code, answer.mimetype) == (200, "application/pdf"), answer.json
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(answer.data)).pages)


@pytest.fixture
def sealed(config: Config, clock: SettableClock) -> Any:
    """As the live process gives it out for consultation 7."""

    def make(form: dict[str, Any], **values: Any) -> dict[str, Any]:
        filled = FilledForm(7, form["id"], form["version"], values, clock.now(), clock.now())
        return seal(filled, server_key(config.data))

    return make


@pytest.mark.parametrize(("method", "path"), ASKED)
def test_only_administrators_define_forms(method: str, path: str, yildiz_signed_in: Client, citizen: Client, code_of):
    for client, code in ((yildiz_signed_in, "forbidden"), (citizen, "not_signed_in")):
        assert code_of(client.get(path) if method == "GET" else client.post(path)) == code


def test_a_form_is_added_changed_and_attached(admin: Client, town: Musterstadt):
    made = add(admin, services=[town.residence.id])
    assert (made["version"], made["services"], made["has_paper"]) == (1, [town.residence.id], False)
    assert made["fields"][0]["longest"] == 120
    edit = {**FORM, "fields": [*made["fields"], {**NAME, "name": "other"}], "services": [], "version": 1}
    [changed] = admin.put(f"/api/admin/forms/{made['id']}", edit).json["forms"]
    assert (changed["version"], len(changed["fields"]), changed["services"]) == (2, 3, [])


def test_a_form_that_is_sent_twice_is_added_once(admin: Client):
    key = str(uuid.uuid4())
    first, second = (admin.post("/api/admin/forms", FORM, key=key) for _ in range(2))
    assert first.json["changed"] == second.json["changed"] and len(second.json["forms"]) == 1


def test_the_second_of_two_editors_is_told(admin: Client, code_of):
    id = add(admin)["id"]
    for code in (None, "form_changed_meanwhile"):
        answer = admin.put(f"/api/admin/forms/{id}", {**FORM, "title": f"Neu {code}", "version": 1})
        assert (code_of(answer) if code else answer.status_code) == (code or 200)


def test_faults_are_told_by_field_and_part_before_anything_is_saved(admin: Client, code_of):
    wrong = {"title": "", "fields": [NAME, {**NAME, "label": ""}]}
    faults = admin.post("/api/admin/forms/check", wrong).json["faults"]
    assert faults == [{"field": None, "part": "title"}, {"field": 1, "part": "name"}, {"field": 1, "part": "label"}]
    assert code_of(admin.post("/api/admin/forms", {**wrong, "services": []})) == "invalid_form"
    assert admin.get("/api/admin/forms").json["forms"] == []


def test_a_removed_form_can_be_brought_back(admin: Client):
    id = add(admin)["id"]
    assert admin.post(f"/api/admin/forms/{id}/retire").json["forms"] == []
    assert [one["id"] for one in admin.post(f"/api/admin/forms/{id}/restore").json["forms"]] == [id]


def test_a_pdf_becomes_a_form_and_comes_out_without_fields(admin: Client):
    answer = bring(admin, example_paper.certificate_of_residence())
    [made] = answer.json["forms"]
    assert (answer.status_code, made["title"], made["has_paper"]) == (201, "Antrag auf Meldebescheinigung", True)
    assert bring(admin, example_paper.certificate_of_residence()).json["forms"][-1]["title"].endswith("(2)")
    blank = admin.get(f"/api/admin/forms/{made['id']}/pdf")
    assert "nach § 18 Bundesmeldegesetz" in text_of(blank)
    assert PdfReader(BytesIO(blank.data)).get_fields() in (None, {})


@pytest.mark.parametrize(
    ("pdf", "code"),
    [(papers.with_xfa, "pdf_xfa"), (papers.encrypted, "pdf_encrypted"), (papers.without_fields, "pdf_without_fields"),
     (lambda: b"GIF89a", "pdf_broken"), (lambda: b"%PDF-" + bytes(10 * 1024 * 1024), "pdf_too_large")],
)  # fmt: skip
def test_a_pdf_that_cannot_be_filled_in_is_refused_in_plain_words(admin: Client, pdf: Any, code: str, code_of):
    answer = bring(admin, pdf())
    assert (code_of(answer), answer.status_code) == (code, 422)
    assert "PDF" in answer.json["detail"] and "%(" not in answer.json["detail"]


def test_what_is_no_base64_and_what_is_huge_is_refused(admin: Client, code_of):
    assert code_of(admin.post("/api/admin/forms/pdf", {"name": "x", "pdf": "§"})) == "pdf_broken"
    assert code_of(admin.post("/api/admin/forms/pdf", {"name": "x", "pdf": "A" * 16_000_000})) == "too_large"


def test_a_sealed_form_is_printed_with_every_name_whole(admin: Client, citizen: Client, sealed: Any):
    form = add(admin)
    printed = citizen.post("/api/consultation-form/pdf", sealed(form, name="Łukasz Şağlam", children=True))
    text = text_of(printed)
    for said in ("Stadt Musterstadt", "Anmeldung", "Łukasz Şağlam", "ja", "am 2. März 2026 um 08:30 Uhr"):
        assert said in text
    assert printed.headers["Content-Disposition"] == "attachment; filename*=UTF-8''Anmeldung.pdf"
    assert printed.headers["Cache-Control"] == "no-store"


def test_spaces_in_a_value_do_not_break_its_seal(admin: Client, citizen: Client, sealed: Any):
    assert "Łukasz" in text_of(citizen.post("/api/consultation-form/pdf", sealed(add(admin), name=" Łukasz  ")))


def test_a_form_is_printed_in_the_version_that_was_filled_in(admin: Client, citizen: Client, sealed: Any):
    form = add(admin)
    filled = sealed(form, name="Weiß")
    admin.put(f"/api/admin/forms/{form['id']}", {**FORM, "title": "Ganz anders", "version": 1})
    text = text_of(citizen.post("/api/consultation-form/pdf", filled))
    assert "Anmeldung" in text and "Ganz anders" not in text


def test_a_forged_an_old_and_a_huge_one_are_refused(
    admin: Client, citizen: Client, sealed: Any, clock: SettableClock, code_of
):
    filled = sealed(add(admin), name="Weiß")
    forged = {**filled, "values": {"name": "Schwarz"}}
    assert code_of(citizen.post("/api/consultation-form/pdf", forged)) == "wrong_seal"
    assert code_of(citizen.post("/api/consultation-form/pdf", {**filled, "more": 1})) == "invalid_input"
    huge = {**filled, "values": {"name": "x" * 600_000}}
    assert code_of(citizen.post("/api/consultation-form/pdf", huge)) == "too_large"
    clock.advance(hours=25)
    assert code_of(citizen.post("/api/consultation-form/pdf", filled)) == "seal_too_old"


def test_nothing_of_what_was_filled_in_is_kept(admin: Client, citizen: Client, sealed: Any, config: Config):
    filled = sealed(add(admin), name="Zwölfundzwanzig")
    assert "Zwölfundzwanzig" in text_of(citizen.post("/api/consultation-form/pdf", filled))
    spelled = json.dumps("Zwölfundzwanzig").strip('"').encode()
    for path in config.data.rglob("*"):
        if path.is_file():
            kept = path.read_bytes()
            assert "Zwölfundzwanzig".encode() not in kept and spelled not in kept, path


def test_printing_is_limited(admin: Client, citizen: Client, sealed: Any, app: APIFlask, code_of):
    filled = {**sealed(add(admin), name="Weiß"), "seal": ""}
    codes = {code_of(citizen.post("/api/consultation-form/pdf", filled)) for _ in range(40)}
    assert codes == {"wrong_seal", "too_many_requests"}


def test_a_web_that_prints_nothing_does_not_load_what_prints():
    """They take half a second and 30 MB."""
    asked = "import sys, appliance.web.app; print(*{'reportlab', 'pypdf', 'uharfbuzz'} & set(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", asked], cwd=CHECKOUT, capture_output=True, text=True, check=True)
    assert loaded.stdout.strip() == ""
