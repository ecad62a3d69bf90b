//! The rules, one row each.

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
}

/// The rule of this name.
pub fn find(name: &str) -> Option<&'static Rule> {
    ALL.iter().copied().find(|rule| rule.name == name)
}

macro_rules! rules {
    (
        fixed { $($fixed:ident $fixed_name:literal $fixed_severity:ident $fixed_summary:literal;)+ }
        adjustable { $($free:ident $free_name:literal $free_severity:ident $free_summary:literal;)+ }
    ) => {
        $(
            #[doc = $fixed_summary]
            pub static $fixed: Rule = Rule {
                name: $fixed_name,
                severity: $fixed_severity,
                adjustable: false,
                summary: $fixed_summary,
            };
        )+
        $(
            #[doc = $free_summary]
            pub static $free: Rule = Rule {
                name: $free_name,
                severity: $free_severity,
                adjustable: true,
                summary: $free_summary,
            };
        )+

        /// Every rule, in the order of the reference.
        pub static ALL: &[&Rule] = &[$(&$fixed,)+ $(&$free),+];
    };
}

rules! {
    fixed {
    // Form
    UNREADABLE "unreadable" Error "A file can be read.";
    NOT_UTF8 "not-utf8" Error "A file is UTF-8 text.";
    MISSING_SITE_FILE "missing-site-file" Error "A site has a `site.yaml`.";
    MISPLACED_FILE "misplaced-file" Error "A content file lies in a folder that gives its kind.";
    BAD_FILE_NAME "bad-file-name" Error "A content file’s name is an id.";
    UNCLOSED_FRONT_MATTER "unclosed-front-matter" Error "A front matter stands between two `---` lines.";
    MISSING_FRONT_MATTER "missing-front-matter" Error "A content file begins with a front matter.";
    YAML_SYNTAX "yaml-syntax" Error "A front matter is valid YAML.";
    DUPLICATE_KEY "duplicate-key" Error "A key stands once.";
    UNKNOWN_KEY "unknown-key" Error "Each key is known.";
    VERDICT_KEY "verdict-key" Error "No key gives a verdict.";
    MISSING_FIELD "missing-field" Error "A required field is given.";
    EMPTY_FIELD "empty-field" Error "A field that is given has a value.";
    WRONG_TYPE "wrong-type" Error "A value has the form that its field takes.";
    BAD_ID "bad-id" Error "An id has only a–z, 0–9 and single hyphens.";
    BAD_DATE "bad-date" Error "A date is EDTF.";
    BAD_COUNTRY "bad-country" Error "A country is an ISO 3166-1 alpha-2 code.";
    UNKNOWN_TERM "unknown-term" Error "A value is of the vocabulary of its field.";
    BAD_ADDRESS "bad-address" Error "An address or a path is well formed.";
    // References
    DUPLICATE_ID "duplicate-id" Error "An id stands once within its kind.";
    UNKNOWN_ID "unknown-id" Error "A reference names an entry that there is.";
    UNNAMED_COUNTRY "unnamed-country" Error "A country whose code ISO does not assign has a file that names it.";
    DRAFT_REFERENCE "draft-reference" Error "A published entry refers to no draft.";
    REPLACES_CYCLE "replaces-cycle" Error "Positions do not replace one another in a circle.";
    UNKNOWN_POSITION "unknown-position" Error "`replaces` names an earlier position of the same actor.";
    RESERVED_PAGE "reserved-page" Error "A page does not take the address of a section.";
    ADDRESS_TAKEN "address-taken" Error "Two pages or aliases do not share an address.";
    BROKEN_LINK "broken-link" Error "A link in prose leads to something of this site, or elsewhere.";
    // Prose
    RAW_HTML "raw-html" Error "Prose is Markdown without raw HTML, unless `allow_html` is set.";
    SCRIPT_ADDRESS "script-address" Error "No link runs a script or carries data.";
    DANGLING_FOOTNOTE "dangling-footnote" Error "A footnote that is called is there.";
    BLOCK_IN_INLINE "block-in-inline" Error "A summary, standfirst, note or definition is one paragraph.";
    // Settings and templates
    UNKNOWN_RULE "unknown-rule" Error "`rules` names rules that there are, and what they may be set to.";
    TEMPLATE "template" Error "A template of the site can be read and filled.";
    }
    adjustable {
    QUOTATION "quotation" Error "A quotation stands word for word in the text of its source, where there is a copy.";
    SOURCE_TEXT "source-text" Error "The copy of a source’s text can be read and is the one that was checked.";
    UNVERIFIED_QUOTATIONS "unverified-quotations" Warning "The copy of a source’s text is there, so that quotations can be checked.";
    UNUSED_FOOTNOTE "unused-footnote" Warning "A footnote that is there is called.";
    MISSING_DATE "missing-date" Error "A position has a date.";
    MISSING_SOURCE "missing-source" Error "A position has a source, or says where the editors looked.";
    AFTER_AS_OF "after-as-of" Error "Nothing covered is later than the site’s `as_of`.";
    DENIAL_WITHOUT_TIE "denial-without-tie" Error "`denies` is for a party that the claim is about.";
    ANONYMOUS_WITHOUT_REASON "anonymous-without-reason" Error "An anonymous position says why it is anonymous.";
    CLAIMED_WITHOUT_CLAIM "claimed-without-claim" Error "An event that is `claimed` names its claims.";
    DEFINITION_WITHOUT_WORDS "definition-without-words" Error "A definition has a `quote` or a `text`.";
    UNUSED_SOURCE "unused-source" Warning "Something rests on each source.";
    PART_WITHOUT_NAME "part-without-name" Error "A position on part of a claim says which part.";
    }
}
