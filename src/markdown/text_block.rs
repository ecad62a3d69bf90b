//! What a reader reads of a text, stretch by stretch, with the way back to the text as written.

use std::ops::Range;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::{Address, address, events};
use crate::id::Target;

/// A stretch of prose without a break: a paragraph, a heading, an item of a list.
#[derive(Clone, Debug)]
pub struct TextBlock {
    /// The words that a reader sees, without code, citations, calls of notes and marks.
    pub text: String,
    pub form: Form,
    /// Whether it stands in a block quotation.
    pub quoted: bool,
    /// Links to entries, with the bytes of their words in `text`.
    pub links: Vec<(Target, Range<usize>)>,
    /// Where each piece of `text` begins, and the bytes that it was written with.
    pieces: Vec<(usize, Range<usize>)>,
}

/// What a block is part of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Form {
    #[default]
    Paragraph,
    Heading,
    /// An item of a list.
    Item,
    /// A cell of a table.
    Cell,
}

impl TextBlock {
    /// The bytes of the text as written that stand for these bytes of the block.
    pub fn written(&self, bytes: Range<usize>) -> Range<usize> {
        self.place(bytes.start, false)..self.place(bytes.end, true)
    }

    fn place(&self, at: usize, is_end: bool) -> usize {
        // An end belongs to the piece before it.
        let after = self.pieces.partition_point(|(start, _)| *start < at + usize::from(!is_end));
        let Some(index) = after.checked_sub(1) else { return 0 };
        let (start, written) = &self.pieces[index];
        let end = self.pieces.get(index + 1).map_or(self.text.len(), |(next, _)| *next);
        match (end - start == written.len(), is_end) {
            (true, _) => written.start + (at - start),
            // Written in another way than it reads, such as `&amp;`.
            (false, false) => written.start,
            (false, true) => written.end,
        }
    }
}

/// The blocks of a text, in order. Code and raw HTML are left out.
pub fn text_blocks(text: &str) -> Vec<TextBlock> {
    let mut reader = Reader::default();
    for (event, bytes) in events(text) {
        reader.event(event, bytes);
    }
    reader.flush();
    reader.blocks
}

#[derive(Default)]
struct Reader {
    blocks: Vec<TextBlock>,
    text: String,
    pieces: Vec<(usize, Range<usize>)>,
    links: Vec<(Target, Range<usize>)>,
    form: Form,
    /// How many lists, and how many block quotations, are open.
    items: usize,
    quotations: usize,
    /// How many things are open whose text is not read: code, citations, pictures.
    silent: usize,
    /// The links that are open: where each leads and begins, or nothing for a silent one.
    open: Vec<Option<(Option<Target>, usize)>>,
}

impl Reader {
    fn event(&mut self, event: Event, bytes: Range<usize>) {
        match event {
            Event::Text(text) if self.silent == 0 => self.piece(&text, bytes),
            Event::SoftBreak | Event::HardBreak if self.silent == 0 => self.piece(" ", bytes),
            Event::Code(_) if self.silent == 0 => self.piece("\u{fffc}", bytes),
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            _ => {}
        }
    }

    fn start(&mut self, tag: Tag) {
        match tag {
            Tag::Link { dest_url, .. } => match address(&dest_url) {
                Address::Cite(_) => {
                    self.silent += 1;
                    self.open.push(None);
                }
                Address::Entry(target) => self.open.push(Some((Some(target), self.text.len()))),
                _ => self.open.push(Some((None, self.text.len()))),
            },
            Tag::Image { .. } => self.silent += 1,
            Tag::Emphasis | Tag::Strong | Tag::Strikethrough => {}
            block => {
                self.flush();
                match block {
                    Tag::CodeBlock(_) => self.silent += 1,
                    Tag::BlockQuote(_) => self.quotations += 1,
                    Tag::Item => self.items += 1,
                    Tag::Heading { .. } => self.form = Form::Heading,
                    Tag::TableCell => self.form = Form::Cell,
                    _ => {}
                }
            }
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Link => match self.open.pop() {
                Some(Some((target, start))) => {
                    let words = start..self.text.len();
                    self.links.extend(target.map(|target| (target, words)));
                }
                _ => self.silent = self.silent.saturating_sub(1),
            },
            TagEnd::Image => self.silent = self.silent.saturating_sub(1),
            TagEnd::Emphasis | TagEnd::Strong | TagEnd::Strikethrough => {}
            block => {
                self.flush();
                match block {
                    TagEnd::CodeBlock => self.silent = self.silent.saturating_sub(1),
                    TagEnd::BlockQuote(_) => self.quotations -= 1,
                    TagEnd::Item => self.items -= 1,
                    TagEnd::Heading(_) | TagEnd::TableCell => self.form = Form::Paragraph,
                    _ => {}
                }
            }
        }
    }

    fn piece(&mut self, text: &str, bytes: Range<usize>) {
        self.pieces.push((self.text.len(), bytes));
        self.text.push_str(text);
    }

    fn flush(&mut self) {
        let (text, pieces) = (std::mem::take(&mut self.text), std::mem::take(&mut self.pieces));
        let links = std::mem::take(&mut self.links);
        if text.is_empty() {
            return;
        }
        let form = match self.form {
            Form::Paragraph if self.items > 0 => Form::Item,
            form => form,
        };
        self.blocks.push(TextBlock { text, form, quoted: self.quotations > 0, links, pieces });
    }
}

/// The bytes of `text` that stand in quotation marks, with the marks. A mark that is never closed
/// quotes to the end, as a quotation of several paragraphs is written.
pub fn quotations(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut open: Option<(usize, &[char])> = None;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let before_letter = chars.peek().is_some_and(|(_, next)| next.is_alphanumeric());
        match open {
            // Within a word it is an apostrophe.
            Some((start, closing)) if closing.contains(&c) && !(c == '’' && before_letter) => {
                found.push(start..at + c.len_utf8());
                open = None;
            }
            Some(_) => {}
            None => open = closing_marks(c).map(|closing| (at, closing)),
        }
    }
    // A single mark that is never closed is an apostrophe that was typed wrongly.
    found.extend(open.filter(|(_, closing)| *closing != ['’']).map(|(start, _)| start..text.len()));
    found
}

/// What closes a quotation that `mark` opens, in the scripts and languages that have marks.
fn closing_marks(mark: char) -> Option<&'static [char]> {
    Some(match mark {
        '“' => &['”'],
        '„' => &['“', '”'],
        '"' => &['"'],
        '‘' => &['’'],
        '‚' => &['‘', '’'],
        '«' => &['»'],
        '»' => &['«', '»'],
        '‹' => &['›'],
        '›' => &['‹', '›'],
        '「' => &['」'],
        '『' => &['』'],
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(String, Form, bool)> {
        text_blocks(text).into_iter().map(|block| (block.text, block.form, block.quoted)).collect()
    }

    #[test]
    fn passages_hold_what_is_read_and_nothing_else() {
        let text = "# Head\n\nThey *say* `so` [it\nwas](claim:a) [@s, p. 3].[^1] ![alt](/x.png)\n\n\
            > Quoted.\n\n- One\n- Two\n\n```\ncode\n```\n\n[^1]: A note.\n";
        assert_eq!(
            read(text),
            [
                ("Head".into(), Form::Heading, false),
                ("They say \u{fffc} it was . ".into(), Form::Paragraph, false),
                ("Quoted.".into(), Form::Paragraph, true),
                ("One".into(), Form::Item, false),
                ("Two".into(), Form::Item, false),
                ("A note.".into(), Form::Paragraph, false),
            ]
        );
    }

    #[test]
    fn places_lead_back_to_the_text_as_written() {
        let text = "A *B* [c\nd](claim:x) &amp; e [@s] f";
        let block = &text_blocks(text)[0];
        assert_eq!(block.text, "A B c d & e  f");
        let written = |words: &str| {
            let at = block.text.find(words).expect("it is there");
            &text[block.written(at..at + words.len())]
        };
        assert_eq!(written("B"), "B");
        assert_eq!(written("c d"), "c\nd");
        assert_eq!(written("&"), "&amp;");
        assert_eq!(written("f"), "f");
        let (target, words) = &block.links[0];
        assert_eq!((&*target.id, &block.text[words.clone()]), ("x", "c d"));
    }

    #[test]
    fn quotations_are_found_in_the_marks_of_several_languages() {
        let found = |text: &'static str| {
            quotations(text).into_iter().map(|bytes| &text[bytes]).collect::<Vec<_>>()
        };
        assert_eq!(found("He said “it’s ‘so’” and \"no\"."), ["“it’s ‘so’”", "\"no\""]);
        assert_eq!(found("Er sagte „ja“, il dit « oui », »nein«."), ["„ja“", "« oui »", "»nein«"]);
        assert_eq!(found("It’s ‘the editors’ own’ word"), ["‘the editors’"]);
        assert_eq!(found("“One paragraph of several"), ["“One paragraph of several"]);
        assert!(found("rock ‘n roll").is_empty());
    }
}
