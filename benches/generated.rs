//! A generated site of any size, the same texts for the same numbers.
//!
//! N claims of 2 to 4 positions with quotations and about 150 words; N/10 actors, N/10 events,
//! N/20 sources, 60 countries, N/50 explainers of 800 words with 12 annotated claims. It breaks no
//! rule.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

use fastrand::Rng;

/// The texts of a site with this many claims, one at the least, by path.
pub fn site(claims: usize, seed: u64) -> BTreeMap<String, String> {
    let n = claims.max(1);
    let mut site = Site {
        rng: Rng::with_seed(seed),
        claims: n,
        actors: (n / 10).max(4),
        events: (n / 10).max(1),
        sources: (n / 20).max(2),
        explainers: (n / 50).max(1),
    };
    site.files().expect("a text can be written into memory")
}

const COUNTRIES: [&str; 60] = [
    "US", "RU", "IR", "CN", "CU", "VE", "LB", "UA", "GB", "FR", "DE", "IT", "ES", "PT", "NL", "BE",
    "LU", "CH", "AT", "PL", "CZ", "SK", "HU", "RO", "BG", "GR", "TR", "IL", "EG", "SA", "AE", "QA",
    "IN", "PK", "BD", "LK", "TH", "VN", "MY", "SG", "ID", "PH", "JP", "KR", "AU", "NZ", "CA", "MX",
    "BR", "AR", "CL", "PE", "CO", "ZA", "NG", "KE", "ET", "SE", "NO", "FI",
];

const WORDS: [&str; 48] = [
    "the",
    "ministry",
    "of",
    "a",
    "statement",
    "on",
    "network",
    "that",
    "officials",
    "published",
    "report",
    "said",
    "no",
    "evidence",
    "was",
    "given",
    "to",
    "press",
    "after",
    "meeting",
    "in",
    "capital",
    "by",
    "spokesman",
    "for",
    "foreign",
    "affairs",
    "committee",
    "wrote",
    "letter",
    "about",
    "accounts",
    "which",
    "carried",
    "messages",
    "before",
    "vote",
    "and",
    "agency",
    "described",
    "as",
    "part",
    "campaign",
    "with",
    "unknown",
    "origin",
    "under",
    "review",
];

struct Site {
    rng: Rng,
    claims: usize,
    actors: usize,
    events: usize,
    sources: usize,
    explainers: usize,
}

impl Site {
    fn files(&mut self) -> Result<BTreeMap<String, String>, fmt::Error> {
        let mut files = BTreeMap::new();
        let mut settings = String::from(
            "title: A generated site\nbase_url: https://generated.example/\nas_of: 2024-12-31\n",
        );
        writeln!(settings, "countries: [{}]", COUNTRIES[..12].join(", "))?;
        files.insert("site.yaml".to_owned(), settings);
        for number in 0..self.actors {
            let text = self.actor(number)?;
            files.insert(format!("content/actors/actor-{number}.md"), text);
        }
        for number in 0..self.sources {
            let text = self.source(number)?;
            files.insert(format!("content/sources/source-{number}.md"), text);
        }
        for number in 0..self.claims {
            let text = self.claim(number)?;
            files.insert(format!("content/claims/claim-{number}.md"), text);
        }
        for number in 0..self.events {
            let text = self.event(number)?;
            files.insert(format!("content/events/event-{number}.md"), text);
        }
        for number in 0..self.explainers {
            let text = self.explainer(number)?;
            files.insert(format!("content/explainers/explainer-{number}.md"), text);
        }
        Ok(files)
    }

    fn words(&mut self, count: usize) -> String {
        let words: Vec<&str> = (0..count).map(|_| WORDS[self.rng.usize(..WORDS.len())]).collect();
        words.join(" ")
    }

    fn sentence(&mut self, count: usize) -> String {
        let words = self.words(count);
        let (first, rest) = words.split_at(1);
        format!("{}{rest}.", first.to_uppercase())
    }

    fn country(&mut self) -> &'static str {
        // Few countries carry most of a dossier.
        let most = if self.rng.f32() < 0.6 { 8 } else { COUNTRIES.len() };
        COUNTRIES[self.rng.usize(..most)]
    }

    fn date(&mut self) -> String {
        let (year, month, day) =
            (self.rng.u32(2015..2024), self.rng.u32(1..13), self.rng.u32(2..29));
        match self.rng.u32(..10) {
            0 => format!("{year}-{month:02}"),
            1 => format!("{year}-{month:02}-{day:02}~"),
            _ => format!("{year}-{month:02}-{day:02}"),
        }
    }

    fn actor(&mut self, number: usize) -> Result<String, fmt::Error> {
        let kinds = ["person", "public-body", "company", "outlet", "group"];
        let kind = kinds[self.rng.usize(..kinds.len())];
        let relation = if kind == "public-body" { "organ-of-state" } else { "based-in" };
        let country = self.country();
        let summary = self.sentence(12);
        Ok(format!(
            "---\nname: Actor Number {number}\ntype: {kind}\ncountries:\n  - {{ code: {country}, relation: {relation} }}\nsummary: {summary}\n---\n\n{}\n",
            self.sentence(40)
        ))
    }

    fn source(&mut self, number: usize) -> Result<String, fmt::Error> {
        let kinds = ["news-report", "official-statement", "primary-document", "report"];
        let kind = kinds[self.rng.usize(..kinds.len())];
        let (publisher, date) = (self.rng.usize(..self.actors), self.date());
        Ok(format!(
            "---\ntitle: Source {number}, {}\ntype: {kind}\npublisher: actor-{publisher}\ndate: {date}\nurl: https://source.example/{number}\narchived: [{{ url: https://archive.example/{number} }}]\n---\n",
            self.words(5)
        ))
    }

    fn event(&mut self, number: usize) -> Result<String, fmt::Error> {
        let title = self.words(7);
        let (country, date) = (self.country(), self.date());
        let (actor, claim) = (self.rng.usize(..self.actors), self.rng.usize(..self.claims));
        let source = self.rng.usize(..self.sources);
        Ok(format!(
            "---\ntitle: Event {number}, {title}\nwhen: {date}\ncountries: [{country}]\nactors: [actor-{actor}]\nclaims: [claim-{claim}]\nsources: [source-{source}]\n---\n"
        ))
    }

    /// A claim about one country, of which somebody speaks and somebody answers, or was asked to.
    fn claim(&mut self, number: usize) -> Result<String, fmt::Error> {
        // Each country has a claim, however few there are.
        let country = match COUNTRIES.get(number) {
            Some(country) => country,
            None => self.country(),
        };
        let target = self.country();
        let accused = self.rng.bool().then(|| self.rng.usize(..self.actors));
        let mut text = format!(
            "---\ntitle: {} {} {}\nabout:\n  countries: [{country}]\n  targets: [{target}]\n",
            self.sentence(4).trim_end_matches('.'),
            self.words(6),
            self.rng.u32(1000..9999),
        );
        if let Some(accused) = accused {
            writeln!(text, "  actors: [actor-{accused}]")?;
        }
        text.push_str("positions:\n");
        let stances = ["concurs", "disputes", "reports", "qualifies", "corroborates"];
        for index in 0..self.rng.usize(1..4) {
            let stance =
                if index == 0 { "asserts" } else { stances[self.rng.usize(..stances.len())] };
            let actor = self.rng.usize(..self.actors);
            self.position(&mut text, actor, stance)?;
            if index == 0 && self.rng.bool() {
                text.push_str("    confidence: high\n    confidence_words: high confidence\n");
            }
        }
        match accused {
            Some(accused) => self.position(&mut text, accused, "denies")?,
            None => {
                let (asked, date) = (self.rng.usize(..self.actors), self.date());
                writeln!(
                    text,
                    "  - {{ by: actor-{asked}, stance: no-response, date: {date}, searched: [the files of the editors] }}"
                )?;
            }
        }
        let (actor, source) = (self.rng.usize(..self.actors), self.rng.usize(..self.sources));
        let other = self.rng.usize(..self.claims);
        write!(
            text,
            "---\n\n{} The words are those of [an actor](actor:actor-{actor}) [@source-{source}, p. 3].\n\n{} [An actor](actor:actor-{actor}) speaks on [another claim](claim:claim-{other}), too. {}\n",
            self.sentence(50),
            self.sentence(42),
            self.sentence(42)
        )?;
        Ok(text)
    }

    fn position(&mut self, text: &mut String, actor: usize, stance: &str) -> fmt::Result {
        let (date, source, quote) = (self.date(), self.rng.usize(..self.sources), self.words(14));
        writeln!(
            text,
            "  - by: actor-{actor}\n    stance: {stance}\n    date: {date}\n    source: source-{source}\n    quote: {quote}\n    at: p. {}",
            self.rng.u32(1..90)
        )
    }

    fn explainer(&mut self, number: usize) -> Result<String, fmt::Error> {
        let mut text = format!(
            "---\ntitle: Explainer {number}, {}\nstandfirst: {}\nauthors: [The generator]\npublished: 2024-12-31\n---\n",
            self.words(5),
            self.sentence(14)
        );
        for section in 0..4 {
            write!(text, "\n## Section {section}, {}\n", self.words(3))?;
            for _ in 0..3 {
                let (actor, claim) = (self.rng.usize(..self.actors), self.rng.usize(..self.claims));
                let source = self.rng.usize(..self.sources);
                let (before, phrase, after) = (self.sentence(28), self.words(6), self.sentence(26));
                write!(
                    text,
                    "\n{before} [An official](actor:actor-{actor}) said that [{phrase}](claim:claim-{claim}) [@source-{source}]. {after}\n"
                )?;
            }
        }
        Ok(text)
    }
}
