r"""What becomes of LaTeX's commands in a bibliography: \relax vanishes, \foreignlanguage leaves its second argument.

pylatexenc knows the commands for letters and formulas. These are the others that entries are written with: of LaTeX and
its packages, of BibLaTeX, of the databases of astronomy and mathematics, of TUGboat.
"""

from __future__ import annotations

__all__ = ["ACCENTS", "ARGUMENTS", "FONTS", "MARKING", "TEXTS"]

FONTS = frozenset(
    "bf em it rm sc sf sl tt smc bfseries mdseries itshape scshape slshape upshape rmfamily sffamily ttfamily "
    "normalfont tiny scriptsize footnotesize small normalsize large Large LARGE huge Huge".split()
)
"""Commands that only change the look of the text after them: {\\it Nature}, {\\sc Unesco}."""

MARKING = {
    **dict.fromkeys(("textsuperscript", "mkbibsuperscript", "up", "fup"), "sup"),
    **dict.fromkeys(("textsubscript", "mkbibsubscript"), "sub"),
    **dict.fromkeys(("textit", "emph", "textsl", "mkbibemph", "mkbibitalic"), "i"),
    **dict.fromkeys(("textsc", "bsc"), "sc"),
    **dict.fromkeys(("textbf", "mkbibbold"), "b"),
    **dict.fromkeys(("it", "itshape", "em", "sl", "slshape"), "i"),
    **dict.fromkeys(("sc", "scshape", "smc"), "sc"),
    **dict.fromkeys(("bf", "bfseries"), "b"),
}
"""Commands that set letters otherwise, by the mark that they get (`litgraph.markup.MARKS`)."""

ACCENTS = {
    "`": "\u0300", "'": "\u0301", "^": "\u0302", "~": "\u0303", "=": "\u0304", "u": "\u0306", ".": "\u0307",
    '"': "\u0308", "r": "\u030a", "H": "\u030b", "v": "\u030c", "d": "\u0323", "c": "\u0327", "k": "\u0328",
    "b": "\u0331", "grave": "\u0300", "acute": "\u0301", "hat": "\u0302", "tilde": "\u0303", "bar": "\u0305",
    "breve": "\u0306", "dot": "\u0307", "ddot": "\u0308", "check": "\u030c", "vec": "\u20d7", "not": "\u0338",
    "polhk": "\u0328", "ocirc": "\u030a", "udot": "\u0323", "G": "\u030f", "textcommabelow": "\u0326", "U": "\u030e",
}  # fmt: skip

_VANISHING = """
    relax protect noindent indent nobreak allowbreak break nolinebreak linebreak unskip ignorespaces leavevmode strut
    mathstrut null bgroup egroup begingroup endgroup sloppy fussy raggedright selectfont nocorr xspace centering
    displaystyle textstyle limits nolimits frenchspacing nonfrenchspacing bibnamedelimi bibnamedelimc isdot unspace
    nopunct smaller larger boldmath unboldmath makeatletter makeatother DeclarePrefChars cyr bibcyr hfill hfil vfill
    / - @ ! * today
"""
_SPACES = """
    par newline newblock space thinspace enspace quad qquad medspace thickspace negthinspace nobreakspace smallskip
    medskip bigskip addspace addnbspace addthinspace addlowpenspace addhighpenspace bibnamedelima bibnamedelimb
    bibnamedelimd tabularnewline : ; >
"""
_BRANDS = """
    TeX LaTeX BibTeX XeTeX XeLaTeX LuaTeX LuaLaTeX pdfTeX pdfLaTeX PDFTeX ConTeXt AmSTeX AmSLaTeX PiCTeX SLiTeX XyMTeX
    eTeX pTeX upTeX OzTeX MikTeX plainTeX TikZ LyX TUG CTAN XML SGML HTML PDF DVI VAX AMS CWEB WEB MathML KOMA NTS
    SVG URL URI UTF
"""
_NAMES = {
    "LaTeXe": "LaTeX2ε", "AllTeX": "(La)TeX", "MF": "METAFONT", "METAFONT": "METAFONT", "MP": "METAPOST",
    "METAPOST": "METAPOST", "TUB": "TUGboat", "tub": "TUGboat", "tug": "TUG", "PS": "PostScript", "AmS": "AMS",
    "PCTeX": "PCTeX", "Cplusplus": "C++", "CPLUSPLUS": "C++", "Thanh": "Thành",
}  # fmt: skip
_SIGNS = {
    "Dash": "—", "dash": "–", "hyphen": "-", "hyp": "-", "slash": "/", "fslash": "/", "lbrack": "[", "rbrack": "]",
    "textless": "<", "textgreater": ">", "textunderscore": "_", "textquotedbl": '"', "textasciicircum": "^",
    "textbar": "|", "textbraceleft": "{", "textbraceright": "}", "textendash": "–", "textemdash": "—", "lq": "‘",
    "rq": "’", "dq": '"', "glq": "‚", "grq": "‘", "glqq": "„", "grqq": "“", "flq": "‹", "frq": "›", "flqq": "«",
    "frqq": "»", "og": "« ", "fg": " »", "pounds": "£", "copyright": "©", "S": "§", "P": "¶", "euro": "€", "EUR": "€",
    "dag": "†", "ddag": "‡", "checkmark": "✓", "trademark": "™", "texttrademark": "™", "degree": "°", "degrees": "°",
    "textdegree": "°", "degre": "°", "degres": "°", "celsius": "℃", "permil": "‰", "textpermille": "‰", "micro": "µ",
    "arcsec": "″", "arcmin": "′", "colon": ":", "cprime": "ʹ", "cdprime": "ʺ", "lasp": "ʽ", "rasp": "ʼ", "cydot": "·",
    "Dbar": "Đ", "dbar": "đ", "bibinitperiod": ".", "bibinitdelim": " ", "bibinithyphendelim": ".-",
    "bibrangedash": "–", "bibrangessep": ", ", "bibdatedash": "–", "addcomma": ",", "adddot": ".", "addperiod": ".",
    "addcolon": ":", "addsemicolon": ";", "addslash": "/", "subtitlepunct": ":", "titlepunct": ".", "bibopenparen": "(",
    "bibcloseparen": ")", "iere": "ʳᵉ", "ier": "ᵉʳ", "ieme": "ᵉ", "no": "nᵒ", "No": "Nᵒ", "numero": "nᵒ",
    "ldots": "…", "dots": "…", "textellipsis": "…", "textsuperscriptone": "¹", "nbd": "-", "openone": "𝟙",
}  # fmt: skip
# The journals of AASTeX, as ADS exports them.
_JOURNALS = {
    "aj": "AJ", "actaa": "Acta Astronomica", "araa": "ARA&A", "apj": "ApJ", "apjl": "ApJ", "apjlett": "ApJ",
    "apjs": "ApJS", "apjsupp": "ApJS", "ao": "Appl. Opt.", "applopt": "Appl. Opt.", "apss": "Ap&SS", "aap": "A&A",
    "astap": "A&A", "aapr": "A&A Rev.", "aaps": "A&AS", "azh": "AZh", "baas": "BAAS",
    "bac": "Bull. astr. Inst. Czechosl.",
    "caa": "Chinese Astron. Astrophys.", "cjaa": "Chinese J. Astron. Astrophys.", "icarus": "Icarus", "jcap": "JCAP",
    "jrasc": "JRASC", "mnras": "MNRAS", "memras": "MmRAS", "na": "New A", "nar": "New A Rev.", "pasa": "PASA",
    "pra": "Phys. Rev. A", "prb": "Phys. Rev. B", "prc": "Phys. Rev. C", "prd": "Phys. Rev. D", "pre": "Phys. Rev. E",
    "prl": "Phys. Rev. Lett.", "pasp": "PASP", "pasj": "PASJ", "qjras": "QJRAS",
    "rmxaa": "Rev. Mexicana Astron. Astrofis.",
    "skytel": "S&T", "solphys": "Sol. Phys.", "sovast": "Soviet Ast.", "ssr": "Space Sci. Rev.", "zap": "ZAp",
    "nat": "Nature", "iaucirc": "IAU Circ.", "aplett": "Astrophys. Lett.", "apspr": "Astrophys. Space Phys. Res.",
    "bain": "Bull. Astron. Inst. Netherlands", "fcp": "Fund. Cosmic Phys.", "gca": "Geochim. Cosmochim. Acta",
    "grl": "Geophys. Res. Lett.", "jcp": "J. Chem. Phys.", "jgr": "J. Geophys. Res.",
    "jqsrt": "J. Quant. Spec. Radiat. Transf.", "memsai": "Mem. Soc. Astron. Italiana", "nphysa": "Nucl. Phys. A",
    "physrep": "Phys. Rep.", "physscr": "Phys. Scr", "planss": "Planet. Space Sci.", "procspie": "Proc. SPIE",
    "psj": "PSJ", "maps": "M&PS", "dps": "DPS",
}  # fmt: skip

TEXTS = {
    **dict.fromkeys(_VANISHING.split(), ""),
    **dict.fromkeys(FONTS, ""),
    **dict.fromkeys(_SPACES.split(), " "),
    **{name: name for name in _BRANDS.split()},
    **_NAMES,
    **_JOURNALS,
    **_SIGNS,
}
"""Commands without arguments, and the text that each leaves."""

_SHOWING = """
    MakeUppercase MakeLowercase uppercase lowercase underline uline ul natexlab singleletter autocap mkbibacro acro pkg
    pgm file macro textnormal textup textmd textrm textsf texttt textlf mbox hbox fbox framebox oldstylenums bibstring
    bibsstring biblstring bibcpstring mkbibordinal titlecap noun citetitle cs cmd env code booktitle journalname package
    nocase t textgreek textcyr textcyrillic textlatin textenglish textgerman textfrench textrussian ssf num ensuremath
"""
_CITING = """
    cite citep citet citealp citealt citeauthor citeyear citeyearpar citetext textcite parencite autocite footcite
    fullcite Citet Citep ref autoref cref eqref
"""
_DROPPING = """
    index label thanks phantom hphantom vphantom fontfamily fontencoding fontseries fontshape selectlanguage nocite
    hyphenation pagestyle todo usebibmacro
"""
ARGUMENTS = {
    **dict.fromkeys(_SHOWING.split(), ("{", "{0}")),
    **dict.fromkeys(_CITING.split(), ("*[[{", "{0}")),
    **dict.fromkeys(_DROPPING.split(), ("{", "")),
    **dict.fromkeys(("hspace", "vspace"), ("*{", " ")),
    **dict.fromkeys(("color", "pagecolor"), ("[{", "")),
    **dict.fromkeys(("foreignlanguage", "textlanguage"), ("[{{", "{1}")),
    **dict.fromkeys(("bibinfo", "bibfield", "scalebox", "hyperlink", "foreignquote", "hyphenquote"), ("{{", "{1}")),
    **dict.fromkeys(("enquote", "textquote", "mkbibquote"), ("*[{", "“{0}”")),
    "raisebox": ("{[[{", "{1}"),
    "textcolor": ("[{{", "{1}"),
    "fontsize": ("{{", ""),
    "setcounter": ("{{", ""),
    "texorpdfstring": ("{{", "{0}"),
    "printfirst": ("{{", "{0}"),
    "switchargs": ("{{", "{1} {0}"),
    "discretionary": ("{{{", "{2}"),
    "SI": ("[{{", "{0} {1}"),
    "mkbibparens": ("{", "({0})"),
    "mkbibbrackets": ("{", "[{0}]"),
    "footnote": ("[{", " [{0}]"),
}
"""Commands with arguments: how pylatexenc writes what these are, and the text that they leave, numbered from 0."""
