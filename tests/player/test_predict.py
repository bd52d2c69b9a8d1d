"""Predict first: nothing tells the outcome before the guess, and then it is the decoder's."""

import re

import pytest
from playwright.sync_api import expect


@pytest.fixture
def predict(player_page, load, decoded):
    """The player before the first iteration."""
    assert load(decoded.data)
    return player_page.locator("[data-slot=predict]")


def asked_cells(player_page):
    """(event's frame, whether the decoder kept it), from the question itself."""
    return player_page.evaluate(
        "player.state.question.cells.map(({ frame, level, event }) => [frame, level, event])"
    )


def kept_by_decoder(decoded, step, frame):
    return not bool(decoded.steps[step].mask[0, decoded.steps[step].level - 1, frame])


def test_the_question_tells_nothing_and_the_answer_is_the_decoders(predict, player_page, decoded):
    theatre = player_page.locator(".theatre")
    player_page.evaluate("player.goto({ step: 1 })")
    predict.get_by_role("button", name="Ask me").click()
    expect(predict).to_have_attribute("data-asking", "asked")
    expect(theatre).to_have_attribute("data-step", "1")  # still before the iteration that is asked about
    step = decoded.steps[2]
    sampled, left = int(step.open.sum()), int(step.mask[0, 0].sum())
    expect(predict.locator(".task")).to_contain_text(
        f"Iteration 3 of 6 of level 1 has sampled {sampled} tokens and will keep {sampled - left} of them"
    )
    cells = asked_cells(player_page)
    truth = [kept_by_decoder(decoded, 2, frame) for frame, _, _ in cells]
    assert (len(cells), sum(truth)) == (6, 3)
    cards = predict.locator(".cards button")
    expect(cards).to_have_count(6)
    for index, (frame, _, _) in enumerate(cells):
        sentence = f"token {int(step.sampled[0, frame])} sampled with confidence"
        expect(cards.nth(index)).to_have_attribute("aria-label", re.compile(sentence))
    # a cell's history would tell: it waits until the answer
    player_page.evaluate("(frame) => player.set({ cell: { level: 1, frame } })", cells[0][0])
    expect(theatre.locator(".inspector .reason")).to_be_visible()
    expect(theatre.locator(".inspector .past")).to_be_hidden()

    for index, kept in enumerate(truth):
        if kept:
            cards.nth(index).press("Space")
            expect(cards.nth(index)).to_have_attribute("aria-pressed", "true")
    predict.get_by_role("button", name="Show what happened").press("Enter")
    expect(predict.locator(".task")).to_contain_text("6 of 6 right.")
    expect(theatre).to_have_attribute("data-step", "2")
    expect(predict.get_by_role("button", name="Ask me again")).to_be_focused()
    for index, ((frame, _, _), kept) in enumerate(zip(cells, truth, strict=True)):
        outcome = predict.locator(".outcome").nth(index)
        expect(outcome.locator(".verdict")).to_have_text("✓ Right: kept" if kept else "✓ Right: hidden again")
        score = f"{float(step.score[0, frame]):.2f}".replace("-", "−")
        expect(outcome.locator(".reason")).to_contain_text(f"its score {score}")
        expect(outcome.locator(".sum")).to_contain_text(f"= score {score}")


def test_wrong_guesses_are_counted_and_said(predict, player_page, decoded):
    predict.get_by_role("button", name="Ask me").click()
    expect(predict.locator(".cards button").first).to_be_focused()
    cells = asked_cells(player_page)
    pins = player_page.locator("[data-slot=grid] .pins button")
    expect(pins).to_have_count(6)
    pins.nth(0).click()  # in the grid as well as on a card
    expect(predict.locator(".cards button").nth(0)).to_have_attribute("aria-pressed", "true")
    expect(player_page.locator(".theatre")).to_have_attribute("data-cell", "")
    predict.get_by_role("button", name="Show what happened").click()
    guesses = [True] + [False] * 5
    truth = [kept_by_decoder(decoded, 0, frame) for frame, _, _ in cells]
    right = [guess == kept for guess, kept in zip(guesses, truth, strict=True)]
    expect(predict.locator(".task")).to_contain_text(f"{sum(right)} of 6 right.")
    verdicts = predict.locator(".verdict")
    expect(verdicts).to_have_text([re.compile("^✓" if hit else "^✗") for hit in right])
    wrong = right.index(False)
    said = "you said hidden" if truth[wrong] else "you said kept"
    expect(verdicts.nth(wrong)).to_have_text(re.compile(f"{said}$"))
    predict.locator(".outcome button").nth(wrong).click()
    frame, level, _ = cells[wrong]
    expect(player_page.locator(".theatre")).to_have_attribute("data-cell", f"{level},{frame}")


def test_everybody_at_the_same_step_is_asked_the_same(predict, player_page):
    questions = []
    for _ in range(2):
        player_page.evaluate("player.goto({ step: 0 })")
        predict.get_by_role("button", name="Ask me").click()
        expect(predict).to_have_attribute("data-asking", "asked")
        questions.append(asked_cells(player_page))
        predict.get_by_role("button", name="Close").click()
        expect(predict).to_have_attribute("data-asking", "")
    assert questions[0] == questions[1]
    assert questions[0] == sorted(questions[0])


def test_walking_away_drops_the_question(predict, player_page):
    predict.get_by_role("button", name="Ask me").click()
    expect(predict).to_have_attribute("data-asking", "asked")
    player_page.locator(".theatre").press("End")
    expect(predict).to_have_attribute("data-asking", "")
    expect(player_page.locator("[data-slot=grid] .pins button")).to_have_count(0)


def test_where_everything_is_kept_there_is_nothing_to_ask(predict, player_page, decoded):
    # level 2 has two iterations: the first of them is the last that hides anything
    last_mixed = max(index for index, step in enumerate(decoded.steps) if step.mask[0, step.level - 1].any())
    player_page.evaluate("(step) => player.goto({ step })", last_mixed - 1)
    ask = predict.get_by_role("button", name="Ask me")
    expect(ask).to_be_enabled()
    player_page.evaluate("(step) => player.goto({ step })", last_mixed)
    expect(ask).to_be_disabled()
    expect(predict.locator(".task")).to_contain_text("keeps all of its tokens")


def test_a_decoding_that_keeps_everything_at_once_asks_nothing(predict, player_page, load, decode_like):
    assert load(decode_like(iterations=(1, 1, 1, 1)).data)
    expect(predict.locator(".task")).to_contain_text("nothing to guess")
