//! What the README says of codes and commands is what there is.

#![expect(clippy::unwrap_used, reason = "what is not as expected ends the test")]

use std::fs;
use std::path::Path;

fn readme() -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../README.md")).unwrap()
}

#[test]
fn every_rejection_code_is_told() {
    let readme = readme();
    for code in messages::REJECTION_CODES {
        assert!(
            readme.contains(&format!("`{code}`")),
            "README.md does not name {code}"
        );
    }
}

#[test]
fn nothing_is_left_to_fill_in() {
    for name in [
        "README.md",
        "ARCHITECTURE.md",
        "SECURITY.md",
        "CHANGELOG.md",
    ] {
        let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name))
            .unwrap();
        assert!(!text.contains("@@"), "{name} has a blank");
    }
}
