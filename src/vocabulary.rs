//! The closed vocabularies, one table for the parser, the messages and the codebook.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// One vocabulary: its name in the front matter and its terms.
#[derive(Debug, Serialize)]
pub struct Vocabulary {
    pub name: &'static str,
    /// What the vocabulary is about, in one sentence.
    pub definition: &'static str,
    pub terms: &'static [Term],
}

/// One term: what stands in the front matter, what readers see, and what it means.
#[derive(Debug, Serialize)]
pub struct Term {
    pub key: &'static str,
    pub label: &'static str,
    pub definition: &'static str,
}

impl Vocabulary {
    pub fn find(&self, key: &str) -> Option<&'static Term> {
        self.terms.iter().find(|term| term.key == key)
    }

    pub fn keys(&self) -> impl Iterator<Item = &'static str> {
        self.terms.iter().map(|term| term.key)
    }
}

/// An enumeration with a published vocabulary.
pub trait Vocabular: Copy + Sized + 'static {
    const VOCABULARY: &'static Vocabulary;
    fn parse(key: &str) -> Option<Self>;
    fn term(self) -> &'static Term;
}

struct KeyVisitor<T>(std::marker::PhantomData<T>);

impl<T: Vocabular> de::Visitor<'_> for KeyVisitor<T> {
    type Value = T;
    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "a term of the vocabulary `{}`", T::VOCABULARY.name)
    }
    fn visit_str<E: de::Error>(self, key: &str) -> Result<T, E> {
        T::parse(key)
            .ok_or_else(|| E::custom(format_args!("`{key}` is not in `{}`", T::VOCABULARY.name)))
    }
}

macro_rules! vocabularies {
    ($(
        #[doc = $definition:literal]
        $type:ident $name:literal {
            $($variant:ident $key:literal $label:literal : $meaning:literal),+ $(,)?
        }
    )+) => {
        $(
            #[doc = $definition]
            #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
            pub enum $type { $(#[doc = $meaning] $variant),+ }

            impl $type {
                pub const ALL: &'static [$type] = &[$($type::$variant),+];

                /// The term as it stands in the front matter.
                pub fn key(self) -> &'static str { self.term().key }

                /// The term in readers' words.
                pub fn label(self) -> &'static str { self.term().label }
            }

            impl Vocabular for $type {
                const VOCABULARY: &'static Vocabulary = &Vocabulary {
                    name: $name,
                    definition: $definition.trim_ascii(),
                    terms: &[$(Term { key: $key, label: $label, definition: $meaning }),+],
                };
                fn parse(key: &str) -> Option<Self> {
                    match key { $($key => Some($type::$variant),)+ _ => None }
                }
                fn term(self) -> &'static Term { &Self::VOCABULARY.terms[self as usize] }
            }

            impl<'de> Deserialize<'de> for $type {
                fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                    deserializer.deserialize_str(KeyVisitor(std::marker::PhantomData))
                }
            }

            impl Serialize for $type {
                fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                    serializer.serialize_str(self.key())
                }
            }
        )+

        /// Every vocabulary, in the order of the codebook.
        pub static ALL: &[&Vocabulary] = &[$($type::VOCABULARY),+];
    };
}

vocabularies! {
    /// How an actor stands to a claim.
    Stance "stance" {
        Asserts "asserts" "says so": "Says that it is so, in their own name.",
        Concurs "concurs" "agrees": "Agrees with somebody who says so, without offering evidence of their own.",
        Corroborates "corroborates" "offers own evidence": "Says so and offers evidence of their own.",
        Qualifies "qualifies" "agrees in part": "Agrees in part, or limits what is said.",
        Disputes "disputes" "disputes it": "Calls it wrong or unsupported.",
        Denies "denies" "says it did not": "A party that the claim is about rejects it.",
        Withdraws "withdraws" "withdraws": "Takes back what they said before.",
        Reports "reports" "reports it": "Carries what others say, without taking it as their own.",
        DeclinesToComment "declines-to-comment" "declines to comment": "Was asked and answered that there would be no comment.",
        NoResponse "no-response" "did not respond": "Was asked and gave no answer.",
        NotFound "not-found" "no statement found": "The editors looked and found no statement by that date.",
    }

    /// The form in which something was said.
    Mode "mode" {
        Statement "statement" "statement": "A statement made in public.",
        Assessment "assessment" "assessment": "A judgment of analysts, which may be stated with confidence and likelihood.",
        Finding "finding" "finding": "The result of an inquiry or a study.",
        Allegation "allegation" "allegation": "A charge that has not been tried.",
        Testimony "testimony" "testimony": "Said under oath or before a body that took evidence.",
        Leak "leak" "leak": "Became public without the leave of those who held it.",
    }

    /// How strong the basis of a judgment is, as its authors state it. It is not a probability.
    Confidence "confidence" {
        High "high" "high confidence": "The authors call the basis of the judgment strong.",
        Moderate "moderate" "moderate confidence": "The authors call the basis credible and plausible, but not strong.",
        Low "low" "low confidence": "The authors call the basis scant, fragmented or doubtful.",
    }

    /// How probable the authors of a judgment say that the proposition is.
    Likelihood "likelihood" {
        AlmostNoChance "almost-no-chance" "almost no chance": "The authors call it all but impossible.",
        VeryUnlikely "very-unlikely" "very unlikely": "The authors call it highly improbable.",
        Unlikely "unlikely" "unlikely": "The authors call it improbable.",
        RoughlyEven "roughly-even" "roughly even": "The authors call the chances about even.",
        Likely "likely" "likely": "The authors call it probable.",
        VeryLikely "very-likely" "very likely": "The authors call it highly probable.",
        AlmostCertain "almost-certain" "almost certain": "The authors call it nearly sure.",
    }

    /// The scale on which confidence and likelihood are stated.
    Scale "scale" {
        Icd203 "icd-203" "ICD 203": "The speaker named US Intelligence Community Directive 203, which ties words of likelihood to percentages.",
        Nato "nato" "NATO": "The speaker named the scale of NATO’s intelligence doctrine, AJP-2.1.",
        OwnWords "own-words" "own words": "The speaker’s own words, on no named scale.",
    }

    /// How a statement is tied to its speaker.
    Attribution "attribution" {
        OnRecord "on-record" "on the record": "The speaker is named and may be quoted.",
        NamedDocument "named-document" "in a named document": "It stands in a document whose author is named.",
        OnBackground "on-background" "on background": "The speaker is described but not named.",
        Anonymous "anonymous" "anonymous": "The speaker’s name is withheld by the carrier.",
        Unattributed "unattributed" "unattributed": "The carrier gives no speaker.",
    }

    /// Whether a position takes up the whole claim.
    Scope "scope" {
        Whole "whole" "the whole claim": "The position is on the whole claim.",
        Part "part" "part of the claim": "The position is on the part that is named.",
    }

    /// What kind of thing a source is.
    SourceType "source type" {
        PrimaryDocument "primary-document" "primary document": "The document that the matter is about.",
        OfficialStatement "official-statement" "official statement": "A statement published by the body that makes it.",
        Report "report" "report": "A report by a body or a group.",
        Article "article" "article": "A study in a journal or the like.",
        Transcript "transcript" "transcript": "The written form of something said.",
        CourtFiling "court-filing" "court filing": "A paper lodged with a court.",
        Law "law" "law": "A law, an order or a regulation.",
        Dataset "dataset" "dataset": "Data published as such.",
        NewsReport "news-report" "news report": "A report by a newsroom.",
        SocialPost "social-post" "social post": "A post on a social network.",
        Book "book" "book": "A book.",
        Broadcast "broadcast" "broadcast": "A programme on radio or television.",
    }

    /// Whether a source can be read.
    Access "access" {
        Open "open" "open": "Anyone can read it.",
        Paywalled "paywalled" "behind a paywall": "It can be read for money or with an account.",
        Offline "offline" "offline": "It exists, but not on the network.",
        Removed "removed" "removed": "It was on the network and is there no longer.",
    }

    /// What kind of thing an actor is.
    ActorType "actor type" {
        Person "person" "person": "A natural person.",
        Office "office" "office": "A post, not its holder.",
        PublicBody "public-body" "public body": "An organ or agency of a state.",
        InternationalBody "international-body" "international body": "A body of several states.",
        Company "company" "company": "A firm.",
        Outlet "outlet" "outlet": "A newsroom, news agency or publisher.",
        Institute "institute" "institute": "A university, a think tank or the like.",
        Party "party" "party": "A political party.",
        ArmedGroup "armed-group" "armed group": "A group under arms that is no state’s.",
        Group "group" "group": "A group of persons or bodies.",
        Network "network" "network": "An operation or botnet, as somebody has described it.",
        Account "account" "account": "An account or persona.",
        State "state" "state": "A state as a whole.",
        Unnamed "unnamed" "unnamed": "One or more speakers whose names are not public.",
    }

    /// How an actor belongs to a country.
    CountryRelation "country relation" {
        StateItself "state-itself" "the state itself": "The actor is the state.",
        OrganOfState "organ-of-state" "organ of state": "The actor is an organ of the state, or holds an office of it.",
        StateOwned "state-owned" "state-owned": "The state owns the actor.",
        BasedIn "based-in" "based in": "The actor works from there.",
        NationalOf "national-of" "national of": "The actor holds its nationality.",
    }

    /// A tie that somebody says an actor has. It exists only through a claim.
    LinkRelation "link relation" {
        WorksFor "works-for" "works for": "Is said to work for it.",
        ActsFor "acts-for" "acts for": "Is said to act on its behalf.",
        PartOf "part-of" "is part of": "Is said to be part of it.",
        Controls "controls" "controls": "Is said to control it.",
        Funds "funds" "funds": "Is said to pay for it.",
        OperatesFrom "operates-from" "operates from": "Is said to operate from there.",
        LinkedTo "linked-to" "is linked to": "Is said to have a tie of another kind.",
    }

    /// How one claim stands to another.
    ClaimRelation "claim relation" {
        SimilarTo "similar-to" "similar to": "Says much the same.",
        PartOf "part-of" "part of": "Is part of what the other says.",
        Refines "refines" "refines": "Says the same more closely.",
        IncompatibleWith "incompatible-with" "cannot both hold": "Both cannot be so at once.",
    }

    /// What an event rests on.
    Basis "basis" {
        PublicRecord "public-record" "public record": "It happened in public or stands in a public record.",
        Claimed "claimed" "said to have happened": "It is known only through claims.",
    }

    /// What kind of change was made.
    ChangeKind "change" {
        Correction "correction" "correction": "Something was wrong and is mended.",
        Clarification "clarification" "clarification": "Something was unclear and is put better.",
        Update "update" "update": "Something new is told.",
        Addition "addition" "addition": "Something was added.",
        Retraction "retraction" "retraction": "Something was taken back.",
    }
}

/// What the record of a claim looks like. It describes who has spoken, not who is right, and is
/// computed: it cannot be written in the front matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RecordState {
    Contested,
    PartlyContested,
    SeveralVoices,
    OneVoice,
    Withdrawn,
    NoVoice,
}

/// The words for [`RecordState`], shown in the codebook beside the vocabularies.
pub static RECORD: Vocabulary = Vocabulary {
    name: "record",
    definition: "What the positions on a claim look like as of the cut-off date; computed, never written.",
    terms: &[
        Term {
            key: "contested",
            label: "contested",
            definition: "Somebody disputes or denies it.",
        },
        Term {
            key: "partly-contested",
            label: "partly contested",
            definition: "Somebody agrees in part or limits it, and nobody disputes or denies it.",
        },
        Term {
            key: "several-voices",
            label: "several voices",
            definition: "Several actors say so, and nobody says otherwise.",
        },
        Term {
            key: "one-voice",
            label: "one voice",
            definition: "One actor says so, and nobody says otherwise.",
        },
        Term {
            key: "withdrawn",
            label: "withdrawn",
            definition: "Whoever said so has withdrawn it.",
        },
        Term {
            key: "no-voice",
            label: "no voice",
            definition: "Nobody on this record says so in their own name.",
        },
    ],
};

impl RecordState {
    pub const ALL: [RecordState; 6] = [
        RecordState::Contested,
        RecordState::PartlyContested,
        RecordState::SeveralVoices,
        RecordState::OneVoice,
        RecordState::Withdrawn,
        RecordState::NoVoice,
    ];

    pub fn term(self) -> &'static Term {
        &RECORD.terms[self as usize]
    }
}

/// Where a stance stands on the positions strip.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Voice {
    /// Says so, wholly or in part.
    For,
    /// Disputes or denies.
    Against,
    /// No voice: carries it, takes it back, or is silent.
    None,
}

impl Stance {
    pub fn voice(self) -> Voice {
        match self {
            Stance::Asserts | Stance::Concurs | Stance::Corroborates | Stance::Qualifies => {
                Voice::For
            }
            Stance::Disputes | Stance::Denies => Voice::Against,
            Stance::Withdraws
            | Stance::Reports
            | Stance::DeclinesToComment
            | Stance::NoResponse
            | Stance::NotFound => Voice::None,
        }
    }

    /// Whether the stance records that somebody was asked or looked for, not that they spoke.
    pub fn is_search(self) -> bool {
        matches!(self, Stance::NoResponse | Stance::NotFound)
    }
}

/// The percentages that a scale ties to a word, for speakers who named the scale.
///
/// ICD 203 as of 2 January 2015, section 6.e; NATO’s AJP-2.1 in the edition of 2016, which has five
/// words and so leaves two of these without a number.
pub fn percent(scale: Scale, likelihood: Likelihood) -> Option<&'static str> {
    use Likelihood::{
        AlmostCertain, AlmostNoChance, Likely, RoughlyEven, Unlikely, VeryLikely, VeryUnlikely,
    };
    Some(match (scale, likelihood) {
        (Scale::OwnWords, _) => return None,
        (Scale::Icd203, AlmostNoChance) => "1–5 %",
        (Scale::Icd203, VeryUnlikely) => "5–20 %",
        (Scale::Icd203, Unlikely) => "20–45 %",
        (Scale::Icd203, RoughlyEven) => "45–55 %",
        (Scale::Icd203, Likely) => "55–80 %",
        (Scale::Icd203, VeryLikely) => "80–95 %",
        (Scale::Icd203, AlmostCertain) => "95–99 %",
        (Scale::Nato, VeryUnlikely) => "less than 10 %",
        (Scale::Nato, Unlikely) => "10–40 %",
        (Scale::Nato, RoughlyEven) => "40–60 %",
        (Scale::Nato, Likely) => "60–90 %",
        (Scale::Nato, VeryLikely) => "more than 90 %",
        (Scale::Nato, AlmostNoChance | AlmostCertain) => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_term_has_a_key_a_label_and_a_sentence() {
        for vocabulary in ALL.iter().chain([&&RECORD]) {
            assert!(vocabulary.definition.ends_with('.'), "{}", vocabulary.name);
            for term in vocabulary.terms {
                assert!(crate::id::is_id(term.key), "{}", term.key);
                assert!(!term.label.is_empty(), "{}", term.key);
                assert!(term.definition.ends_with('.'), "{}", term.key);
                assert_eq!(vocabulary.find(term.key).map(|found| found.label), Some(term.label));
            }
        }
    }

    #[test]
    fn the_record_has_a_term_for_each_state() {
        assert_eq!(RECORD.terms.len(), RecordState::ALL.len());
        for (state, term) in RecordState::ALL.iter().zip(RECORD.terms) {
            assert_eq!(state.term().key, term.key);
        }
    }
}
