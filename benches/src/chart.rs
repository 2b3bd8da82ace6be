//! The chart of the README: processor time beside the peers'.

use askama::Template;

use crate::{
    cases::{BOOK, LIST, SHARE},
    deployed::Shown,
    error::BenchError,
    targets::Measured,
};

/// How long the longest bar of a panel is, in units of the drawing.
const LONGEST: f64 = 440.0;
/// From one bar to the next.
const STEP: usize = 20;
/// Where the first bar of a panel stands, below the panel's heading.
const HEAD: usize = 34;
/// Between requests.
const GAP: usize = 12;
/// Between panels.
const SPACE: usize = 30;
/// Who is shown, with the word for people.
const MAKERS: [(&str, &str); 3] = [("leah", "Leah"), ("node", "Node"), ("python", "Python")];

/// What a bar shows of a subject.
type Value = fn(&Shown) -> f64;

#[derive(Template)]
#[template(path = "chart.svg", escape = "html")]
struct Chart<'a> {
    machine: &'a str,
    date: &'a str,
    height: usize,
    panels: Vec<Panel>,
}

struct Panel {
    y: usize,
    heading: &'static str,
    groups: Vec<Group>,
}

struct Group {
    y: usize,
    title: &'static str,
    bars: Vec<Bar>,
}

struct Bar {
    y: usize,
    maker: &'static str,
    name: &'static str,
    length: String,
    end: String,
    value: String,
}

/// Draws it, as SVG; none where no peer was measured.
///
/// # Errors
/// [`BenchError::Chart`] where the template fails.
pub fn chart(
    all: &[Measured<'_>],
    machine: &str,
    date: &str,
) -> Result<Option<String>, BenchError> {
    if !all
        .iter()
        .any(|(subject, _)| subject.program.maker == "node" || subject.program.maker == "python")
    {
        return Ok(None);
    }
    let mut y = 70;
    let mut panels = Vec::new();
    let kinds: [(_, Value); 2] = [
        (
            "A cold start up to the first answer, processor ms",
            Shown::cold,
        ),
        ("A warm answer, processor ms", Shown::warm),
    ];
    for (heading, value) in kinds {
        let panel = panel(all, heading, value, y);
        let bars: usize = panel.groups.iter().map(|group| group.bars.len()).sum();
        y += HEAD + bars * STEP + panel.groups.len() * (STEP + GAP) + SPACE;
        panels.push(panel);
    }
    let chart = Chart {
        machine,
        date,
        height: y,
        panels,
    };
    Ok(Some(chart.render()?))
}

fn panel(all: &[Measured<'_>], heading: &'static str, value: Value, y: usize) -> Panel {
    let of = |title: &str, maker: &str| {
        let mut all = all.iter();
        let found =
            all.find(|(subject, _)| subject.case.title == title && subject.program.maker == maker);
        found.map(|(_, shown)| value(shown))
    };
    let requests = [LIST, BOOK, SHARE].map(|case| case.title);
    let values = requests
        .iter()
        .flat_map(|title| MAKERS.iter().filter_map(|(maker, _)| of(title, maker)));
    let most = values.fold(f64::MIN_POSITIVE, f64::max);
    let mut at = y + HEAD;
    let groups = requests.map(|title| {
        let begin = at;
        at += STEP;
        let mut bars = Vec::new();
        for (maker, name) in MAKERS {
            if let Some(value) = of(title, maker) {
                let length = value / most * LONGEST;
                bars.push(Bar {
                    y: at,
                    maker,
                    name,
                    length: format!("{length:.1}"),
                    end: format!("{:.1}", 90.0 + length),
                    value: format!("{value:.1}"),
                });
                at += STEP;
            }
        }
        at += GAP;
        Group {
            y: begin,
            title,
            bars,
        }
    });
    Panel {
        y,
        heading,
        groups: groups.into(),
    }
}
