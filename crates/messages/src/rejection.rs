//! The rejections that have a sentence of their own.

/// Every code that [`Brand::rejection`](crate::Brand::rejection) has a sentence for, in each
/// built-in language. Another code gets the sentence of [`FALLBACK`].
pub const REJECTION_CODES: [&str; 12] = [
    "invitation-required",
    "invitation-invalid",
    "invitation-expired",
    "email-required",
    "domain-not-allowed",
    "attribute-not-allowed",
    "attribute-required",
    "validation-data-refused",
    "client-metadata-refused",
    "provider-not-allowed",
    "request-not-understood",
    "temporarily-unavailable",
];

/// The code whose sentence stands in for those of unknown codes.
pub const FALLBACK: &str = "request-not-understood";

/// Who reads why something was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadBy {
    /// The person who signs up.
    Applicant,
    /// The administrator who creates a user: what the person could do is of no use here.
    Administrator,
}

impl ReadBy {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Applicant, Self::Administrator];
}

/// The attribute with the sentence for `code`.
pub(crate) fn attribute(code: &str) -> &'static str {
    REJECTION_CODES
        .into_iter()
        .find(|known| *known == code)
        .unwrap_or(FALLBACK)
}

/// The attribute with the sentence that names the attribute or key in question, for the codes
/// that are about one.
pub(crate) fn detailed_attribute(code: &str) -> Option<&'static str> {
    match code {
        "attribute-not-allowed" => Some("attribute-not-allowed-named"),
        "attribute-required" => Some("attribute-required-named"),
        "validation-data-refused" => Some("validation-data-refused-named"),
        "client-metadata-refused" => Some("client-metadata-refused-named"),
        _ => None,
    }
}
