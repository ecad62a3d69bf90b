//! The values that may stand in a front matter. Each is read as the text that stands there, so
//! that `NO` is Norway and `1964` a year.

use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;
use std::sync::Arc;

use serde::de::{self, Deserialize, Deserializer, IntoDeserializer, MapAccess, SeqAccess};
use serde::{Serialize, Serializer};
use serde_json::Value as Json;

use super::shape::Shape;
use crate::country::Code;
use crate::date::Date;
use crate::diagnostic::FieldPath;
use crate::id::{Id, Kind, Target};

/// A value of a known shape.
pub trait Value {
    const SHAPE: Shape;
    /// Whether a field of this type must be given.
    const REQUIRED: bool = true;
    /// Whether the field that holds it was left out.
    fn is_absent(&self) -> bool {
        false
    }
}

/// A value that shows what it refers to.
pub trait Visited {
    fn visit(&self, _at: &mut FieldPath, _visitor: &mut dyn Visitor) {}
}

/// What wants to see the references, dates and prose of an entry, wherever they stand in it.
pub trait Visitor {
    fn reference(&mut self, _at: &FieldPath, _kind: Kind, _id: &str) {}
    fn country(&mut self, _at: &FieldPath, _code: Code) {}
    fn url(&mut self, _at: &FieldPath, _url: &Url) {}
    fn inline(&mut self, _at: &FieldPath, _markdown: &str) {}
    fn block(&mut self, _at: &FieldPath, _markdown: &str) {}
}

/// Makes a value from the text that stands in the front matter.
pub trait FromText: Sized {
    const EXPECTED: &'static str;
    fn from_text(text: &str) -> Result<Self, String>;
}

struct TextVisitor<T>(PhantomData<T>);

impl<T: FromText> de::Visitor<'_> for TextVisitor<T> {
    type Value = T;
    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(T::EXPECTED)
    }
    fn visit_str<E: de::Error>(self, text: &str) -> Result<T, E> {
        T::from_text(text).map_err(E::custom)
    }
}

macro_rules! from_text {
    ($type:ty, $shape:expr) => {
        impl<'de> Deserialize<'de> for $type {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_str(TextVisitor(PhantomData))
            }
        }
        impl Value for $type {
            const SHAPE: Shape = $shape;
        }
    };
}

/// A newtype of text that derefs to `str`.
macro_rules! text_type {
    ($(#[doc = $doc:literal])+ $name:ident, $shape:expr) => {
        $(#[doc = $doc])+
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub Arc<str>);

        impl Deref for $name {
            type Target = str;
            fn deref(&self) -> &str {
                &self.0
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }
        from_text!($name, $shape);
    };
}

fn not_blank(text: &str) -> Result<Arc<str>, String> {
    let text = text.trim();
    if text.is_empty() { Err("is empty".into()) } else { Ok(text.into()) }
}

text_type! {
    /// Plain text, not blank, without white space around it.
    Text, Shape::Text
}

impl FromText for Text {
    const EXPECTED: &'static str = "a text";
    fn from_text(text: &str) -> Result<Self, String> {
        not_blank(text).map(Text)
    }
}

impl Visited for Text {}

text_type! {
    /// Why something is so, in words.
    Reason, Shape::Reason
}

impl FromText for Reason {
    const EXPECTED: &'static str = "a reason";
    fn from_text(text: &str) -> Result<Self, String> {
        let reason = not_blank(text)?;
        match reason.to_ascii_lowercase().as_str() {
            "off" | "on" | "yes" | "no" | "true" | "false" | "warning" | "error" => {
                Err(format!("`{reason}` is no reason"))
            }
            _ => Ok(Reason(reason)),
        }
    }
}

impl Visited for Reason {}

text_type! {
    /// Markdown without blocks.
    Inline, Shape::Inline
}

impl FromText for Inline {
    const EXPECTED: &'static str = "a text";
    fn from_text(text: &str) -> Result<Self, String> {
        not_blank(text).map(Inline)
    }
}

impl Visited for Inline {
    fn visit(&self, at: &mut FieldPath, visitor: &mut dyn Visitor) {
        visitor.inline(at, &self.0);
    }
}

text_type! {
    /// Markdown with blocks.
    Block, Shape::Block
}

impl FromText for Block {
    const EXPECTED: &'static str = "a text";
    fn from_text(text: &str) -> Result<Self, String> {
        Ok(Block(text.into()))
    }
}

impl Visited for Block {
    fn visit(&self, at: &mut FieldPath, visitor: &mut dyn Visitor) {
        visitor.block(at, &self.0);
    }
}

text_type! {
    /// An http or https address.
    Url, Shape::Url
}

impl FromText for Url {
    const EXPECTED: &'static str = "an address";
    fn from_text(text: &str) -> Result<Self, String> {
        let rest =
            text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")).ok_or_else(
                || format!("`{text}` is not an address: it begins with https:// or http://"),
            )?;
        if rest.is_empty() || rest.starts_with('/') {
            return Err(format!("`{text}` names no host"));
        }
        if text.chars().any(|c| c.is_whitespace() || c.is_control() || "<>\"".contains(c)) {
            return Err(format!("`{text}` has a character that no address may have"));
        }
        Ok(Url(text.into()))
    }
}

impl Visited for Url {
    fn visit(&self, at: &mut FieldPath, visitor: &mut dyn Visitor) {
        visitor.url(at, self);
    }
}

text_type! {
    /// An http or https address with placeholders.
    Address, Shape::Address
}

impl FromText for Address {
    const EXPECTED: &'static str = "an address";
    fn from_text(text: &str) -> Result<Self, String> {
        Url::from_text(text).map(|url| Address(url.0))
    }
}

impl Visited for Address {}

text_type! {
    /// A path on this site or in its folder, with forward slashes and without `..`.
    SitePath, Shape::Path
}

impl FromText for SitePath {
    const EXPECTED: &'static str = "a path";
    fn from_text(text: &str) -> Result<Self, String> {
        let path = not_blank(text)?;
        if path.split('/').any(|part| part == ".." || part == ".")
            || path.contains(['\\', '?', '#'])
            || path.contains("//")
            || path.chars().any(char::is_control)
        {
            return Err(format!("`{path}` is not a path within this site"));
        }
        Ok(SitePath(path))
    }
}

impl Visited for SitePath {}

text_type! {
    /// A domain name in lower case (RFC 1123), non-ASCII labels as `xn--…`.
    Domain, Shape::Domain
}

impl FromText for Domain {
    const EXPECTED: &'static str = "a domain";
    fn from_text(text: &str) -> Result<Self, String> {
        let is_label = |label: &str| {
            (1..=63).contains(&label.len())
                && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        let domain = text.trim().to_ascii_lowercase();
        if domain.contains('.') && domain.len() < 254 && domain.split('.').all(is_label) {
            Ok(Domain(domain.into()))
        } else {
            Err(format!("`{text}` is not a domain"))
        }
    }
}

impl Visited for Domain {}

/// A web host that reads redirects in a form of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum WebHost {
    GithubPages,
    GitlabPages,
    Netlify,
    CloudflarePages,
    Nginx,
}

impl WebHost {
    /// Each host by its name in `site.yaml`.
    pub const NAMES: [(&'static str, WebHost); 5] = [
        ("github-pages", WebHost::GithubPages),
        ("gitlab-pages", WebHost::GitlabPages),
        ("netlify", WebHost::Netlify),
        ("cloudflare-pages", WebHost::CloudflarePages),
        ("nginx", WebHost::Nginx),
    ];

    /// Its name in `site.yaml`.
    pub fn name(self) -> &'static str {
        WebHost::NAMES[self as usize].0
    }
}

impl FromText for WebHost {
    const EXPECTED: &'static str = "a web host";
    fn from_text(text: &str) -> Result<Self, String> {
        let known = WebHost::NAMES.iter().find(|(name, _)| *name == text);
        known.map(|(_, host)| *host).ok_or_else(|| format!("`{text}` is no web host known here"))
    }
}

from_text!(WebHost, Shape::WebHost);
impl Visited for WebHost {}

text_type! {
    /// A SHA-256 in hexadecimal.
    Sha256, Shape::Sha256
}

impl FromText for Sha256 {
    const EXPECTED: &'static str = "a SHA-256";
    fn from_text(text: &str) -> Result<Self, String> {
        if text.len() == 64 && text.bytes().all(|b| b.is_ascii_hexdigit()) {
            Ok(Sha256(text.to_ascii_lowercase().into()))
        } else {
            Err("a SHA-256 is 64 digits 0–9 and a–f".into())
        }
    }
}

impl Visited for Sha256 {}

impl Value for Id {
    const SHAPE: Shape = Shape::Id;
}

impl Visited for Id {}

/// Yes or no.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Flag(pub bool);

impl FromText for Flag {
    const EXPECTED: &'static str = "yes or no";
    fn from_text(text: &str) -> Result<Self, String> {
        match text.to_ascii_lowercase().as_str() {
            "true" | "yes" => Ok(Flag(true)),
            "false" | "no" => Ok(Flag(false)),
            _ => Err(format!("`{text}` is neither yes nor no")),
        }
    }
}

from_text!(Flag, Shape::Flag);
impl Visited for Flag {}

/// A whole number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Number(pub i64);

impl FromText for Number {
    const EXPECTED: &'static str = "a whole number";
    fn from_text(text: &str) -> Result<Self, String> {
        text.parse().map(Number).map_err(|_| format!("`{text}` is not a whole number"))
    }
}

from_text!(Number, Shape::Number);
impl Visited for Number {}

impl FromText for Date {
    const EXPECTED: &'static str = "a date";
    fn from_text(text: &str) -> Result<Self, String> {
        Date::parse(text).map_err(|error| error.message)
    }
}

from_text!(Date, Shape::Date);
impl Visited for Date {}

/// A country code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct CountryCode(pub Code);

impl FromText for CountryCode {
    const EXPECTED: &'static str = "a country code";
    fn from_text(text: &str) -> Result<Self, String> {
        Code::parse(text).map(CountryCode).map_err(|error| error.message)
    }
}

from_text!(CountryCode, Shape::Country);

impl Visited for CountryCode {
    fn visit(&self, at: &mut FieldPath, visitor: &mut dyn Visitor) {
        visitor.country(at, self.0);
    }
}

impl<T: crate::vocabulary::Vocabular> Value for T {
    const SHAPE: Shape = Shape::Term(T::VOCABULARY);
}

impl<T: crate::vocabulary::Vocabular> Visited for T {}

macro_rules! reference {
    ($($(#[doc = $doc:literal])+ $name:ident $kind:ident),+ $(,)?) => {
        $(
            $(#[doc = $doc])+
            #[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
            pub struct $name(pub Id);

            impl FromText for $name {
                const EXPECTED: &'static str = "an id";
                fn from_text(text: &str) -> Result<Self, String> {
                    Id::parse(text).map($name)
                }
            }

            from_text!($name, Shape::Ref(Kind::$kind));

            impl Deref for $name {
                type Target = str;
                fn deref(&self) -> &str {
                    self.0.as_str()
                }
            }

            impl Visited for $name {
                fn visit(&self, at: &mut FieldPath, visitor: &mut dyn Visitor) {
                    visitor.reference(at, Kind::$kind, self.0.as_str());
                }
            }
        )+
    };
}

reference! {
    /// The id of a claim.
    ClaimRef Claim,
    /// The id of an actor.
    ActorRef Actor,
    /// The id of a source.
    SourceRef Source,
    /// The id of a term.
    TermRef Term,
}

macro_rules! reference_or_text {
    ($($(#[doc = $doc:literal])+ $name:ident $kind:ident),+ $(,)?) => {
        $(
            $(#[doc = $doc])+
            #[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize)]
            #[serde(untagged)]
            pub enum $name {
                Id(Id),
                Text(Arc<str>),
            }

            impl FromText for $name {
                const EXPECTED: &'static str = "an id or a text";
                fn from_text(text: &str) -> Result<Self, String> {
                    let text = not_blank(text)?;
                    // Text in the shape of an id must be one, so that a typo is not taken for a name.
                    Ok(Id::parse(&text).map_or_else(|_| $name::Text(text), $name::Id))
                }
            }

            from_text!($name, Shape::RefOrText(Kind::$kind));

            impl Visited for $name {
                fn visit(&self, at: &mut FieldPath, visitor: &mut dyn Visitor) {
                    if let $name::Id(id) = self {
                        visitor.reference(at, Kind::$kind, id.as_str());
                    }
                }
            }
        )+
    };
}

reference_or_text! {
    /// An actor, or a name.
    ActorOrText Actor,
    /// A source, or a description of where somebody looked.
    SourceOrText Source,
}

macro_rules! target {
    ($($(#[doc = $doc:literal])+ $name:ident [$($kind:ident),+]),+ $(,)?) => {
        $(
            $(#[doc = $doc])+
            #[derive(Clone, Debug, PartialEq, Eq, Hash)]
            pub struct $name(pub Target);

            impl FromText for $name {
                const EXPECTED: &'static str = "a reference with its kind";
                fn from_text(text: &str) -> Result<Self, String> {
                    const KINDS: &[Kind] = &[$(Kind::$kind),+];
                    target_of(text, KINDS).map($name)
                }
            }

            from_text!($name, Shape::Target(&[$(Kind::$kind),+]));

            impl Serialize for $name {
                fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    serializer.collect_str(&self.0)
                }
            }

            impl Visited for $name {
                fn visit(&self, at: &mut FieldPath, visitor: &mut dyn Visitor) {
                    visit_target(&self.0, at, visitor);
                }
            }
        )+
    };
}

target! {
    /// `actor:ID` or `country:CODE`.
    ActorOrCountry [Actor, Country],
    /// `kind:id` of any kind.
    AnyRef [Claim, Actor, Event, Source, Term, Country, Explainer, Page],
}

/// Reads `kind:id`, the kind being one of `kinds`.
pub fn target_of(text: &str, kinds: &[Kind]) -> Result<Target, String> {
    let target = Target::parse(text).filter(|target| kinds.contains(&target.kind));
    let Some(target) = target else {
        let forms: Vec<String> = kinds.iter().map(|kind| format!("{}:ID", kind.word())).collect();
        return Err(format!("`{text}` is not a reference of the form {}", forms.join(" or ")));
    };
    if target.kind == Kind::Country {
        let code = Code::parse(&target.id).map_err(|error| error.message)?;
        return Ok(Target { kind: Kind::Country, id: code.lower().into() });
    }
    Id::parse(&target.id)?;
    Ok(target)
}

fn visit_target(target: &Target, at: &mut FieldPath, visitor: &mut dyn Visitor) {
    if target.kind == Kind::Country {
        if let Ok(code) = Code::parse(&target.id) {
            visitor.country(at, code);
        }
    } else {
        visitor.reference(at, target.kind, &target.id);
    }
}

impl<T: Value> Value for Option<T> {
    const SHAPE: Shape = T::SHAPE;
    const REQUIRED: bool = false;
    fn is_absent(&self) -> bool {
        self.is_none()
    }
}

impl<T: Visited> Visited for Option<T> {
    fn visit(&self, at: &mut FieldPath, visitor: &mut dyn Visitor) {
        if let Some(value) = self {
            value.visit(at, visitor);
        }
    }
}

/// A list that may be left out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct List<T>(pub Vec<T>);

impl<T> Default for List<T> {
    fn default() -> Self {
        List(Vec::new())
    }
}

impl<T> Deref for List<T> {
    type Target = [T];
    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T: Value> Value for List<T> {
    const SHAPE: Shape = Shape::List(&T::SHAPE);
    const REQUIRED: bool = false;
    fn is_absent(&self) -> bool {
        self.is_empty()
    }
}

impl<T: Visited> Visited for List<T> {
    fn visit(&self, at: &mut FieldPath, visitor: &mut dyn Visitor) {
        visit_items(&self.0, at, visitor);
    }
}

fn visit_items<T: Visited>(items: &[T], at: &mut FieldPath, visitor: &mut dyn Visitor) {
    for (index, item) in items.iter().enumerate() {
        at.push(index.into());
        item.visit(at, visitor);
        at.pop();
    }
}

struct ListVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> de::Visitor<'de> for ListVisitor<T> {
    type Value = Vec<T>;
    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a list")
    }
    fn visit_none<E: de::Error>(self) -> Result<Vec<T>, E> {
        Ok(Vec::new())
    }
    fn visit_unit<E: de::Error>(self) -> Result<Vec<T>, E> {
        Ok(Vec::new())
    }
    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Vec<T>, D::Error> {
        deserializer.deserialize_seq(self)
    }
    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Vec<T>, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(list)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for List<T> {
    // Asking for an option lets serde fill in a field that is not there.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_option(ListVisitor(PhantomData)).map(List)
    }
}

/// A list with one item at the least.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct NonEmpty<T>(pub Vec<T>);

impl<T> Deref for NonEmpty<T> {
    type Target = [T];
    fn deref(&self) -> &[T] {
        &self.0
    }
}

impl<T: Value> Value for NonEmpty<T> {
    const SHAPE: Shape = Shape::NonEmpty(&T::SHAPE);
}

impl<T: Visited> Visited for NonEmpty<T> {
    fn visit(&self, at: &mut FieldPath, visitor: &mut dyn Visitor) {
        visit_items(&self.0, at, visitor);
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for NonEmpty<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let list = deserializer.deserialize_seq(ListVisitor(PhantomData))?;
        if list.is_empty() {
            return Err(de::Error::custom("the list is empty"));
        }
        Ok(NonEmpty(list))
    }
}

/// A mapping with free keys, in the order in which it was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Map<T>(pub Vec<(Arc<str>, T)>);

impl<T> Default for Map<T> {
    fn default() -> Self {
        Map(Vec::new())
    }
}

impl<T> Deref for Map<T> {
    type Target = [(Arc<str>, T)];
    fn deref(&self) -> &[(Arc<str>, T)] {
        &self.0
    }
}

impl<T: Value> Value for Map<T> {
    const SHAPE: Shape = Shape::Map(&T::SHAPE);
    const REQUIRED: bool = false;
    fn is_absent(&self) -> bool {
        self.is_empty()
    }
}

impl<T: Visited> Visited for Map<T> {
    fn visit(&self, at: &mut FieldPath, visitor: &mut dyn Visitor) {
        for (key, value) in &self.0 {
            at.push(key.to_string().into());
            value.visit(at, visitor);
            at.pop();
        }
    }
}

impl<T: Serialize> Serialize for Map<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|(key, value)| (key, value)))
    }
}

struct MapVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> de::Visitor<'de> for MapVisitor<T> {
    type Value = Map<T>;
    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("a mapping")
    }
    fn visit_none<E: de::Error>(self) -> Result<Map<T>, E> {
        Ok(Map(Vec::new()))
    }
    fn visit_unit<E: de::Error>(self) -> Result<Map<T>, E> {
        Ok(Map(Vec::new()))
    }
    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Map<T>, D::Error> {
        deserializer.deserialize_map(self)
    }
    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Map<T>, A::Error> {
        let mut map: Vec<(Arc<str>, T)> = Vec::new();
        while let Some((key, value)) = entries.next_entry::<Text, T>()? {
            if map.iter().any(|(known, _)| *known == key.0) {
                return Err(de::Error::custom(format_args!("duplicate key `{key}`")));
            }
            map.push((key.0, value));
        }
        Ok(Map(map))
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Map<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_option(MapVisitor(PhantomData))
    }
}

/// One text or several, each inline Markdown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lines(pub Vec<Inline>);

impl Value for Lines {
    const SHAPE: Shape = Shape::Lines;
}

impl Visited for Lines {
    fn visit(&self, at: &mut FieldPath, visitor: &mut dyn Visitor) {
        if let [line] = self.0.as_slice() {
            line.visit(at, visitor);
        } else {
            visit_items(&self.0, at, visitor);
        }
    }
}

impl Serialize for Lines {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0.as_slice() {
            [line] => line.serialize(serializer),
            lines => lines.serialize(serializer),
        }
    }
}

impl<'de> Deserialize<'de> for Lines {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct LinesVisitor;
        impl<'de> de::Visitor<'de> for LinesVisitor {
            type Value = Lines;
            fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
                f.write_str("a text or a list of texts")
            }
            fn visit_str<E: de::Error>(self, text: &str) -> Result<Lines, E> {
                let line: Inline = Inline::deserialize(text.into_deserializer())?;
                Ok(Lines(vec![line]))
            }
            fn visit_bool<E: de::Error>(self, value: bool) -> Result<Lines, E> {
                self.visit_str(if value { "true" } else { "false" })
            }
            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Lines, E> {
                self.visit_str(&number.to_string())
            }
            fn visit_u64<E: de::Error>(self, number: u64) -> Result<Lines, E> {
                self.visit_str(&number.to_string())
            }
            fn visit_f64<E: de::Error>(self, number: f64) -> Result<Lines, E> {
                self.visit_str(&number.to_string())
            }
            fn visit_seq<A: SeqAccess<'de>>(self, items: A) -> Result<Lines, A::Error> {
                ListVisitor(PhantomData).visit_seq(items).map(Lines)
            }
        }
        deserializer.deserialize_any(LinesVisitor)
    }
}

/// Anything that YAML can say, for settings that are read elsewhere.
#[derive(Clone, Debug, serde::Deserialize)]
pub struct Anything(pub serde_yaml::Value);

impl Serialize for Anything {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        json(&self.0).serialize(serializer)
    }
}

/// The value in the forms that JSON has: a key is a text there, and a tag is left out.
fn json(yaml: &serde_yaml::Value) -> Json {
    match yaml {
        serde_yaml::Value::Null => Json::Null,
        serde_yaml::Value::Bool(flag) => (*flag).into(),
        serde_yaml::Value::Number(number) => match (number.as_u64(), number.as_i64()) {
            (Some(number), _) => number.into(),
            (_, Some(number)) => number.into(),
            _ => number.as_f64().and_then(serde_json::Number::from_f64).map_or_else(
                // JSON has no infinity.
                || number.to_string().into(),
                Json::Number,
            ),
        },
        serde_yaml::Value::String(text) => text.as_str().into(),
        serde_yaml::Value::Sequence(items) => items.iter().map(json).collect(),
        serde_yaml::Value::Mapping(fields) => {
            let key = |key| match json(key) {
                Json::String(text) => text,
                other => other.to_string(),
            };
            fields.iter().map(|(name, value)| (key(name), json(value))).collect()
        }
        serde_yaml::Value::Tagged(tagged) => json(&tagged.value),
    }
}

impl Value for Anything {
    const SHAPE: Shape = Shape::Anything;
}

impl Visited for Anything {}
