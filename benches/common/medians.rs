//! What criterion wrote about a group.

use std::collections::BTreeMap;
use std::path::Path;

/// The medians in ns of one group, by name.
pub fn medians(group: &Path) -> BTreeMap<String, f64> {
    let mut medians = BTreeMap::new();
    for entry in std::fs::read_dir(group).into_iter().flatten().flatten() {
        let text = std::fs::read_to_string(entry.path().join("new/estimates.json"));
        let Ok(text) = text else { continue };
        let json: serde_json::Value = serde_json::from_str(&text).expect("criterion writes JSON");
        let name = entry.file_name().to_string_lossy().into_owned();
        medians.insert(
            name,
            json["median"]["point_estimate"].as_f64().expect("a number"),
        );
    }
    medians
}
