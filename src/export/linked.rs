//! The content in the words of schema.org, as JSON-LD. A claim is never a `ClaimReview`: nothing
//! here is rated.

use std::io::Write;

use anyhow::Result;
use serde_json::{Value, json};

use super::TABLES;
use crate::content::value::{ActorOrText, Text};
use crate::date::Date;
use crate::id::Kind;
use crate::markdown::plain;
use crate::model::{
    ActorId, Claim, ClaimId, CountryId, EntryId, EventId, ExplainerId, Model, Position, PositionId,
    SourceId,
};
use crate::vocabulary::{Access, ActorType, ChangeKind, CountryRelation, SourceType, Stance};

/// The vocabulary that all names of classes and properties are from.
pub const CONTEXT: &str = "https://schema.org";

/// Every claim, quotation, actor, event, source and country as one graph, a node a line.
pub fn graph(model: &Model, out: &mut dyn Write) -> Result<()> {
    let nodes = Nodes::of_all(model);
    out.write_all(b"{\"@context\":\"https://schema.org\",\"@graph\":[\n")?;
    serde_json::to_writer(&mut *out, &nodes.dataset())?;
    let mut line = Vec::new();
    let mut add = |node: &Value| -> Result<()> {
        line.clear();
        line.extend_from_slice(b",\n");
        serde_json::to_writer(&mut line, node)?;
        Ok(out.write_all(&line)?)
    };
    add(&nodes.interpreter())?;
    for n in 0..model.claims.len() as u32 {
        add(&nodes.claim(ClaimId(n)))?;
    }
    for n in 0..model.positions.len() as u32 {
        if let Some(node) = nodes.quotation(PositionId(n)) {
            add(&node)?;
        }
    }
    for n in 0..model.actors.len() as u32 {
        add(&nodes.actor(ActorId(n)))?;
    }
    for n in 0..model.events.len() as u32 {
        add(&nodes.event(EventId(n)))?;
    }
    for n in 0..model.sources.len() as u32 {
        add(&nodes.source(SourceId(n)))?;
    }
    for n in 0..model.countries.len() as u32 {
        add(&nodes.country(CountryId(n)))?;
    }
    Ok(out.write_all(b"\n]}\n")?)
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
        format!("{}{path}", self.model.site.base_url)
    }

    /// The name of the thing that a page is about, as against the page.
    fn name_of(&self, entry: EntryId) -> String {
        let kind = self.model.kind(entry).unwrap_or(Kind::Page);
        format!("{}#{kind}", self.address(&self.model.address(entry)))
    }

    fn link(&self, entry: EntryId) -> Value {
        let name = self.name_of(entry);
        match self.most {
            None => json!({ "@id": name }),
            Some(_) => json!({
                "@type": self.type_of(entry),
                "@id": name,
                "name": self.model.title(entry),
            }),
        }
    }

    fn links(&self, entries: impl IntoIterator<Item = EntryId>) -> Vec<Value> {
        let most = self.most.unwrap_or(usize::MAX);
        entries.into_iter().take(most).map(|entry| self.link(entry)).collect()
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
    fn node(&self, entry: EntryId) -> Value {
        let mut node = json!({
            "@type": self.type_of(entry),
            "@id": self.name_of(entry),
            "name": self.model.title(entry),
            "mainEntityOfPage": self.address(&self.model.address(entry)),
        });
        let Some(common) = self.model.common(entry) else { return node };
        set(&mut node, "description", common.summary().map(|summary| plain(summary)));
        let (addresses, ids): (Vec<_>, Vec<_>) = common
            .external()
            .iter()
            .partition(|(_, id)| id.starts_with("https://") || id.starts_with("http://"));
        set(
            &mut node,
            "sameAs",
            addresses.iter().map(|(_, id)| (&**id).into()).collect::<Vec<Value>>(),
        );
        let property = |(name, id): &&(std::sync::Arc<str>, Text)| json!({ "@type": "PropertyValue", "propertyID": &**name, "value": &**id });
        set(&mut node, "identifier", ids.iter().map(property).collect::<Vec<Value>>());
        node
    }

    pub fn dataset(&self) -> Value {
        let site = &self.model.site;
        let mut node = json!({
            "@type": "Dataset",
            "@id": format!("{}#dataset", self.address(super::FOLDER)),
            "name": &*site.file.title,
            "url": self.address(super::FOLDER),
            "publisher": { "@id": self.interpreter_name() },
        });
        set(&mut node, "description", site.file.description.as_deref());
        let file = |table: &&dyn super::Tabular| {
            json!({
                "@type": "DataDownload",
                "name": table.name(),
                "encodingFormat": "text/csv",
                "contentUrl": self.address(&super::csv_path(table.name())),
            })
        };
        node["distribution"] = TABLES.iter().map(file).collect();
        node
    }

    fn interpreter_name(&self) -> String {
        format!("{}#publisher", self.model.site.base_url)
    }

    /// Who put the claims into words: the publisher of the site.
    pub fn interpreter(&self) -> Value {
        let file = &self.model.site.file;
        let publisher = file.publisher.as_ref();
        let mut node = json!({
            "@type": "Organization",
            "@id": self.interpreter_name(),
            "name": publisher.map_or(&*file.title, |publisher| &*publisher.name),
        });
        let url = publisher.and_then(|publisher| publisher.url.as_deref());
        set(&mut node, "url", url);
        node
    }

    pub fn claim(&self, id: ClaimId) -> Value {
        let claim = &self.model[id];
        let mut node = self.node(EntryId::Claim(id));
        node["text"] = (&*claim.entry.data.title).into();
        node["claimInterpreter"] = json!({ "@id": self.interpreter_name() });
        let countries =
            claim.countries.iter().chain(&claim.targets).map(|id| EntryId::Country(*id));
        let actors = claim.actors.iter().map(|id| EntryId::Actor(*id));
        let mut about: Vec<EntryId> = countries.chain(actors).collect();
        about.sort_unstable();
        about.dedup();
        set(&mut node, "about", self.links(about));
        let mut sources: Vec<SourceId> =
            claim.by_date.iter().filter_map(|position| self.model[*position].source).collect();
        sources.sort_unstable();
        sources.dedup();
        set(&mut node, "appearance", self.links(sources.into_iter().map(EntryId::Source)));
        let first = self.first_appearance(claim).map(|source| self.link(EntryId::Source(source)));
        set(&mut node, "firstAppearance", first);
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
    pub fn quotation(&self, id: PositionId) -> Option<Value> {
        let position = &self.model[id];
        let words = self.model.words(id);
        let quote = words.quote.as_deref()?;
        let claim = EntryId::Claim(position.claim);
        let address_of =
            format!("{}#{}", self.address(&self.model.address(claim)), position.anchor);
        let mut node = json!({
            "@type": "Quotation",
            "@id": address_of,
            "additionalType": self.address(&format!("codebook/#stance-{}", position.stance.key())),
            "text": quote,
            "spokenByCharacter": self.link(EntryId::Actor(position.by)),
            "about": { "@id": self.name_of(claim) },
        });
        let name = |id: ActorId| self.model[id].entry.data.name.to_string();
        let mut description = position.stance.label().to_owned();
        for (before, actor) in
            [("for", position.spoken_for), ("according to", position.reported_by)]
        {
            if let Some(actor) = actor {
                description.push_str(&format!("; {before} {}", name(actor)));
            }
        }
        node["description"] = description.into();
        set(&mut node, "isPartOf", position.source.map(|id| self.link(EntryId::Source(id))));
        set(&mut node, "dateCreated", position.date.as_ref().and_then(|date| span(date).0));
        if let Some(translator) = &words.translated_by {
            let translator = match translator {
                ActorOrText::Text(name) => json!(&**name),
                ActorOrText::Id(id) => {
                    let target = crate::id::Target { kind: Kind::Actor, id: id.as_str().into() };
                    self.model
                        .find(&target)
                        .map_or_else(|| json!(id.as_str()), |actor| self.link(actor))
                }
            };
            node["translator"] = translator;
        }
        if let Some(original) = &words.original {
            node["translationOfWork"] = json!({
                "@type": "Quotation",
                "text": &*original.quote,
                "inLanguage": &*original.language,
            });
        }
        Some(node)
    }

    pub fn actor(&self, id: ActorId) -> Value {
        let actor = &self.model[id];
        let data = &actor.entry.data;
        let mut node = self.node(EntryId::Actor(id));
        set(&mut node, "alternateName", texts(&data.also_known_as));
        let body = actor.part_of.map(|body| self.link(EntryId::Actor(body)));
        let person = data.r#type == ActorType::Person;
        set(&mut node, if person { "memberOf" } else { "parentOrganization" }, body);
        if person {
            let nationality = actor
                .countries
                .iter()
                .filter(|belonging| belonging.relation == CountryRelation::NationalOf)
                .map(|belonging| EntryId::Country(belonging.country));
            set(&mut node, "nationality", self.links(nationality));
        }
        node
    }

    pub fn event(&self, id: EventId) -> Value {
        let event = &self.model[id];
        let mut node = self.node(EntryId::Event(id));
        let (start, end) = span(&event.entry.data.when);
        set(&mut node, "startDate", start);
        set(&mut node, "endDate", end);
        let countries = event.countries.iter().map(|id| EntryId::Country(*id));
        let actors = event.actors.iter().map(|id| EntryId::Actor(*id));
        let claims = event.claims.iter().map(|id| EntryId::Claim(*id));
        set(&mut node, "about", self.links(countries.chain(actors).chain(claims)));
        let sources = event.sources.iter().map(|id| EntryId::Source(*id));
        set(&mut node, "subjectOf", self.links(sources));
        node
    }

    pub fn source(&self, id: SourceId) -> Value {
        let source = &self.model[id];
        let data = &source.entry.data;
        let mut node = self.node(EntryId::Source(id));
        let publisher = match (source.publisher, &data.publisher) {
            (Some(actor), _) => Some(self.link(EntryId::Actor(actor))),
            (None, Some(ActorOrText::Text(name))) => {
                Some(json!({ "@type": "Organization", "name": &**name }))
            }
            _ => None,
        };
        set(&mut node, "publisher", publisher);
        set(&mut node, "author", texts(&data.authors));
        let container =
            data.container.as_ref().map(|name| json!({ "@type": "CreativeWork", "name": &**name }));
        set(&mut node, "isPartOf", container);
        if let Some(number) = &data.identifier {
            match node.get_mut("identifier") {
                Some(Value::Array(list)) => list.insert(0, (&**number).into()),
                _ => node["identifier"] = (&**number).into(),
            }
        }
        set(&mut node, "datePublished", source.date().and_then(|date| span(date).0));
        set(&mut node, "url", data.url.as_deref());
        let copies: Vec<Value> = data.archived.iter().map(|copy| (&*copy.url).into()).collect();
        set(&mut node, "archivedAt", copies);
        set(&mut node, "inLanguage", data.language.as_deref());
        let free = match data.access {
            Some(Access::Open) => Some(true),
            Some(Access::Paywalled) => Some(false),
            Some(Access::Offline | Access::Removed) | None => None,
        };
        set(&mut node, "isAccessibleForFree", free);
        node
    }

    pub fn country(&self, id: CountryId) -> Value {
        let mut node = self.node(EntryId::Country(id));
        let code = json!({
            "@type": "PropertyValue",
            "propertyID": "ISO 3166-1 alpha-2",
            "value": self.model[id].code.to_string(),
        });
        match node.get_mut("identifier") {
            Some(Value::Array(list)) => list.insert(0, code),
            _ => node["identifier"] = code,
        }
        node
    }

    /// An explainer, with the claims that it is on.
    pub fn explainer(&self, id: ExplainerId) -> Value {
        let explainer = &self.model[id];
        let data = &explainer.entry.data;
        let entry = EntryId::Explainer(id);
        let mut node = self.node(entry);
        node["headline"] = (&*data.title).into();
        node["url"] = self.address(&self.model.address(entry)).into();
        if node.get("description").is_none() {
            set(&mut node, "description", data.standfirst.as_ref().map(|lead| plain(lead)));
        }
        set(&mut node, "author", texts(&data.authors));
        node["publisher"] = json!({ "@id": self.interpreter_name() });
        node["inLanguage"] = self.language().into();
        set(&mut node, "datePublished", data.published.as_ref().and_then(|date| span(date).0));
        set(&mut node, "dateModified", data.updated.as_ref().and_then(|date| span(date).0));
        let corrected = |kind| matches!(kind, ChangeKind::Correction | ChangeKind::Retraction);
        if data.changes.iter().any(|change| corrected(change.kind)) {
            node["correction"] = self.address("corrections/").into();
        }
        let claims = explainer.claims.iter().map(|id| EntryId::Claim(*id));
        set(&mut node, "mentions", self.links(claims));
        node
    }

    /// The site as a whole.
    pub fn site(&self) -> Value {
        let site = &self.model.site;
        let mut node = json!({
            "@type": "WebSite",
            "@id": format!("{}#site", site.base_url),
            "name": &*site.file.title,
            "url": &*site.base_url,
            "inLanguage": self.language(),
            "publisher": { "@id": self.interpreter_name() },
        });
        set(&mut node, "description", site.file.description.as_deref());
        node
    }

    fn language(&self) -> &str {
        self.model.site.file.language.as_deref().unwrap_or("en")
    }
}

/// Sets what there is: neither nothing nor an empty list.
fn set(node: &mut Value, key: &str, value: impl Into<Value>) {
    let value = value.into();
    match &value {
        Value::Null => {}
        Value::Array(items) if items.is_empty() => {}
        _ => node[key] = value,
    }
}

fn texts(list: &[Text]) -> Vec<Value> {
    list.iter().map(|text| (&**text).into()).collect()
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
