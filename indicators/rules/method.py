"""The rules of the verdicts, as shown on the page /metoda/."""

from cooperation.text import Sentence, say

VERDICT_RULES: tuple[Sentence, ...] = (
    say("Only approved values count. A missing value is never taken for zero."),
    say(
        "A target is met when its comparison holds. It is partly met only when it asks for “at least” or “more than” a "
        "number above zero and the result is above zero but too small; every other result that does not satisfy it "
        "means: not met."
    ),
    say(
        "A target for each year is compared with the year's figure: the sum, the last, the mean or the highest "
        "value of its periods."
    ),
    say(
        "A target for each month, quarter or half-year is checked in each of them separately: met in all is met, "
        "in some partly met, in none not met. A surplus in one does not make up for a lack in another."
    ),
    say(
        "A total for the whole programme is compared at the end of each year with a straight line: the target "
        "times the share of periods that have passed, to the target's own deadline or the programme's end. A "
        "count less than 1 off the line is on track, other figures only when equal; above the line is ahead, "
        "below it behind, and zero is never on track when the plan asks for something. Periods without data count "
        "as passed and are named."
    ),
    say(
        "When a total must not be exceeded, or is to be exact, it is behind plan above the line and otherwise on track."
    ),
    say(
        "At the programme's end a total that is not met and lacks a value is “not measured”: the missing value "
        "could decide."
    ),
    say("A target for the end of the programme is judged by the last required measurement."),
    say(
        "A thing with a deadline is met when it was done by that day, partly met when it was done later, "
        "and not met when the day passed without it. What is once done stays done."
    ),
    say(
        "Growth is the difference from the reference value in units or percentage points, or in percent of it. Without "
        "the reference, or in percent of zero, a person assesses it. A decrease is met when the change is at least as "
        "deep as the target."
    ),
    say(
        "The achievement is the result divided by the target, where the target asks for at least a number above "
        "zero; it is not cut off at 100%. For months, quarters and half-years it is the share of those in which "
        "the target was met."
    ),
    say(
        "Whole programme: a total, a target for the end and a thing to be done have the status of the latest year "
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
