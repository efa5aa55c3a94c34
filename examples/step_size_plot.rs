//! Draws the classic picture: the error of a central difference against its step, for a smooth
//! function and for a noisy one, with the steps the search took and the error it reports.
//!
//! `cargo run --release --example step_size_plot [FILE.svg]`; without a name the picture goes
//! beside the example's executable.

use std::error::Error;
use std::path::PathBuf;

use partials::numeric::{Estimate, FiniteDifference, Search};
use plotters::coord::Shift;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

const SIZE: (u32, u32) = (960, 460);

const STEPS: (f64, f64) = (1e-12, 2.0);
const ERRORS: (f64, f64) = (1e-18, 3e1);

const INK: RGBColor = RGBColor(40, 40, 40);
const CURVE: RGBColor = RGBColor(150, 150, 150);
const THEORY: RGBColor = RGBColor(190, 95, 0);
const ENGINE: RGBColor = RGBColor(0, 90, 180);

const X: f64 = 1.0;

/// A function, and what is known of it at X.
struct Subject {
    title: &'static str,
    f: fn(f64) -> f64,
    slope: f64,
    third: f64,
    /// How far a value of f may be from the function meant.
    uncertainty: f64,
    /// What the left branch is, and where to say so.
    branch: (&'static str, (f64, f64)),
}

/// eˣ sin x; its derivatives are combinations of the same two terms.
fn smooth(x: f64) -> f64 {
    x.exp() * x.sin()
}

/// The same with the sixth decimal spoilt, differently for every x, but always the same.
fn noisy(x: f64) -> f64 {
    smooth(x) + 1e-6 * scatter(x)
}

/// Between -1 and 1, from the bits of x, by the finalizer of MurmurHash3.
fn scatter(x: f64) -> f64 {
    let mut bits = x.to_bits();
    for factor in [0xff51_afd7_ed55_8ccd, 0xc4ce_b9fe_1a85_ec53] {
        bits = (bits ^ (bits >> 33)).wrapping_mul(factor);
    }
    ((bits ^ (bits >> 33)) >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
}

fn subjects() -> [Subject; 2] {
    let (e_sin, e_cos) = (X.exp() * X.sin(), X.exp() * X.cos());
    let (slope, third) = (e_sin + e_cos, 2.0 * (e_cos - e_sin));
    [
        Subject {
            title: "smooth: f(x) = eˣ sin x at x = 1",
            f: smooth,
            slope,
            third,
            uncertainty: 0.5 * f64::EPSILON * e_sin,
            branch: ("rounding: u |f| / h", (2e-10, 3e-4)),
        },
        Subject {
            title: "the same with noise of ± 1e-6",
            f: noisy,
            slope,
            third,
            uncertainty: 1e-6,
            branch: ("noise: 1e-6 / h", (1e-10, 1e-2)),
        },
    ]
}

/// What a search did.
struct Story {
    /// The steps of all pairs x ± h that it asked for.
    steps: Vec<f64>,
    found: Estimate<f64>,
}

fn search(f: fn(f64) -> f64, settings: &FiniteDifference) -> Story {
    let mut search = Search::new(settings, 0, X);
    let mut offsets: Vec<f64> = Vec::new();
    loop {
        if let Some(found) = search.estimate() {
            let above = offsets.iter().copied().filter(|h| *h > 0.0);
            let steps = above.filter(|h| offsets.contains(&-h)).collect();
            return Story { steps, found };
        }
        let values: Vec<f64> = search.ask().iter().map(|t| f(*t)).collect();
        offsets.extend(search.ask().iter().map(|t| t - X));
        search.tell(&values);
    }
}

/// Steps from least to most, evenly on a logarithmic axis.
fn steps() -> impl Iterator<Item = f64> {
    const COUNT: i32 = 400;
    let ratio = STEPS.1 / STEPS.0;
    (0..=COUNT).map(move |i| STEPS.0 * ratio.powf(f64::from(i) / f64::from(COUNT)))
}

fn panel(area: &DrawingArea<SVGBackend, Shift>, subject: &Subject) -> Result<(), Box<dyn Error>> {
    let Subject { f, slope, .. } = *subject;
    // What is exactly right has no logarithm.
    let visible = |error: f64| error.abs().max(1.5 * ERRORS.0);
    let central = |h: f64| visible((f(X + h) - f(X - h)) / (2.0 * h) - slope);

    let mut chart = ChartBuilder::on(area)
        .caption(subject.title, ("sans-serif", 20, &INK))
        .margin(12)
        .x_label_area_size(48)
        .y_label_area_size(66)
        .build_cartesian_2d(
            (STEPS.0..STEPS.1).log_scale(),
            (ERRORS.0..ERRORS.1).log_scale(),
        )?;
    let power = |v: &f64| format!("1e{}", v.log10().round() as i32);
    chart
        .configure_mesh()
        .disable_mesh()
        .x_desc("step h")
        .y_desc("absolute error")
        .x_labels(8)
        .y_labels(10)
        .x_label_formatter(&power)
        .y_label_formatter(&power)
        .label_style(("sans-serif", 14, &INK))
        .axis_desc_style(("sans-serif", 16, &INK))
        .draw()?;

    let truncation = |h: f64| subject.third.abs() / 6.0 * h * h;
    let rounding = |h: f64| subject.uncertainty / h;
    let curve = steps().filter(|h| rounding(*h) < ERRORS.1);
    let curve = curve.map(|h| (h, central(h)));
    chart
        .draw_series(LineSeries::new(curve, CURVE.stroke_width(1)))?
        .label("central difference with step h")
        .legend(|(x, y)| PathElement::new([(x, y), (x + 20, y)], CURVE.stroke_width(2)));

    // Each branch where it rules, and a little further.
    let balance = (6.0 * subject.uncertainty / subject.third.abs()).cbrt();
    let ends = |h: &f64| *h < 4.0 * balance && rounding(*h) < ERRORS.1;
    let left: Vec<_> = steps().filter(ends).map(|h| (h, rounding(h))).collect();
    let right = steps().filter(|h| *h > balance / 4.0);
    let right: Vec<_> = right.map(|h| (h, truncation(h))).collect();
    for branch in [left, right] {
        let dashes = DashedLineSeries::new(branch, 7, 5, THEORY.stroke_width(2));
        chart.draw_series(dashes)?;
    }

    const DIAMOND: [(i32, i32); 4] = [(-6, 0), (0, -6), (6, 0), (0, 6)];
    let fixed = search(f, &FiniteDifference::fast());
    let diamonds = fixed
        .steps
        .iter()
        .map(|h| EmptyElement::at((*h, central(*h))) + Polygon::new(DIAMOND, INK.filled()));
    chart
        .draw_series(diamonds)?
        .label("the classic fixed step")
        .legend(|(x, y)| Polygon::new(DIAMOND.map(|(dx, dy)| (x + 10 + dx, y + dy)), INK.filled()));

    let Story { steps, found } = search(f, &FiniteDifference::new());
    let dot = |h: &f64| Circle::new((*h, central(*h)), 4, ENGINE.filled());
    chart
        .draw_series(steps.iter().map(dot))?
        .label("the steps the search took")
        .legend(|(x, y)| Circle::new((x + 10, y), 4, ENGINE.filled()));
    let least = steps.iter().copied().fold(f64::INFINITY, f64::min);
    let most = steps.iter().copied().fold(0.0, f64::max);
    let reported = [(least, found.error), (most, found.error)];
    chart
        .draw_series(LineSeries::new(reported, ENGINE.stroke_width(3)))?
        .label("the error it reports")
        .legend(|(x, y)| PathElement::new([(x, y), (x + 20, y)], ENGINE.stroke_width(3)));
    let truth = ((least * most).sqrt(), visible(found.value - slope));
    chart
        .draw_series([Cross::new(truth, 5, ENGINE.stroke_width(2))])?
        .label("its true error")
        .legend(|(x, y)| Cross::new((x + 10, y), 5, ENGINE.stroke_width(2)));

    let label = |text: &str, at: (f64, f64), end: HPos| {
        let font = ("sans-serif", 15).into_font().color(&THEORY);
        Text::new(text.to_owned(), at, font.pos(Pos::new(end, VPos::Center)))
    };
    let (branch, at) = subject.branch;
    chart.draw_series([
        label(branch, at, HPos::Left),
        label("truncation: |f‴| h² / 6", (0.3, 3e0), HPos::Right),
    ])?;
    chart
        .configure_series_labels()
        .position(SeriesLabelPosition::LowerLeft)
        .margin(8)
        .label_font(("sans-serif", 14, &INK))
        .draw()?;

    println!(
        "{}\n  search:     {found}; true error {:.1e}\n  fixed step: {}; true error {:.1e}",
        subject.title,
        (found.value - slope).abs(),
        fixed.found.value,
        (fixed.found.value - slope).abs()
    );
    Ok(())
}

fn main() -> Result<(), Box<dyn Error>> {
    let path = match std::env::args_os().nth(1) {
        Some(path) => PathBuf::from(path),
        None => std::env::current_exe()?.with_file_name("step-size.svg"),
    };
    let mut picture = String::new();
    {
        let root = SVGBackend::with_string(&mut picture, SIZE).into_drawing_area();
        root.fill(&WHITE)?;
        for (area, subject) in root.split_evenly((1, 2)).iter().zip(&subjects()) {
            panel(area, subject)?;
        }
        root.present()?;
    }
    // In a page the picture shrinks with the text beside it.
    let (width, height) = SIZE;
    let fixed = format!("width=\"{width}\" height=\"{height}\"");
    let flexible = format!("style=\"max-width: {width}px\"");
    std::fs::write(&path, picture.replacen(&fixed, &flexible, 1))?;
    println!("drawn to {}", path.display());
    Ok(())
}
