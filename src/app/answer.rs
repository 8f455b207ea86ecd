//! Answers to queries from transactions that are all in memory: for a terminal without an index, as the simulated shop is.

use crate::domain::{Found, Place, Search, Transaction};

use super::{Event, Query, SessionId};

/// Answers a query in the order and the pieces of the index.
pub fn answer<'a>(session: SessionId, query: Query, all: impl Iterator<Item = &'a Transaction>) -> Event {
    match query {
        Query::Batch(batch, limit) => {
            let mut rows: Vec<Transaction> = all.filter(|txn| txn.txn.batch == batch).cloned().collect();
            rows.sort_by_key(|txn| std::cmp::Reverse(txn.txn.stan));
            rows.truncate(limit);
            Event::Found(session, Some(rows))
        }
        Query::These(txns) => {
            let found = all.filter(|txn| txns.contains(&txn.txn));
            Event::Found(session, Some(found.cloned().collect()))
        }
        Query::Search(search, after) => {
            let found = find(all, &search, after, Query::PAGE);
            Event::Searched(session, search, after, Some(found))
        }
        Query::Survey(mut survey, after) => {
            let days = Search { span: Some(survey.span()), ..Search::default() };
            let found = find(all, &days, after, Query::PIECE);
            let summed = found.rows.iter().try_for_each(|txn| survey.add(txn));
            Event::Surveyed(session, summed.ok().map(|()| (survey, found.next)))
        }
    }
}

fn find<'a>(all: impl Iterator<Item = &'a Transaction>, search: &Search, after: Option<Place>, limit: usize) -> Found {
    let key = |place: Place| (place.began, place.txn.batch, place.txn.stan);
    let older = |txn: &&Transaction| after.is_none_or(|after| key(Place::of(txn)) < key(after));
    let mut fitting: Vec<&Transaction> = all.filter(|txn| search.fits(txn)).filter(older).collect();
    fitting.sort_by_key(|txn| std::cmp::Reverse(key(Place::of(txn))));
    let rows: Vec<Transaction> = fitting.iter().take(limit).map(|txn| (*txn).clone()).collect();
    let next = rows.last().filter(|_| fitting.len() > limit).map(Place::of);
    Found { rows, next }
}
