//! A report as data, with the feature `serde`.
#![cfg(feature = "serde")]

use partials::Gradient;
use serde_json::json;

#[test]
fn a_report_is_data() {
    let f = Gradient::new(|x| x[0] * x[1] + x[2].abs());
    let report = f.check_against(|x| [x[1], -x[0], 0.0], &[0.75, 2.0, 0.0]);
    let data = serde_json::to_value(&report).unwrap();
    assert_eq!(data["kind"], json!("gradient"));
    assert_eq!(data["point"], json!([0.75, 2.0, 0.0]));
    assert_eq!(data["verdict"], json!("Disagree"));
    assert_eq!(data["entries"][0]["verdict"], json!("Agree"));
    assert_eq!(data["entries"][1]["hand"], json!(-0.75));
    assert_eq!(
        data["entries"][2]["verdict"],
        json!({ "Undecided": "Kink" })
    );
    assert_eq!(data["entries"][2]["status"], json!("Kink"));
    assert_eq!(data["entries"][2]["backward"], json!(-1.0));
    assert_eq!(data["entries"][1]["backward"], json!(null));
    let diagnoses: Vec<String> = serde_json::from_value(data["diagnoses"].clone()).unwrap();
    let told = report.diagnoses().iter().map(ToString::to_string);
    assert_eq!(diagnoses, told.collect::<Vec<_>>());
    assert!(diagnoses.iter().any(|d| d.contains("sign")), "{data}");
}
