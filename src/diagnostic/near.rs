//! Which word was probably meant by one that is not known, and which one must have been.

/// How many characters a word may have to be compared: what is longer is no misspelled word, and
/// comparing takes the square of the length.
const LONGEST: usize = 200;

/// “Did you mean …?” for the one of `known` that is nearest to `given`, if any is near.
pub fn did_you_mean<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(given, known).map(question)
}

/// Asks whether a word is meant.
pub(super) fn question(near: &str) -> String {
    format!("did you mean `{near}`?")
}

/// The one of `known` that is nearest to `given`, if any is near enough to be meant.
pub fn nearest<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let given = given.to_lowercase();
    let length = given.chars().count();
    let letters = Letters::of(&given);
    let mut limit = (length / 3).max(2);
    let mut best: Option<(usize, &str)> = None;
    for word in known.into_iter().filter(|_| length <= LONGEST) {
        let count = word.chars().count();
        if count.abs_diff(length) > limit {
            continue;
        }
        let lower = word.to_lowercase();
        if letters.least_distance(&Letters::of(&lower)) > limit {
            continue;
        }
        let distance = strsim::damerau_levenshtein(&given, &lower);
        if distance <= limit && distance < count && best.is_none_or(|best| (distance, word) < best)
        {
            best = Some((distance, word));
            limit = distance;
        }
    }
    best.map(|(_, word)| word)
}

/// How often each letter stands in a word, letters in sixty-four classes: a quick look at how far
/// two words are apart at least, as comparing them takes much longer.
struct Letters([u8; 64]);

impl Letters {
    fn of(word: &str) -> Letters {
        let mut counts = [0u8; 64];
        for c in word.chars() {
            let count = &mut counts[c as usize % 64];
            *count = count.saturating_add(1);
        }
        Letters(counts)
    }

    /// Each change takes away at most one letter that is too many, and one that is missing.
    fn least_distance(&self, other: &Letters) -> usize {
        let (mut more, mut fewer) = (0, 0);
        for (one, two) in self.0.iter().zip(&other.0) {
            more += usize::from(one.saturating_sub(*two));
            fewer += usize::from(two.saturating_sub(*one));
        }
        more.max(fewer)
    }
}

/// The one of `known`, a closed set, that must be meant by `given`: it is near, and no other is
/// nearly as near. Case does not count.
pub fn only_near<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let given = given.to_lowercase();
    let limit = (given.chars().count() / 3).min(2);
    let mut best: Option<(usize, &str)> = None;
    let mut second = usize::MAX;
    if given.chars().count() > LONGEST {
        return None;
    }
    for word in known {
        let distance = strsim::damerau_levenshtein(&given, &word.to_lowercase());
        match best {
            Some((least, _)) if distance >= least => second = second.min(distance),
            _ => {
                second = best.map_or(usize::MAX, |(least, _)| least);
                best = Some((distance, word));
            }
        }
    }
    let (distance, word) = best?;
    (distance <= limit && second >= (distance * 2).max(distance + 1)).then_some(word)
}

/// The one of `known`, names that anybody may add to, that `given` must be a slip for: one letter
/// too many, one left out, or two that changed places, and no other name is one letter away.
///
/// A letter in the place of another is no slip, as `iran` is none for `iraq`; neither is another
/// number.
pub fn slip_for<'a>(given: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    const SHORTEST: usize = 5;
    let length = given.chars().count();
    let mut near = known.into_iter().filter(|name| {
        length <= LONGEST
            && name.chars().count().abs_diff(length) <= 1
            && strsim::damerau_levenshtein(given, name) == 1
    });
    let name = near.next().filter(|_| near.next().is_none())?;
    let sorted = |text: &str| {
        let mut letters: Vec<char> = text.chars().collect();
        letters.sort_unstable();
        letters
    };
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let replaced = name.chars().count() == length && sorted(name) != sorted(given);
    let sure = length >= SHORTEST && !replaced && digits(name) == digits(given);
    sure.then_some(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    proptest::proptest! {
        #[test]
        fn letters_never_tell_words_too_far_apart(one in "[a-eé月-]{0,12}", two in "[a-eé月-]{0,12}") {
            let least = Letters::of(&one).least_distance(&Letters::of(&two));
            proptest::prop_assert!(least <= strsim::damerau_levenshtein(&one, &two));
        }
    }

    #[test]
    fn the_nearest_word_is_offered_and_a_far_one_is_not() {
        assert_eq!(nearest("titel", ["title", "topics"]), Some("title"));
        assert_eq!(
            nearest("vladimir-puttin", ["vladimir-putin", "joe-biden"]),
            Some("vladimir-putin")
        );
        assert_eq!(nearest("colour", ["title", "topics"]), None);
        assert_eq!(nearest("x", ["y"]), None);
    }

    #[test]
    fn of_a_closed_set_the_only_near_word_is_meant() {
        assert_eq!(only_near("titel", ["title", "topics"]), Some("title"));
        assert_eq!(only_near("Very Likely", ["very-likely", "very-unlikely"]), Some("very-likely"));
        assert_eq!(only_near("fro", ["for", "by", "via"]), Some("for"));
        // As near to the one as to the other.
        assert_eq!(only_near("nlikely", ["likely", "unlikely"]), None);
        assert_eq!(only_near("datee", ["date", "dates"]), None);
        assert_eq!(only_near("on", ["no", "yes"]), None);
        assert_eq!(only_near("colour", ["title"]), None);
        assert_eq!(only_near("x", []), None);
    }

    #[test]
    fn a_name_is_meant_only_by_a_slip_for_it() {
        assert_eq!(slip_for("counccil", ["council", "guild"]), Some("council"));
        assert_eq!(slip_for("concil", ["council", "guild"]), Some("council"));
        assert_eq!(slip_for("cuoncil", ["council", "guild"]), Some("council"));
        for (given, known) in [
            ("state-of-iran", "state-of-iraq"),
            ("north-korea", "south-korea"),
            ("report-12", "report-1"),
            ("report-12", "report-21"),
            ("ambia", "gambia"),
            ("irn", "iran"),
        ] {
            assert_eq!(slip_for(given, [known, "zambia"]), None, "{given}");
        }
    }
}
