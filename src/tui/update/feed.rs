//! What a feed tells, taken into its log.

use crate::session::{Batch, Pending};
use crate::source::{FeedMessage, FirstLook};
use crate::text::show;
use crate::tui::ink::{Ink, Role};
use crate::tui::model::{LogId, Model, Origin, Reading};

/// Shows what stands at the start of a log until its feed brings lines.
pub(super) fn on_first_look(model: &mut Model, id: LogId, first: FirstLook<Box<Batch>>) {
    let now = model.now;
    let Some(log) = model.logs.iter_mut().find(|log| log.id == id) else { return };
    log.restart(first.store, first.size, now);
    log.session.ingest(*first.batch);
    log.progress = (first.read, first.size);
    log.origin = Origin::FirstLook;
}

pub(super) fn on_feed(model: &mut Model, id: LogId, message: FeedMessage<Box<Batch>>) {
    let now = model.now;
    let Some(log) = model.logs.iter_mut().find(|log| log.id == id) else { return };
    match message {
        FeedMessage::Started { .. } | FeedMessage::Status(_) => {}
        // What a first look showed is what was there before.
        FeedMessage::Restarted { .. } => log.origin = Origin::Reading,
        _ => log.end_first_look(now),
    }
    match message {
        FeedMessage::Started { store, size } => log.start(store, size, now),
        FeedMessage::Restarted { reason, store, size } => {
            log.keep_before(reason);
            log.restart(store, size, now);
            log.reloads = (log.reloads.0 + 1, Some(reason));
            log.reloaded = now;
            log.seen = 0;
            let words = Ink::of(Role::Attention, reason.words());
            let words = match log.before {
                Some(_) => {
                    words.plain("   what was there before: ").role(Role::Accent, "A").plain(" in Drift")
                }
                None => words.plain(" from its start"),
            };
            super::notify(model, words);
        }
        FeedMessage::Batch { batch, read, total } => {
            log.progress = (read, total);
            if let Some(batch) = batch {
                log.session.ingest(*batch);
                log.last_news = now;
                log.stale = true;
            }
        }
        FeedMessage::Pending(pending) => {
            log.session.set_pending(pending.map(|line| Pending { span: line.span, bytes: line.bytes }));
            log.last_news = now;
        }
        FeedMessage::CaughtUp => {
            if log.reading == Reading::Loading {
                log.reading = Reading::CaughtUp;
                log.seen = log.session.line_count();
                log.seen_at = now;
                log.outdate();
            }
        }
        FeedMessage::Status(status) => log.status = status,
        FeedMessage::Ended => {
            log.session.finish();
            log.outdate();
        }
        FeedMessage::Failed(error) => {
            log.reading = Reading::Failed(show(error.to_string()));
        }
    }
}
