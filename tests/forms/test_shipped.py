from collections.abc import Iterator

import pytest

from continuity_app.contacts.model import Asset, Customer, FormDocument
from continuity_app.errors import BadDataError
from continuity_app.forms.definition import Form, Group, Item, Question
from continuity_app.forms.evaluation import Filling
from continuity_app.forms.library import PACKS, FormLibrary, shipped_documents, shipped_files
from continuity_app.forms.prefill import SOURCES, prefill
from continuity_app.progress import finish
from tests.builders import NOON, customer

CATALOGUE = {
    "dealer": {"buyers_order", "repair_order", "parts_ticket", "odometer_statement", "deal_jacket"},
    "clinic_pharmacy": {"registration", "dispense", "visit_orders"},
    "retail_service": {"sale_service_refund"},
    "bank_insurance": {"loss_notice", "provisional_instruction"},
    "generic": {
        "cash_receipt",
        "call_log",
        "activity_log",
        "batch_cover",
        "order_request",
        "appointment_sheet",
        "complaint_harm",
    },
}


@pytest.fixture(scope="module")
def documents() -> list[FormDocument]:
    return finish(shipped_documents())


@pytest.fixture(scope="module")
def library(documents: list[FormDocument]) -> FormLibrary:
    return FormLibrary(documents)


def every(items: tuple[Item, ...]) -> Iterator[Item]:
    for item in items:
        yield item
        if isinstance(item, Group):
            yield from every(item.children)


def questions(made: Form) -> Iterator[Question]:
    return (item for item in every(made.items) if isinstance(item, Question))


def test_every_form_of_the_catalogue_ships(library: FormLibrary) -> None:
    assert {pack: {made.id for made in library.in_pack(pack)} for pack in PACKS} == CATALOGUE
    assert all(path.stem in CATALOGUE[pack] for pack, path in shipped_files())


def test_every_text_is_there_in_english_and_spanish(library: FormLibrary) -> None:
    for made in library.list():
        assert made.languages == ("English (en)", "Español (es)")
        texts = [text for item in every(made.items) for text in (item.label, *_more(item)) if text]
        texts += [choice.label for choices in made.choices.values() for choice in choices]
        assert all(set(text) == set(made.languages) for text in texts), made.id


def _more(item: Item) -> tuple[dict[str, str], ...]:
    return (item.hint, item.constraint_message) if isinstance(item, Question) else ()


def test_every_question_that_is_asked_has_a_label_and_a_width(library: FormLibrary) -> None:
    for made in library.list():
        for question in questions(made):
            if question.type in ("calculate", "note") or "list-nolabel" in question.appearance:
                continue
            if question.name.startswith(("reserved_name", "generated_")):
                continue
            assert question.label, (made.id, question.name)
            assert any(word.startswith("w") for word in question.appearance), (made.id, question.name)


def test_nothing_but_four_digits_of_a_card_or_account_is_asked(library: FormLibrary) -> None:
    for made in library.list():
        for question in questions(made):
            if "card" in question.name and "auth" not in question.name and "cardholder" not in question.name:
                assert question.kit["sensitive"], (made.id, question.name)


def test_every_blank_form_opens_and_tells_what_is_needed(library: FormLibrary) -> None:
    for made in library.list():
        filling = Filling(made, {}, NOON)
        assert all(problem.problem == "This is needed." for problem in filling.problems()), made.id


def test_prefill_sources_are_known(library: FormLibrary) -> None:
    named = {
        question.kit["prefill"] for made in library.list() for question in questions(made) if "prefill" in question.kit
    }
    assert named <= {*SOURCES, "no"}


def test_a_repair_order_is_reckoned(library: FormLibrary) -> None:
    answers = {
        **prefill(library.get("repair_order"), customer(1)),
        "vin": "1HGCM82633A004352",
        "odometer_in": 48210,
        "concern": "Noise",
        "estimate": 400,
        "authorised_limit": 500,
        "parts_amount": 80,
        "tax": "12,40",
        "lines": [{"operation": "Bearing", "hours": 1.8, "rate": 140, "pay_type": "Warranty"}],
        "signed_by": "PAT",
    }
    filling = Filling(library.get("repair_order"), answers, NOON)
    assert filling.problems() == []
    assert filling.values["total"] == 344.4
    filling.put(("estimate_section", "authorised_limit"), 100)
    assert [problem.field for problem in filling.problems()] == ["authorised_limit"]


def test_a_buyers_order_comes_to_its_balance(library: FormLibrary) -> None:
    answers = {"price": 30000, "rebate": 500, "document_fee": 85, "tax": 2400, "allowance": 9000, "pay_off": 4000}
    answers |= {"deposit": 500, "accessories": [{"accessory": "Mats", "accessory_price": 120}]}  # type: ignore[dict-item]
    assert Filling(library.get("buyers_order"), answers, NOON).values["balance"] == 26605


def test_cash_over_ten_thousand_is_pointed_out(library: FormLibrary) -> None:
    receipt = library.get("cash_receipt")
    answers = {"customer_name": "Pat", "amount": 10001, "amount_words": "x", "tender": "cash", "purpose": "car"}
    answers |= {"drawer": "1", "received_by": "Ana", "drawer_before": 5}
    filling = Filling(receipt, answers, NOON)
    assert [problem.field for problem in filling.problems()] == ["reportable"]
    assert filling.values["running_total"] == 10006
    assert Filling(receipt, {**answers, "tender": "check"}, NOON).problems() == []


def test_maker_and_checker_are_two_persons(library: FormLibrary) -> None:
    filling = Filling(library.get("provisional_instruction"), {"maker": "Ana", "checker": "Ana"}, NOON)
    assert "checker" in {problem.field for problem in filling.problems()}


def test_two_vehicles_leave_the_question_open() -> None:
    made = finish(shipped_documents(["dealer"]))
    repair = FormLibrary(made).get("repair_order")
    one: Customer = customer(1, assets=(Asset("vehicle", "Sedan", "V1", "P1"), Asset("vehicle", "Van", "V2", "P2")))
    assert "vin" not in prefill(repair, one)
    assert prefill(repair, customer(1))["plate"] == "KAX0001"


def test_the_first_hour_begins_with_the_log_and_serves_every_trade(library: FormLibrary) -> None:
    first = library.in_pack("first_hour")
    assert [made.id for made in first][:2] == ["activity_log", "call_log"]
    assert {made.pack for made in first} == set(PACKS)
    assert len(first) < len(library.list())


def test_an_unknown_pack_is_told_with_the_nearest(library: FormLibrary) -> None:
    with pytest.raises(BadDataError) as caught:
        finish(shipped_documents(["deler"]))
    assert "dealer" in caught.value.next_step
    with pytest.raises(BadDataError):
        library.in_pack("nothing")
