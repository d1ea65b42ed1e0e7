"""What every problem code means; printed by `litgraph check --explain CODE` and listed in docs/problems.md."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["CODES", "Explanation"]


class Explanation(NamedTuple):
    """A code's meaning: what is wrong, and what to do about it."""

    meaning: str
    remedy: str


CODES: dict[str, Explanation] = {
    # any file
    "wrong-encoding": Explanation(
        "The file is not UTF-8 at all or in some lines, so some letters may be read wrongly. What is UTF-8 is read so.",
        "Save it as UTF-8 in your editor or reference manager.",
    ),
    "merge-conflict": Explanation(
        "git could not unite two versions of the file and left both in it, between lines of <<<<<<<, ======= and "
        ">>>>>>>. Both are read, and nothing is changed in the file until this is mended.",
        "Choose one side, or unite both, and take out the lines of marks.",
    ),
    "unreadable-file": Explanation(
        "The file could not be read at all.", "Look at its permissions, and whether it is a file."
    ),
    # references.bib
    "bib-syntax": Explanation(
        "Something in an entry is not BibTeX: a brace or quotation mark is missing or one too many, or a field has no "
        "value. What could be understood of the entry was read, and the entries after it are not touched.",
        "Look at the place named and at the end of the entry before it; every opening brace needs a closing one.",
    ),
    "bib-missing-comma": Explanation(
        "Two fields, or the key and the first field, are not parted by a comma. Both were read all the same.",
        "Put a comma at the place named.",
    ),
    "text-outside-entry": Explanation(
        "Text between entries counts as a comment, but this looks like an entry or a part of one.",
        'Begin the entry with "@" and its type, or begin each line with "%" if it is meant as a comment.',
    ),
    "commented-entries": Explanation(
        "Entries stand in the braces of a @comment, so they are not read, as JabRef, BibDesk and biber have it. BibTeX "
        "itself would read them.",
        "Take them out of the braces if they are to be read, else nothing has to be done.",
    ),
    "missing-key": Explanation(
        "An entry has no key, so nothing can refer to it; it is left out.",
        "Write a key and a comma right after the opening brace: @book{berg2001,",
    ),
    "malformed-key": Explanation(
        "A key has a space in it, which LaTeX cannot cite.", "Take the space out, here and wherever the key is used."
    ),
    "duplicate-key": Explanation(
        "Two entries of a file have the same key; the first is kept.",
        "Remove one of them if they are the same work, else give one another key.",
    ),
    "shared-key": Explanation(
        "A key in the field ids of an entry, which is to name it too, is a key of another work; it names that.",
        "Take the key out of ids, or give the other entry another key.",
    ),
    "duplicate-field": Explanation(
        "An entry has a field twice; the first is kept.", "Remove or rename one of the two."
    ),
    "missing-field": Explanation(
        "An entry lacks a field without which a work of its type can hardly be cited.",
        "Add the field. If it is not to be found, say so: x-unknown = {year, journal}",
    ),
    "malformed-year": Explanation(
        "The year has digits but is not a year of four digits, so the work cannot be put in order of time.",
        "Write four digits (2016, 2016b), or words: n.d., in press. A whole date belongs into the field date.",
    ),
    "malformed-month": Explanation(
        "A month is neither a number nor a name that litgraph knows, so the date has no month for other programs.",
        "Write a number, or BibTeX's abbreviation without braces: month = jan. Days belong into the field date.",
    ),
    "malformed-date": Explanation(
        "A date is not written as BibLaTeX wants it, or is not in the calendar.",
        "Write 2019, 2019-04, 2019-04-16, a range 2019-04/2019-06, or 2004? and 1988~ where it is not certain.",
    ),
    "malformed-doi": Explanation(
        "The field doi holds something that is not a DOI, so the work cannot be recognised by it.",
        "A DOI begins with 10., a number and a slash: 10.1000/182. Take any other text out of the field.",
    ),
    "malformed-url": Explanation(
        "The field url holds something that no browser can open.", "Write one whole address: https://example.org/page"
    ),
    "malformed-pages": Explanation(
        "The pages go backwards, have an end missing or are a stopgap; or they are only written in an unusual way.",
        "Write 12, 12--34 or 7, 41, 73--97, without p. or pp.",
    ),
    "malformed-name": Explanation(
        "A name among authors or editors cannot be taken apart with certainty.",
        'Write persons as "Family, Given", with " and " between them; put organisations in braces.',
    ),
    "undecoded-latex": Explanation(
        "A field is longer than 200,000 characters or has braces 60 deep, so its LaTeX is not decoded: macros stay in "
        "its text.",
        "Write it shorter, or take away the braces that are not needed.",
    ),
    "unknown-command": Explanation(
        "A field has a LaTeX command that litgraph does not know. Its name is printed as letters where no braces "
        "follow it; what stands in braces after it is printed, the command is not.",
        "Write the letters that the command stands for, or take it out.",
    ),
    "html-in-field": Explanation(
        "A field has HTML in it (&amp;, &ouml;, <sub>2</sub>), which the program that exported it left there. It is "
        "read as the letters that it stands for.",
        "Nothing has to be done; LaTeX itself would print it as it is.",
    ),
    "unknown-string": Explanation(
        "A value without braces is the name of an abbreviation (@string) that the file does not define.",
        "Define it, correct the name, or put the text in braces.",
    ),
    "unknown-entry-type": Explanation(
        "Neither BibTeX nor BibLaTeX nor the usual programs know this type; the entry is read as @misc.",
        "Correct the type.",
    ),
    "missing-crossref": Explanation(
        "An entry refers by crossref, xref or xdata to another that is not in the file, so it takes nothing over.",
        "Add that entry, or correct the key.",
    ),
    "crossref-circle": Explanation(
        "Entries inherit from each other in a circle by crossref or xdata, so it is open which is the book.",
        "Take one of the references out of the circle.",
    ),
    # themes.yaml and readings
    "yaml-syntax": Explanation(
        "A line is not YAML. The entry it stands in is read as it was probably meant, or without the line.",
        "Do what the hint says. Mostly quotes are missing around a text, or a line begins in the wrong column.",
    ),
    "yaml-tab": Explanation(
        "Lines are indented with tabs, which YAML does not allow.",
        "Replace them with spaces; most editors can do so for the whole file.",
    ),
    "yaml-duplicate-key": Explanation(
        "A name is given twice in one place. Lists and mappings are read together; of other values the first counts.",
        "Put them together, or delete one.",
    ),
    "yaml-documents": Explanation(
        'A line of "---" or "..." parts the file into several documents; they are read as one.', "Delete the line."
    ),
    "yaml-character": Explanation(
        "The file holds a control character or half a character.",
        "Delete it; it often comes from copying out of a PDF.",
    ),
    "yaml-comment": Explanation(
        'A space and "#" begin a comment, so what follows in the line is not read.',
        'Put the text in quotes if the "#" belongs to it; write comments as "# ..." with a space.',
    ),
    "yaml-mark": Explanation(
        'A text begins with "&" or "!", which mean something to YAML, so its first word is lost.',
        "Put the text in quotes.",
    ),
    "unknown-key": Explanation(
        "A name is not among those that have a meaning in this place, so what it says is not read.",
        "Correct its spelling; docs/files.md lists the names.",
    ),
    "bad-shape": Explanation(
        "A list, a mapping or a text stands where something else is expected.", "Write it as docs/files.md shows."
    ),
    "bad-value": Explanation(
        "A value is not one of those that are possible here; it is read as not given.",
        "Use one of the values that the message lists.",
    ),
    "typographic-quotes": Explanation(
        "A key or an id stands in typographic quotes, which YAML takes for letters. It is read without them.",
        "Delete the quotes, or write straight ones; a word processor puts in the others by itself.",
    ),
    "missing-theme-id": Explanation(
        "A theme has no id, or a work is given a theme without saying which.", "Add the id."
    ),
    "duplicate-theme": Explanation(
        "Two themes have the same id; the first is used.", "Give one of them another id, or delete it."
    ),
    "shared-theme-name": Explanation(
        "An other name of a theme is a name of another theme, too.", "Take it away from one of them."
    ),
    "no-theme-and-themes": Explanation("A work has themes, and also says why it has none.", "Delete one of the two."),
    "missing-paper": Explanation(
        "A reading does not name the paper that was read, so the name of the file is taken for its key.",
        "Add paper: and the key.",
    ),
    "paper-and-file-name": Explanation(
        "A reading is of another paper than the name of its file says; what stands in the file counts.",
        "Give both the same name.",
    ),
    "missing-section-id": Explanation(
        "A section of a reading has no id, so that nothing can refer to it.",
        "Add its number as printed, or a short name of your own.",
    ),
    "duplicate-section": Explanation(
        "Two sections of a reading have the same id; the citations of both are read.",
        "Put them together, or give one another id.",
    ),
    "unknown-parent": Explanation(
        "A section of a reading names a section around it that the reading does not have.",
        "Correct the id, or add that section.",
    ),
    "missing-work": Explanation(
        "A citation in a reading does not say what is cited.",
        "Add work: with a key, or text: with what the paper prints.",
    ),
    "work-and-text": Explanation(
        "A citation in a reading has a key, and also a text or kind, which are for works without one.",
        "Delete one of the two.",
    ),
    # the whole: what only shows when the files are put together
    "same-work": Explanation(
        "Two entries with different keys are one work: they share an identifier, or title, year and first author.",
        "Keep one of the two; until then both keys mean the first one.",
    ),
    "same-identifier": Explanation(
        "Two entries have the same identifier, but titles and authors, or chapters, of their own: both stay.",
        "Correct the identifier in one of the two; a chapter's is not its book's.",
    ),
    "keywords-as-themes": Explanation(
        "themes.yaml defines no theme, so the keywords of the entries are shown as themes: an offer, no decision.",
        "Define your own themes in themes.yaml; from the first one on, keywords are keywords again.",
    ),
    "unknown-work": Explanation(
        "A key is used that no entry of the bibliography has.",
        "Correct the key, or add the entry to bib/references.bib (litgraph add).",
    ),
    "unknown-theme": Explanation(
        "A theme is used, or named as a parent, that themes.yaml does not define, or a theme is its own ancestor.",
        "Correct the id, or define the theme under themes:.",
    ),
    "unknown-section": Explanation(
        "Evidence names a section that the reading of that paper does not have.",
        "Write the section's id as the file in bib/readings has it.",
    ),
    "duplicate-reading": Explanation(
        "Two files in bib/readings are about the same paper; what both say is used.", "Put them together into one file."
    ),
    "listed-but-cited": Explanation(
        "A work stands under listed-not-cited, but the same reading has a citation of it.",
        "Take it out of listed-not-cited.",
    ),
    "cites-itself": Explanation(
        "A paper is said to cite itself: mostly a slip of the key.", "Look at the citation's key."
    ),
    "ambiguous-mention": Explanation(
        "A citation written as text can mean more than one work, so it is tied to none.",
        "Write work: KEY in place of text:.",
    ),
    "unknown-mention": Explanation(
        "A citation written as text fits no work of the bibliography.",
        "Write work: KEY, add the entry, or say kind: not-listed.",
    ),
    # papers that litgraph read is given
    "locked": Explanation("The PDF is locked with a password.", "Open it with the password and save it without one."),
    "bad-pdf": Explanation(
        "The PDF cannot be opened, or some of its pages cannot be read: it may be cut off or damaged.",
        "Fetch it again, or open it in a viewer and save it anew.",
    ),
    "bad-xml": Explanation(
        "The file is not well-formed XML. Where something of it could be read, that was read.",
        "Fetch it again; the message says where it breaks.",
    ),
    "no-text": Explanation(
        "The file holds no text: a scanned paper is a picture of one.",
        "Run text recognition on it, for example with ocrmypdf, and read the result.",
    ),
    "doubtful-reading": Explanation(
        "What was read of a paper cannot be right as a whole: its references are not cited or its citations not "
        "listed, its list breaks off, or its works stand in footnotes only.",
        "Look whether the file is whole, and read another copy (XML, HTML) if there is one; else correct the reading "
        "in bib/readings by hand.",
    ),
    "several-works": Explanation(
        "Entries of a list of references hold several works each, as in physics and chemistry; only the first of each "
        "was read.",
        "Note the others by hand in bib/readings, if they matter.",
    ),
    "too-long": Explanation(
        "The file, an entry of its list of references, or the entries that one citation may mean, are longer or more "
        "than in any paper; what goes beyond the limit was not read.",
        "Split the file into its papers or chapters, the list into its references; give works of one author and year "
        "letters.",
    ),
}
