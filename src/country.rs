//! Countries by their ISO 3166-1 alpha-2 codes, under short English names.

pub mod place;

use std::fmt;
use std::str::FromStr;

use rust_iso3166::iso3166_3;
use serde::{Serialize, Serializer};

/// A country code: two capitals, assigned, user-assigned or withdrawn (ISO 3166-1, ISO 3166-3).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Code([u8; 2]);

/// Why a text is no country code, and which code was probably meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CountryError {
    /// What is wrong, as one sentence without a full stop.
    pub message: String,
    /// The code that was probably meant.
    pub suggestion: Option<Code>,
    /// Whether nothing else can have been meant.
    sure: bool,
}

impl CountryError {
    fn new(message: String, suggestion: Option<Code>) -> CountryError {
        CountryError { message, suggestion, sure: true }
    }

    /// The code that must have been meant: not a guess at a misspelt name, and no code that a file
    /// has to name first.
    pub fn sole_reading(&self) -> Option<Code> {
        self.suggestion.filter(|code| self.sure && !code.needs_name())
    }
}

impl Code {
    /// Reads a code in capitals or lower case.
    ///
    /// Accepts every assigned code of ISO 3166-1 alpha-2, its user-assigned codes (`AA`, `QM` to
    /// `QZ`, `XA` to `XZ`, `ZZ`) and the withdrawn ones of ISO 3166-3 (`SU`, `YU` and others).
    ///
    /// # Errors
    /// For anything else: with the code in place of a known slip (`UK`), a three-letter or numeric
    /// code or an English name, and otherwise with that of the nearest name.
    pub fn parse(text: &str) -> Result<Code, CountryError> {
        if let Some(code) = Code::from_letters(text)
            && (code.is_assigned() || code.is_user_assigned() || code.is_withdrawn())
        {
            return Ok(code);
        }
        Err(explain(text))
    }

    /// The two capitals.
    pub fn as_str(&self) -> &str {
        // The letters are ASCII capitals by construction.
        str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The code in lower case, as in addresses and file names.
    pub fn lower(self) -> String {
        self.as_str().to_ascii_lowercase()
    }

    /// The short English name of an assigned code; `None` for the others.
    pub fn name(self) -> Option<&'static str> {
        let row = NAMES.binary_search_by(|(code, _)| (*code).cmp(self.as_str())).ok()?;
        Some(NAMES[row].1)
    }

    /// Whether the code names nothing by itself, so that a file must give the name: it is
    /// user-assigned or withdrawn.
    pub fn needs_name(self) -> bool {
        !self.is_assigned()
    }

    /// Every assigned code with a short name, in the order of the codes.
    pub fn all() -> impl Iterator<Item = Code> {
        NAMES.iter().filter_map(|(code, _)| Code::from_letters(code))
    }

    fn is_assigned(self) -> bool {
        rust_iso3166::from_alpha2(self.as_str()).is_some()
    }

    /// ISO 3166-1, clause 8.1.3: codes left to users.
    fn is_user_assigned(self) -> bool {
        matches!(self.0, [b'A', b'A'] | [b'Q', b'M'..=b'Z'] | [b'X', _] | [b'Z', b'Z'])
    }

    fn is_withdrawn(self) -> bool {
        iso3166_3::ALL.iter().any(|entry| entry.former.alpha2 == self.as_str())
    }

    fn from_letters(text: &str) -> Option<Code> {
        match *text.as_bytes() {
            [a, b] if a.is_ascii_alphabetic() && b.is_ascii_alphabetic() => {
                Some(Code([a.to_ascii_uppercase(), b.to_ascii_uppercase()]))
            }
            _ => None,
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl FromStr for Code {
    type Err = CountryError;

    fn from_str(text: &str) -> Result<Code, CountryError> {
        Code::parse(text)
    }
}

impl fmt::Display for CountryError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for CountryError {}

/// Says what is wrong with a text that is no code.
fn explain(text: &str) -> CountryError {
    let shown: String = text.chars().take(40).collect();
    let trimmed = text.trim();
    if trimmed.is_empty() {
        return CountryError::new("the country code is empty".into(), None);
    }
    if trimmed != text {
        let (suggestion, sure) = match Code::parse(trimmed) {
            Ok(code) => (Some(code), true),
            Err(error) => (error.suggestion, error.sure),
        };
        let message = format!("“{shown}” has spaces around the code");
        return CountryError { message, suggestion, sure };
    }
    let capitals = text.to_ascii_uppercase();
    if let Some((_, body)) = BODIES.iter().find(|(code, _)| *code == capitals) {
        let message = format!("“{shown}” is no country: {body} is an actor");
        return CountryError::new(message, None);
    }
    if let Some((_, code)) = SLIPS.iter().find(|(slip, _)| *slip == capitals) {
        let suggestion = Code::from_letters(code);
        let name = suggestion.and_then(Code::name).unwrap_or_default();
        let message = format!("“{shown}” is not an ISO 3166-1 code ({name}: {code})");
        return CountryError::new(message, suggestion);
    }
    if let Some(code) = by_other_code(&capitals) {
        let message = format!("“{shown}” has to be the two-letter code of ISO 3166-1");
        return CountryError::new(message, Some(code));
    }
    if let Some(code) = by_name(text) {
        let message = format!("“{shown}” is a name: a country is given by its two-letter code");
        return CountryError::new(message, Some(code));
    }
    // Any two letters are one letter away from dozens of codes: a guess would be no help.
    let suggestion = if capitals.len() > 3 { nearest_name(text) } else { None };
    let message = format!("“{shown}” is not a two-letter country code of ISO 3166-1");
    CountryError { message, suggestion, sure: false }
}

/// The code of an alpha-3 or a numeric code, present or former; Olympic ones where they differ.
fn by_other_code(capitals: &str) -> Option<Code> {
    let former = || {
        let entry = iso3166_3::ALL.iter().find(|entry| entry.former.alpha3 == capitals)?;
        Some(entry.former.alpha2)
    };
    let assigned = rust_iso3166::from_alpha3(capitals)
        .or_else(|| rust_iso3166::from_numeric_str(capitals))
        .map(|country| country.alpha2);
    Code::from_letters(assigned.or_else(former)?)
}

/// The code of a name that is written out, in our form, ISO's or another usual one.
fn by_name(text: &str) -> Option<Code> {
    let wanted = fold(text);
    known_names().find(|(name, _)| fold(name) == wanted).map(|(_, code)| code)
}

/// The code of the name most like a misspelt one, if any is close.
fn nearest_name(text: &str) -> Option<Code> {
    let wanted: String = fold(text).chars().take(64).collect();
    let (code, likeness) = known_names()
        .map(|(name, code)| (code, strsim::jaro_winkler(&fold(name), &wanted)))
        .max_by(|a, b| a.1.total_cmp(&b.1))?;
    (likeness > 0.88).then_some(code)
}

fn known_names() -> impl Iterator<Item = (&'static str, Code)> {
    let iso = rust_iso3166::ALL.iter().map(|country| (country.name, country.alpha2));
    NAMES
        .iter()
        .map(|(code, name)| (*name, *code))
        .chain(iso)
        .chain(OTHER_NAMES.iter().copied())
        .filter_map(|(name, code)| Some((name, Code::from_letters(code)?)))
}

/// A name for comparison: lower case, without accents, punctuation and “the”.
fn fold(name: &str) -> String {
    let plain: String = name
        .to_lowercase()
        .chars()
        .filter_map(|c| match c {
            'á' | 'ã' | 'å' | 'à' => Some('a'),
            'ç' => Some('c'),
            'é' | 'è' => Some('e'),
            'í' => Some('i'),
            'ó' | 'ô' => Some('o'),
            'ü' => Some('u'),
            '.' | '\'' | '’' => None,
            c if c.is_alphanumeric() => Some(c),
            _ => Some(' '),
        })
        .collect();
    let words: Vec<&str> = plain.split_whitespace().filter(|word| *word != "the").collect();
    words.join(" ")
}

/// Codes in wide use that ISO does not assign to the country.
const SLIPS: &[(&str, &str)] = &[
    // Both are the European Union's own codes; `UK` is also the internet domain.
    ("EL", "GR"),
    ("UK", "GB"),
    // Olympic codes that differ from alpha-3 and are often met.
    ("GER", "DE"),
    ("NED", "NL"),
    ("SUI", "CH"),
];

/// Codes that ISO 3166-1 reserves for bodies.
const BODIES: &[(&str, &str)] =
    &[("EU", "the European Union"), ("EZ", "the euro area"), ("UN", "the United Nations")];

/// Names that editors also write.
const OTHER_NAMES: &[(&str, &str)] = &[
    ("America", "US"),
    ("Britain", "GB"),
    ("Burma", "MM"),
    ("Cabo Verde", "CV"),
    ("Congo-Kinshasa", "CD"),
    ("Czech Republic", "CZ"),
    ("Czechoslovakia", "CS"),
    ("Democratic Republic of the Congo", "CD"),
    ("DPRK", "KP"),
    ("DRC", "CD"),
    ("East Germany", "DD"),
    ("East Timor", "TL"),
    ("England", "GB"),
    ("Great Britain", "GB"),
    ("Holland", "NL"),
    ("Ivory Coast", "CI"),
    ("Kosovo", "XK"),
    ("Macao", "MO"),
    ("Macedonia", "MK"),
    ("Northern Ireland", "GB"),
    ("PRC", "CN"),
    ("Republic of Korea", "KR"),
    ("Republic of the Congo", "CG"),
    ("Scotland", "GB"),
    ("Soviet Union", "SU"),
    ("Swaziland", "SZ"),
    ("Turkey", "TR"),
    ("U.K.", "GB"),
    ("U.S.", "US"),
    ("UAE", "AE"),
    ("USSR", "SU"),
    ("Vatican", "VA"),
    ("Wales", "GB"),
    ("Yugoslavia", "YU"),
    ("Zaire", "ZR"),
];

/// The short English name of every assigned code, in the order of the codes.
const NAMES: &[(&str, &str)] = &[
    ("AD", "Andorra"),
    ("AE", "United Arab Emirates"),
    ("AF", "Afghanistan"),
    ("AG", "Antigua and Barbuda"),
    ("AI", "Anguilla"),
    ("AL", "Albania"),
    ("AM", "Armenia"),
    ("AO", "Angola"),
    ("AQ", "Antarctica"),
    ("AR", "Argentina"),
    ("AS", "American Samoa"),
    ("AT", "Austria"),
    ("AU", "Australia"),
    ("AW", "Aruba"),
    ("AX", "Åland"),
    ("AZ", "Azerbaijan"),
    ("BA", "Bosnia and Herzegovina"),
    ("BB", "Barbados"),
    ("BD", "Bangladesh"),
    ("BE", "Belgium"),
    ("BF", "Burkina Faso"),
    ("BG", "Bulgaria"),
    ("BH", "Bahrain"),
    ("BI", "Burundi"),
    ("BJ", "Benin"),
    ("BL", "St Barthélemy"),
    ("BM", "Bermuda"),
    ("BN", "Brunei"),
    ("BO", "Bolivia"),
    ("BQ", "Caribbean Netherlands"),
    ("BR", "Brazil"),
    ("BS", "Bahamas"),
    ("BT", "Bhutan"),
    ("BV", "Bouvet Island"),
    ("BW", "Botswana"),
    ("BY", "Belarus"),
    ("BZ", "Belize"),
    ("CA", "Canada"),
    ("CC", "Cocos (Keeling) Islands"),
    ("CD", "DR Congo"),
    ("CF", "Central African Republic"),
    ("CG", "Congo-Brazzaville"),
    ("CH", "Switzerland"),
    ("CI", "Côte d’Ivoire"),
    ("CK", "Cook Islands"),
    ("CL", "Chile"),
    ("CM", "Cameroon"),
    ("CN", "China"),
    ("CO", "Colombia"),
    ("CR", "Costa Rica"),
    ("CU", "Cuba"),
    ("CV", "Cape Verde"),
    ("CW", "Curaçao"),
    ("CX", "Christmas Island"),
    ("CY", "Cyprus"),
    ("CZ", "Czechia"),
    ("DE", "Germany"),
    ("DJ", "Djibouti"),
    ("DK", "Denmark"),
    ("DM", "Dominica"),
    ("DO", "Dominican Republic"),
    ("DZ", "Algeria"),
    ("EC", "Ecuador"),
    ("EE", "Estonia"),
    ("EG", "Egypt"),
    ("EH", "Western Sahara"),
    ("ER", "Eritrea"),
    ("ES", "Spain"),
    ("ET", "Ethiopia"),
    ("FI", "Finland"),
    ("FJ", "Fiji"),
    ("FK", "Falkland Islands"),
    ("FM", "Micronesia"),
    ("FO", "Faroe Islands"),
    ("FR", "France"),
    ("GA", "Gabon"),
    ("GB", "United Kingdom"),
    ("GD", "Grenada"),
    ("GE", "Georgia"),
    ("GF", "French Guiana"),
    ("GG", "Guernsey"),
    ("GH", "Ghana"),
    ("GI", "Gibraltar"),
    ("GL", "Greenland"),
    ("GM", "Gambia"),
    ("GN", "Guinea"),
    ("GP", "Guadeloupe"),
    ("GQ", "Equatorial Guinea"),
    ("GR", "Greece"),
    ("GS", "South Georgia and South Sandwich"),
    ("GT", "Guatemala"),
    ("GU", "Guam"),
    ("GW", "Guinea-Bissau"),
    ("GY", "Guyana"),
    ("HK", "Hong Kong"),
    ("HM", "Heard and McDonald Islands"),
    ("HN", "Honduras"),
    ("HR", "Croatia"),
    ("HT", "Haiti"),
    ("HU", "Hungary"),
    ("ID", "Indonesia"),
    ("IE", "Ireland"),
    ("IL", "Israel"),
    ("IM", "Isle of Man"),
    ("IN", "India"),
    ("IO", "British Indian Ocean Territory"),
    ("IQ", "Iraq"),
    ("IR", "Iran"),
    ("IS", "Iceland"),
    ("IT", "Italy"),
    ("JE", "Jersey"),
    ("JM", "Jamaica"),
    ("JO", "Jordan"),
    ("JP", "Japan"),
    ("KE", "Kenya"),
    ("KG", "Kyrgyzstan"),
    ("KH", "Cambodia"),
    ("KI", "Kiribati"),
    ("KM", "Comoros"),
    ("KN", "St Kitts and Nevis"),
    ("KP", "North Korea"),
    ("KR", "South Korea"),
    ("KW", "Kuwait"),
    ("KY", "Cayman Islands"),
    ("KZ", "Kazakhstan"),
    ("LA", "Laos"),
    ("LB", "Lebanon"),
    ("LC", "St Lucia"),
    ("LI", "Liechtenstein"),
    ("LK", "Sri Lanka"),
    ("LR", "Liberia"),
    ("LS", "Lesotho"),
    ("LT", "Lithuania"),
    ("LU", "Luxembourg"),
    ("LV", "Latvia"),
    ("LY", "Libya"),
    ("MA", "Morocco"),
    ("MC", "Monaco"),
    ("MD", "Moldova"),
    ("ME", "Montenegro"),
    ("MF", "St Martin"),
    ("MG", "Madagascar"),
    ("MH", "Marshall Islands"),
    ("MK", "North Macedonia"),
    ("ML", "Mali"),
    ("MM", "Myanmar"),
    ("MN", "Mongolia"),
    ("MO", "Macau"),
    ("MP", "Northern Mariana Islands"),
    ("MQ", "Martinique"),
    ("MR", "Mauritania"),
    ("MS", "Montserrat"),
    ("MT", "Malta"),
    ("MU", "Mauritius"),
    ("MV", "Maldives"),
    ("MW", "Malawi"),
    ("MX", "Mexico"),
    ("MY", "Malaysia"),
    ("MZ", "Mozambique"),
    ("NA", "Namibia"),
    ("NC", "New Caledonia"),
    ("NE", "Niger"),
    ("NF", "Norfolk Island"),
    ("NG", "Nigeria"),
    ("NI", "Nicaragua"),
    ("NL", "Netherlands"),
    ("NO", "Norway"),
    ("NP", "Nepal"),
    ("NR", "Nauru"),
    ("NU", "Niue"),
    ("NZ", "New Zealand"),
    ("OM", "Oman"),
    ("PA", "Panama"),
    ("PE", "Peru"),
    ("PF", "French Polynesia"),
    ("PG", "Papua New Guinea"),
    ("PH", "Philippines"),
    ("PK", "Pakistan"),
    ("PL", "Poland"),
    ("PM", "St Pierre and Miquelon"),
    ("PN", "Pitcairn Islands"),
    ("PR", "Puerto Rico"),
    ("PS", "Palestine"),
    ("PT", "Portugal"),
    ("PW", "Palau"),
    ("PY", "Paraguay"),
    ("QA", "Qatar"),
    ("RE", "Réunion"),
    ("RO", "Romania"),
    ("RS", "Serbia"),
    ("RU", "Russia"),
    ("RW", "Rwanda"),
    ("SA", "Saudi Arabia"),
    ("SB", "Solomon Islands"),
    ("SC", "Seychelles"),
    ("SD", "Sudan"),
    ("SE", "Sweden"),
    ("SG", "Singapore"),
    ("SH", "St Helena"),
    ("SI", "Slovenia"),
    ("SJ", "Svalbard and Jan Mayen"),
    ("SK", "Slovakia"),
    ("SL", "Sierra Leone"),
    ("SM", "San Marino"),
    ("SN", "Senegal"),
    ("SO", "Somalia"),
    ("SR", "Suriname"),
    ("SS", "South Sudan"),
    ("ST", "São Tomé and Príncipe"),
    ("SV", "El Salvador"),
    ("SX", "Sint Maarten"),
    ("SY", "Syria"),
    ("SZ", "Eswatini"),
    ("TC", "Turks and Caicos Islands"),
    ("TD", "Chad"),
    ("TF", "French Southern Territories"),
    ("TG", "Togo"),
    ("TH", "Thailand"),
    ("TJ", "Tajikistan"),
    ("TK", "Tokelau"),
    ("TL", "Timor-Leste"),
    ("TM", "Turkmenistan"),
    ("TN", "Tunisia"),
    ("TO", "Tonga"),
    ("TR", "Türkiye"),
    ("TT", "Trinidad and Tobago"),
    ("TV", "Tuvalu"),
    ("TW", "Taiwan"),
    ("TZ", "Tanzania"),
    ("UA", "Ukraine"),
    ("UG", "Uganda"),
    ("UM", "US Minor Outlying Islands"),
    ("US", "United States"),
    ("UY", "Uruguay"),
    ("UZ", "Uzbekistan"),
    ("VA", "Vatican City"),
    ("VC", "St Vincent and the Grenadines"),
    ("VE", "Venezuela"),
    ("VG", "British Virgin Islands"),
    ("VI", "US Virgin Islands"),
    ("VN", "Vietnam"),
    ("VU", "Vanuatu"),
    ("WF", "Wallis and Futuna"),
    ("WS", "Samoa"),
    ("YE", "Yemen"),
    ("YT", "Mayotte"),
    ("ZA", "South Africa"),
    ("ZM", "Zambia"),
    ("ZW", "Zimbabwe"),
];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn code(text: &str) -> Code {
        Code::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    #[test]
    fn reads_capitals_and_lower_case() {
        assert_eq!(code("ru"), code("RU"));
        assert_eq!(code("No").to_string(), "NO");
        assert_eq!(code("NO").lower(), "no");
        assert_eq!(format!("[{:>4}]", code("ir")), "[  IR]");
        assert_eq!(serde_json::to_string(&code("ir")).unwrap(), "\"IR\"");
    }

    #[test]
    fn every_assigned_code_has_a_short_name_and_no_other_has() {
        let assigned: BTreeSet<&str> =
            rust_iso3166::ALL.iter().map(|country| country.alpha2).collect();
        let named: Vec<&str> = NAMES.iter().map(|(code, _)| *code).collect();
        assert_eq!(named, assigned.into_iter().collect::<Vec<_>>(), "in order, once each");
        assert_eq!(Code::all().count(), NAMES.len());
        for code in Code::all() {
            assert!(!code.needs_name());
            assert_eq!(Code::parse(code.as_str()), Ok(code));
            assert_eq!(Code::parse(&code.lower()), Ok(code));
        }
    }

    #[test]
    fn names_are_short_and_plain_and_each_stands_once() {
        let mut seen = BTreeSet::new();
        for code in Code::all() {
            let name = code.name().unwrap();
            assert!(name.chars().count() <= 32, "{name} is long");
            for loaded in ["Republic of", "Province of", "State of", "(the)", "People", "'"] {
                assert!(!name.contains(loaded), "{name} has {loaded}");
            }
            assert_eq!(name, name.trim());
            assert!(seen.insert(name), "{name} stands twice");
        }
    }

    #[test]
    fn names_are_those_an_ordinary_reader_expects() {
        for (text, name) in [
            ("RU", "Russia"),
            ("IR", "Iran"),
            ("VE", "Venezuela"),
            ("BO", "Bolivia"),
            ("TZ", "Tanzania"),
            ("KR", "South Korea"),
            ("KP", "North Korea"),
            ("TW", "Taiwan"),
            ("LA", "Laos"),
            ("SY", "Syria"),
            ("MD", "Moldova"),
            ("VN", "Vietnam"),
            ("CZ", "Czechia"),
            ("TR", "Türkiye"),
            ("CI", "Côte d’Ivoire"),
            ("VA", "Vatican City"),
            ("PS", "Palestine"),
            ("HK", "Hong Kong"),
            ("GB", "United Kingdom"),
            ("US", "United States"),
            ("NL", "Netherlands"),
        ] {
            assert_eq!(code(text).name(), Some(name));
        }
    }

    #[test]
    fn user_assigned_and_withdrawn_codes_need_a_name() {
        for text in ["XK", "XA", "xz", "AA", "QM", "QZ", "ZZ"] {
            assert!(code(text).needs_name() && code(text).name().is_none(), "{text}");
        }
        for text in ["SU", "YU", "DD", "CS", "AN", "TP", "ZR", "BU", "NT", "YD", "VD", "RH"] {
            assert!(code(text).needs_name() && code(text).name().is_none(), "{text}");
        }
        // A code that was withdrawn and assigned anew is the new country.
        for (text, name) in [("AI", "Anguilla"), ("BY", "Belarus"), ("SK", "Slovakia")] {
            assert!(!code(text).needs_name());
            assert_eq!(code(text).name(), Some(name));
        }
    }

    #[test]
    fn says_which_code_was_meant() {
        for (text, meant) in [
            ("UK", "GB"),
            ("uk", "GB"),
            ("EL", "GR"),
            ("USA", "US"),
            ("gbr", "GB"),
            ("GER", "DE"),
            ("SUN", "SU"),
            ("840", "US"),
            ("Russia", "RU"),
            ("Russian Federation", "RU"),
            ("the Netherlands", "NL"),
            ("Cote d'Ivoire", "CI"),
            ("Turkiye", "TR"),
            ("Turkey", "TR"),
            ("Viet Nam", "VN"),
            ("Saint Lucia", "LC"),
            ("U.S.", "US"),
            ("Kosovo", "XK"),
            ("Soviet Union", "SU"),
            ("Venezula", "VE"),
            ("Afganistan", "AF"),
            (" RU ", "RU"),
        ] {
            let error = Code::parse(text).expect_err(text);
            assert_eq!(error.suggestion, Some(code(meant)), "{text}: {error}");
        }
    }

    #[test]
    fn does_not_guess_wildly() {
        for text in ["", " ", "EU", "UN", "ZQ", "R", "1", "QA1", "nowhere at all", "é", "日本"] {
            assert_eq!(Code::parse(text).expect_err(text).suggestion, None, "{text}");
        }
        let long = "x".repeat(100_000);
        assert!(Code::parse(&long).unwrap_err().message.len() < 200);
    }

    #[test]
    fn messages_say_what_is_wrong() {
        for (text, message) in [
            ("UK", "“UK” is not an ISO 3166-1 code (United Kingdom: GB)"),
            ("USA", "“USA” has to be the two-letter code of ISO 3166-1"),
            ("Russia", "“Russia” is a name: a country is given by its two-letter code"),
            (" ru", "“ ru” has spaces around the code"),
            ("EU", "“EU” is no country: the European Union is an actor"),
            ("ZQ", "“ZQ” is not a two-letter country code of ISO 3166-1"),
        ] {
            assert_eq!(Code::parse(text).unwrap_err().message, message);
        }
    }
}
