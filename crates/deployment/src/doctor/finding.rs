//! What a check comes to.

/// How it stands with one check, the worst last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, strum::IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub(super) enum Verdict {
    /// All is well.
    Ok,
    /// It could not be looked at.
    NotChecked,
    /// It works, and there is something to know.
    Warning,
    /// Something fails, or is open that should not be.
    Wrong,
}

impl Verdict {
    /// As output names it.
    pub(super) fn as_str(self) -> &'static str {
        self.into()
    }
}

/// One sentence of the doctor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Finding {
    pub(super) verdict: Verdict,
    /// What was found.
    pub(super) sentence: String,
    /// How to fix it; empty where there is nothing to fix.
    pub(super) remedy: String,
}
