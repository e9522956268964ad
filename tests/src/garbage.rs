//! Payloads that no trigger ever sends, and that must not get anybody in, out or into a log.

/// One of them.
#[derive(Debug)]
pub struct Garbage {
    /// What it is, for a failing test to say.
    pub name: &'static str,
    /// What the function is handed.
    pub payload: Vec<u8>,
    /// Whether it is JSON, so that an echo can be byte for byte.
    pub is_json: bool,
}

/// 6 MB, close below Lambda's limit of 6 MiB.
const LARGE: usize = 6_000_000;

/// All of them; `event` is a good event of the function that gets them.
pub fn all(event: &str) -> Vec<Garbage> {
    let (whole, _) = event.split_at(event.len() - 1);
    let deep = "[".repeat(100_000) + &"]".repeat(100_000);
    let mut all = Vec::new();
    let mut add = |name, is_json, payload: Vec<u8>| {
        all.push(Garbage {
            name,
            payload,
            is_json,
        });
    };

    add("empty", false, Vec::new());
    add("white space", false, b" \n".to_vec());
    add("no JSON", false, b"canary.jane@example.com".to_vec());
    add("truncated", false, whole.as_bytes().to_vec());
    add("trailing comma", false, format!("{whole},}}").into());
    add("two documents", false, format!("{event}{event}").into());
    add("a NUL behind it", false, format!("{event}\0").into());
    add(
        "a byte order mark",
        false,
        format!("\u{feff}{event}").into(),
    );
    add(
        "UTF-16",
        false,
        event.encode_utf16().flat_map(u16::to_le_bytes).collect(),
    );
    add(
        "invalid UTF-8",
        false,
        event
            .bytes()
            .map(|byte| if byte == b'C' { 0xff } else { byte })
            .collect(),
    );
    add("null", true, b"null".to_vec());
    add("a truth", true, b"true".to_vec());
    add("a number", true, b"1".to_vec());
    add("a text", true, b"\"canary.jane@example.com\"".to_vec());
    add("a list", true, b"[]".to_vec());
    add("a list of events", true, format!("[{event}]").into());
    add("deep nesting", true, deep.clone().into());
    add(
        "deep nesting in an event",
        true,
        format!("{whole},\"canary\":{deep}}}").into(),
    );
    add(
        "deep nesting, never closed",
        false,
        "{\"canary\":".repeat(100_000).into(),
    );
    add(
        "half a surrogate pair",
        true,
        event.replacen("Canary", "Canary\\ud800", 1).into(),
    );
    add(
        "a number beyond all numbers",
        true,
        format!("{whole},\"canary\":1e999}}").into(),
    );
    add(
        "6 MB of a text",
        true,
        format!("\"{}\"", "canary ".repeat(LARGE / 7)).into(),
    );
    add(
        "6 MB of a list",
        true,
        format!("[0{}]", ",0".repeat(LARGE / 2 - 2)).into(),
    );
    add("6 MB of noise", false, b"canary\xff\0{".repeat(LARGE / 9));
    all
}
