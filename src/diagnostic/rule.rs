//! The rules, one row each: name, severity, what it asks for, why, and an example of each side.

use super::Severity::{self, Error, Warning};

/// A rule that content keeps or breaks.
#[derive(Debug, PartialEq, Eq)]
pub struct Rule {
    /// Its stable name, in messages and settings.
    pub name: &'static str,
    pub severity: Severity,
    /// Whether `rules` in `site.yaml` may change its severity. Without the other rules there would
    /// be nothing sound to build from.
    pub adjustable: bool,
    /// What it asks for, in one sentence.
    pub summary: &'static str,
    /// Why it is there, and what to know of it.
    pub why: &'static str,
    /// What breaks it.
    pub bad: &'static str,
    /// The same, mended.
    pub good: &'static str,
}

/// The rule of this name.
pub fn find(name: &str) -> Option<&'static Rule> {
    ALL.iter().copied().find(|rule| rule.name == name)
}

impl Rule {
    /// The rule as it is explained on a terminal.
    pub fn explanation(&self) -> String {
        let change = match self.adjustable {
            true => {
                "; `rules` in `site.yaml` may change it, `exempt` in a file switches it off there"
            }
            false => "",
        };
        format!(
            "{} ({}{change})\n\n{}\n\n{}\n\nNot so:\n\n{}\n\nSo:\n\n{}",
            self.name,
            self.severity,
            wrapped(self.summary),
            wrapped(self.why),
            indented(self.bad),
            indented(self.good)
        )
    }
}

/// All rules, a line each.
pub fn list() -> String {
    let width = ALL.iter().map(|rule| rule.name.len()).max().unwrap_or_default();
    let line =
        |rule: &&Rule| format!("{:width$}  {:7}  {}", rule.name, rule.severity, rule.summary);
    ALL.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// The reference of all rules, as Markdown.
pub fn reference() -> String {
    let mut text = String::from(
        "# Rules\n\nWhat `whosays check` holds the content against. Each message has the name of its rule in brackets;\n\
         `whosays explain RULE` shows the same as this page. Rules marked *adjustable* can be set in `site.yaml`:\n\
         `rules: { unused-source: off }`, with `off`, `warning` or `error`. A file can switch one off for itself, with\n\
         the reason: `exempt: { unused-source: kept for the next explainer }`; so can an entry in a list.\n",
    );
    for rule in ALL {
        let adjustable = if rule.adjustable { ", *adjustable*" } else { "" };
        text.push_str(&format!(
            "\n## {}\n\n{}{adjustable}. {}\n\n{}\n\nNot so:\n\n```text\n{}\n```\n\nSo:\n\n```text\n{}\n```\n",
            rule.name, rule.severity, rule.summary, rule.why, rule.bad, rule.good
        ));
    }
    text
}

fn wrapped(text: &str) -> String {
    const WIDTH: usize = 80;
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= WIDTH => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines.join("\n")
}

fn indented(text: &str) -> String {
    text.lines()
        .map(|line| format!("    {line}").trim_end().to_owned())
        .collect::<Vec<_>>()
        .join("\n")
}

macro_rules! rules {
    ($($group:ident $adjustable:literal {
        $($constant:ident $name:literal $severity:ident $summary:literal {
            why: $why:literal,
            bad: $bad:literal,
            good: $good:literal,
        })+
    })+) => {
        $($(
            #[doc = $summary]
            pub static $constant: Rule = Rule {
                name: $name,
                severity: $severity,
                adjustable: $adjustable,
                summary: $summary,
                why: $why,
                bad: $bad,
                good: $good,
            };
        )+)+

        /// Every rule, in the order of the reference.
        pub static ALL: &[&Rule] = &[$($(&$constant),+),+];
    };
}

rules! {
    fixed false {
    UNREADABLE "unreadable" Error "A file can be read." {
        why: "The file is there, but the system does not let it be read. Its permissions may be wrong, or the disk may be failing.",
        bad: "content/claims/one.md   (mode 000)",
        good: "content/claims/one.md   (mode 644)",
    }
    NOT_UTF8 "not-utf8" Error "A file is UTF-8 text." {
        why: "Texts are UTF-8, so that every name in every script can stand in them and every place in them can be named. An editor that saves in an older encoding writes bytes that mean something else.",
        bad: "title: Caf\\xe9",
        good: "title: Café",
    }
    SYMBOLIC_LINK "symbolic-link" Error "A symbolic link leads to a file within the site." {
        why: "A link to a file of the site stands for that file. A link that leads out of the site would publish what is not the site’s, a link to a folder may lead in a circle, and a broken link stands for nothing; none of them is followed.",
        bad: "static/report.pdf -> /home/me/report.pdf",
        good: "static/report.pdf -> reports/2021.pdf",
    }
    UNUSABLE_NAME "unusable-name" Error "The name of a file can be part of an address." {
        why: "Files in `static/` keep their names in the site. A name with control characters, line breaks, backslashes, bytes that are no text, or marks that turn the direction of the text cannot be written as an address, or not so that a reader sees where it leads.",
        bad: "static/report\\2021.pdf",
        good: "static/report-2021.pdf",
    }
    NAME_CLASH "name-clash" Error "No two names of files differ only in case or in their Unicode form." {
        why: "Many systems take `Logo.svg` and `logo.svg` for one file, and `é` as one character or as `e` with an accent. There one of the two would replace the other. Files of the theme count too: to replace one, give yours the very same name.",
        bad: "static/Logo.svg and static/logo.svg",
        good: "static/logo.svg and static/logo-large.svg",
    }
    TOO_LARGE "too-large" Error "A file is no larger than its limit." {
        why: "What a person writes and reads is far smaller; what is larger is most often the wrong file, and would take the machine’s time and memory. A text has at most 1 MiB, a front matter at most 64 KiB, and with its YAML aliases at most 100,000 values. The plain-text copy of a source has at most 16 MiB.",
        bad: "content/explainers/everything.md, with 900 claims in its front matter",
        good: "content/explainers/everything.md, and a file for each claim in content/claims/",
    }
    NESTED_TOO_DEEP "nested-too-deep" Error "Lists, quotations and the like stand in one another at most 32 levels deep." {
        why: "No reader follows 32 levels, and programs that read the page would fail at thousands. The same limit holds for lists and mappings in a front matter.",
        bad: "> > > > …",
        good: "> > Words",
    }
    MISSING_SITE_FILE "missing-site-file" Error "A site has a `site.yaml`." {
        why: "A folder is a site when it holds a `site.yaml` with the name of the site and the address at which it will stand. Without it there is nothing to build.",
        bad: "content/claims/one.md alone",
        good: "site.yaml with `title: My site` and `base_url: https://example.org/`",
    }
    MISPLACED_FILE "misplaced-file" Error "A content file lies in a folder that gives its kind." {
        why: "The folder below `content/` says what kind of entry a file is. Folders inside a kind’s folder are free. `content/index.md` is the home page.",
        bad: "content/claim/one.md",
        good: "content/claims/one.md",
    }
    BAD_FILE_NAME "bad-file-name" Error "A content file’s name is an id." {
        why: "The name of a file is the id of its entry, by which others refer to it, and part of the address of its page. So it has only a–z, 0–9 and single hyphens.",
        bad: "content/claims/My Claim.md",
        good: "content/claims/my-claim.md",
    }
    UNCLOSED_FRONT_MATTER "unclosed-front-matter" Error "A front matter stands between two `---` lines." {
        why: "The fields of an entry stand between two lines of three hyphens. Without the second one nobody can tell where the fields end and the prose begins.",
        bad: "---\ntitle: One\n\nThe prose.",
        good: "---\ntitle: One\n---\n\nThe prose.",
    }
    MISSING_FRONT_MATTER "missing-front-matter" Error "A content file begins with a front matter." {
        why: "Every content file begins with its fields, even if it has only one.",
        bad: "The prose.",
        good: "---\ntitle: One\n---\n\nThe prose.",
    }
    YAML_SYNTAX "yaml-syntax" Error "A front matter is valid YAML." {
        why: "The fields are YAML. What most often breaks it is a colon, a question mark or a quotation mark within a text, or a tab: put the text in quotes, and indent with spaces. Nothing else is told of such a file, as nothing else can be known.",
        bad: "title: Sanctions: what followed",
        good: "title: \"Sanctions: what followed\"",
    }
    DUPLICATE_KEY "duplicate-key" Error "A key stands once." {
        why: "Of a key that stands twice YAML keeps one without a word, and nobody sees which.",
        bad: "title: One\ntitle: Two",
        good: "title: Two",
    }
    UNKNOWN_KEY "unknown-key" Error "Each key is known." {
        why: "A key that nothing reads is a field that the editor believes is published and that is not. Most often it is a misspelling.",
        bad: "titel: One",
        good: "title: One",
    }
    VERDICT_KEY "verdict-key" Error "No key gives a verdict." {
        why: "Whosays shows who says what, and never who is right. A finding that something is so or not so is a position like any other: it has an actor, a date and a source.",
        bad: "verdict: false",
        good: "positions:\n  - { by: the-court, stance: disputes, date: 2024-05-02, source: judgment }",
    }
    MISSING_FIELD "missing-field" Error "A required field is given." {
        why: "Some fields make an entry what it is: a claim has its proposition and who takes which stance on it. In a draft this is a warning.",
        bad: "---\ntitle: It was so\n---",
        good: "---\ntitle: It was so\npositions:\n  - { by: council, stance: asserts, date: 2021-03-10, source: report }\n---",
    }
    EMPTY_FIELD "empty-field" Error "A field that is given has a value." {
        why: "A key without a value says nothing, and looks as if it said something.",
        bad: "title:",
        good: "title: It was so",
    }
    WRONG_TYPE "wrong-type" Error "A value has the form that its field takes." {
        why: "Some fields take one text, some a list, some fields of their own.",
        bad: "topics: Politics",
        good: "topics: [Politics]",
    }
    BAD_ID "bad-id" Error "An id has only a–z, 0–9 and single hyphens." {
        why: "An id has only a–z, 0–9 and single hyphens. Where a field fixes the kind, the bare id stands; elsewhere the kind stands before it, with a colon.",
        bad: "by: The Council",
        good: "by: council",
    }
    BAD_DATE "bad-date" Error "A date is EDTF." {
        why: "Dates are EDTF (ISO 8601-2): a date says as much as is known and no more. `2021-03` is a month, `2021-03-16?` is uncertain, `2019~` is about 2019, `2020-09/2020-11` is from one to the other, `[2007..2016]` is some time within.",
        bad: "date: 16 March 2021",
        good: "date: 2021-03-16",
    }
    BAD_COUNTRY "bad-country" Error "A country is an ISO 3166-1 alpha-2 code." {
        why: "Countries are named by the two letters of ISO 3166-1 alpha-2. User-assigned and withdrawn codes serve for other places, with a file that names them.",
        bad: "country: UK",
        good: "country: GB",
    }
    UNKNOWN_TERM "unknown-term" Error "A value is of the vocabulary of its field." {
        why: "A closed vocabulary keeps words comparable. Each term has a published meaning; the codebook page shows them all.",
        bad: "stance: claims",
        good: "stance: asserts",
    }
    BAD_ADDRESS "bad-address" Error "An address or a path is well formed." {
        why: "An address on the network begins with https:// or http://; a path on this site has forward slashes and does not lead out of it.",
        bad: "url: www.example.org",
        good: "url: https://www.example.org/",
    }
    DUPLICATE_ID "duplicate-id" Error "An id stands once within its kind." {
        why: "An id names one entry of its kind, whether in a file or in a list of an explainer. Both places are shown.",
        bad: "content/claims/one.md and content/claims/later/one.md",
        good: "content/claims/one.md and content/claims/two.md",
    }
    UNKNOWN_ID "unknown-id" Error "A reference names an entry that there is." {
        why: "Every name is looked up, in fields and in prose. A reference that leads nowhere would be a statement without a speaker, or without a source.",
        bad: "[they say so](claim:it-was-s)",
        good: "[they say so](claim:it-was-so)",
    }
    UNNAMED_COUNTRY "unnamed-country" Error "A country whose code ISO does not assign has a file that names it." {
        why: "ISO 3166 gives no name for user-assigned and withdrawn codes, so the site gives it.",
        bad: "country: XK",
        good: "country: XK, and content/countries/xk.md with `name: Kosovo`",
    }
    DRAFT_REFERENCE "draft-reference" Error "A published entry refers to no draft." {
        why: "A draft is in no output, so a published entry that refers to it would lead nowhere. `--drafts` builds drafts, marked.",
        bad: "by: council   (the council’s file says `draft: yes`)",
        good: "by: council   (the council’s file is published)",
    }
    REPLACES_CYCLE "replaces-cycle" Error "Positions do not replace one another in a circle." {
        why: "A position that is replaced, in the end, by itself would leave nothing standing.",
        bad: "- { id: a, …, replaces: b }\n- { id: b, …, replaces: a }",
        good: "- { id: a, … }\n- { id: b, …, replaces: a }",
    }
    UNKNOWN_POSITION "unknown-position" Error "`replaces` names an earlier position of the same actor." {
        why: "`replaces` names an earlier position of the same actor on the same claim, by its `id`, or by its date where only one has that date.",
        bad: "replaces: 2021-03-11",
        good: "replaces: 2021-03-10",
    }
    RESERVED_PAGE "reserved-page" Error "A page does not take the address of a section." {
        why: "Pages stand at the top of the site, beside its sections.",
        bad: "content/pages/claims.md",
        good: "content/pages/about-the-claims.md",
    }
    ADDRESS_TAKEN "address-taken" Error "Two pages or aliases do not share an address." {
        why: "Each address shows one thing: the page of an entry, a list, a file in `static/`, or the way on from an earlier address. Capitals make no difference, as on some machines files whose names differ only by them are one file.",
        bad: "aliases: [/about/]   (there is a page `about`)",
        good: "aliases: [/about-us/]",
    }
    BROKEN_LINK "broken-link" Error "A link leads to something of this site, or elsewhere." {
        why: "Links in prose and in the navigation are looked up as references are, with the heading that they name. Prose is shown on several pages, so an address cannot depend on where the text stands: write `kind:id`, or the address from the first slash on; `#heading` only leads within the text below the front matter. What the site’s own templates make is followed in the filled pages, and told at the template. Pictures lie in `static/`, so that no other host learns who reads the page.",
        bad: "[the report](reports/one.md)",
        good: "[the report](source:one)",
    }
    BROKEN_TEMPLATE "broken-template" Error "A template of the site can be read, and filled for each of its pages." {
        why: "A file in `templates/` takes the place of the theme’s file of the same name. What it does not close, a name that nothing has, or a component that there is not keeps its pages from being made.",
        bad: "<h1>{{ view.titel }}</h1>",
        good: "<h1>{{ view.title }}</h1>",
    }
    RAW_HTML "raw-html" Error "Prose is Markdown without raw HTML, unless `allow_html` is set." {
        why: "Raw HTML can carry scripts, break the page and shut out screen readers. A site that needs it may set `allow_html: yes`.",
        bad: "It was <b>not</b> so.",
        good: "It was **not** so.",
    }
    SCRIPT_ADDRESS "script-address" Error "No link runs a script or carries data." {
        why: "A link that runs a script or carries data could do anything in the reader’s browser.",
        bad: "[more](javascript:show())",
        good: "[more](https://example.org/more)",
    }
    DANGLING_FOOTNOTE "dangling-footnote" Error "A footnote that is called is there." {
        why: "The call of a note that is not there would stand on the page as it was typed.",
        bad: "They deny it.[^1]",
        good: "They deny it.[^1]\n\n[^1]: In a letter.",
    }
    BLOCK_IN_INLINE "block-in-inline" Error "A summary, standfirst, note or definition is one paragraph." {
        why: "These texts stand in lines, cards and previews, where there is room for one paragraph.",
        bad: "summary: |\n  One.\n\n  Two.",
        good: "summary: One. Two.",
    }
    TIE_WITHOUT_CLAIM "tie-without-claim" Error "A tie of an actor rests on a claim." {
        why: "Whether somebody works for, acts for or is controlled by somebody else is often what is disputed. So `links` takes a tie only with `linked_by`, the claim that says so: there stand who says it, from which source, and who says otherwise. What nobody disputes has fields of its own: `part_of`, `speaks_for`, `roles`, `countries`.",
        bad: "links: [{ to: \"country:RU\", relation: acts-for }]",
        good: "links: [{ to: \"country:RU\", relation: acts-for, linked_by: group-acts-for-russia }]",
    }
    EXEMPTION_WITHOUT_REASON "exemption-without-reason" Error "An exemption says why it is there." {
        why: "`exempt` in a file switches a rule off for that file; in an entry of a list, for that entry. The reason is for the editors who come later: what it is about this file that the rule does not see. `off`, `yes` and the like are no reasons.",
        bad: "exempt: { unarchived-source: off }",
        good: "exempt: { unarchived-source: the publisher forbids archives to keep copies }",
    }
    BAD_POLICY "bad-policy" Error "`publish.policy` adds sources to directives of the Content-Security-Policy." {
        why: "Pages load what is the site’s own and nothing else. `publish.policy` in `site.yaml` may admit other hosts, directive by directive. What would let anything run that stands in a page, such as `'unsafe-inline'`, is refused.",
        bad: "publish: { policy: { script-src: \"'unsafe-inline'\" } }",
        good: "publish: { policy: { img-src: https://pictures.example.org } }",
    }
    UNKNOWN_RULE "unknown-rule" Error "`rules` and `exempt` name rules that there are and that may be changed." {
        why: "`rules` in `site.yaml` sets a rule to `off`, `warning` or `error`; `exempt` in a file switches it off there. Rules without which there would be nothing sound to build from cannot be changed. `whosays explain` lists all.",
        bad: "rules: { unused-sources: never }",
        good: "rules: { unused-source: off }",
    }
    }
    adjustable true {
    QUOTATION "quotation" Error "A quotation stands word for word in the text of its source, where there is a copy." {
        why: "Where a source has a plain-text copy, each quotation must stand in it word for word. White space, quotation marks, dashes and the Unicode form do not count. `[…]` stands for words left out, other brackets for words put in.",
        bad: "quote: the campaign was approved",
        good: "quote: the campaign was authorized",
    }
    SOURCE_TEXT "source-text" Error "The copy of a source’s text can be read and is the one that was checked." {
        why: "`text` is the path of a plain-text copy from `site.yaml`, and `sha256` says which copy was checked. If the copy has changed, the quotations must be looked at anew.",
        bad: "text: texts/report.txt\nsha256: 0000…",
        good: "text: texts/report.txt\nsha256: (what `sha256sum texts/report.txt` prints)",
    }
    UNVERIFIED_QUOTATIONS "unverified-quotations" Warning "The copy of a source’s text is there, so that quotations can be checked." {
        why: "The copy of a source may be kept out of the repository. Then its quotations are not checked, and the number that was not is said.",
        bad: "text: texts/report.txt   (the file is not there)",
        good: "text: texts/report.txt   (the file is there)",
    }
    INVISIBLE_CHARACTER "invisible-character" Error "No character stands where nobody sees it." {
        why: "Control characters and marks that turn the direction of the text can make a reader see other words than a program does, or than stand in the source. So U+202A to U+202E and U+2066 to U+2069 are told, control characters, a byte-order mark that is not at the start, and other characters without a shape; a zero-width space and a word joiner only between letters a–z and digits. Marks that scripts need are fine: U+200C to U+200F, U+061C, soft hyphens.",
        bad: "title: \"Paid by \\u202eCBA\"",
        good: "title: Paid by ABC",
    }
    PORTABLE_NAME "portable-name" Warning "The name of a file is one on every system." {
        why: "A site may be copied to a machine with Windows, which has no files with the names of its devices, with `<>:\"|?*` in their names, or with a full stop or a space at the end.",
        bad: "static/aux.txt",
        good: "static/auxiliary.txt",
    }
    UNUSED_FOOTNOTE "unused-footnote" Warning "A footnote that is there is called." {
        why: "A note that no text calls is on no page.",
        bad: "Text.\n\n[^1]: A note.",
        good: "Text.[^1]\n\n[^1]: A note.",
    }
    PICTURE_WITHOUT_WORDS "picture-without-words" Warning "A picture in prose has words that stand for it." {
        why: "Who cannot see a picture is told the words between the square brackets. A picture that nothing is lost without can be left out.",
        bad: "![](/map.png)",
        good: "![Map: three pipelines cross the strait](/map.png)",
    }
    MISSING_DATE "missing-date" Error "A position has a date." {
        why: "A position is somebody’s stance on a day. `date` says when it was said; for `not-found` and `no-response`, when the editors looked.",
        bad: "- { by: council, stance: asserts, source: report }",
        good: "- { by: council, stance: asserts, date: 2021-03-10, source: report }",
    }
    MISSING_SOURCE "missing-source" Error "A position has a source, or says where the editors looked." {
        why: "Nothing stands on the site without a source. For `not-found` and `no-response` there is none, so `searched` says where the editors looked.",
        bad: "- { by: council, stance: not-found, date: 2021-11-19 }",
        good: "- { by: council, stance: not-found, date: 2021-11-19, searched: [the council’s pages] }",
    }
    AFTER_AS_OF "after-as-of" Error "Nothing covered is later than the site’s `as_of`." {
        why: "`as_of` in `site.yaml` is the last day that the site covers. Readers take what is not there as not said by that day.",
        bad: "as_of: 2021-11-19, and a position of 2021-12-01",
        good: "as_of: 2021-12-01, or without the position",
    }
    DENIAL_WITHOUT_TIE "denial-without-tie" Error "`denies` is for a party that the claim is about." {
        why: "`denies` means that a party which the claim is about rejects it. Anybody else who rejects it disputes it.",
        bad: "about: { countries: [RU] }\n- { by: us-senator, stance: denies, … }",
        good: "about: { countries: [RU] }\n- { by: us-senator, stance: disputes, … }",
    }
    ANONYMOUS_WITHOUT_REASON "anonymous-without-reason" Error "An anonymous position says why it is anonymous." {
        why: "Readers can weigh an anonymous voice only if they know why it is anonymous, in the words of the carrier if it gives any.",
        bad: "attribution: anonymous",
        good: "attribution: anonymous\nanonymity_reason: not given by the carrier",
    }
    CLAIMED_WITHOUT_CLAIM "claimed-without-claim" Error "An event that is `claimed` names its claims." {
        why: "An event with `basis: claimed` is known only because somebody says so, and the claim says who.",
        bad: "basis: claimed",
        good: "basis: claimed\nclaims: [meeting-took-place]",
    }
    DEFINITION_WITHOUT_WORDS "definition-without-words" Error "A definition has a `quote` or a `text`." {
        why: "Two bodies may define one word differently, so a definition has the words of the one that gives it, or says them in others.",
        bad: "definitions: [{ by: council }]",
        good: "definitions: [{ by: council, quote: any effort to affect a vote }]",
    }
    UNANSWERED_CLAIM "unanswered-claim" Warning "A claim about somebody has their answer, or says that there is none." {
        why: "A claim that somebody asserts about others, under `about.actors` or `about.countries`, shows what they say to it: a position of any stance but `reports`, by them, by somebody who speaks for them, or in the name of the state. Where there is none, readers want to know which it is: they were asked and did not answer (`no-response`), declined (`declines-to-comment`), or the editors looked and found none (`not-found`). Who speaks of themselves owes no answer.",
        bad: "about: { actors: [guild] }\npositions:\n  - { by: council, stance: asserts, … }",
        good: "about: { actors: [guild] }\npositions:\n  - { by: council, stance: asserts, … }\n  - { by: guild, stance: not-found, date: 2024-06-30, searched: [the guild’s pages] }",
    }
    CLAIM_WITHOUT_SPEAKER "claim-without-speaker" Warning "A sentence that links a claim names who says so." {
        why: "A claim that is told without its speaker reads as a fact. The sentence, or the one before it in the same paragraph, links an actor or a country, or has a telling word of the name of somebody who takes or carries a position on the claim: the first or last word of a name or of another name, or their country. “The council says” will do where the National Intelligence Council speaks. Headings, tables, block quotations and items that are links alone are left out.",
        bad: "[The guild moved the statue](claim:guild-moved-it) in April.",
        good: "According to the council, [the guild moved the statue](claim:guild-moved-it) in April.",
    }
    LOADED_WORD "loaded-word" Warning "No word takes sides outside of quotations." {
        why: "`revealed`, `exposed` and `admitted` say that it is so, `claimed` and `so-called` hint that it is not, and `slammed` says what to think of the speaker. `said` leaves it to the reader. Looked at are prose, titles, summaries and notes, and the title and description of the site; not what stands in quotation marks, block quotations, `quote` or code, nor the titles of sources. The words are admit, admits, admitted, admittedly, claimed, conceded, concedes, confessed, confesses, debunk, debunked, debunks, discredited, exposed, exposes, lied, ranted, refuted, refutes, revealed, revealing, reveals, slammed, slams, so-called, unmasked, unmasks. They are English, and the rule rests on a site whose `language` is another. `loaded_words: [word, two words]` in `site.yaml` takes the place of the list, in any language.",
        bad: "The minister admitted that he knew.",
        good: "The minister said that he knew.",
    }
    CONFIDENCE_WITH_LIKELIHOOD "confidence-with-likelihood" Warning "No sentence of a quotation names both a confidence and a likelihood." {
        why: "A likelihood says how probable the thing is, a confidence how good the basis is for saying so. The standard of the US intelligence community (ICD 203) asks its authors not to join the two in one sentence, because readers take one for the other. Quotations that were cut together can do that, too. The sentence is found by English words for both, or by `confidence_words` and `likelihood_words`. Where the speaker joins them, an exemption says so.",
        bad: "quote: We assess with high confidence that it probably was so",
        good: "quote: it probably was so\nconfidence_words: high confidence\nlikelihood_words: probably",
    }
    PADDED_DATE "padded-date" Warning "A date is not filled up to the first of a month." {
        why: "Where only a year or a month is known, tools and people make a first of January or a first of the month of it, and the date then says more than anybody knew. Looked at are the dates of positions, events and sources and `happened`, where they are a plain day, alone or as an end of an interval; `~`, `?` and a time of day show that the day was thought of. A position with a `note` is taken as explained.",
        bad: "when: 2019-01-01   (only the year is known)",
        good: "when: 2019",
    }
    UNARCHIVED_SOURCE "unarchived-source" Warning "A source on the network has a copy in an archive." {
        why: "Pages change and go. A copy in a public archive lets readers see what the editors read. `archived` takes several, each with its address and, if known, its date and SHA-256.",
        bad: "url: https://news.example/one",
        good: "url: https://news.example/one\narchived: [{ url: https://archive.example/2021/news.example/one, date: 2021-03-17 }]",
    }
    DEAD_LINK "dead-link" Warning "Something is at each address elsewhere." {
        why: "A link that leads nowhere leaves readers with the site’s word alone. The rule rests unless `check --links` goes and looks: a page that is gone (404, 410) or a host that is no more is dead. If the source has a copy in an archive, the message names it.",
        bad: "url: https://news.example/gone   (with `--links`)",
        good: "url: https://news.example/moved-here",
    }
    BLOCKED_LINK "blocked-link" Warning "Addresses elsewhere answer programs." {
        why: "Some hosts let no program in, so that nobody can tell without a browser whether the page is there. That is said apart from what is dead. `rules: { blocked-link: off }` in `site.yaml` leaves it out.",
        bad: "url: https://paywall.example/one   (the host answers 403 with `--links`)",
        good: "url: https://open.example/one",
    }
    UNREACHABLE_LINK "unreachable-link" Warning "Addresses elsewhere can be reached." {
        why: "A host that fails or does not answer in time, although it was tried several times, may be back tomorrow. `check --links` says so and forgets it.",
        bad: "url: https://slow.example/one   (the host answers 503 with `--links`)",
        good: "url: https://steady.example/one",
    }
    REVIEW_OVERDUE "review-overdue" Warning "An entry is reviewed by the day that `review_by` names." {
        why: "`review_by` is when the editors mean to look at an entry again. The rule rests unless a day is given, so that the same content gives the same result on any day: `--today 2024-06-30`, or `--today` alone for the clock of the machine, in UTC.",
        bad: "review_by: 2024-06-01   (with `--today 2024-06-30`)",
        good: "review_by: 2024-12-01",
    }
    UNUSED_EXEMPTION "unused-exemption" Warning "An exemption exempts something." {
        why: "An exemption that is no longer needed would hide the next fault of its kind. Rules whose finding depends on the day or on copies that may be kept elsewhere are left out.",
        bad: "exempt: { unarchived-source: no archive has it }\narchived: [{ url: … }]",
        good: "archived: [{ url: … }]",
    }
    UNUSED_SOURCE "unused-source" Warning "Something rests on each source." {
        why: "A source on which nothing rests is either a citation that was forgotten or a file that can go.",
        bad: "content/sources/letter.md, named nowhere",
        good: "[@letter] in a text, or `source: letter` in a position",
    }
    PART_WITHOUT_NAME "part-without-name" Error "A position on part of a claim says which part." {
        why: "A position on part of a claim is misread as one on the whole unless the part is named.",
        bad: "scope: part",
        good: "scope: part\npart: that the campaign was covert",
    }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_wrapped_at_words() {
        let text = wrapped(&"word ".repeat(40));
        assert!(text.lines().all(|line| line.len() <= 80) && text.lines().count() == 3, "{text}");
    }

    #[test]
    fn each_rule_is_explained_with_an_example_of_each_side() {
        for rule in ALL {
            assert!(crate::id::is_id(rule.name), "{}", rule.name);
            assert!(rule.summary.ends_with('.') && rule.why.ends_with('.'), "{}", rule.name);
            assert!(!rule.bad.is_empty() && !rule.good.is_empty(), "{}", rule.name);
            assert_ne!(rule.bad, rule.good, "{}", rule.name);
            assert!(std::ptr::eq(*rule, find(rule.name).expect("it is found")), "{}", rule.name);
        }
    }
}
