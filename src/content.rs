//! What an editor writes: entries, their fields and their prose.
//!
//! Each record stands once, in `record!`: the macro makes the type that the YAML parser fills
//! and the [`shape::Record`] that messages, the JSON Schema and the reference are made from.

pub mod reference;
pub mod schema;
pub mod shape;
pub mod value;

use std::ops::Range;
use std::sync::Arc;

use crate::date::Date;
use crate::diagnostic::{At, FieldPath};
use crate::id::{Id, Kind};
use crate::markdown::Mention;
use crate::vocabulary::{
    Access, ActorType, Attribution, Basis, ChangeKind, ClaimRelation, Confidence, CountryRelation,
    Likelihood, LinkRelation, Mode, Scale, Scope, SourceType, Stance,
};
use shape::record;
use value::{
    ActorOrText, ActorRef, Address, Anything, Block, ClaimRef, CountryCode, Domain, Flag, Inline,
    Lines, List, Map, NonEmpty, Number, Reason, SitePath, SourceOrText, SourceRef, TermRef, Text,
    Url, WebHost,
};

/// One entry, wherever it was written.
#[derive(Debug)]
pub struct Entry<T> {
    pub id: Id,
    pub data: T,
    /// The prose below the front matter, or the `body` of an entry in a list.
    pub body: Arc<str>,
    pub origin: Origin,
    /// The byte of the file at which the body begins; 0 for an entry in a list.
    pub body_start: usize,
    /// All references in prose, with their places.
    pub mentions: Vec<Mention>,
    /// The ids of the headings in the body.
    pub fragments: Vec<Arc<str>>,
}

/// Where an entry was written.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The file, relative to the site's root.
    pub path: Arc<str>,
    /// The field within it; empty when the file is the entry.
    pub field: FieldPath,
}

impl Origin {
    /// The place of one field of the entry.
    pub fn field(&self, path: impl IntoIterator<Item = crate::diagnostic::Step>) -> At {
        At::Field(self.field.iter().cloned().chain(path).collect())
    }

    /// The place of the key of one field of the entry.
    pub fn key(&self, key: &'static str) -> At {
        At::Key(self.field.iter().cloned().chain([key.into()]).collect())
    }
}

/// Entries of all kinds that one file holds, with their kind.
#[derive(Clone, Debug)]
pub enum AnyEntry {
    Claim(Arc<Entry<Claim>>),
    Actor(Arc<Entry<Actor>>),
    Event(Arc<Entry<Event>>),
    Source(Arc<Entry<Source>>),
    Term(Arc<Entry<Term>>),
    Country(Arc<Entry<Country>>),
    Explainer(Arc<Entry<Explainer>>),
    Page(Arc<Entry<Page>>),
    /// `content/index.md`.
    Home(Arc<Entry<Page>>),
}

/// Runs one expression on whatever entry there is.
#[macro_export]
macro_rules! each_entry {
    ($entry:expr, $name:ident => $body:expr) => {
        match $entry {
            $crate::content::AnyEntry::Claim($name) => $body,
            $crate::content::AnyEntry::Actor($name) => $body,
            $crate::content::AnyEntry::Event($name) => $body,
            $crate::content::AnyEntry::Source($name) => $body,
            $crate::content::AnyEntry::Term($name) => $body,
            $crate::content::AnyEntry::Country($name) => $body,
            $crate::content::AnyEntry::Explainer($name) => $body,
            $crate::content::AnyEntry::Page($name) => $body,
            $crate::content::AnyEntry::Home($name) => $body,
        }
    };
}

impl AnyEntry {
    /// The kind of the entry; the home page has none that could be referred to.
    pub fn kind(&self) -> Option<Kind> {
        Some(match self {
            AnyEntry::Claim(_) => Kind::Claim,
            AnyEntry::Actor(_) => Kind::Actor,
            AnyEntry::Event(_) => Kind::Event,
            AnyEntry::Source(_) => Kind::Source,
            AnyEntry::Term(_) => Kind::Term,
            AnyEntry::Country(_) => Kind::Country,
            AnyEntry::Explainer(_) => Kind::Explainer,
            AnyEntry::Page(_) => Kind::Page,
            AnyEntry::Home(_) => return None,
        })
    }

    pub fn id(&self) -> &Id {
        each_entry!(self, entry => &entry.id)
    }

    pub fn origin(&self) -> &Origin {
        each_entry!(self, entry => &entry.origin)
    }

    pub fn body(&self) -> &str {
        each_entry!(self, entry => &entry.body)
    }

    /// The place of these bytes of the body.
    pub fn in_body(&self, bytes: Range<usize>) -> At {
        let (origin, start) = each_entry!(self, entry => (&entry.origin, entry.body_start));
        if origin.field.is_empty() {
            return At::Bytes(start + bytes.start..start + bytes.end);
        }
        At::Within(origin.field.iter().cloned().chain(["body".into()]).collect(), bytes)
    }

    pub fn mentions(&self) -> &[Mention] {
        each_entry!(self, entry => &entry.mentions)
    }

    pub fn common(&self) -> &dyn Common {
        each_entry!(self, entry => &entry.data)
    }

    /// The title or name as it was written, with the key under which it stands; a country may have
    /// none.
    pub fn title(&self) -> Option<(&'static str, &str)> {
        Some(match self {
            AnyEntry::Claim(entry) => ("title", &entry.data.title),
            AnyEntry::Actor(entry) => ("name", &entry.data.name),
            AnyEntry::Event(entry) => ("title", &entry.data.title),
            AnyEntry::Source(entry) => ("title", &entry.data.title),
            AnyEntry::Term(entry) => ("title", &entry.data.title),
            AnyEntry::Country(entry) => ("name", entry.data.name.as_ref()?),
            AnyEntry::Explainer(entry) => ("title", &entry.data.title),
            AnyEntry::Page(entry) | AnyEntry::Home(entry) => ("title", &entry.data.title),
        })
    }

    pub fn data(&self) -> &dyn value::Visited {
        each_entry!(self, entry => &entry.data)
    }

    pub fn is_draft(&self) -> bool {
        self.common().draft()
    }
}

/// The fields that every kind accepts.
pub trait Common {
    fn summary(&self) -> Option<&Inline>;
    fn topics(&self) -> &[Text];
    fn aliases(&self) -> &[SitePath];
    fn draft(&self) -> bool;
    fn updated(&self) -> Option<&Date>;
    fn review_by(&self) -> Option<&Date>;
    fn changes(&self) -> &[Change];
    fn external(&self) -> &[(Arc<str>, Text)];
    fn exempt(&self) -> &[(Arc<str>, Reason)];
}

/// A record with the fields that every kind accepts.
macro_rules! kind {
    ($(#[doc = $doc:literal])+ $name:ident $fields:tt) => {
        record! {
            $(#[doc = $doc])+
            $name $fields {
                /// A sentence or two that stand for the entry in lists and previews. Inline Markdown.
                summary: Option<Inline>,
                /// Subjects under which the entry is listed.
                topics: List<Text>,
                /// Earlier addresses of the page on this site, from the first slash on.
                aliases: List<SitePath>,
                /// Whether the entry is kept out of every output.
                draft: Option<Flag>,
                /// When the entry was last changed in substance.
                updated: Option<Date>,
                /// When the editors mean to look at it again.
                review_by: Option<Date>,
                /// What was changed after publication.
                changes: List<Change>,
                /// Ids or addresses of the same thing elsewhere, by the name of the place.
                external: Map<Text>,
                /// Rules that are switched off for the entry, each with the reason.
                exempt: Map<Reason>,
                /// The id, for an entry in a list of an explainer; the id of a file is its name.
                id: Option<Id>,
                /// The prose, for an entry in a list of an explainer.
                body: Option<Block>,
            }
        }

        impl Common for $name {
            fn summary(&self) -> Option<&Inline> {
                self.summary.as_ref()
            }
            fn topics(&self) -> &[Text] {
                &self.topics
            }
            fn aliases(&self) -> &[SitePath] {
                &self.aliases
            }
            fn draft(&self) -> bool {
                self.draft.is_some_and(|flag| flag.0)
            }
            fn updated(&self) -> Option<&Date> {
                self.updated.as_ref()
            }
            fn review_by(&self) -> Option<&Date> {
                self.review_by.as_ref()
            }
            fn changes(&self) -> &[Change] {
                &self.changes
            }
            fn external(&self) -> &[(Arc<str>, Text)] {
                &self.external
            }
            fn exempt(&self) -> &[(Arc<str>, Reason)] {
                &self.exempt
            }
        }
    };
}

kind! {
    /// One checkable proposition in neutral words. It carries no stance and no verdict.
    Claim {
        /// The proposition.
        title: Text,
        /// Whom and what the claim is about.
        about: Option<About>,
        /// When what the claim says is said to have happened.
        happened: Option<Date>,
        /// Who takes which stance on it.
        positions: NonEmpty<Position>,
        /// How it stands to other claims.
        relates: List<Relation>,
    }
}

record! {
    /// Whom and what a claim is about.
    About {
        /// Countries whose conduct the claim is about.
        countries: List<CountryCode>,
        /// Countries said to be acted upon.
        targets: List<CountryCode>,
        /// Actors whose conduct the claim is about.
        actors: List<ActorRef>,
        /// Terms that the claim turns on.
        terms: List<TermRef>,
    } {}
}

record! {
    /// One actor’s dated stance on one claim, in their own words, from a named source.
    Position {
        /// A name for the position, where something must point to it.
        id: Option<Id>,
        /// Who takes the position.
        by: ActorRef,
        /// How they stand to the claim.
        stance: Stance,
        /// When they said it, where it was said, or when the editors looked. Each position has one.
        date: Option<Date>,
        /// Where it stands. Each position has one, but `not-found` and `no-response`.
        source: Option<SourceRef>,
        /// Where the editors looked, for `not-found` and `no-response`.
        searched: List<SourceOrText>,
        /// Their words, without quotation marks.
        quote: Option<Text>,
        /// The page, paragraph or judgment in the source.
        at: Option<Text>,
        /// The form in which it was said.
        mode: Option<Mode>,
        /// How strong the speaker says the basis is.
        confidence: Option<Confidence>,
        /// How probable the speaker says the proposition is.
        likelihood: Option<Likelihood>,
        /// The scale that the speaker named.
        scale: Option<Scale>,
        /// The speaker’s words for the confidence.
        confidence_words: Option<Text>,
        /// The speaker’s words for the likelihood.
        likelihood_words: Option<Text>,
        /// The actor spoken for.
        r#for: Option<ActorRef>,
        /// The post held when speaking.
        office: Option<Text>,
        /// The body that this dissents inside of.
        within: Option<ActorRef>,
        /// The outlet that carried it.
        via: Option<ActorRef>,
        /// Who recalls it: hearsay.
        reported_by: Option<ActorRef>,
        /// Where it was said.
        venue: Option<Text>,
        /// How the statement is tied to its speaker.
        attribution: Option<Attribution>,
        /// Why the speaker is not named; required with `anonymous`.
        anonymity_reason: Option<Text>,
        /// Whether the position takes up the whole claim.
        scope: Option<Scope>,
        /// Which part it takes up.
        part: Option<Text>,
        /// An earlier position of the same actor that this one replaces: its id, or its date.
        replaces: Option<Text>,
        /// Who translated the quotation.
        translated_by: Option<ActorOrText>,
        /// The words in the language in which they were said.
        original: Option<Original>,
        /// A remark by the editors. Inline Markdown.
        note: Option<Inline>,
    } {}
}

record! {
    /// A quotation in the language in which it was said.
    Original {
        /// The language, as a BCP 47 tag.
        language: Text,
        /// The words.
        quote: Text,
    } {}
}

record! {
    /// How a claim stands to another claim.
    Relation {
        /// The other claim.
        to: ClaimRef,
        /// How it stands to it.
        rel: ClaimRelation,
        /// Who says so, if not the editors.
        said_by: Option<ActorRef>,
    } {}
}

kind! {
    /// A person, body, outlet, state or group that takes positions or that claims are about.
    Actor {
        /// The name.
        name: Text,
        /// What kind of thing it is.
        r#type: ActorType,
        /// Short form of one country that the actor is based in.
        country: Option<CountryCode>,
        /// How the actor belongs to countries.
        countries: List<Belonging>,
        /// Posts held.
        roles: List<Role>,
        /// The body that it is part of.
        part_of: Option<ActorRef>,
        /// The actor that it speaks for.
        speaks_for: Option<ActorRef>,
        /// Other names.
        also_known_as: List<Text>,
        /// Ties that somebody says it has, each by a claim.
        links: List<Link>,
    }
}

record! {
    /// How an actor belongs to a country.
    Belonging {
        /// The country.
        code: CountryCode,
        /// How the actor belongs to it.
        relation: CountryRelation,
        /// From when to when.
        dates: Option<Date>,
    } {}
}

record! {
    /// A post that an actor held.
    Role {
        /// The post.
        title: Text,
        /// The body in which it is held.
        body: Option<ActorRef>,
        /// From when to when.
        dates: Option<Date>,
    } {}
}

record! {
    /// A tie that somebody says an actor has.
    Link {
        /// The actor or country at the other end.
        to: value::ActorOrCountry,
        /// What kind of tie.
        relation: LinkRelation,
        /// The claim that says so.
        linked_by: ClaimRef,
    } {}
}

kind! {
    /// Something that can be read, heard or seen, in which a statement stands.
    Source {
        /// The title.
        title: Text,
        /// What kind of thing it is.
        r#type: SourceType,
        /// Who published it: an actor, or a name.
        publisher: Option<ActorOrText>,
        /// Who wrote it.
        authors: List<Text>,
        /// The journal, series or collection in which it stands.
        container: Option<Text>,
        /// The volume or issue.
        volume: Option<Text>,
        /// Its number: DOI, docket, document number.
        identifier: Option<Text>,
        /// Its date.
        date: Option<Date>,
        /// Its dates by what happened on them, when there are several.
        dates: Map<Date>,
        /// Where it is found.
        url: Option<Url>,
        /// Copies in archives.
        archived: List<Archived>,
        /// When the editors last read it there.
        accessed: Option<Date>,
        /// Its language, as a BCP 47 tag.
        language: Option<Text>,
        /// Whether it can be read.
        access: Option<Access>,
        /// Path of a plain-text copy, from `site.yaml`, against which quotations are checked.
        text: Option<SitePath>,
        /// The SHA-256 of that copy, in hexadecimal.
        sha256: Option<value::Sha256>,
        /// What the document says that it leaves out. Inline Markdown.
        withheld: Option<Inline>,
    }
}

record! {
    /// A copy of a source in an archive.
    Archived {
        /// Where it is found.
        url: Url,
        /// When it was made.
        date: Option<Date>,
        /// The SHA-256 of the copy, in hexadecimal.
        sha256: Option<value::Sha256>,
    } {}
}

kind! {
    /// Something that happened, as a public record or a claim has it.
    Event {
        /// What happened.
        title: Text,
        /// When.
        when: Date,
        /// Countries where it happened or that took part.
        countries: List<CountryCode>,
        /// Actors that took part.
        actors: List<ActorRef>,
        /// Claims that it belongs to.
        claims: List<ClaimRef>,
        /// Where it stands.
        sources: NonEmpty<SourceRef>,
        /// What it rests on.
        basis: Option<Basis>,
    }
}

kind! {
    /// A word that actors use in a sense of their own.
    Term {
        /// The word.
        title: Text,
        /// Who defines it how.
        definitions: NonEmpty<Definition>,
    }
}

record! {
    /// One body’s definition of a term.
    Definition {
        /// Who defines it.
        by: ActorRef,
        /// Where the definition stands.
        source: Option<SourceRef>,
        /// The page or paragraph.
        at: Option<Text>,
        /// When it was given.
        date: Option<Date>,
        /// Their words, without quotation marks.
        quote: Option<Text>,
        /// The definition in other words. Inline Markdown.
        text: Option<Inline>,
        /// Who translated the quotation.
        translated_by: Option<ActorOrText>,
    } {}
}

kind! {
    /// A country, territory or historic state.
    Country {
        /// The name, when the short English name will not do.
        name: Option<Text>,
        /// The place of its lane in the timeline.
        lane_order: Option<Number>,
        /// From when to when it existed.
        dates: Option<Date>,
        /// The countries that came after it.
        succeeded_by: List<CountryCode>,
    }
}

kind! {
    /// An annotated article. It may hold entries of other kinds in lists of its own.
    Explainer {
        /// The title.
        title: Text,
        /// The sentence below the title. Inline Markdown.
        standfirst: Option<Inline>,
        /// Who wrote it.
        authors: List<Text>,
        /// When it was published.
        published: Option<Date>,
        /// What it covers and what it does not.
        scope: Option<Covers>,
        /// Actors declared here.
        actors: List<Actor>,
        /// Claims declared here.
        claims: List<Claim>,
        /// Events declared here.
        events: List<Event>,
        /// Sources declared here.
        sources: List<Source>,
        /// Terms declared here.
        terms: List<Term>,
    }
}

record! {
    /// What an explainer covers.
    Covers {
        /// What it covers: one text or several. Inline Markdown.
        covers: Option<Lines>,
        /// What it leaves out: one text or several. Inline Markdown.
        not_covered: Option<Lines>,
    } {}
}

kind! {
    /// A page of prose: about, methodology and the like.
    Page {
        /// The title.
        title: Text,
    }
}

record! {
    /// A change made after publication.
    Change {
        /// When.
        date: Date,
        /// What kind of change.
        kind: ChangeKind,
        /// What was done, in a sentence. Inline Markdown.
        note: Inline,
        /// The words before.
        was: Option<Text>,
        /// The words after.
        now: Option<Text>,
        /// Entries that it touches.
        affects: List<value::AnyRef>,
    } {}
}

record! {
    /// What holds for the whole site: `site.yaml`.
    SiteFile {
        /// The name of the site.
        title: Text,
        /// The address at which the site will stand, with its scheme.
        base_url: Url,
        /// The language of the site, as a BCP 47 tag; `en` if not given.
        language: Option<Text>,
        /// What the site is about, in a sentence or two.
        description: Option<Text>,
        /// Who publishes the site.
        publisher: Option<Publisher>,
        /// Who writes it.
        authors: List<Text>,
        /// The last day that the site covers.
        as_of: Option<Date>,
        /// The order of countries in lanes and lists; the rest follow by name.
        countries: List<CountryCode>,
        /// The links at the head of each page.
        navigation: List<NavigationItem>,
        /// Whether raw HTML may stand in prose.
        allow_html: Option<Flag>,
        /// The severity of rules, by name: `off`, `warning` or `error`.
        rules: Map<Text>,
        /// Words that the rule `loaded-word` looks for, in the place of its own.
        loaded_words: Option<List<Text>>,
        /// Which feeds there are, and how long.
        feeds: Option<Feeds>,
        /// Whether each claim has a picture for those who share its page, as each explainer has; no
        /// if not given.
        claim_pictures: Option<Flag>,
        /// Where the site is published to, and how.
        publish: Option<Publish>,
        /// The address of “suggest a change”, in which `{path}` stands for the file.
        edit_url: Option<Address>,
        /// Anything that templates of the site need.
        extra: Option<Anything>,
    } {}
}

record! {
    /// The feeds, apart from that of the whole site.
    Feeds {
        /// Entries that a feed holds at most, from 1 to 500; 50 if not given.
        entries: Option<Number>,
        /// Whether there is a feed of corrections; yes if not given.
        corrections: Option<Flag>,
        /// Whether there is a feed of each country; yes if not given.
        countries: Option<Flag>,
        /// Whether each feed is there as JSON Feed, too; yes if not given.
        json: Option<Flag>,
    } {}
}

record! {
    /// Where a site is published to, and how.
    Publish {
        /// The web host, where it reads redirects in a form of its own: `github-pages`,
        /// `gitlab-pages`, `netlify`, `cloudflare-pages` or `nginx`.
        host: Option<WebHost>,
        /// The domain of the site, for hosts that read it from a file `CNAME`.
        cname: Option<Domain>,
        /// What pages may load beside what is the site’s own: sources by directive of the
        /// Content-Security-Policy.
        policy: Map<Text>,
        /// A folder, from that of the site on.
        folder: Option<Text>,
        /// A branch of a git repository.
        git: Option<GitBranch>,
        /// A bucket of an S3-compatible store.
        s3: Option<Bucket>,
    } {}
}

record! {
    /// A branch of a git repository.
    GitBranch {
        /// Its name.
        branch: Text,
        /// The name of a remote of the repository in which the site lies, `.` for that one itself, an
        /// address, or a path; `origin` if not given.
        repository: Option<Text>,
    } {}
}

record! {
    /// A bucket of an S3-compatible store.
    Bucket {
        /// Its name.
        bucket: Text,
        /// The region; `us-east-1` if not given.
        region: Option<Text>,
        /// The address of the store; that of Amazon for the region if not given.
        endpoint: Option<Url>,
        /// What all keys begin with, for a site that has a part of the bucket.
        prefix: Option<SitePath>,
    } {}
}

record! {
    /// Who publishes a site.
    Publisher {
        /// The name.
        name: Text,
        /// Their own address.
        url: Option<Url>,
    } {}
}

record! {
    /// One link at the head of each page.
    NavigationItem {
        /// The words of the link.
        title: Text,
        /// An address on this site, or `kind:id`.
        to: Text,
    } {}
}

/// What an entry of this kind may hold.
pub fn record_of(kind: Kind) -> &'static shape::Record {
    match kind {
        Kind::Claim => &Claim::RECORD,
        Kind::Actor => &Actor::RECORD,
        Kind::Event => &Event::RECORD,
        Kind::Source => &Source::RECORD,
        Kind::Term => &Term::RECORD,
        Kind::Country => &Country::RECORD,
        Kind::Explainer => &Explainer::RECORD,
        Kind::Page => &Page::RECORD,
    }
}

/// The lists in which an explainer may hold entries of other kinds.
pub const INLINE_KINDS: [Kind; 5] =
    [Kind::Actor, Kind::Claim, Kind::Event, Kind::Source, Kind::Term];

/// An entry that a file declares, known even when the file is broken, so that a reference to it
/// is not reported as well.
#[derive(Clone, Debug)]
pub struct Declared {
    pub kind: Kind,
    pub id: Arc<str>,
    pub at: At,
}
