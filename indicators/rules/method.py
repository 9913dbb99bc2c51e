"""The rules of the verdicts, as shown on the page /metoda/."""

from cooperation.text import Sentence, say

VERDICT_RULES: tuple[Sentence, ...] = (
    say("Only approved values count. A missing value is never treated as zero."),
    say(
        "A target is met when the result satisfies it. It is partly met only when it asks for “at least” or "
        "“more than” a "
        "number above zero and the result is above zero but too small. Any other result that does not satisfy it "
        "means “not met”."
    ),
    say(
        "A target for each year is compared with the year's figure: the sum, the last, the mean or the highest "
        "value of its periods."
    ),
    say(
        "A target for each month, quarter or half-year is checked in each of them "
        "separately. It is met when it was met in all of them, partly met when in some, and not met when in none. "
        "A surplus in one does not make up for a shortfall in another."
    ),
    say(
        "At the end of each year a total for the whole programme is compared with a linear plan: the target "
        "multiplied by the share of periods that have passed, up to the target's own deadline or the end of the "
        "programme. A count that differs from the plan by less than 1 is on track, any other figure only when it "
        "equals the plan; a higher figure is ahead, a lower one behind, and zero is never on track when the plan "
        "expects more. Periods without data count as passed and are listed."
    ),
    say(
        "A total that must not be exceeded, or must be exact, is behind plan when it exceeds the plan and "
        "otherwise on track."
    ),
    say(
        "At the programme's end a total that is not met and lacks a value is “not measured”: the missing value "
        "could change the verdict."
    ),
    say("A target for the end of the programme is judged by the last required measurement."),
    say(
        "A task with a deadline is met when it was done by that day, partly met when it was done later, and not "
        "met when the day passed without it. A task that was done stays done."
    ),
    say(
        "Growth is the difference from the reference value in units or percentage points, or in percent of it. "
        "Without a reference value, or as a percentage of zero, it is assessed by a person. A decrease is met "
        "when it is at least as large as the target."
    ),
    say(
        "The achievement is the result divided by the target, where the target asks for at least a number above "
        "zero; it can exceed 100%. For months, quarters and half-years it is the share of those in which "
        "the target was met."
    ),
    say(
        "Whole programme: a total, a target for the end and a task to be done have the status of the latest year "
        "that is approved or past its deadline."
    ),
    say(
        "Whole programme, other targets: met when met in every required year, partly met when "
        "met in some, not met when met in none; a year to be assessed leaves the programme to be "
        "assessed. A year is required when a measurement falls in it, a target is in force, and "
        "the indicator is neither withdrawn nor exempt. Before the end only years that are "
        "approved or past their deadline count."
    ),
    say(
        "The sum of all years is given beside this verdict and never replaces it. Percentages of "
        "different indicators are never averaged."
    ),
)
