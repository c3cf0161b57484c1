"""Words of forms on paper: languages, conditions, parents of choices."""

import dataclasses

import pytest

from continuity_app.errors import BadDataError
from continuity_app.paper.wording import Wording, chosen_languages, code_of, humanised, shortened
from continuity_app.words import speaking
from tests import builders


def test_one_language_two_languages_and_the_forms_own() -> None:
    form = builders.order_form()
    assert Wording(form).spoken({"English (en)": "Name", "Español (es)": "Nombre"}).joined == "Name"
    both = Wording(form, ("es", "English (en)"))
    assert both.spoken({"English (en)": "Name", "Español (es)": "Nombre"}).joined == "Nombre / Name"
    assert both.spoken({"English (en)": "VIN", "Español (es)": "VIN"}).joined == "VIN"
    assert both.spoken({"English (en)": "Only English"}).joined == "Only English"


@pytest.mark.parametrize("wanted", [("fr",), ("en", "es", "en")])
def test_a_language_that_the_form_lacks_is_refused(wanted: tuple[str, ...]) -> None:
    with pytest.raises(BadDataError) as caught:
        chosen_languages(builders.order_form(), wanted)
    assert caught.value.code == "form.language"
    assert "Español (es)" in caught.value.next_step


@pytest.mark.parametrize(
    ("relevant", "said"),
    [
        ("${wait} = 'no'", "if Customer waits is No"),
        ("selected(${care}, 'key')", "if While it is here is Key drop"),
        ("not(selected(${care}, 'key'))", "if While it is here is not Key drop"),
        ("${hours} > 2 and ${wait}='yes'", "if Hours is over 2 and Customer waits is Yes"),
        ("${hours} >= 2 or ${hours} < 1", "if Hours is 2 or more or Hours is under 1"),
        ("${vin} != ''", "if VIN is filled"),
        ("${vin} = ''", "if VIN is blank"),
        ("selected(../wait, 'no')", "if Customer waits is No"),
        ("/data/who/wait = 'yes'", "if Customer waits is Yes"),
        ("${hours} < ${total}", "if Hours is under Total"),
        ("count(${lines}) > 2", ""),
        ("${hours} > 2 and regex(${vin}, 'x')", ""),
        ("", ""),
    ],
)
def test_a_condition_is_said_in_words_or_not_at_all(relevant: str, said: str) -> None:
    assert Wording(builders.order_form()).condition(relevant) == said


def test_a_filtered_choice_names_its_parent() -> None:
    form = builders.form("""
        | survey |
        |        | type             | name  | label | choice_filter   |
        |        | select_one state | state | State |                 |
        |        | select_one city  | city  | City  | state=${state}  |
        | choices |
        |         | list_name | name    | label   | state |
        |         | state     | tx      | Texas   |       |
        |         | city      | houston | Houston | tx    |
    """)
    wording = Wording(form)
    city = wording.question("city")
    assert city is not None
    assert wording.choices(city) == (("houston", "Houston (Texas)"),)


def test_names_and_codes() -> None:
    assert humanised("odometer_in") == "Odometer in"
    assert (code_of("Español (es)"), code_of("default")) == ("es", "en")
    assert len(shortened("word " * 40)) <= 44
    assert shortened("Is it so?") == "Is it so"


def test_a_form_speaks_its_own_first_language_where_nobody_chose_and_the_chosen_one_where_somebody_did() -> None:
    form = dataclasses.replace(builders.order_form(), languages=("Español (es)", "English (en)"))
    assert chosen_languages(form, ()) == ("Español (es)",)
    assert chosen_languages(form, ("en",)) == ("English (en)",)
    turned = dataclasses.replace(form, languages=("English (en)", "Español (es)"))
    with speaking("es"):
        assert chosen_languages(turned, ()) == ("Español (es)",)
