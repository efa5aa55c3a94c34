//! The links of README.md, CONTRIBUTING.md, CHANGELOG.md and the pages in docs: every relative one leads to a
//! file, and if it names a heading, to a heading of it. Links to items of the crate are checked by rustdoc.

use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};

/// The pages, from the root of the repository.
fn pages(root: &Path) -> Vec<PathBuf> {
    let docs = fs::read_dir(root.join("docs")).expect("there are pages");
    let docs = docs.map(|entry| entry.expect("a page can be listed").path());
    let docs = docs.filter(|path| path.extension().is_some_and(|kind| kind == "md"));
    let others = ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"].map(|name| root.join(name));
    docs.chain(others).collect()
}

/// The text without what is code: blocks between fences, and spans between backticks.
fn prose(text: &str) -> String {
    let mut in_code = false;
    let mut lines = Vec::new();
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        } else if !in_code {
            let outside = line.split('`').step_by(2);
            lines.push(outside.collect::<Vec<_>>().join("`"));
        }
    }
    lines.join("\n")
}

/// Where the links of a text lead: `[..](target)` and `[name]: target`.
fn targets(text: &str) -> Vec<String> {
    let text = prose(text);
    let inline = text.match_indices("](").filter_map(|(i, _)| {
        let target = &text[i + 2..];
        target.find(')').map(|end| target[..end].to_owned())
    });
    let definitions = text.lines().filter_map(|line| {
        let (_, target) = line.strip_prefix('[')?.split_once("]: ")?;
        Some(target.trim().to_owned())
    });
    inline.chain(definitions).collect()
}

/// Names that the text refers to as `[text][name]`, and names that it defines.
fn references(text: &str) -> (HashSet<String>, HashSet<String>) {
    let text = prose(text);
    let used = text.match_indices("][").filter_map(|(i, _)| {
        let name = &text[i + 2..];
        name.find(']').map(|end| name[..end].to_lowercase())
    });
    let defined = text.lines().filter_map(|line| {
        let (name, _) = line.strip_prefix('[')?.split_once("]: ")?;
        Some(name.to_lowercase())
    });
    (used.collect(), defined.collect())
}

/// The name by which a heading is linked: in small letters, without punctuation, dashes for blanks.
fn anchor(heading: &str) -> String {
    let heading = heading.trim_start_matches('#').trim().to_lowercase();
    let kept = heading.chars().filter_map(|c| match c {
        ' ' => Some('-'),
        '-' | '_' => Some(c),
        _ => c.is_alphanumeric().then_some(c),
    });
    kept.collect()
}

fn anchors(text: &str) -> Vec<String> {
    // Not of `prose`: spans of code in a heading are part of its name.
    let mut in_code = false;
    let headings = text.lines().filter(|line| {
        in_code ^= line.trim_start().starts_with("```");
        !in_code && line.starts_with('#')
    });
    headings.map(anchor).collect()
}

/// Where the documentation is: the README is shown in places where no file of the repository stands beside it.
const DOCUMENTATION: &str = "https://docs.rs/partials/latest/partials/";

/// Whether a page of the documentation is that of a public module.
fn is_module(page: &str) -> bool {
    let (path, _) = page.split_once("/index.html").unwrap_or((page, ""));
    let (parent, name) = path.rsplit_once('/').unwrap_or(("lib", path));
    let file = format!("{}/src/{parent}.rs", env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(file).unwrap_or_default();
    // Declared, or stamped as a page of the guide.
    text.contains(&format!("pub mod {name}"))
        || parent == "guide" && text.contains(&format!(" {name},"))
}

/// What is wrong with a link, if something is.
fn fault(page: &Path, target: &str) -> Option<String> {
    if let Some(module) = target.strip_prefix(DOCUMENTATION) {
        return (!is_module(module)).then(|| format!("{}: no module {module}", page.display()));
    }
    let is_elsewhere = target.contains("://") || target.starts_with("mailto:");
    // `crate::..` and a name of this crate.
    let is_item = target.contains("::") || !target.contains(['.', '#', '/']);
    if is_elsewhere || is_item {
        return None;
    }
    let (file, heading) = target.split_once('#').unwrap_or((target, ""));
    let path = match file {
        "" => page.to_owned(),
        _ => page.parent().expect("a page is in a folder").join(file),
    };
    if !path.exists() {
        return Some(format!("{}: no file {file}", page.display()));
    }
    let is_there = || {
        let text = fs::read_to_string(&path).expect("a page is text");
        anchors(&text).iter().any(|anchor| anchor == heading)
    };
    (!heading.is_empty() && !is_there())
        .then(|| format!("{}: no heading #{heading} in {file}", page.display()))
}

#[test]
fn every_relative_link_leads_to_a_file_and_a_heading() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut faults = Vec::new();
    let mut links = 0;
    for page in pages(root) {
        let text = fs::read_to_string(&page).expect("a page is text");
        for target in targets(&text) {
            links += 1;
            faults.extend(fault(&page, &target));
        }
        let (used, defined) = references(&text);
        for name in used.difference(&defined) {
            faults.push(format!("{}: [{name}] is not defined", page.display()));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(links > 50, "{links} links are fewer than there are");
}

/// Appends every module below a folder.
fn read_all(folder: &Path, text: &mut String) {
    for entry in fs::read_dir(folder).expect("a folder of modules") {
        let path = entry.expect("a module can be listed").path();
        if path.is_dir() {
            read_all(&path, text);
        } else if path.extension().is_some_and(|kind| kind == "rs") {
            text.push_str(&fs::read_to_string(&path).expect("a module is text"));
        }
    }
}

#[test]
fn every_page_is_in_the_documentation() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sources = String::new();
    read_all(&root.join("src"), &mut sources);
    for page in pages(root) {
        let name = page
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default();
        let is_page = page.parent() == Some(root.join("docs").as_path());
        assert!(!is_page || sources.contains(name), "{name}");
    }
}

#[test]
fn what_is_wrong_is_found() {
    let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md");
    let text =
        "[a](docs/nowhere.md) and [b](docs/compiled.md#no-such-heading), `[c](no.md)`\n[d]: no.md";
    let targets = targets(text);
    assert_eq!(
        targets,
        [
            "docs/nowhere.md",
            "docs/compiled.md#no-such-heading",
            "no.md"
        ]
    );
    assert!(targets.iter().all(|target| fault(&page, target).is_some()));
    assert!(fault(&page, &format!("{DOCUMENTATION}guide/nowhere/index.html")).is_some());
    assert!(fault(&page, &format!("{DOCUMENTATION}nowhere/index.html")).is_some());
    for right in [
        "https://docs.rs/partials/latest/partials/guide/limits/index.html",
        "docs/compiled.md#what-it-costs",
        "#licence",
        "crate::Gradient",
        "https://a.b",
    ] {
        assert_eq!(fault(&page, right), None);
    }
    assert_eq!(
        anchor("## `Dual<T>`, and what it's for"),
        "dualt-and-what-its-for"
    );
    let (used, defined) = references("[a][B] [c][d]\n[b]: x.md");
    assert_eq!(used.difference(&defined).collect::<Vec<_>>(), ["d"]);
}
