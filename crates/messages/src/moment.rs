//! A moment in words: `24 November 2026, 09:30 (UTC)`.
//!
//! The names of the months are sentences like all others, so that a brand's own language can
//! have them.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::invalid_message::InvalidMessage;
use crate::renderer::Renderer;
use crate::sentences;

impl Renderer<'_> {
    /// The moment in words, to the minute, in the one time zone that every reader can convert.
    pub(crate) fn moment(&self, moment: Timestamp) -> Result<String, InvalidMessage> {
        let local = TimeZone::UTC.to_datetime(moment);
        let month = sentences::MONTHS
            .into_iter()
            .zip(1..)
            .find_map(|(sentence, number)| (number == local.month()).then_some(sentence));
        let month = self.sentence(sentences::MOMENT, month.unwrap_or_default())?;
        self.sentence_with(
            sentences::MOMENT,
            "words",
            &[
                ("day", &local.day().to_string()),
                ("month", &month),
                ("year", &local.year().to_string()),
                (
                    "time",
                    &format!("{:02}:{:02}", local.hour(), local.minute()),
                ),
            ],
        )
    }
}
