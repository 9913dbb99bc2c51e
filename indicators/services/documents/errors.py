"""The refusal of a file, with the reason for the person who sent it."""

from cooperation.text import Sentence


class DocumentRefused(ValueError):
    """Raised for a file that cannot be read; `sentence` says why and what to do."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence
