//! The pictures as a reader gets them: sample marks through the geometry and the components.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;

use proptest::prelude::*;
use serde_json::{Value, json};
use whosays::chart::{
    Axis, Ladder, Landmark, Lane, Length, Mark, MiniRow, Rungs, Shape, Side, Size, Strip,
    minilanes, poster, strip, swarm, tall, wide,
};
use whosays::date::{Day, Extent};

const COMPONENTS: &str = include_str!("../templates/components/chart.html");

const PAGE: &str = r##"<div id="page">{{<sprite/>}}{{<brand/>}}{{<micro above={true} below={false}/>}}
{{<glyph shape="denies"/>}}{{<key items={key} lines={axis.landmarks}/>}}<p>{{ axis.note }}</p>
<div id="axis">{{<axis axis={axis}/>}}{{<axis axis={axis} full={true}/>}}</div>
<div id="strip">{{<strip axis={axis} strip={strip}/>}}</div>
<div id="ladder">{{<ladder axis={axis} ladder={ladder} root="../../"/>}}</div>
<div id="crowd">{{<ladder axis={axis} ladder={crowd} root="../../"/>}}</div>
<div id="swarm">{{<swarm axis={axis} swarm={swarm}/>}}</div>
<div id="wide">{{<lanes_wide axis={axis} lanes={wide} root="../"/>}}</div>
<div id="tall">{{<lanes_tall axis={axis} lanes={tall} root="../"/>}}</div>
<div id="mini">{{<minilanes axis={axis} rows={mini}/>}}</div></div>"##;

fn day(year: i32, month: u32, date: u32) -> Day {
    Day::from_civil(year, month, date)
}

fn between(from: Day, to: Day, uncertain: bool) -> Extent {
    Extent { from: Some(from), to: Some(to), uncertain }
}

fn mark(name: &str, stance: Shape, extent: Extent) -> Mark {
    Mark {
        extent,
        stance,
        side: stance.side(),
        label: Arc::from(name),
        short: Arc::from(name),
        code: Some(Arc::from("XA")),
        title: format!("{name}: {}.", stance.as_str()),
        href: format!("claims/harbour/index.html#{}", name.to_lowercase().replace(' ', "-")),
        number: None,
    }
}

fn on(name: &str, stance: Shape, date: Day) -> Mark {
    mark(name, stance, between(date, date, false))
}

/// One claim, with most of what is said about it in one fortnight.
fn claim() -> Vec<Mark> {
    let march = |date| day(2021, 3, date);
    vec![
        on("Audit Office", Shape::Asserts, march(10)),
        mark("Anna Example", Shape::Concurs, between(march(16), march(16), true)),
        on("Bo Example", Shape::Qualifies, march(16)),
        mark("Harbour Authority", Shape::Denies, between(march(16), march(17), false)),
        on("Port Company", Shape::Denies, march(17)),
        on("Union of Dockers", Shape::Disputes, march(17)),
        on("Daily Paper", Shape::Reports, march(17)),
        on("Ministry of Trade", Shape::Corroborates, march(18)),
        on("City Council", Shape::NotFound, day(2021, 11, 19)),
    ]
}

fn events() -> Vec<Mark> {
    vec![
        on("First warning", Shape::Event, day(2020, 7, 24)),
        mark("Talks", Shape::Event, between(day(2021, 4, 21), day(2021, 5, 21), false)),
    ]
}

fn lanes() -> Vec<Lane> {
    let lane = |key: &str, name: &str, marks: Vec<Mark>| Lane {
        key: key.to_owned(),
        lead: Arc::from(""),
        code: Some(Arc::from(key.to_uppercase())),
        name: Arc::from(name),
        marks,
    };
    vec![
        lane("xa", "Atlantis", [claim(), events()].concat()),
        lane("xb", "Lemuria", claim()[..2].to_vec()),
        lane("xc", "Thule", Vec::new()),
    ]
}

fn axis_of(marks: &[Mark], named: &[Landmark]) -> Axis {
    let positions: Vec<Extent> = marks.iter().map(|mark| mark.extent).collect();
    let events: Vec<Extent> = events().iter().map(|mark| mark.extent).collect();
    Axis::new(&positions, &events, day(2021, 11, 19), named)
}

fn vote() -> Landmark {
    Landmark { day: day(2020, 11, 3), label: Arc::from("Election day") }
}

/// The whole page for these marks, as text.
fn page(marks: &[Mark], lanes: &[Lane]) -> String {
    let axis = axis_of(marks, &[vote()]);
    let crowd: Vec<Mark> = (0..30).flat_map(|_| marks.iter().cloned()).collect();
    let mut context = tera::Context::new();
    context.insert("axis", &axis);
    context.insert(
        "key",
        &Shape::ALL.map(|shape| json!({"shape": shape, "text": "a <word>"})).to_vec(),
    );
    context.insert("strip", &strip(&axis, marks, Size::ROW));
    context.insert("ladder", &Ladder::new(&axis, marks));
    context.insert("crowd", &Ladder::new(&axis, &crowd));
    context.insert("swarm", &swarm(&axis, marks));
    context.insert("wide", &wide(&axis, lanes));
    context.insert("tall", &tall(&axis, lanes));
    context.insert("mini", &small(&axis, lanes));
    let mut tera = tera::Tera::default();
    let templates = [("components/chart.html", COMPONENTS), ("page.html", PAGE)];
    tera.add_raw_templates(templates).unwrap_or_else(|error| panic!("{error}"));
    tera.render("page.html", &context).unwrap_or_else(|error| panic!("{error}"))
}

fn within<'a>(document: &'a roxmltree::Document, id: &str) -> roxmltree::Node<'a, 'a> {
    document.descendants().find(|node| node.attribute("id") == Some(id)).expect(id)
}

fn count(node: roxmltree::Node, name: &str, class: &str) -> usize {
    node.descendants()
        .filter(|node| node.has_tag_name(name))
        .filter(|node| {
            class.is_empty()
                || node.attribute("class").is_some_and(|all| all.split(' ').any(|one| one == class))
        })
        .count()
}

/// The same lanes in small.
fn small(axis: &Axis, lanes: &[Lane]) -> Vec<MiniRow> {
    minilanes(axis, &lanes.iter().map(Lane::spots).collect::<Vec<_>>())
}

#[test]
fn the_page_is_well_formed_and_keeps_to_a_strict_policy() {
    let text = page(&claim(), &lanes());
    let document = roxmltree::Document::parse(&text).expect("well-formed");
    let mut ids = BTreeSet::new();
    for node in document.descendants().filter(|node| node.is_element()) {
        assert!(!["script", "style"].contains(&node.tag_name().name()));
        for attribute in node.attributes() {
            assert_ne!(attribute.name(), "style");
            assert!(!attribute.name().starts_with("on"), "{}", attribute.name());
            let numbers = ["x", "y", "x1", "x2", "y1", "y2", "width", "height"];
            if numbers.contains(&attribute.name()) {
                let number = attribute.value().trim_end_matches('%');
                assert!(number.parse::<f64>().is_ok_and(f64::is_finite), "{attribute:?}");
            }
        }
        if let Some(id) = node.attribute("id") {
            assert!(ids.insert(id.to_owned()), "{id} twice");
        }
    }
    for node in document.descendants().filter(|node| node.has_tag_name("use")) {
        let href = node.attribute("href").unwrap();
        assert!(ids.contains(href.trim_start_matches('#')), "{href}");
    }
    for shape in Shape::ALL {
        assert!(ids.contains(&format!("m-{}", shape.as_str())));
        assert!(ids.contains(&format!("b-{}", shape.as_str())));
    }
}

#[test]
fn each_picture_is_named_or_hidden() {
    let text = page(&claim(), &lanes());
    let document = roxmltree::Document::parse(&text).unwrap();
    let pictures = document.descendants().filter(|node| {
        node.has_tag_name("svg") && !node.ancestors().skip(1).any(|above| above.has_tag_name("svg"))
    });
    for picture in pictures {
        let hidden = picture.ancestors().any(|node| node.attribute("aria-hidden") == Some("true"));
        let role = picture.attribute("role");
        let named = role == Some("img") && picture.attribute("aria-label").is_some();
        assert!(hidden || named || role == Some("group"), "{:?}", picture.attributes());
        // An image has no links inside; whatever has links says so of each.
        if role == Some("img") {
            assert_eq!(count(picture, "a", ""), 0);
        }
    }
    for link in document.descendants().filter(|node| node.has_tag_name("a")) {
        let title = link.first_element_child().unwrap();
        assert!(title.has_tag_name("title") && !title.text().unwrap().is_empty());
    }
}

#[test]
fn a_strip_shows_every_mark_once() {
    let text = page(&claim(), &lanes());
    let document = roxmltree::Document::parse(&text).unwrap();
    let strip = within(&document, "strip");
    assert_eq!(count(strip, "use", ""), 9);
    assert_eq!(count(strip, "line", "unsure"), 1);
    assert_eq!(count(strip, "line", "sure"), 1);
    assert_eq!(count(strip, "rect", "lens"), 1);
    assert_eq!(count(strip, "line", "vote"), 1);
}

#[test]
fn links_lead_from_the_page_to_the_root() {
    let mut marks = claim();
    marks[0].href = "#p-1".to_owned();
    let text = page(&marks, &lanes());
    let document = roxmltree::Document::parse(&text).unwrap();
    let hrefs = |id: &str| -> Vec<String> {
        let links = within(&document, id).descendants().filter(|node| node.has_tag_name("a"));
        links.filter_map(|node| node.attribute("href")).map(str::to_owned).collect()
    };
    let ladder = hrefs("ladder");
    assert_eq!(ladder.len(), 9);
    assert_eq!(ladder[0], "#p-1");
    assert!(ladder[1].starts_with("../../claims/harbour/index.html#"), "{}", ladder[1]);
    assert!(hrefs("wide").iter().all(|href| href.starts_with("../claims/")));
    assert_eq!(hrefs("wide").len(), 13);
    assert_eq!(hrefs("tall").len(), 13);
    assert_eq!(hrefs("swarm").len(), 0);
}

#[test]
fn a_ladder_has_one_form_where_names_find_room_in_the_same_places() {
    let drawn = |name: &str, others: &[Mark]| {
        let marks = [&[on(name, Shape::Asserts, day(2021, 3, 10))], others].concat();
        let text = page(&marks, &lanes());
        let document = roxmltree::Document::parse(&text).unwrap();
        let ladder = within(&document, "ladder");
        let classes: Vec<String> = ladder
            .descendants()
            .filter(|node| node.has_tag_name("svg") || node.has_tag_name("text"))
            .filter_map(|node| node.attribute("class"))
            .map(str::to_owned)
            .collect();
        classes
    };
    let cap = ["cap", "cap"];
    assert_eq!(drawn("Short", &[]), [&["ladder", "end"][..], &cap].concat());
    // On one line, and on two where it is narrow.
    let names = ["ladder", "end at-wide", "end at-narrow", "end at-narrow"];
    assert_eq!(drawn("Ministry of Foreign Trade", &[]), [&names[..], &cap].concat());
    // On three lines where it is narrow, so that rungs stand farther apart there.
    let long = "Commission for the Administration of Harbours and Seaways";
    let [wide, narrow] =
        [&["ladder at-wide", "end", "end"][..], &["ladder at-narrow", "end", "end", "end"]];
    assert_eq!(drawn(long, &[]), [wide, &cap, narrow, &cap].concat());
    // Marks on the line stand apart where it is wide, and as one where it is narrow.
    let searched = |date| on("Search", Shape::NotFound, day(2021, 1, date));
    let forms = drawn("Short", &[searched(1), searched(13)]);
    let forms: Vec<&String> = forms.iter().filter(|class| class.starts_with("ladder")).collect();
    assert_eq!(forms, ["ladder at-wide", "ladder at-narrow"]);
}

#[test]
fn no_two_voices_of_a_ladder_have_names_that_were_cut_to_the_same() {
    let marks = ["North", "South"].map(|part| {
        let name = format!("Telecommunicationsadministration {part}");
        on(&name, Shape::Asserts, day(2021, 3, 10))
    });
    let ladder = |marks: &[Mark]| Ladder::new(&axis_of(marks, &[]), marks);
    let Ladder { any, narrow, strip, .. } = ladder(&marks);
    assert!(any.is_none() && narrow.is_none() && strip.is_some());
    // One who speaks twice has the same name both times.
    let twice = ladder(&[marks[0].clone(), marks[0].clone()]);
    assert!(twice.any.or(twice.narrow).is_some());
}

#[test]
fn a_ladder_with_too_many_voices_is_a_strip() {
    let text = page(&claim(), &lanes());
    let document = roxmltree::Document::parse(&text).unwrap();
    let crowd = within(&document, "crowd");
    assert_eq!(count(crowd, "svg", "ladder"), 0);
    assert_eq!(count(crowd, "svg", "at-wide"), 1);
    assert_eq!(count(crowd, "svg", "at-narrow"), 1);
    assert!(count(crowd, "text", "more") > 0, "a sum of what is left out");
}

#[test]
fn what_editors_write_is_escaped() {
    let evil = "\"><script>alert(1)</script>&amp;'";
    let mut marks = claim();
    for mark in &mut marks {
        mark.label = Arc::from(evil);
        mark.short = Arc::from(evil);
        mark.title = evil.to_owned();
        mark.code = Some(Arc::from("<b"));
        mark.href = format!("#{evil}");
    }
    let mut lanes = lanes();
    lanes[0].name = Arc::from(evil);
    lanes[0].lead = Arc::from(evil);
    lanes[0].marks = marks.clone();
    let text = page(&marks, &lanes);
    assert!(!text.contains("<script"));
    let document = roxmltree::Document::parse(&text).expect("well-formed");
    let title = within(&document, "ladder").descendants().find(|node| node.has_tag_name("title"));
    assert_eq!(title.unwrap().text(), Some(evil));
}

#[test]
fn numbers_are_the_same_on_every_run() {
    let axis = axis_of(&claim(), &[vote()]);
    let strip = strip(&axis, &claim(), Size::ROW);
    let mut text = format!("line {} of {}\n", strip.line, strip.height);
    for dot in &strip.dots {
        let _ = write!(text, "{} {} {}", dot.shape.as_str(), dot.x, dot.y);
        for span in &dot.spans {
            let _ = write!(text, " [{} {} {:?}]", span.from, span.to, span.kind);
        }
        text.push('\n');
    }
    insta::assert_snapshot!(text, @r"
    line 44 of 104
    asserts 39.29 28
    concurs 53.57 12 [51.37 55.77 Unsure]
    qualifies 53.57 28
    corroborates 58.33 28
    denies 54.76 60 [53.57 55.95 Sure]
    denies 55.95 76
    disputes 55.95 92
    reports 55.95 44
    not-found 96.58 44
    ");
    let mut text = String::new();
    for head in axis.heads.iter().chain(&axis.units) {
        let _ = writeln!(text, "{} {} {} [{}]", head.x, head.text, head.anchor, head.sets);
    }
    insta::assert_snapshot!(text, @r"
    0 Jul 2020 start [w1]
    0 July 2020 start [w2 w3 w4]
    17.73 Election day mid [w4]
    50 8–21 Mar mid [w1]
    50 8–21 March 2021 mid [w2]
    50 8–21 March 2021, day by day mid [w3 w4]
    100 Nov 2021 end [w1]
    100 November 2021 end [w2 w3 w4]
    2 Jul mid [w3]
    3.94 Jul mid [w4]
    7.83 Aug mid [w4]
    11.65 Sep mid [w4]
    13.53 Oct mid [w2 w3]
    15.47 Oct mid [w4]
    19.3 Nov mid [w4]
    23.12 Dec mid [w4]
    25.06 2021 mid [w1 w2 w3]
    27 2021 mid [w4]
    30.7 Feb mid [w4]
    34.52 8 mid [w4]
    36.9 9 mid [w2 w3 w4]
    39.29 10 mid [w4]
    41.67 11 mid []
    44.05 12 mid [w4]
    46.43 13 mid [w2 w3 w4]
    48.81 14 mid [w4]
    51.19 15 mid [w2 w3 w4]
    53.57 16 mid [w1 w4]
    55.95 17 mid [w2 w3 w4]
    58.33 18 mid [w4]
    60.71 19 mid [w2 w3 w4]
    63.1 20 mid [w4]
    65.48 21 mid [w4]
    69.75 Apr mid [w4]
    73.51 May mid [w4]
    77.28 Jun mid [w4]
    79.13 Jul mid [w1 w2 w3]
    81.04 Jul mid [w4]
    84.86 Aug mid [w4]
    88.62 Sep mid [w4]
    90.48 Oct mid [w1 w2 w3]
    92.39 Oct mid [w4]
    96.15 Nov mid [w4]
    ");
}

#[test]
fn those_who_do_not_see_the_picture_are_told() {
    let axis = axis_of(&claim(), &[]);
    insta::assert_snapshot!(strip(&axis, &claim()[..2], Size::ROW).aria, @"Positions over time. Audit Office: asserts; Anna Example: concurs.");
    let crowd: Vec<Mark> = (0..5).flat_map(|_| claim()).collect();
    insta::assert_snapshot!(strip(&axis, &crowd, Size::ROW).aria, @"45 positions over time: 20 say so, 15 say not, 10 take no side. The earliest: Audit Office: asserts. The latest: City Council: not-found.");
    assert_eq!(strip(&axis, &[], Size::ROW).aria, "No positions.");
}

#[test]
fn more_than_eight_lanes_become_rows_on_narrow_screens() {
    let axis = axis_of(&claim(), &[]);
    let lanes: Vec<Lane> = (0..9).map(|_| lanes().remove(0)).collect();
    let drawn = tall(&axis, &lanes);
    assert!(drawn.columns.is_empty() && drawn.axis.is_none());
    assert_eq!(drawn.rows.len(), 9);
    let drawn = tall(&axis, &lanes[..2]);
    assert!(drawn.named && drawn.columns.len() == 2);
}

#[test]
fn a_crowded_lane_is_numbered_and_then_summed_up() {
    let mut marks: Vec<Mark> = (0..40).flat_map(|_| claim()).collect();
    for (number, mark) in (1..).zip(&mut marks) {
        mark.number = Some(number);
    }
    let axis = axis_of(&marks, &[]);
    let lane = Lane { marks, ..lanes().remove(0) };
    let drawn = wide(&axis, &[lane]);
    let row = &drawn.rows[0];
    assert!(row.items.iter().all(|item| item.label.as_ref().is_some_and(|label| label.number)));
    let summed: usize = row.more.iter().map(|more| more.count).sum();
    assert_eq!(row.items.len() + summed, 360);
    assert!(row.height <= 500.0);
}

/// Any date that a reader of dates could hand over, and some that none would.
fn extents() -> impl Strategy<Value = Extent> {
    let near = 18_300..18_960_i32;
    let days = prop_oneof![6 => near, 2 => -200_000..30_000_i32, 1 => any::<i32>()];
    let length = prop_oneof![6 => Just(0), 2 => 0..400_i32, 1 => 0..40_000_i32];
    (days, length, 0..12_u8, any::<bool>()).prop_map(|(from, length, ends, uncertain)| {
        let to = from.saturating_add(length);
        Extent {
            from: (ends != 0 && ends != 2).then_some(Day(from)),
            to: (ends != 1 && ends != 2).then_some(Day(to)),
            uncertain,
        }
    })
}

fn marks(most: usize) -> impl Strategy<Value = Vec<Mark>> {
    let name = prop_oneof![
        "[A-Za-z ]{0,90}",
        "[А-я ]{3,40}",
        "[\u{4e00}-\u{4e40}]{1,30}",
        "[\u{627}-\u{64a} ]{3,40}",
        "\\PC{0,20}",
    ];
    let mark = (extents(), 0..Shape::ALL.len(), name, any::<bool>(), any::<Option<u16>>())
        .prop_map(|(extent, shape, name, coded, number)| {
            let mut mark = mark(&name, Shape::ALL[shape], extent);
            mark.number = number.map(u32::from);
            mark.short = Arc::from(name.chars().take(12).collect::<String>());
            if !coded {
                mark.code = None;
            }
            mark
        });
    proptest::collection::vec(mark, 0..most)
}

fn dated(marks: &[Mark], sides: &[Side]) -> usize {
    let known = |mark: &&Mark| mark.extent.from.is_some() || mark.extent.to.is_some();
    marks.iter().filter(known).filter(|mark| sides.contains(&mark.side)).count()
}

/// No number that JSON could not hold: those would be `null`.
fn assert_finite(value: &Value) {
    match value {
        Value::Object(map) => {
            for (name, value) in map {
                let optional =
                    ["label", "code", "count", "lens", "axis", "any", "wide", "narrow", "strip"];
                assert!(!value.is_null() || optional.contains(&name.as_str()), "{name}");
                assert_finite(value);
            }
        }
        Value::Array(values) => values.iter().for_each(assert_finite),
        Value::Number(number) => {
            let cents = number.as_f64().unwrap() * 100.0;
            assert!((cents - cents.round()).abs() < 1e-4, "{number} has more than two decimals");
        }
        _ => {}
    }
}

fn assert_strip(strip: &Strip, marks: &[Mark], size: Size) {
    for dot in &strip.dots {
        assert!((0.0..=100.0).contains(&dot.x));
        assert!((0.0..=strip.height).contains(&dot.y));
        for span in &dot.spans {
            assert!((0.0..=100.0).contains(&span.from) && (0.0..=100.0).contains(&span.to));
        }
        assert!(dot.level <= size.levels);
    }
    let mut places: Vec<(Side, usize, f64)> =
        strip.dots.iter().map(|dot| (dot.side, dot.level, dot.x)).collect();
    places.sort_by(|a, b| (a.0 as u8, a.1).cmp(&(b.0 as u8, b.1)).then(a.2.total_cmp(&b.2)));
    for pair in places.windows(2) {
        if (pair[0].0, pair[0].1) == (pair[1].0, pair[1].1) {
            // Places are rounded to a hundredth.
            assert!(pair[1].2 - pair[0].2 >= size.apart - 0.011, "{pair:?}");
        }
    }
    for pair in strip.more.windows(2) {
        assert!(pair[0].y != pair[1].y || pair[1].x - pair[0].x >= 11.9);
    }
    let shown: usize = strip.dots.iter().map(|dot| dot.count.unwrap_or(1)).sum();
    let summed: usize = strip.more.iter().map(|more| more.count).sum();
    assert_eq!(shown + summed, dated(marks, &[Side::Above, Side::On, Side::Below]));
    assert!(strip.height <= 2.0 * (size.levels as f64 + 2.0) * size.pitch + 100.0);
}

/// At every width a form is meant for, names stay in the picture and clear of stems and each other.
fn assert_rungs(form: &Rungs, marks: &[Mark]) {
    assert_eq!(form.rungs.len(), dated(marks, &[Side::Above, Side::Below]));
    let names = form.rungs.iter().flat_map(|rung| rung.names.iter().map(move |name| (rung, name)));
    for (rung, name) in names {
        for Length { px, widths: (least, most) } in &name.lengths {
            for width in [*least, (least + most) / 2.0, *most] {
                let start = rung.at / 100.0 * width + rung.dx;
                let (low, high) = if rung.left { (start - px, start) } else { (start, start + px) };
                assert!(low >= -0.1 && high <= width + 0.1, "{:?} at {width}", name.lines);
                for other in &form.rungs {
                    let same_side = (other.y < form.line) == (rung.y < form.line);
                    if same_side && other.level > rung.level {
                        let stem = other.x / 100.0 * width;
                        let clear = stem <= low || stem >= high;
                        assert!(clear, "{:?} crossed at {width}", name.lines);
                    }
                    assert!(!same_side || other.level != rung.level || std::ptr::eq(other, rung));
                }
            }
        }
    }
}

/// Each rung has one name that is shown at a width.
fn assert_named_once(form: &Rungs, width: f64) {
    for rung in &form.rungs {
        let is_shown = |length: &&Length| (length.widths.0..length.widths.1).contains(&width);
        let shown = rung.names.iter().flat_map(|name| name.lengths.iter().filter(is_shown));
        assert_eq!(shown.count(), 1, "{:?} at {width}", rung.names);
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 200, failure_persistence: None, ..ProptestConfig::default()
    })]

    #[test]
    fn any_marks_make_sound_pictures(marks in marks(60), as_of in any::<i32>(), vote in any::<i32>()) {
        let positions: Vec<Extent> = marks.iter().map(|mark| mark.extent).collect();
        let named = [Landmark { day: Day(vote), label: Arc::from("A day") }];
        let axis = Axis::new(&positions, &[], Day(as_of), &named);
        assert_finite(&serde_json::to_value(&axis).unwrap());
        for head in axis.heads.iter().chain(&axis.units) {
            prop_assert!((0.0..=100.0).contains(&head.x));
        }
        for ticks in &axis.ticks {
            prop_assert!(ticks.at.iter().all(|x| (0.0..=100.0).contains(x)));
            prop_assert!(ticks.at.is_sorted());
        }
        for pair in axis.landmarks.windows(2) {
            prop_assert!(pair[0].x <= pair[1].x);
        }
        for size in [Size::ROW, Size::CARD, Size::FIGURE, Size::FIGURE_WIDE, Size::DENSE] {
            let strip = strip(&axis, &marks, size);
            assert_finite(&serde_json::to_value(&strip).unwrap());
            assert_strip(&strip, &marks, size);
        }
        let ladder = Ladder::new(&axis, &marks);
        assert_finite(&serde_json::to_value(&ladder).unwrap());
        for form in [&ladder.any, &ladder.wide, &ladder.narrow].into_iter().flatten() {
            assert_rungs(form, &marks);
        }
        let wide = ladder.any.as_ref().or(ladder.wide.as_ref());
        let narrow = ladder.any.as_ref().or(ladder.narrow.as_ref());
        wide.iter().for_each(|form| assert_named_once(form, 1200.0));
        narrow.iter().for_each(|form| assert_named_once(form, 390.0));
        prop_assert!(ladder.strip.is_some() || (wide.is_some() && narrow.is_some()));
    }

    #[test]
    fn any_marks_stand_apart_in_the_picture_for_those_who_share(marks in marks(60), as_of in any::<i32>()) {
        let positions: Vec<Extent> = marks.iter().map(|mark| mark.extent).collect();
        let axis = Axis::new(&positions, &[], Day(as_of), &[]);
        let poster = poster(&axis, &marks);
        assert_finite(&serde_json::to_value(&poster).unwrap());
        // Glyphs are twelve pixels wide or high, and so many times larger.
        let glyph = 11.9 * poster.scale;
        for (n, dot) in poster.dots.iter().enumerate() {
            let (x, y) = (dot.at.x, dot.at.y);
            prop_assert!(x >= 28.0 && x <= f64::from(poster.width) - 28.0, "{x}");
            // The words in the corners are from 225 pixels off the line on, and end at 452.
            let free = if x < 452.0 + glyph / 2.0 { 225.0 } else { 315.0 };
            prop_assert!((y - poster.line).abs() + glyph / 2.0 <= free, "{x} {y}");
            for other in &poster.dots[n + 1..] {
                let apart = (other.at.x - x).abs().max((other.at.y - y).abs());
                prop_assert!(apart >= glyph, "{apart} of {glyph}");
            }
        }
    }

    #[test]
    fn few_voices_are_named(marks in marks(5)) {
        let positions: Vec<Extent> = marks.iter().map(|mark| mark.extent).collect();
        let axis = Axis::new(&positions, &[], Day(18_950), &[]);
        for form in [Ladder::new(&axis, &marks).wide, Ladder::new(&axis, &marks).narrow].into_iter().flatten() {
            assert_rungs(&form, &marks);
        }
    }

    #[test]
    fn any_lanes_are_sound(all in marks(120), of in 1..10_usize) {
        let positions: Vec<Extent> = all.iter().map(|mark| mark.extent).collect();
        let axis = Axis::new(&positions, &[], Day(18_950), &[]);
        let lanes: Vec<Lane> = (0..of)
            .map(|lane| Lane {
                marks: all.iter().skip(lane).step_by(of).cloned().collect(),
                ..lanes().remove(0)
            })
            .collect();
        let sides = [Side::Above, Side::On, Side::Below];

        let drawn = wide(&axis, &lanes);
        assert_finite(&serde_json::to_value(&drawn).unwrap());
        for (row, lane) in drawn.rows.iter().zip(&lanes) {
            let mut reaches: Vec<(usize, (f64, f64))> =
                row.items.iter().map(|item| (item.rung, item.reach)).collect();
            reaches.sort_by(|a, b| a.0.cmp(&b.0).then(a.1.0.total_cmp(&b.1.0)));
            for pair in reaches.windows(2) {
                prop_assert!(pair[0].0 != pair[1].0 || pair[0].1.1 + 9.9 <= pair[1].1.0, "{pair:?}");
            }
            for item in &row.items {
                prop_assert!(item.reach.0 >= -0.1 && item.reach.1 <= 1008.1);
                prop_assert!((0.0..=row.height).contains(&item.y));
            }
            let summed: usize = row.more.iter().map(|more| more.count).sum();
            prop_assert_eq!(row.items.len() + summed, dated(&lane.marks, &sides));
            prop_assert!(row.height <= 460.0);
        }

        let drawn = tall(&axis, &lanes);
        assert_finite(&serde_json::to_value(&drawn).unwrap());
        for (column, lane) in drawn.columns.iter().zip(&lanes) {
            let height = drawn.axis.as_ref().unwrap().height;
            for (at, pin) in column.pins.iter().enumerate() {
                prop_assert!((0.0..=height).contains(&pin.y));
                for other in &column.pins[..at] {
                    let apart = (pin.y - other.y).abs() >= 13.9 || (pin.dx - other.dx).abs() >= 12.9;
                    prop_assert!(apart, "{pin:?} {other:?}");
                }
            }
            let summed: usize = column.more.iter().map(|more| more.count).sum();
            prop_assert_eq!(column.pins.len() + summed, dated(&lane.marks, &sides));
        }
        assert_finite(&serde_json::to_value(small(&axis, &lanes)).unwrap());
    }
}

#[test]
fn a_full_lane_in_small_shows_no_more_than_can_be_told_apart() {
    let day_after = |n: i32| Day(day(2018, 1, 1).0 + n);
    let marks: Vec<Mark> =
        (0..1200).map(|n| on(&format!("A{n}"), Shape::Asserts, day_after(n))).collect();
    let extents: Vec<Extent> = marks.iter().map(|mark| mark.extent).collect();
    let axis = Axis::new(&extents, &[], day(2022, 1, 1), &[]);
    let lane = |marks: &[Mark]| Lane {
        key: "x".into(),
        lead: "".into(),
        code: None,
        name: "X".into(),
        marks: marks.to_vec(),
    };
    let drawn = |marks: &[Mark]| small(&axis, &[lane(marks)])[0].marks.len();
    let few: Vec<Mark> = marks.iter().step_by(60).cloned().collect();
    assert_eq!(drawn(&few), 20);
    assert!((50..=101).contains(&drawn(&marks)), "{}", drawn(&marks));
}
