//! The content in the words of schema.org, as JSON-LD. A claim is never a `ClaimReview`: nothing
//! here is rated.

use anyhow::Result;
use serde_json::{Value, json};

use crate::content::value::{ActorOrText, Text};
use crate::date::Date;
use crate::id::Kind;
use crate::markdown::plain;
use crate::model::{ActorId, ClaimId, CountryId, EntryId, EventId, Model, PositionId, SourceId};
use crate::vocabulary::{Access, ActorType, CountryRelation, SourceType};

/// Every claim, quotation, actor, event, source and country as one graph, a node a line.
pub fn graph(model: &Model) -> Result<Vec<u8>> {
    let mut out = b"{\"@context\":\"https://schema.org\",\"@graph\":[\n".to_vec();
    serde_json::to_writer(&mut out, &dataset(model))?;
    let mut add = |node: &Value| -> Result<()> {
        out.extend_from_slice(b",\n");
        Ok(serde_json::to_writer(&mut out, node)?)
    };
    add(&interpreter(model))?;
    for n in 0..model.claims.len() as u32 {
        add(&claim(model, ClaimId(n)))?;
    }
    for n in 0..model.positions.len() as u32 {
        if let Some(node) = quotation(model, PositionId(n)) {
            add(&node)?;
        }
    }
    for n in 0..model.actors.len() as u32 {
        add(&actor(model, ActorId(n)))?;
    }
    for n in 0..model.events.len() as u32 {
        add(&event(model, EventId(n)))?;
    }
    for n in 0..model.sources.len() as u32 {
        add(&source(model, SourceId(n)))?;
    }
    for n in 0..model.countries.len() as u32 {
        add(&country(model, CountryId(n)))?;
    }
    out.extend_from_slice(b"\n]}\n");
    Ok(out)
}

fn address(model: &Model, path: &str) -> String {
    format!("{}{path}", model.site.base_url)
}

/// The name of the thing that a page is about, as against the page.
fn name_of(model: &Model, entry: EntryId) -> String {
    let kind = model.kind(entry).unwrap_or(Kind::Page);
    format!("{}#{kind}", address(model, &model.address(entry)))
}

fn link(model: &Model, entry: EntryId) -> Value {
    json!({ "@id": name_of(model, entry) })
}

fn links(model: &Model, entries: impl IntoIterator<Item = EntryId>) -> Vec<Value> {
    entries.into_iter().map(|entry| link(model, entry)).collect()
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

/// The node of an entry with what all kinds have.
fn node(model: &Model, entry: EntryId, kind: &str) -> Value {
    let mut node = json!({
        "@type": kind,
        "@id": name_of(model, entry),
        "name": model.title(entry),
        "mainEntityOfPage": address(model, &model.address(entry)),
    });
    let Some(common) = model.common(entry) else { return node };
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

fn dataset(model: &Model) -> Value {
    let site = &model.site;
    let mut node = json!({
        "@type": "Dataset",
        "@id": format!("{}#dataset", address(model, super::FOLDER)),
        "name": &*site.file.title,
        "url": address(model, super::FOLDER),
        "publisher": { "@id": interpreter_name(model) },
    });
    set(&mut node, "description", site.file.description.as_deref());
    node
}

fn interpreter_name(model: &Model) -> String {
    format!("{}#publisher", model.site.base_url)
}

/// Who put the claims into words: the publisher of the site.
fn interpreter(model: &Model) -> Value {
    let file = &model.site.file;
    let publisher = file.publisher.as_ref();
    let mut node = json!({
        "@type": "Organization",
        "@id": interpreter_name(model),
        "name": publisher.map_or(&*file.title, |publisher| &*publisher.name),
    });
    let url = publisher.and_then(|publisher| publisher.url.as_deref());
    set(&mut node, "url", url);
    node
}

fn claim(model: &Model, id: ClaimId) -> Value {
    let claim = &model[id];
    let mut node = node(model, EntryId::Claim(id), "Claim");
    node["text"] = (&*claim.entry.data.title).into();
    node["claimInterpreter"] = json!({ "@id": interpreter_name(model) });
    let countries = claim.countries.iter().chain(&claim.targets).map(|id| EntryId::Country(*id));
    let actors = claim.actors.iter().map(|id| EntryId::Actor(*id));
    let mut about: Vec<EntryId> = countries.chain(actors).collect();
    about.sort_unstable();
    about.dedup();
    set(&mut node, "about", links(model, about));
    let mut sources: Vec<SourceId> =
        claim.by_date.iter().filter_map(|position| model[*position].source).collect();
    sources.sort_unstable();
    sources.dedup();
    set(&mut node, "appearance", links(model, sources.into_iter().map(EntryId::Source)));
    node
}

/// The words of a position, where it has any. schema.org has no property for a stance; it stands
/// as a type from the codebook.
fn quotation(model: &Model, id: PositionId) -> Option<Value> {
    let position = &model[id];
    let words = model.words(id);
    let quote = words.quote.as_deref()?;
    let claim = EntryId::Claim(position.claim);
    let address_of = format!("{}#{}", address(model, &model.address(claim)), position.anchor);
    let mut node = json!({
        "@type": "Quotation",
        "@id": address_of,
        "additionalType": address(model, &format!("codebook/#stance-{}", position.stance.key())),
        "text": quote,
        "spokenByCharacter": link(model, EntryId::Actor(position.by)),
        "about": link(model, claim),
    });
    let name = |id: ActorId| model[id].entry.data.name.to_string();
    let mut description = position.stance.label().to_owned();
    for (before, actor) in [("for", position.spoken_for), ("according to", position.reported_by)] {
        if let Some(actor) = actor {
            description.push_str(&format!("; {before} {}", name(actor)));
        }
    }
    node["description"] = description.into();
    set(&mut node, "isPartOf", position.source.map(|id| link(model, EntryId::Source(id))));
    set(&mut node, "dateCreated", position.date.as_ref().and_then(|date| span(date).0));
    if let Some(translator) = &words.translated_by {
        let translator = match translator {
            ActorOrText::Text(name) => json!(&**name),
            ActorOrText::Id(id) => {
                let target = crate::id::Target { kind: Kind::Actor, id: id.as_str().into() };
                model.find(&target).map_or_else(|| json!(id.as_str()), |actor| link(model, actor))
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

fn actor(model: &Model, id: ActorId) -> Value {
    let actor = &model[id];
    let data = &actor.entry.data;
    let kind = match data.r#type {
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
    };
    let mut node = node(model, EntryId::Actor(id), kind);
    set(&mut node, "alternateName", texts(&data.also_known_as));
    let body = actor.part_of.map(|body| link(model, EntryId::Actor(body)));
    let person = data.r#type == ActorType::Person;
    set(&mut node, if person { "memberOf" } else { "parentOrganization" }, body);
    if person {
        let nationality = actor
            .countries
            .iter()
            .filter(|belonging| belonging.relation == CountryRelation::NationalOf)
            .map(|belonging| EntryId::Country(belonging.country));
        set(&mut node, "nationality", links(model, nationality));
    }
    node
}

fn event(model: &Model, id: EventId) -> Value {
    let event = &model[id];
    let mut node = node(model, EntryId::Event(id), "Event");
    let (start, end) = span(&event.entry.data.when);
    set(&mut node, "startDate", start);
    set(&mut node, "endDate", end);
    let countries = event.countries.iter().map(|id| EntryId::Country(*id));
    let actors = event.actors.iter().map(|id| EntryId::Actor(*id));
    let claims = event.claims.iter().map(|id| EntryId::Claim(*id));
    set(&mut node, "about", links(model, countries.chain(actors).chain(claims)));
    let sources = event.sources.iter().map(|id| EntryId::Source(*id));
    set(&mut node, "subjectOf", links(model, sources));
    node
}

fn source(model: &Model, id: SourceId) -> Value {
    let source = &model[id];
    let data = &source.entry.data;
    let kind = match data.r#type {
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
    };
    let mut node = node(model, EntryId::Source(id), kind);
    let publisher = match (source.publisher, &data.publisher) {
        (Some(actor), _) => Some(link(model, EntryId::Actor(actor))),
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

fn country(model: &Model, id: CountryId) -> Value {
    let mut node = node(model, EntryId::Country(id), "Country");
    let code = json!({
        "@type": "PropertyValue",
        "propertyID": "ISO 3166-1 alpha-2",
        "value": model[id].code.to_string(),
    });
    match node.get_mut("identifier") {
        Some(Value::Array(list)) => list.insert(0, code),
        _ => node["identifier"] = code,
    }
    node
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
