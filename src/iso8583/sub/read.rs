//! From a field's value to its sub-fields, in place.

use super::{
    Part,
    spec::{Layout, Shown, Sub, Tail},
    walk,
};
use crate::iso8583::{ParseError, Path, SubStep, bcd, spec::Kind};

/// The sub-fields of a value, in order, the innermost ones. Ends after the first fault.
#[derive(Clone, Debug)]
pub struct Parts<'a> {
    layout: &'static Layout,
    field: Path,
    value: &'a [u8],
    at: usize,
    state: State,
}

/// What comes next.
#[derive(Clone, Copy, Debug)]
enum State {
    /// The sub-field of the head with this index.
    Head(usize),
    /// The sub-field of the group with this index.
    Group(usize),
    /// A row by its number, and the sub-field in it.
    Row(u8, usize),
    /// An object, a letter pair, a name or a code with its value.
    Listed,
    /// Inside the value of a letter pair, which ends there.
    Inner(Path, usize),
    /// What no table knows.
    Rest,
    /// Nothing.
    Done,
}

/// Rows that are read, more than any message holds.
const ROWS_MAX: u8 = 99;

impl<'a> Parts<'a> {
    pub(super) fn new(layout: &'static Layout, field: u8, value: &'a [u8]) -> Parts<'a> {
        Parts { layout, field: Path::field(field), value, at: 0, state: State::Head(0) }
    }

    fn step(&mut self) -> Result<Part<'a>, ParseError> {
        match (self.state, self.layout.tail) {
            (State::Head(index), tail) => match self.layout.head.get(index) {
                Some(sub) => {
                    self.state = State::Head(index + 1);
                    self.fixed(sub, self.field)
                }
                None => {
                    self.state = match tail {
                        Tail::End => State::Rest,
                        Tail::Group(..) => State::Group(0),
                        Tail::Rows { .. } => State::Row(1, 0),
                        Tail::Ber(_) | Tail::Lettered(_) | Tail::Named | Tail::Coded(_) => State::Listed,
                    };
                    self.step()
                }
            },
            (State::Group(index), Tail::Group(under, subs)) => match subs.get(index) {
                Some(sub) => {
                    self.state = State::Group(index + 1);
                    self.fixed(sub, self.field.then(SubStep::Number(under)))
                }
                None => self.rest(),
            },
            (State::Row(number, index), Tail::Rows { under, row, .. }) => match row.get(index) {
                Some(sub) => {
                    self.state = State::Row(number, index + 1);
                    let path = under.map_or(self.field, |under| self.field.then(SubStep::Number(under)));
                    self.fixed(sub, path.then(SubStep::Number(number)))
                }
                None if number < ROWS_MAX && !row.is_empty() => {
                    self.state = State::Row(number + 1, 0);
                    self.step()
                }
                None => self.rest(),
            },
            (State::Listed, tail) => self.listed(tail),
            (State::Inner(path, end), _) => self.inner(path, end),
            _ => self.rest(),
        }
    }

    /// A sub-field at a place that the table knows.
    fn fixed(&mut self, sub: &'static Sub, above: Path) -> Result<Part<'a>, ParseError> {
        let path = above.then(SubStep::Number(sub.number));
        let left = self.value.len() - self.at;
        let size = left.min(sub.size.most());
        if size < usize::from(sub.read_least) {
            return Err(self.bad(path, self.at, sub.form(), format!("{size}")));
        }
        let value = self.take(size);
        self.check(path, sub.kind, value)?;
        Ok(Part { path, name: sub.name, kind: sub.kind, shown: sub.shown, value })
    }

    /// An item of a list whose items say what they are.
    fn listed(&mut self, tail: Tail) -> Result<Part<'a>, ParseError> {
        match tail {
            Tail::Ber(tags) => {
                let Some(item) = walk::ber(self.value, self.at).map_err(|wrong| self.no_item(wrong))? else {
                    self.at = self.value.len();
                    return self.rest();
                };
                let (name, shown) = tags
                    .iter()
                    .find(|tag| tag.tag == item.tag)
                    .map_or(("", Shown::Hidden), |tag| (tag.name, tag.shown));
                self.at = item.end;
                let path = self.field.then(SubStep::Tag(item.tag));
                Ok(Part { path, name, kind: Kind::B, shown, value: &self.value[item.start..item.end] })
            }
            Tail::Lettered(known) => {
                let item = walk::lettered(self.value, self.at).map_err(|wrong| self.no_item(wrong))?;
                let path = self.field.then(item.step());
                let found = known.iter().find(|entry| entry.letters == item.letters);
                let inner = &self.value[item.start..item.end];
                if found.is_some_and(|entry| !entry.inner.is_empty()) && walk::is_lettered(inner) {
                    self.at = item.start;
                    self.state = State::Inner(path, item.end);
                    return self.step();
                }
                self.at = item.end;
                let (name, shown) = found.map_or(("", Shown::Hidden), |entry| (entry.name, entry.shown));
                Ok(Part { path, name, kind: Kind::Ans, shown, value: inner })
            }
            Tail::Named => {
                let item = walk::named(self.value, self.at).map_err(|wrong| self.no_item(wrong))?;
                self.at = item.end;
                let path = self.field.then(SubStep::Name(item.name));
                let value = &self.value[item.start..item.end];
                Ok(Part { path, name: "", kind: Kind::Ans, shown: Shown::Plain, value })
            }
            Tail::Coded(subs) => self.coded(subs),
            Tail::End | Tail::Group(..) | Tail::Rows { .. } => self.rest(),
        }
    }

    fn coded(&mut self, subs: &'static [Sub]) -> Result<Part<'a>, ParseError> {
        let code = walk::digits(self.value, self.at, 2);
        let sub = code.and_then(|code| subs.iter().find(|sub| usize::from(sub.number) == code));
        let Some(sub) = sub else {
            let found = self.value[self.at..].get(..2).map_or("the end".into(), |code| code.escape_ascii().to_string());
            return Err(self.bad(self.field, self.at, "a code of the table".into(), found));
        };
        self.at += 2;
        self.fixed(sub, self.field)
    }

    /// What stands inside the value of a letter pair.
    fn inner(&mut self, path: Path, end: usize) -> Result<Part<'a>, ParseError> {
        let item = walk::lettered(&self.value[..end], self.at).map_err(|wrong| self.no_item(wrong))?;
        self.at = item.end;
        if item.end >= end {
            self.state = State::Listed;
        }
        let known = match (self.layout.tail, path.last()) {
            (Tail::Lettered(known), Some(SubStep::Short(letters) | SubStep::Long(letters))) => {
                known.iter().find(|entry| entry.letters == letters).map_or(&[][..], |entry| entry.inner)
            }
            _ => &[],
        };
        let found = known.iter().find(|entry| entry.letters == item.letters);
        let (name, shown) = found.map_or(("", Shown::Hidden), |entry| (entry.name, entry.shown));
        let value = &self.value[item.start..item.end];
        Ok(Part { path: path.then(item.step()), name, kind: Kind::Ans, shown, value })
    }

    /// What is left.
    fn rest(&mut self) -> Result<Part<'a>, ParseError> {
        let left = self.value.len() - self.at;
        let (path, value) = (self.field.then(SubStep::Rest), self.take(left));
        self.state = State::Done;
        Ok(Part { path, name: "not in the table", kind: Kind::B, shown: Shown::Hidden, value })
    }

    fn take(&mut self, size: usize) -> &'a [u8] {
        let value = &self.value[self.at..self.at + size];
        self.at += size;
        value
    }

    fn check(&self, path: Path, kind: Kind, value: &[u8]) -> Result<(), ParseError> {
        let (may, expected): (fn(Kind, u8) -> bool, _) = match kind {
            Kind::N | Kind::Z => (|kind, byte| bcd::nibble(kind, byte).is_some(), "digits"),
            Kind::An => (|_, byte| (0x20..0x7F).contains(&byte), "printable ASCII"),
            Kind::Ans | Kind::B => return Ok(()),
        };
        match value.iter().position(|&byte| !may(kind, byte)) {
            // The byte is not shown: the field may be a secret one that is read the wrong way.
            Some(index) => {
                Err(self.bad(path, self.at - value.len() + index, expected.into(), "what stands there".into()))
            }
            None => Ok(()),
        }
    }

    fn no_item(&self, wrong: walk::Wrong) -> ParseError {
        self.bad(self.field, wrong.at, wrong.expected.into(), wrong.found)
    }

    fn bad(&self, path: Path, offset: usize, expected: String, found: String) -> ParseError {
        ParseError::BadPart { path, offset, expected, found }
    }
}

impl<'a> Iterator for Parts<'a> {
    type Item = Result<Part<'a>, ParseError>;

    fn next(&mut self) -> Option<Self::Item> {
        if matches!(self.state, State::Done) || self.at >= self.value.len() {
            return None;
        }
        let step = self.step();
        match &step {
            Err(_) => self.state = State::Done,
            // Zero bytes that fill up chip data are nothing.
            Ok(part) if part.value.is_empty() && part.path.last() == Some(SubStep::Rest) => return None,
            Ok(_) => {}
        }
        Some(step)
    }
}
