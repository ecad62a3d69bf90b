//! The shape of what may stand in a front matter: one table for messages, schema and reference.

use crate::id::Kind;
use crate::vocabulary::Vocabulary;

/// A record: a mapping with known keys.
#[derive(Debug)]
pub struct Record {
    pub name: &'static str,
    pub doc: &'static str,
    pub fields: &'static [Field],
    /// The fields that every kind accepts.
    pub common: &'static [Field],
}

/// One field of a record.
#[derive(Debug)]
pub struct Field {
    pub key: &'static str,
    pub doc: &'static str,
    pub required: bool,
    pub shape: Shape,
}

/// What may stand as a value.
#[derive(Clone, Copy, Debug)]
pub enum Shape {
    /// Plain text.
    Text,
    /// Plain text that gives a reason.
    Reason,
    /// Markdown without blocks.
    Inline,
    /// Markdown with blocks.
    Block,
    Id,
    /// Yes or no.
    Flag,
    Number,
    /// An http or https address.
    Url,
    /// An address with placeholders.
    Address,
    /// A path on this site or in its folder.
    Path,
    Domain,
    WebHost,
    Sha256,
    Date,
    Country,
    Term(&'static Vocabulary),
    /// The id of an entry.
    Ref(Kind),
    /// The id of an entry, or free text.
    RefOrText(Kind),
    /// `kind:id` of one of these kinds.
    Target(&'static [Kind]),
    List(&'static Shape),
    /// A list with one item at the least.
    NonEmpty(&'static Shape),
    /// One text or a list of texts.
    Lines,
    Record(&'static Record),
    /// A mapping with free keys.
    Map(&'static Shape),
    Anything,
}

impl Record {
    pub fn field(&self, key: &str) -> Option<&'static Field> {
        self.all().find(|field| field.key == key)
    }

    /// All fields, the record’s own before the common ones.
    pub fn all(&self) -> impl Iterator<Item = &'static Field> + use<> {
        self.fields.iter().chain(self.common)
    }
}

/// Strips `r#` from a raw identifier.
pub const fn key(identifier: &'static str) -> &'static str {
    match identifier.as_bytes() {
        [b'r', b'#', ..] => identifier.split_at(2).1,
        _ => identifier,
    }
}

/// Joins the lines of a doc comment, at compile time.
macro_rules! doc_text {
    ($($line:literal)+) => { concat!($($line, "\n"),+).trim_ascii() };
}

/// Makes the type of a record, its [`Record`] and the walk over its values. It is written as it is
/// read, without the fields that were left out.
///
/// The first braces hold the record’s own fields, the second the common ones of its kind. A field
/// is required if its type is; `Option`, `List` and `Map` are not.
macro_rules! record {
    (
        $(#[doc = $doc:literal])+
        $name:ident
        { $($(#[doc = $own_doc:literal])+ $own:ident : $own_type:ty,)* }
        { $($(#[doc = $common_doc:literal])+ $common:ident : $common_type:ty,)* }
    ) => {
        $(#[doc = $doc])+
        #[derive(Clone, Debug, serde::Deserialize, serde::Serialize)]
        #[serde(deny_unknown_fields)]
        pub struct $name {
            $(
                $(#[doc = $own_doc])+
                #[serde(skip_serializing_if = "crate::content::value::Value::is_absent")]
                pub $own: $own_type,
            )*
            $(
                $(#[doc = $common_doc])+
                #[serde(skip_serializing_if = "crate::content::value::Value::is_absent")]
                pub $common: $common_type,
            )*
        }

        impl $name {
            pub const RECORD: $crate::content::shape::Record = $crate::content::shape::Record {
                name: stringify!($name),
                doc: $crate::content::shape::doc_text!($($doc)+),
                fields: &[$($crate::content::shape::Field {
                    key: $crate::content::shape::key(stringify!($own)),
                    doc: $crate::content::shape::doc_text!($($own_doc)+),
                    required: <$own_type as $crate::content::value::Value>::REQUIRED,
                    shape: <$own_type as $crate::content::value::Value>::SHAPE,
                }),*],
                common: &[$($crate::content::shape::Field {
                    key: $crate::content::shape::key(stringify!($common)),
                    doc: $crate::content::shape::doc_text!($($common_doc)+),
                    required: <$common_type as $crate::content::value::Value>::REQUIRED,
                    shape: <$common_type as $crate::content::value::Value>::SHAPE,
                }),*],
            };
        }

        impl $crate::content::value::Value for $name {
            const SHAPE: $crate::content::shape::Shape =
                $crate::content::shape::Shape::Record(&$name::RECORD);
        }

        impl $crate::content::value::Visited for $name {
            fn visit(
                &self,
                at: &mut $crate::diagnostic::FieldPath,
                visitor: &mut dyn $crate::content::value::Visitor,
            ) {
                $(
                    at.push($crate::content::shape::key(stringify!($own)).into());
                    $crate::content::value::Visited::visit(&self.$own, at, visitor);
                    at.pop();
                )*
                $(
                    at.push($crate::content::shape::key(stringify!($common)).into());
                    $crate::content::value::Visited::visit(&self.$common, at, visitor);
                    at.pop();
                )*
            }
        }
    };
}

pub(crate) use {doc_text, record};
