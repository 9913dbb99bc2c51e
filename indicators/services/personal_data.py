"""Entries of the register of personal fields: readers' questions and evidence."""

from cooperation.models.letters import VALIDITY
from cooperation.services.personal_data.register import WITH_FIGURES, PersonalData, Whose, days
from cooperation.text import say, say_many
from indicators.models.stored_drafts import STORED_FOR
from indicators.services.reader_questions import DECLINED_RETENTION, LINK_VALIDITY

ENTRIES = [
    PersonalData(
        whose=Whose.READERS,
        title=say("Questions about indicators"),
        fields=(
            "indicators.ReaderQuestion.email",
            "indicators.ReaderQuestion.text",
            "indicators.ReaderQuestion.answer",
            "indicators.ReaderQuestion.decline_reason",
            "indicators.ReaderQuestion.search_text",
            "indicators.ReaderQuestion.answered_by",
        ),
        what=(
            say(
                "Anyone who asks a question gives an e-mail address, used only for the link that confirms the question "
                "and for the answer, and never public. The question and its answer stay public; personal data are "
                "removed before publication, and afterwards too, when somebody notices them."
            ),
            say(
                "The form sets no cookie. To prevent abuse, the portal counts for a day at most how often it was sent "
                "from one network address and with one e-mail address, both stored as hashes that cannot be reversed."
            ),
        ),
        purpose=say("an answer in public, and its delivery to the person who asked"),
        term=say(
            "the address until the answer has been sent; a question that was not confirmed {unconfirmed}, one that was "
            "not published {declined}",
            unconfirmed=days(LINK_VALIDITY.days),
            declined=days(DECLINED_RETENTION.days),
        ),
        removal=say_many(
            "until the answer, the link in the e-mail deletes the question and the address at once; if the answer "
            "cannot be delivered, the address is deleted after {count} day",
            "until the answer, the link in the e-mail deletes the question and the address at once; if the answer "
            "cannot be delivered, the address is deleted after {count} days",
            VALIDITY.days,
            count=VALIDITY.days,
        ),
    ),
    PersonalData(
        whose=Whose.STAFF,
        title=say("Evidence"),
        fields=("indicators.Evidence.*",),
        what=(
            say(
                "Files and links that support a figure, with the name of the person who added them: visible only to "
                "staff until the coordinator makes a file public; a public copy has no metadata."
            ),
        ),
        purpose=say("proof of recorded figures"),
        term=WITH_FIGURES,
        removal=say("withdrawn by the coordinator when it contains personal data; the entry stays"),
    ),
    PersonalData(
        whose=Whose.STAFF,
        title=say("Drafts of programmes"),
        fields=("indicators.StoredDraft.created_by", "indicators.StoredDraft.saved_by"),
        what=(say("Who read the document of a programme into the portal, and who last corrected the draft."),),
        purpose=say("correction of a draft before the programme is created"),
        term=say("{days} after the last change", days=days(STORED_FOR.days)),
        removal=say("deleted every hour once the term has passed"),
    ),
]
