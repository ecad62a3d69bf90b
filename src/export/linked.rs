//! The content in the words of schema.org, as JSON-LD. A claim is never a `ClaimReview`: nothing
//! here is rated.

mod node;

use anyhow::Result;

use super::TABLES;
use super::rows::Rows;
use crate::content::value::{ActorOrText, Text};
use crate::date::Date;
use crate::id::Kind;
use crate::markdown::plain;
use crate::model::{
    ActorId, Claim, ClaimId, CountryId, EntryId, EventId, ExplainerId, Model, Position, PositionId,
    SourceId,
};
use crate::vocabulary::{Access, ActorType, ChangeKind, CountryRelation, SourceType, Stance};

pub use node::{Node, Thing};

/// The vocabulary that all names of classes and properties are from.
pub const CONTEXT: &str = "https://schema.org";

/// Every claim, quotation, actor, event, source and country as one graph, a node a line.
pub fn graph<'m>(model: &'m Model, rows: &mut Rows) -> Result<()> {
    let nodes = Nodes::of_all(model);
    rows.begin(0)?;
    rows.row(&mut |row| {
        row.json.extend_from_slice(b"{\"@context\":\"https://schema.org\",\"@graph\":[\n");
        Ok(serde_json::to_writer(&mut row.json, &nodes.dataset())?)
    })?;
    // One that there is not in this state of the model has a line without anything.
    let mut add = |node: &dyn Fn() -> Option<Node<'m>>| {
        rows.row(&mut |row| {
            if let Some(node) = node() {
                row.json.extend_from_slice(b",\n");
                serde_json::to_writer(&mut row.json, &node)?;
            }
            Ok(())
        })
    };
    add(&|| Some(nodes.interpreter()))?;
    for n in 0..model.claims.len() as u32 {
        add(&|| Some(nodes.claim(ClaimId(n))))?;
    }
    for n in 0..model.positions.len() as u32 {
        add(&|| nodes.quotation(PositionId(n)))?;
    }
    for n in 0..model.actors.len() as u32 {
        add(&|| Some(nodes.actor(ActorId(n))))?;
    }
    for n in 0..model.events.len() as u32 {
        add(&|| Some(nodes.event(EventId(n))))?;
    }
    for n in 0..model.sources.len() as u32 {
        add(&|| Some(nodes.source(SourceId(n))))?;
    }
    for n in 0..model.countries.len() as u32 {
        add(&|| Some(nodes.country(CountryId(n))))?;
    }
    Ok(rows.frame(b"", b"\n]}\n")?)
}

/// Writes entries as nodes of a graph.
pub struct Nodes<'a> {
    model: &'a Model,
    /// How many of a kind a node leads to; `None` where all nodes stand in one graph.
    most: Option<usize>,
}

impl<'a> Nodes<'a> {
    /// Nodes of a graph that holds every entry, so that a name is enough to lead to one.
    fn of_all(model: &'a Model) -> Nodes<'a> {
        Nodes { model, most: None }
    }

    /// Nodes that stand alone: an entry that one leads to is told by class and title, and of each
    /// kind there are at most `most`.
    pub fn alone(model: &'a Model, most: usize) -> Nodes<'a> {
        Nodes { model, most: Some(most) }
    }

    pub fn address(&self, path: &str) -> String {
        [&*self.model.site.base_url, path].concat()
    }

    /// The name of the thing that a page is about, as against the page.
    fn name_of(&self, entry: EntryId) -> String {
        let kind = entry.kind().unwrap_or(Kind::Page);
        [&*self.model.site.base_url, &self.model.address(entry), "#", kind.word()].concat()
    }

    fn link(&self, entry: EntryId) -> Node<'a> {
        let name = self.name_of(entry);
        match self.most {
            None => Node::named(name),
            Some(_) => Node::of(self.type_of(entry))
                .with("@id", name)
                .with("name", self.model.title(entry)),
        }
    }

    fn links(&self, entries: impl IntoIterator<Item = EntryId>) -> impl Iterator<Item = Node<'a>> {
        let most = self.most.unwrap_or(usize::MAX);
        entries.into_iter().take(most).map(|entry| self.link(entry))
    }

    /// The class of schema.org that an entry belongs to.
    fn type_of(&self, entry: EntryId) -> &'static str {
        match entry {
            EntryId::Claim(_) => "Claim",
            EntryId::Actor(id) => actor_type(self.model[id].entry.data.r#type),
            EntryId::Event(_) => "Event",
            EntryId::Source(id) => source_type(self.model[id].entry.data.r#type),
            EntryId::Country(_) => "Country",
            EntryId::Explainer(_) => "BackgroundNewsArticle",
            EntryId::Term(_) => "DefinedTerm",
            EntryId::Page(_) | EntryId::Home => "WebPage",
        }
    }

    /// The node of an entry with what all kinds have.
    fn node(&self, entry: EntryId) -> Node<'a> {
        let mut node = Node::of(self.type_of(entry))
            .with("@id", self.name_of(entry))
            .with("name", self.model.title(entry))
            .with("mainEntityOfPage", self.address(&self.model.address(entry)));
        let Some(common) = self.model.common(entry) else { return node };
        node.set("description", common.summary().map(|summary| plain(summary)));
        let (addresses, ids): (Vec<_>, Vec<_>) = common
            .external()
            .iter()
            .partition(|(_, id)| id.starts_with("https://") || id.starts_with("http://"));
        node.list("sameAs", addresses.into_iter().map(|(_, id)| &**id));
        node.list("identifier", ids.into_iter().map(|(name, id)| property(name, &**id)));
        node
    }

    pub fn dataset(&self) -> Node<'a> {
        let site = &self.model.site;
        let mut node = Node::of("Dataset")
            .with("@id", format!("{}#dataset", self.address(super::FOLDER)))
            .with("name", &*site.file.title)
            .with("url", self.address(super::FOLDER))
            .with("publisher", Node::named(self.interpreter_name()));
        node.set("description", site.file.description.as_deref());
        let file = |table: &&dyn super::Tabular| {
            Node::of("DataDownload")
                .with("name", table.name())
                .with("encodingFormat", "text/csv")
                .with("contentUrl", self.address(&super::csv_path(table.name())))
        };
        node.list("distribution", TABLES.iter().map(file));
        node
    }

    fn interpreter_name(&self) -> String {
        format!("{}#publisher", self.model.site.base_url)
    }

    /// Who put the claims into words: the publisher of the site.
    pub fn interpreter(&self) -> Node<'a> {
        let file = &self.model.site.file;
        let publisher = file.publisher.as_ref();
        let mut node = Node::of("Organization")
            .with("@id", self.interpreter_name())
            .with("name", publisher.map_or(&*file.title, |publisher| &*publisher.name));
        node.set("url", publisher.and_then(|publisher| publisher.url.as_deref()));
        node
    }

    pub fn claim(&self, id: ClaimId) -> Node<'a> {
        let claim = &self.model[id];
        let mut node = self.node(EntryId::Claim(id));
        node.set("text", Some(&*claim.entry.data.title));
        node.set("claimInterpreter", Some(Node::named(self.interpreter_name())));
        let countries =
            claim.countries.iter().chain(&claim.targets).map(|id| EntryId::Country(*id));
        let actors = claim.actors.iter().map(|id| EntryId::Actor(*id));
        let mut about: Vec<EntryId> = countries.chain(actors).collect();
        about.sort_unstable();
        about.dedup();
        node.list("about", self.links(about));
        let mut sources: Vec<SourceId> =
            claim.by_date.iter().filter_map(|position| self.model[*position].source).collect();
        sources.sort_unstable();
        sources.dedup();
        node.list("appearance", self.links(sources.into_iter().map(EntryId::Source)));
        let first = self.first_appearance(claim).map(|source| self.link(EntryId::Source(source)));
        node.set("firstAppearance", first);
        node
    }

    /// The source in which a claim first appeared: that of an assertion which certainly stands before
    /// everything else on its record, and no later report of it.
    fn first_appearance(&self, claim: &Claim) -> Option<SourceId> {
        let positions = claim.by_date.iter().map(|id| &self.model[*id]);
        let mut sourced = positions.filter(|position| position.source.is_some());
        let first = sourced.next()?;
        let latest = first.date.as_ref()?.latest()?;
        let later = |other: &Position| {
            let earliest = other.date.as_ref().and_then(Date::earliest);
            other.source == first.source || earliest.is_some_and(|earliest| earliest > latest)
        };
        let source = first.source?;
        let itself = self.model[source].date().and_then(Date::latest)? <= latest;
        let clear = first.stance == Stance::Asserts && itself && sourced.all(later);
        clear.then_some(source)
    }

    /// The words of a position, where it has any; they lead to their claim, which is in the graph
    /// too, by name alone. schema.org has no property for a stance; it stands
    /// as a type from the codebook.
    pub fn quotation(&self, id: PositionId) -> Option<Node<'a>> {
        let position = &self.model[id];
        let words = self.model.words(id);
        let quote = words.quote.as_deref()?;
        let claim = EntryId::Claim(position.claim);
        let address_of =
            format!("{}#{}", self.address(&self.model.address(claim)), position.anchor);
        let stance = self.address(&format!("codebook/#stance-{}", position.stance.key()));
        let mut node = Node::of("Quotation")
            .with("@id", address_of)
            .with("additionalType", stance)
            .with("text", quote)
            .with("spokenByCharacter", self.link(EntryId::Actor(position.by)))
            .with("about", Node::named(self.name_of(claim)));
        let name = |id: ActorId| self.model[id].entry.data.name.to_string();
        let mut description = position.stance.label().to_owned();
        for (before, actor) in
            [("for", position.spoken_for), ("according to", position.reported_by)]
        {
            if let Some(actor) = actor {
                description.push_str(&format!("; {before} {}", name(actor)));
            }
        }
        node.set("description", Some(description));
        node.set("isPartOf", position.source.map(|id| self.link(EntryId::Source(id))));
        node.set("dateCreated", position.date.as_ref().and_then(|date| span(date).0));
        if let Some(translator) = &words.translated_by {
            let translator: Thing = match translator {
                ActorOrText::Text(name) => (&**name).into(),
                ActorOrText::Id(id) => {
                    let target = crate::id::Target { kind: Kind::Actor, id: id.as_str().into() };
                    let actor = self.model.find(&target).map(|actor| self.link(actor).into());
                    actor.unwrap_or_else(|| id.as_str().into())
                }
            };
            node.set("translator", Some(translator));
        }
        if let Some(original) = &words.original {
            let work = Node::of("Quotation")
                .with("text", &*original.quote)
                .with("inLanguage", &*original.language);
            node.set("translationOfWork", Some(work));
        }
        Some(node)
    }

    pub fn actor(&self, id: ActorId) -> Node<'a> {
        let actor = &self.model[id];
        let data = &actor.entry.data;
        let mut node = self.node(EntryId::Actor(id));
        node.list("alternateName", texts(&data.also_known_as));
        let body = actor.part_of.map(|body| self.link(EntryId::Actor(body)));
        let person = data.r#type == ActorType::Person;
        node.set(if person { "memberOf" } else { "parentOrganization" }, body);
        if person {
            let nationality = actor
                .countries
                .iter()
                .filter(|belonging| belonging.relation == CountryRelation::NationalOf)
                .map(|belonging| EntryId::Country(belonging.country));
            node.list("nationality", self.links(nationality));
        }
        node
    }

    pub fn event(&self, id: EventId) -> Node<'a> {
        let event = &self.model[id];
        let mut node = self.node(EntryId::Event(id));
        let (start, end) = span(&event.entry.data.when);
        node.set("startDate", start);
        node.set("endDate", end);
        let countries = event.countries.iter().map(|id| EntryId::Country(*id));
        let actors = event.actors.iter().map(|id| EntryId::Actor(*id));
        let claims = event.claims.iter().map(|id| EntryId::Claim(*id));
        node.list("about", self.links(countries.chain(actors).chain(claims)));
        let sources = event.sources.iter().map(|id| EntryId::Source(*id));
        node.list("subjectOf", self.links(sources));
        node
    }

    pub fn source(&self, id: SourceId) -> Node<'a> {
        let source = &self.model[id];
        let data = &source.entry.data;
        let mut node = self.node(EntryId::Source(id));
        let publisher = match (source.publisher, &data.publisher) {
            (Some(actor), _) => Some(self.link(EntryId::Actor(actor))),
            (None, Some(ActorOrText::Text(name))) => {
                Some(Node::of("Organization").with("name", &**name))
            }
            _ => None,
        };
        node.set("publisher", publisher);
        node.list("author", texts(&data.authors));
        let container =
            data.container.as_ref().map(|name| Node::of("CreativeWork").with("name", &**name));
        node.set("isPartOf", container);
        if let Some(number) = &data.identifier {
            node.first("identifier", &**number);
        }
        node.set("datePublished", source.date().and_then(|date| span(date).0));
        node.set("url", data.url.as_deref());
        node.list("archivedAt", data.archived.iter().map(|copy| &*copy.url));
        node.set("inLanguage", data.language.as_deref());
        let free = match data.access {
            Some(Access::Open) => Some(true),
            Some(Access::Paywalled) => Some(false),
            Some(Access::Offline | Access::Removed) | None => None,
        };
        node.set("isAccessibleForFree", free);
        node
    }

    pub fn country(&self, id: CountryId) -> Node<'a> {
        let mut node = self.node(EntryId::Country(id));
        let code = self.model[id].code.to_string();
        node.first("identifier", property("ISO 3166-1 alpha-2", code));
        node
    }

    /// An explainer, with the claims that it is on.
    pub fn explainer(&self, id: ExplainerId) -> Node<'a> {
        let explainer = &self.model[id];
        let data = &explainer.entry.data;
        let entry = EntryId::Explainer(id);
        let mut node = self.node(entry);
        node.set("headline", Some(&*data.title));
        node.set("url", Some(self.address(&self.model.address(entry))));
        if !node.has("description") {
            node.set("description", data.standfirst.as_ref().map(|lead| plain(lead)));
        }
        node.list("author", texts(&data.authors));
        node.set("publisher", Some(Node::named(self.interpreter_name())));
        node.set("inLanguage", Some(self.language()));
        node.set("datePublished", data.published.as_ref().and_then(|date| span(date).0));
        node.set("dateModified", data.updated.as_ref().and_then(|date| span(date).0));
        let corrected = |kind| matches!(kind, ChangeKind::Correction | ChangeKind::Retraction);
        if data.changes.iter().any(|change| corrected(change.kind)) {
            node.set("correction", Some(self.address("corrections/")));
        }
        let claims = explainer.claims.iter().map(|id| EntryId::Claim(*id));
        node.list("mentions", self.links(claims));
        node
    }

    /// The site as a whole.
    pub fn site(&self) -> Node<'a> {
        let site = &self.model.site;
        let mut node = Node::of("WebSite")
            .with("@id", format!("{}#site", site.base_url))
            .with("name", &*site.file.title)
            .with("url", &*site.base_url)
            .with("inLanguage", self.language())
            .with("publisher", Node::named(self.interpreter_name()));
        node.set("description", site.file.description.as_deref());
        node
    }

    fn language(&self) -> &'a str {
        self.model.site.file.language.as_deref().unwrap_or("en")
    }
}

/// An identifier elsewhere, by the name of its register.
fn property<'m>(name: &'m str, value: impl Into<Thing<'m>>) -> Node<'m> {
    Node::of("PropertyValue").with("propertyID", name).with("value", value)
}

fn texts(list: &[Text]) -> impl Iterator<Item = &str> {
    list.iter().map(|text| &**text)
}

fn actor_type(kind: ActorType) -> &'static str {
    match kind {
        ActorType::Person => "Person",
        ActorType::PublicBody => "GovernmentOrganization",
        ActorType::Company => "Corporation",
        ActorType::Outlet => "NewsMediaOrganization",
        ActorType::Party => "PoliticalParty",
        ActorType::Office
        | ActorType::InternationalBody
        | ActorType::Institute
        | ActorType::ArmedGroup
        | ActorType::Group
        | ActorType::Network
        | ActorType::Account
        | ActorType::State
        | ActorType::Unnamed => "Organization",
    }
}

fn source_type(kind: SourceType) -> &'static str {
    match kind {
        SourceType::Report => "Report",
        SourceType::Article => "ScholarlyArticle",
        SourceType::Law => "Legislation",
        SourceType::Dataset => "Dataset",
        SourceType::NewsReport => "NewsArticle",
        SourceType::SocialPost => "SocialMediaPosting",
        SourceType::Book => "Book",
        SourceType::PrimaryDocument
        | SourceType::OfficialStatement
        | SourceType::Transcript
        | SourceType::CourtFiling
        | SourceType::Broadcast => "CreativeWork",
    }
}

/// The start and the end of a date, where both are certain and have a form in ISO 8601 that
/// schema.org takes: a year, a month or a day. Nothing is padded.
fn span(date: &Date) -> (Option<String>, Option<String>) {
    let certain = |text: &str| {
        let digits =
            |part: &str, count| part.len() == count && part.bytes().all(|b| b.is_ascii_digit());
        let mut parts = text.split('-');
        let plain = parts.next().is_some_and(|year| digits(year, 4))
            && parts.clone().count() <= 2
            && parts.all(|part| digits(part, 2));
        plain.then(|| text.to_owned())
    };
    match date.as_str().split_once('/') {
        None => (certain(date.as_str()), None),
        Some((start, end)) => match (certain(start), certain(end)) {
            (Some(start), Some(end)) => (Some(start), Some(end)),
            _ => (None, None),
        },
    }
}
