//! Every table of the data and its columns.

use super::table::Kind::{
    Address, Country, Date, Day, Flag, Id, List, Number, Ref, Term as One, Text,
};
use super::table::{Cell, Table, Tabular, always, column};
use crate::content;
use crate::content::value::{ActorOrText, Inline, SourceOrText};
use crate::date;
use crate::markdown::plain;
use crate::model::{
    ActorId, ClaimId, CountryId, EntryId, EventId, ExplainerId, LinkEnd, Model, PositionId,
    SourceId, Standing, TermId,
};
use crate::vocabulary::{
    Access, ActorType, Attribution, Basis, ChangeKind, ClaimRelation, Confidence, CountryRelation,
    Likelihood, LinkRelation, Mode, RECORD, Scale, Scope, SourceType, Stance, Vocabular,
};

/// Every table, in the order of the dictionary.
pub static TABLES: &[&dyn Tabular] = &[
    &CLAIMS,
    &POSITIONS,
    &RELATIONS,
    &ACTORS,
    &AFFILIATIONS,
    &ROLES,
    &TIES,
    &EVENTS,
    &SOURCES,
    &ARCHIVES,
    &TERMS,
    &DEFINITIONS,
    &COUNTRIES,
    &EXPLAINERS,
    &CHANGES,
];

const EARLIEST: &str = "First day of that date; empty where it is unknown or open.";
const LATEST: &str = "Last day of that date; empty where it is unknown or open.";
const PAGE: &str = "Full address of its page on this site.";
const SUMMARY: &str = "A sentence or two by the editors, as plain text.";
const TOPICS: &str = "Subjects under which it is listed.";
const EXTERNAL: &str = "Ids or addresses of the same thing elsewhere, each as `name: id`.";
const UPDATED: &str = "When the editors last changed it in substance.";

static CLAIMS: Table<ClaimId> = Table {
    name: "claims",
    row: "claim",
    doc: "One checkable proposition in each row, with what the positions on it look like.",
    key: &["id"],
    rows: |model| all(&model.claims, ClaimId),
    columns: &[
        always("id", Id, "Its id.", |m, id| m[id].entry.id.as_str().into()),
        always("page", Address, PAGE, |m, id| page(m, EntryId::Claim(id))),
        always("title", Text, "The proposition, without a verdict.", |m, id| {
            (&*m[id].entry.data.title).into()
        }),
        column("summary", Text, SUMMARY, |m, id| summary(m, EntryId::Claim(id))),
        always(
            "about_countries",
            List(&Country),
            "Countries whose conduct it is about.",
            |m, id| codes(m, &m[id].countries),
        ),
        always("about_targets", List(&Country), "Countries said to be acted upon.", |m, id| {
            codes(m, &m[id].targets)
        }),
        always(
            "about_actors",
            List(&Ref("actors")),
            "Actors whose conduct it is about.",
            |m, id| m[id].actors.iter().map(|actor| actor_id(m, *actor)).collect(),
        ),
        always("about_terms", List(&Ref("terms")), "Terms that it turns on.", |m, id| {
            m[id].terms.iter().map(|term| m[*term].entry.id.as_str()).collect()
        }),
        column("happened", Date, "When what it says is said to have happened.", |m, id| {
            edtf(m[id].entry.data.happened.as_ref())
        }),
        column("happened_earliest", Day, EARLIEST, |m, id| {
            earliest(m[id].entry.data.happened.as_ref())
        }),
        column("happened_latest", Day, LATEST, |m, id| latest(m[id].entry.data.happened.as_ref())),
        always(
            "record",
            One(&RECORD),
            "What the positions on it look like; computed, and no verdict.",
            |m, id| m[id].record.state.term().key.into(),
        ),
        always(
            "dissent_within",
            Flag,
            "Whether somebody dissents inside of a body that has spoken.",
            |m, id| m[id].record.dissent_within.into(),
        ),
        always("say_so", Number, "Actors that assert, concur or corroborate.", |m, id| {
            m[id].record.counts.say_so.into()
        }),
        always("qualify", Number, "Actors that agree in part.", |m, id| {
            m[id].record.counts.qualify.into()
        }),
        always("say_not", Number, "Actors that dispute or deny.", |m, id| {
            m[id].record.counts.say_not.into()
        }),
        always("withdrawn", Number, "Actors that withdrew.", |m, id| {
            m[id].record.counts.withdrawn.into()
        }),
        always(
            "report",
            Number,
            "Actors that report it without taking it as their own.",
            |m, id| m[id].record.counts.report.into(),
        ),
        always("no_comment", Number, "Actors that declined to comment.", |m, id| {
            m[id].record.counts.no_comment.into()
        }),
        always(
            "silent",
            Number,
            "Actors that were asked without an answer, or of whom no statement was found. Silence is not assent.",
            |m, id| m[id].record.counts.silent.into(),
        ),
        always("topics", List(&Text), TOPICS, |m, id| topics(m, EntryId::Claim(id))),
        always("external", List(&Text), EXTERNAL, |m, id| external(m, EntryId::Claim(id))),
        column("updated", Date, UPDATED, |m, id| updated(m, EntryId::Claim(id))),
    ],
};

static POSITIONS: Table<PositionId> = Table {
    name: "positions",
    row: "position",
    doc: "One actor’s dated stance on one claim in each row, from a named source.",
    key: &["claim", "position"],
    rows: |model| all(&model.positions, PositionId),
    columns: &[
        always("claim", Ref("claims"), "The claim.", |m, id| {
            m[m[id].claim].entry.id.as_str().into()
        }),
        always("position", Id, "Its name among the positions on the claim.", |m, id| {
            position_name(m, id).into()
        }),
        always("anchor", Text, "Its fragment on the page of the claim.", |m, id| {
            (&*m[id].anchor).into()
        }),
        always("page", Address, "Its full address on this site.", |m, id| {
            let position = &m[id];
            let claim = m.address(EntryId::Claim(position.claim));
            format!("{}{claim}#{}", m.site.base_url, position.anchor).into()
        }),
        always("stance", One(Stance::VOCABULARY), "How the actor stands to the claim.", |m, id| {
            m[id].stance.key().into()
        }),
        always("by", Ref("actors"), "Who takes the position.", |m, id| {
            actor_id(m, m[id].by).into()
        }),
        column("for", Ref("actors"), "The actor spoken for.", |m, id| actor(m, m[id].spoken_for)),
        column("via", Ref("actors"), "The outlet that carried it.", |m, id| actor(m, m[id].via)),
        column("reported_by", Ref("actors"), "Who recalls it: hearsay.", |m, id| {
            actor(m, m[id].reported_by)
        }),
        column("within", Ref("actors"), "The body that this dissents inside of.", |m, id| {
            actor(m, m[id].within)
        }),
        column("office", Text, "The post held when speaking.", |m, id| text(&m.words(id).office)),
        column("venue", Text, "Where it was said.", |m, id| text(&m.words(id).venue)),
        column("date", Date, "When it was said, or when the editors looked.", |m, id| {
            edtf(m[id].date.as_ref())
        }),
        column("date_earliest", Day, EARLIEST, |m, id| earliest(m[id].date.as_ref())),
        column("date_latest", Day, LATEST, |m, id| latest(m[id].date.as_ref())),
        column(
            "quote",
            Text,
            "The speaker’s words, verbatim, without quotation marks.",
            |m, id| text(&m.words(id).quote),
        ),
        column(
            "original_language",
            Text,
            "The language of `original_quote`, as a BCP 47 tag.",
            |m, id| m.words(id).original.as_ref().map(|original| &*original.language).into(),
        ),
        column(
            "original_quote",
            Text,
            "The words in the language in which they were said.",
            |m, id| m.words(id).original.as_ref().map(|original| &*original.quote).into(),
        ),
        column(
            "translated_by",
            Text,
            "Who translated the quotation: a name, or the id of an actor.",
            |m, id| name_or_id(m.words(id).translated_by.as_ref()),
        ),
        column(
            "confidence",
            One(Confidence::VOCABULARY),
            "How strong the speaker says the basis is; empty if not stated.",
            |m, id| term(m.words(id).confidence),
        ),
        column("confidence_words", Text, "The speaker’s words for it.", |m, id| {
            text(&m.words(id).confidence_words)
        }),
        column(
            "likelihood",
            One(Likelihood::VOCABULARY),
            "How probable the speaker says the proposition is; empty if not stated.",
            |m, id| term(m.words(id).likelihood),
        ),
        column("likelihood_words", Text, "The speaker’s words for it.", |m, id| {
            text(&m.words(id).likelihood_words)
        }),
        column(
            "scale",
            One(Scale::VOCABULARY),
            "The scale that the speaker named; empty where none is, which means their own words.",
            |m, id| term(m.words(id).scale),
        ),
        column("mode", One(Mode::VOCABULARY), "The form in which it was said.", |m, id| {
            term(m.words(id).mode)
        }),
        column(
            "attribution",
            One(Attribution::VOCABULARY),
            "How the statement is tied to its speaker.",
            |m, id| term(m.words(id).attribution),
        ),
        column("anonymity_reason", Text, "Why the speaker is not named.", |m, id| {
            text(&m.words(id).anonymity_reason)
        }),
        column(
            "scope",
            One(Scope::VOCABULARY),
            "Whether it takes up the whole claim; empty means the whole.",
            |m, id| term(m.words(id).scope),
        ),
        column("part", Text, "Which part it takes up.", |m, id| text(&m.words(id).part)),
        column("source", Ref("sources"), "Where it stands.", |m, id| {
            m[id].source.map(|source| m[source].entry.id.as_str()).into()
        }),
        column("at", Text, "The page, paragraph or judgment in the source.", |m, id| {
            text(&m.words(id).at)
        }),
        always(
            "searched",
            List(&Text),
            "Where the editors looked: ids of sources, or descriptions.",
            |m, id| {
                let places = m.words(id).searched.iter();
                places
                    .map(|place| match place {
                        SourceOrText::Id(id) => id.as_str(),
                        SourceOrText::Text(text) => text,
                    })
                    .collect()
            },
        ),
        column(
            "replaces",
            Text,
            "The earlier position on the same claim that it replaces.",
            |m, id| m[id].replaces.map(|other| position_name(m, other)).into(),
        ),
        column(
            "replaced_by",
            Text,
            "The later position on the same claim that replaces it. Only positions without one count in the record.",
            |m, id| m[id].replaced_by.map(|other| position_name(m, other)).into(),
        ),
        column("note", Text, "A remark by the editors, as plain text.", |m, id| {
            prose(m.words(id).note.as_ref())
        }),
        always(
            "countries_as_state",
            List(&Country),
            "Countries for which the speaker, or whom they speak for, stands as the state or as an organ of it.",
            |m, id| standing(m, id, Standing::State),
        ),
        always(
            "countries_as_other",
            List(&Country),
            "Countries of the speaker, or of whom they speak for, for which neither stands so. A national does not speak for a state.",
            |m, id| standing(m, id, Standing::Other),
        ),
    ],
};

static RELATIONS: Table<(ClaimId, usize)> = Table {
    name: "relations",
    row: "relation",
    doc: "How one claim stands to another.",
    key: &[],
    rows: |model| nested(all(&model.claims, ClaimId), |claim| model[claim].relates.len()),
    columns: &[
        always("claim", Ref("claims"), "The claim.", |m, (claim, _)| {
            m[claim].entry.id.as_str().into()
        }),
        always(
            "relation",
            One(ClaimRelation::VOCABULARY),
            "How it stands to the other.",
            |m, (claim, index)| m[claim].relates[index].kind.key().into(),
        ),
        always("to", Ref("claims"), "The other claim.", |m, (claim, index)| {
            m[m[claim].relates[index].claim].entry.id.as_str().into()
        }),
        column(
            "said_by",
            Ref("actors"),
            "Who says so; empty if the editors do.",
            |m, (claim, index)| actor(m, m[claim].relates[index].said_by),
        ),
    ],
};

static ACTORS: Table<ActorId> = Table {
    name: "actors",
    row: "actor",
    doc: "Persons, bodies, outlets, states and groups that take positions or that claims are about.",
    key: &["id"],
    rows: |model| all(&model.actors, ActorId),
    columns: &[
        always("id", Id, "Its id.", |m, id| actor_id(m, id).into()),
        always("page", Address, PAGE, |m, id| page(m, EntryId::Actor(id))),
        always("name", Text, "The name.", |m, id| (&*m[id].entry.data.name).into()),
        always("type", One(ActorType::VOCABULARY), "What kind of thing it is.", |m, id| {
            m[id].entry.data.r#type.key().into()
        }),
        always(
            "countries",
            List(&Country),
            "Its countries, each once; `affiliations` says how it belongs to them.",
            |m, id| {
                let mut list: Vec<CountryId> =
                    m[id].countries.iter().map(|belonging| belonging.country).collect();
                list.sort_unstable();
                list.dedup();
                codes(m, &list)
            },
        ),
        column("part_of", Ref("actors"), "The body that it is part of.", |m, id| {
            actor(m, m[id].part_of)
        }),
        column("speaks_for", Ref("actors"), "The actor that it speaks for.", |m, id| {
            actor(m, m[id].speaks_for)
        }),
        always("also_known_as", List(&Text), "Other names.", |m, id| {
            m[id].entry.data.also_known_as.iter().map(|name| &**name).collect()
        }),
        column("summary", Text, SUMMARY, |m, id| summary(m, EntryId::Actor(id))),
        always("positions", Number, "Positions that it takes in its own name.", |m, id| {
            m[id].positions.len().into()
        }),
        always("topics", List(&Text), TOPICS, |m, id| topics(m, EntryId::Actor(id))),
        always("external", List(&Text), EXTERNAL, |m, id| external(m, EntryId::Actor(id))),
        column("updated", Date, UPDATED, |m, id| updated(m, EntryId::Actor(id))),
    ],
};

static AFFILIATIONS: Table<(ActorId, usize)> = Table {
    name: "affiliations",
    row: "affiliation",
    doc: "How an actor belongs to a country.",
    key: &[],
    rows: |model| nested(all(&model.actors, ActorId), |actor| model[actor].countries.len()),
    columns: &[
        always("actor", Ref("actors"), "The actor.", |m, (id, _)| actor_id(m, id).into()),
        always("country", Ref("countries"), "The country.", |m, (id, index)| {
            m[m[id].countries[index].country].code.to_string().into()
        }),
        always(
            "relation",
            One(CountryRelation::VOCABULARY),
            "How the actor belongs to it.",
            |m, (id, index)| m[id].countries[index].relation.key().into(),
        ),
        column("dates", Date, "From when to when.", |m, (id, index)| {
            edtf(m[id].countries[index].dates.as_ref())
        }),
        column("dates_earliest", Day, EARLIEST, |m, (id, index)| {
            earliest(m[id].countries[index].dates.as_ref())
        }),
        column("dates_latest", Day, LATEST, |m, (id, index)| {
            latest(m[id].countries[index].dates.as_ref())
        }),
        always(
            "inherited",
            Flag,
            "Whether it is that of the body which the actor is part of or speaks for, the actor having none of its own.",
            |m, (id, _)| {
                let data = &m[id].entry.data;
                (data.country.is_none() && data.countries.is_empty()).into()
            },
        ),
    ],
};

static ROLES: Table<(ActorId, usize)> = Table {
    name: "roles",
    row: "role",
    doc: "Posts that actors held.",
    key: &[],
    rows: |model| nested(all(&model.actors, ActorId), |actor| model[actor].roles.len()),
    columns: &[
        always("actor", Ref("actors"), "The actor.", |m, (id, _)| actor_id(m, id).into()),
        always("title", Text, "The post.", |m, (id, index)| {
            (&*m[id].entry.data.roles[index].title).into()
        }),
        column("body", Ref("actors"), "The body in which it is held.", |m, (id, index)| {
            actor(m, m[id].roles[index])
        }),
        column("dates", Date, "From when to when.", |m, (id, index)| {
            edtf(m[id].entry.data.roles[index].dates.as_ref())
        }),
        column("dates_earliest", Day, EARLIEST, |m, (id, index)| {
            earliest(m[id].entry.data.roles[index].dates.as_ref())
        }),
        column("dates_latest", Day, LATEST, |m, (id, index)| {
            latest(m[id].entry.data.roles[index].dates.as_ref())
        }),
    ],
};

static TIES: Table<(ActorId, usize)> = Table {
    name: "ties",
    row: "tie",
    doc: "Ties that somebody says an actor has. Each exists only through the claim that says so.",
    key: &[],
    rows: |model| nested(all(&model.actors, ActorId), |actor| model[actor].links.len()),
    columns: &[
        always("actor", Ref("actors"), "The actor.", |m, (id, _)| actor_id(m, id).into()),
        always("relation", One(LinkRelation::VOCABULARY), "What kind of tie.", |m, (id, index)| {
            m[id].links[index].relation.key().into()
        }),
        column("to_actor", Ref("actors"), "The actor at the other end.", |m, (id, index)| match m
            [id]
            .links[index]
            .to
        {
            LinkEnd::Actor(to) => actor_id(m, to).into(),
            LinkEnd::Country(_) => Cell::None,
        }),
        column(
            "to_country",
            Ref("countries"),
            "The country at the other end.",
            |m, (id, index)| match m[id].links[index].to {
                LinkEnd::Country(to) => m[to].code.to_string().into(),
                LinkEnd::Actor(_) => Cell::None,
            },
        ),
        always("linked_by", Ref("claims"), "The claim that says so.", |m, (id, index)| {
            m[m[id].links[index].linked_by].entry.id.as_str().into()
        }),
    ],
};

static EVENTS: Table<EventId> = Table {
    name: "events",
    row: "event",
    doc: "What happened, as a public record or a claim has it.",
    key: &["id"],
    rows: |model| all(&model.events, EventId),
    columns: &[
        always("id", Id, "Its id.", |m, id| m[id].entry.id.as_str().into()),
        always("page", Address, PAGE, |m, id| page(m, EntryId::Event(id))),
        always("title", Text, "What happened.", |m, id| (&*m[id].entry.data.title).into()),
        always("when", Date, "When.", |m, id| edtf(Some(&m[id].entry.data.when))),
        column("when_earliest", Day, EARLIEST, |m, id| earliest(Some(&m[id].entry.data.when))),
        column("when_latest", Day, LATEST, |m, id| latest(Some(&m[id].entry.data.when))),
        always("basis", One(Basis::VOCABULARY), "What it rests on.", |m, id| {
            m[id].entry.data.basis.unwrap_or(Basis::PublicRecord).key().into()
        }),
        always(
            "countries",
            List(&Country),
            "Countries where it happened or that took part.",
            |m, id| codes(m, &m[id].countries),
        ),
        always("actors", List(&Ref("actors")), "Actors that took part.", |m, id| {
            m[id].actors.iter().map(|actor| actor_id(m, *actor)).collect()
        }),
        always("claims", List(&Ref("claims")), "Claims that it belongs to.", |m, id| {
            m[id].claims.iter().map(|claim| m[*claim].entry.id.as_str()).collect()
        }),
        always("sources", List(&Ref("sources")), "Where it stands.", |m, id| {
            m[id].sources.iter().map(|source| m[*source].entry.id.as_str()).collect()
        }),
        column("summary", Text, SUMMARY, |m, id| summary(m, EntryId::Event(id))),
        always("topics", List(&Text), TOPICS, |m, id| topics(m, EntryId::Event(id))),
        always("external", List(&Text), EXTERNAL, |m, id| external(m, EntryId::Event(id))),
        column("updated", Date, UPDATED, |m, id| updated(m, EntryId::Event(id))),
    ],
};

static SOURCES: Table<SourceId> = Table {
    name: "sources",
    row: "source",
    doc: "What can be read, heard or seen, and in which the statements stand.",
    key: &["id"],
    rows: |model| all(&model.sources, SourceId),
    columns: &[
        always("id", Id, "Its id.", |m, id| m[id].entry.id.as_str().into()),
        always("page", Address, PAGE, |m, id| page(m, EntryId::Source(id))),
        always("title", Text, "The title.", |m, id| (&*m[id].entry.data.title).into()),
        always("type", One(SourceType::VOCABULARY), "What kind of thing it is.", |m, id| {
            m[id].entry.data.r#type.key().into()
        }),
        column("publisher", Text, "The name of who published it.", |m, id| m.publisher(id).into()),
        column("publisher_actor", Ref("actors"), "The same as an actor of this site.", |m, id| {
            actor(m, m[id].publisher)
        }),
        always("authors", List(&Text), "Who wrote it.", |m, id| {
            m[id].entry.data.authors.iter().map(|author| &**author).collect()
        }),
        column(
            "container",
            Text,
            "The journal, series or collection in which it stands.",
            |m, id| text(&m[id].entry.data.container),
        ),
        column("volume", Text, "The volume or issue.", |m, id| text(&m[id].entry.data.volume)),
        column("identifier", Text, "Its number: DOI, docket, document number.", |m, id| {
            text(&m[id].entry.data.identifier)
        }),
        column("date", Date, "Its date; the first of `dates` where it has several.", |m, id| {
            edtf(m[id].date())
        }),
        column("date_earliest", Day, EARLIEST, |m, id| earliest(m[id].date())),
        column("date_latest", Day, LATEST, |m, id| latest(m[id].date())),
        always(
            "dates",
            List(&Text),
            "Its dates by what happened on them, each as `what: EDTF`.",
            |m, id| {
                let dates = m[id].entry.data.dates.iter();
                dates.map(|(what, date)| format!("{what}: {}", date.as_str())).collect()
            },
        ),
        column("url", Address, "Where it is found.", |m, id| {
            m[id].entry.data.url.as_deref().into()
        }),
        column("accessed", Date, "When the editors last read it there.", |m, id| {
            edtf(m[id].entry.data.accessed.as_ref())
        }),
        column("language", Text, "Its language, as a BCP 47 tag.", |m, id| {
            text(&m[id].entry.data.language)
        }),
        column("access", One(Access::VOCABULARY), "Whether it can be read.", |m, id| {
            term(m[id].entry.data.access)
        }),
        column(
            "sha256",
            Text,
            "SHA-256 of the editors’ plain-text copy, in hexadecimal.",
            |m, id| m[id].entry.data.sha256.as_deref().into(),
        ),
        column(
            "withheld",
            Text,
            "What the document says that it leaves out, as plain text.",
            |m, id| prose(m[id].entry.data.withheld.as_ref()),
        ),
        column(
            "summary",
            Text,
            "A remark by the editors, such as how far it was seen, as plain text.",
            |m, id| summary(m, EntryId::Source(id)),
        ),
        always("positions", Number, "Positions that rest on it.", |m, id| {
            m[id].positions.len().into()
        }),
        always("topics", List(&Text), TOPICS, |m, id| topics(m, EntryId::Source(id))),
        always("external", List(&Text), EXTERNAL, |m, id| external(m, EntryId::Source(id))),
        column("updated", Date, UPDATED, |m, id| updated(m, EntryId::Source(id))),
    ],
};

static ARCHIVES: Table<(SourceId, usize)> = Table {
    name: "archives",
    row: "archive",
    doc: "Copies of sources in archives.",
    key: &[],
    rows: |model| nested(all(&model.sources, SourceId), |id| model[id].entry.data.archived.len()),
    columns: &[
        always("source", Ref("sources"), "The source.", |m, (id, _)| {
            m[id].entry.id.as_str().into()
        }),
        always("url", Address, "Where the copy is found.", |m, (id, index)| {
            (&*m[id].entry.data.archived[index].url).into()
        }),
        column("date", Date, "When it was made.", |m, (id, index)| {
            edtf(m[id].entry.data.archived[index].date.as_ref())
        }),
        column("sha256", Text, "SHA-256 of the copy, in hexadecimal.", |m, (id, index)| {
            m[id].entry.data.archived[index].sha256.as_deref().into()
        }),
    ],
};

static TERMS: Table<TermId> = Table {
    name: "terms",
    row: "term",
    doc: "Words that actors use in a sense of their own.",
    key: &["id"],
    rows: |model| all(&model.terms, TermId),
    columns: &[
        always("id", Id, "Its id.", |m, id| m[id].entry.id.as_str().into()),
        always("page", Address, PAGE, |m, id| page(m, EntryId::Term(id))),
        always("title", Text, "The word.", |m, id| (&*m[id].entry.data.title).into()),
        column("summary", Text, SUMMARY, |m, id| summary(m, EntryId::Term(id))),
        always("topics", List(&Text), TOPICS, |m, id| topics(m, EntryId::Term(id))),
        always("external", List(&Text), EXTERNAL, |m, id| external(m, EntryId::Term(id))),
        column("updated", Date, UPDATED, |m, id| updated(m, EntryId::Term(id))),
    ],
};

static DEFINITIONS: Table<(TermId, usize)> = Table {
    name: "definitions",
    row: "definition",
    doc: "Who defines a term, and how.",
    key: &[],
    rows: |model| nested(all(&model.terms, TermId), |term| model[term].definitions.len()),
    columns: &[
        always("term", Ref("terms"), "The term.", |m, (id, _)| m[id].entry.id.as_str().into()),
        always("by", Ref("actors"), "Who defines it.", |m, (id, index)| {
            actor_id(m, m[id].definitions[index].0).into()
        }),
        column("source", Ref("sources"), "Where the definition stands.", |m, (id, index)| {
            m[id].definitions[index].1.map(|source| m[source].entry.id.as_str()).into()
        }),
        column("at", Text, "The page or paragraph.", |m, row| text(&definition(m, row).at)),
        column("date", Date, "When it was given.", |m, row| edtf(definition(m, row).date.as_ref())),
        column("date_earliest", Day, EARLIEST, |m, row| earliest(definition(m, row).date.as_ref())),
        column("date_latest", Day, LATEST, |m, row| latest(definition(m, row).date.as_ref())),
        column("quote", Text, "Their words, verbatim, without quotation marks.", |m, row| {
            text(&definition(m, row).quote)
        }),
        column("text", Text, "The definition in other words, as plain text.", |m, row| {
            prose(definition(m, row).text.as_ref())
        }),
        column(
            "translated_by",
            Text,
            "Who translated the quotation: a name, or the id of an actor.",
            |m, row| name_or_id(definition(m, row).translated_by.as_ref()),
        ),
    ],
};

static COUNTRIES: Table<CountryId> = Table {
    name: "countries",
    row: "country",
    doc: "Countries, territories and historic states that the site refers to.",
    key: &["code"],
    rows: |model| all(&model.countries, CountryId),
    columns: &[
        always("code", Country, "Its code.", |m, id| m[id].code.to_string().into()),
        always("page", Address, PAGE, |m, id| page(m, EntryId::Country(id))),
        always("name", Text, "The short English name.", |m, id| (&*m[id].name).into()),
        column("dates", Date, "From when to when it existed, for a historic one.", |m, id| {
            edtf(m[id].entry.as_ref().and_then(|entry| entry.data.dates.as_ref()))
        }),
        always("succeeded_by", List(&Country), "The countries that came after it.", |m, id| {
            codes(m, &m[id].succeeded_by)
        }),
        column("summary", Text, SUMMARY, |m, id| summary(m, EntryId::Country(id))),
        always("claims_about", Number, "Claims about its conduct.", |m, id| {
            m[id].about.len().into()
        }),
        always(
            "claims_targeted",
            Number,
            "Claims in which it is said to be acted upon.",
            |m, id| m[id].targeted.len().into(),
        ),
        always("positions_as_state", Number, "Positions taken by its state.", |m, id| {
            m[id].by_state.len().into()
        }),
        always(
            "positions_as_other",
            Number,
            "Positions taken by anyone else of the country.",
            |m, id| m[id].by_others.len().into(),
        ),
        always("topics", List(&Text), TOPICS, |m, id| topics(m, EntryId::Country(id))),
        always("external", List(&Text), EXTERNAL, |m, id| external(m, EntryId::Country(id))),
        column("updated", Date, UPDATED, |m, id| updated(m, EntryId::Country(id))),
    ],
};

static EXPLAINERS: Table<ExplainerId> = Table {
    name: "explainers",
    row: "explainer",
    doc: "Annotated articles.",
    key: &["id"],
    rows: |model| all(&model.explainers, ExplainerId),
    columns: &[
        always("id", Id, "Its id.", |m, id| m[id].entry.id.as_str().into()),
        always("page", Address, PAGE, |m, id| page(m, EntryId::Explainer(id))),
        always("title", Text, "The title.", |m, id| (&*m[id].entry.data.title).into()),
        column("standfirst", Text, "The sentence below the title, as plain text.", |m, id| {
            prose(m[id].entry.data.standfirst.as_ref())
        }),
        always("authors", List(&Text), "Who wrote it.", |m, id| {
            m[id].entry.data.authors.iter().map(|author| &**author).collect()
        }),
        column("published", Date, "When it was published.", |m, id| {
            edtf(m[id].entry.data.published.as_ref())
        }),
        always(
            "claims",
            List(&Ref("claims")),
            "Claims that its prose links, in order of appearance.",
            |m, id| m[id].claims.iter().map(|claim| m[*claim].entry.id.as_str()).collect(),
        ),
        column("summary", Text, SUMMARY, |m, id| summary(m, EntryId::Explainer(id))),
        always("topics", List(&Text), TOPICS, |m, id| topics(m, EntryId::Explainer(id))),
        always("external", List(&Text), EXTERNAL, |m, id| external(m, EntryId::Explainer(id))),
        column("updated", Date, UPDATED, |m, id| updated(m, EntryId::Explainer(id))),
    ],
};

static CHANGES: Table<(EntryId, usize)> = Table {
    name: "changes",
    row: "change",
    doc: "What was changed after publication.",
    key: &[],
    rows: |model| {
        let changes = |entry| model.common(entry).map_or(0, |common| common.changes().len());
        nested(model.entries().collect(), changes)
    },
    columns: &[
        always(
            "entry",
            Text,
            "The entry, as `kind:id`; `home` for the home page.",
            |m, (entry, _)| reference(m, entry).into(),
        ),
        always("page", Address, PAGE, |m, (entry, _)| page(m, entry)),
        always("date", Date, "When.", |m, row| edtf(change(m, row).map(|change| &change.date))),
        always("kind", One(ChangeKind::VOCABULARY), "What kind of change.", |m, row| {
            change(m, row).map(|change| change.kind.key()).into()
        }),
        column("note", Text, "What was done, as plain text.", |m, row| {
            prose(change(m, row).map(|change| &change.note))
        }),
        column("was", Text, "The words before.", |m, row| {
            change(m, row).and_then(|change| change.was.as_deref()).into()
        }),
        column("now", Text, "The words after.", |m, row| {
            change(m, row).and_then(|change| change.now.as_deref()).into()
        }),
        always("affects", List(&Text), "Entries that it touches, each as `kind:id`.", |m, row| {
            let affects = change(m, row).map_or(&[][..], |change| &change.affects);
            affects.iter().map(|target| target.0.to_string()).collect()
        }),
    ],
};

fn all<T, H>(list: &[T], handle: fn(u32) -> H) -> Vec<H> {
    (0..list.len() as u32).map(handle).collect()
}

/// One row for each item of each owner.
fn nested<H: Copy>(owners: Vec<H>, items: impl Fn(H) -> usize) -> Vec<(H, usize)> {
    let items = &items;
    owners.into_iter().flat_map(|owner| (0..items(owner)).map(move |item| (owner, item))).collect()
}

/// The full address of an entry’s page.
fn page(model: &Model, entry: EntryId) -> Cell<'static> {
    format!("{}{}", model.site.base_url, model.address(entry)).into()
}

/// An entry as prose refers to it: `kind:id`.
fn reference(model: &Model, entry: EntryId) -> String {
    let id = match entry {
        EntryId::Explainer(id) => model[id].entry.id.to_string(),
        EntryId::Claim(id) => model[id].entry.id.to_string(),
        EntryId::Actor(id) => model[id].entry.id.to_string(),
        EntryId::Country(id) => model[id].code.lower(),
        EntryId::Event(id) => model[id].entry.id.to_string(),
        EntryId::Source(id) => model[id].entry.id.to_string(),
        EntryId::Term(id) => model[id].entry.id.to_string(),
        EntryId::Page(id) => model[id].entry.id.to_string(),
        EntryId::Home => return "home".into(),
    };
    entry.kind().map_or_else(String::new, |kind| format!("{kind}:{id}"))
}

/// The fragment of a position without what all fragments of positions begin with.
fn position_name(model: &Model, id: PositionId) -> &str {
    let anchor = &*model[id].anchor;
    anchor.strip_prefix("p-").unwrap_or(anchor)
}

fn actor_id(model: &Model, id: ActorId) -> &str {
    model[id].entry.id.as_str()
}

fn actor(model: &Model, id: Option<ActorId>) -> Cell<'_> {
    id.map(|id| actor_id(model, id)).into()
}

fn codes(model: &Model, ids: &[CountryId]) -> Cell<'static> {
    ids.iter().map(|id| model[*id].code.to_string()).collect()
}

fn standing(model: &Model, id: PositionId, wanted: Standing) -> Cell<'static> {
    let countries = model[id].countries.iter();
    countries
        .filter(|(_, standing)| *standing == wanted)
        .map(|(country, _)| model[*country].code.to_string())
        .collect()
}

fn text(text: &Option<content::value::Text>) -> Cell<'_> {
    text.as_deref().into()
}

/// Markdown as plain text; none where nothing but a citation stands there.
fn prose(markdown: Option<&Inline>) -> Cell<'static> {
    markdown.map(|markdown| plain(markdown)).filter(|text| !text.is_empty()).into()
}

fn term<T: Vocabular>(term: Option<T>) -> Cell<'static> {
    term.map(|term| term.term().key).into()
}

fn name_or_id(name: Option<&ActorOrText>) -> Cell<'_> {
    name.map(|name| match name {
        ActorOrText::Id(id) => id.as_str(),
        ActorOrText::Text(text) => text,
    })
    .into()
}

fn edtf(date: Option<&date::Date>) -> Cell<'_> {
    date.map(date::Date::as_str).into()
}

fn earliest(date: Option<&date::Date>) -> Cell<'static> {
    date.and_then(|date| date.extent().from?.full_date()).into()
}

fn latest(date: Option<&date::Date>) -> Cell<'static> {
    date.and_then(|date| date.extent().to?.full_date()).into()
}

fn definition(model: &Model, (term, index): (TermId, usize)) -> &content::Definition {
    &model[term].entry.data.definitions[index]
}

fn change(model: &Model, (entry, index): (EntryId, usize)) -> Option<&content::Change> {
    model.common(entry)?.changes().get(index)
}

fn summary(model: &Model, entry: EntryId) -> Cell<'static> {
    prose(model.common(entry).and_then(|common| common.summary()))
}

fn topics(model: &Model, entry: EntryId) -> Cell<'_> {
    let topics = model.common(entry).map_or(&[][..], |common| common.topics());
    topics.iter().map(|topic| &**topic).collect()
}

fn external(model: &Model, entry: EntryId) -> Cell<'static> {
    let external = model.common(entry).map_or(&[][..], |common| common.external());
    external.iter().map(|(name, id)| format!("{name}: {id}")).collect()
}

fn updated(model: &Model, entry: EntryId) -> Cell<'_> {
    edtf(model.common(entry).and_then(|common| common.updated()))
}
