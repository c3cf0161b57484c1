"""Find: as one types, the matched part bold, the page and its deeds by keyboard."""

from tests.desktop.pages.find import FindPage


def test_results_come_as_one_types(page):
    find = FindPage(page)
    customer = page.session.calls.next().customer
    find.search(customer.name[:3].lower())
    assert len(find.names) > 1
    find.search(customer.name)
    assert find.names[0] == customer.name
    assert find.shown == customer.name
    assert "customers" in page.text("find_count")


def test_arrows_choose_enter_opens_escape_clears(page):
    find = FindPage(page)
    find.search("mar")
    second = find.names[1]
    page.press("Down")
    assert find.shown == second
    assert page.focused == "find_search"
    page.press("Enter")
    assert page.focused == "customer"
    page.press("Ctrl+F")
    assert page.focused == "find_search"
    page.press("Esc")
    assert find.names == []
    assert page.shown("find_welcome")


def test_the_best_number_is_largest_and_has_a_code_to_dial(page):
    find = FindPage(page)
    find.open_somebody_with_a_phone()
    assert page.named("channel_0_value").property("role") == "number"
    assert page.shown("customer_qr")


def test_a_bare_letter_logs_a_call_and_the_page_shows_it(page):
    find = FindPage(page)
    customer = find.open_somebody_with_a_phone()
    page.press("l")
    assert page.shown("log_call")
    page.press("1")
    page.fill("pad_note", "wants a call before noon")
    page.fill("pad_promise", "Loan car on Friday")
    page.press("Enter")
    assert "saved: reached" in page.notice
    shown = find.customer()
    assert any("wants a call before noon" in line.text for line in shown.history)
    assert "Loan car on Friday" in [promise.what for promise in shown.promises if promise.open]
    assert find.shown == customer.name
    assert "dialled today" in page.text("channel_0_trust")


def test_no_outcome_logs_nothing(page):
    find = FindPage(page)
    find.open_somebody_with_a_phone()
    page.press("Alt+L")
    page.fill("pad_note", "x")
    page.press("Enter")
    assert page.entries("call.logged") == []
    assert page.shown("log_call")


def test_escape_leaves_a_panel_without_saving(page):
    find = FindPage(page)
    find.open_somebody_with_a_phone()
    page.press("Alt+R")
    page.fill("promise_what", "A call back")
    page.press("Esc")
    assert find.shown
    assert page.entries("promise.made") == []


def test_a_corrected_number_leads_the_page(page):
    find = FindPage(page)
    find.open_somebody_with_a_phone()
    page.press("Alt+N")
    page.fill("correct_new", "+44 20 7946 0321")
    page.press("Enter")
    assert page.text("channel_0_value").replace(" ", "").endswith("79460321")


def test_an_unreadable_number_is_told_beside_its_field(page):
    find = FindPage(page)
    find.open_somebody_with_a_phone()
    page.press("Alt+N")
    page.fill("correct_new", "12")
    page.press("Enter")
    assert "can be reached" in page.text("correct_new_problem")
    assert page.entries("channel.corrected") == []


def test_a_promise_is_kept_for_the_page(page):
    find = FindPage(page)
    find.open_somebody_with_a_phone()
    page.press("Alt+R")
    page.fill("promise_what", "Bring the invoice")
    page.press("Enter")
    assert any(promise.what == "Bring the invoice" for promise in find.customer().promises)


def test_nobody_found_offers_to_add_the_customer(page):
    find = FindPage(page)
    find.search("Zzqxv Example")
    assert page.shown("find_nobody")
    page.press("Alt+A")
    assert page.text("add_name") == "Zzqxv Example"
    page.fill("add_phone", "+44 20 7946 0321")
    page.press("Enter")
    assert find.shown == "Zzqxv Example"
    find.search("Zzqxv")
    assert find.names[0] == "Zzqxv Example"


def test_a_customer_without_a_name_is_refused_beside_the_field(page):
    find = FindPage(page)
    find.search("Zzqxv")
    page.press("Alt+A")
    page.named("add_name").clear()
    page.press("Enter", page.named("add_name"))
    assert page.text("add_name_problem")
    assert page.entries("customer.added") == []


def test_a_form_is_filled_and_printed_for_the_customer(page):
    find = FindPage(page)
    customer = find.open_somebody_with_a_phone()
    page.press("Alt+P")
    page.fill("print_form_search", "repair")
    page.press("Enter")
    assert page.shown("preview")
    issued = page.entries("sheet.issued")
    assert [sheet["customer"] for sheet in issued] == [customer.id]
    page.press("Esc", page.named("preview_print"))
    page.press("Alt+F", page.named("customer"))
    page.fill("fill_form_search", "repair")
    page.press("Enter")
    assert page.house.here == "forms"
    assert customer.name in page.text("fill_about")


def test_typing_in_the_list_goes_on_in_the_search_box(page):
    find = FindPage(page)
    find.search("mar")
    find.room.results.setFocus()
    page.press("i")
    assert find.room.search.text() == "mari"
    assert page.focused == "find_search"


def test_odd_words_find_nobody_and_break_nothing(page):
    find = FindPage(page)
    for words in ('"', "%%%", "'; drop table", "(((", "\u202e\u0000x", "a" * 300, "🛑"):
        find.room.search.setText(words)
        page.settle()
    assert page.error == ""


def test_a_card_in_the_list_follows_what_was_just_logged(page):
    find = FindPage(page)
    customer = find.open_somebody_with_a_phone()
    place = find.room.results.customers.index(customer.id)
    before = find.room.results.cards.card(place).words
    page.press("Alt+N")
    page.fill("correct_new", "+44 20 7946 0321")
    page.press("Enter")
    after = find.room.results.cards.card(place).words
    assert before != after
    assert after.endswith("given today")


def test_a_number_that_was_merely_given_is_not_called_dialled(page):
    find = FindPage(page)
    find.open_somebody_with_a_phone()
    page.press("Alt+N")
    page.fill("correct_new", "+44 20 7946 0321")
    page.press("Enter")
    assert page.text("channel_0_trust") == "● given today"


def test_without_a_snapshot_find_says_that_no_customer_data_is_here(make_page, bare_home):
    page = make_page(bare_home)
    page.unlock()
    page.go("find")
    find = FindPage(page)
    assert page.shown("find_no_data")
    find.search("quint")
    assert page.shown("find_no_data")
    assert not page.shown("find_nobody")
    page.press("Alt+A")
    assert page.text("add_name") == "quint"


def test_what_was_searched_for_is_chosen_in_the_new_customer_so_that_typing_replaces_it(page):
    find = FindPage(page)
    find.search("0777 5550199")
    page.press("Alt+A")
    assert page.focused == "add_phone"
    assert page.named("add_phone").selectedText() == page.text("add_phone") != ""
