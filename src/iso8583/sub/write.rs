//! From sub-fields to a field's value. Reading is free, writing is strict: exact lengths, no gaps.

use zeroize::Zeroizing;

use super::spec::{Layout, Sub, Tail};
use crate::iso8583::{PackError, Path, SubStep, bcd, spec::Kind};

/// A value and where it goes.
pub type Item<'a> = (Path, &'a [u8]);

/// The most that is written: what the length of a field can say.
const LONGEST: usize = 999;

/// The sub-fields that are still to be written.
struct Source<'s, 'a> {
    field: Path,
    items: &'s [Item<'a>],
    at: usize,
    out: Zeroizing<Vec<u8>>,
}

impl Layout {
    /// The value of a field that consists of these sub-fields, in the order of the table. The later ones may be left out.
    ///
    /// # Errors
    ///
    /// [`PackError::BadPart`] names the first sub-field that has a wrong form or that the table does not have there.
    pub fn write(&'static self, field: u8, items: &[Item<'_>]) -> Result<Zeroizing<Vec<u8>>, PackError> {
        let field = Path::field(field);
        // Made at its full size, so that growing does not leave copies of card data behind.
        let mut source = Source { field, items, at: 0, out: Zeroizing::new(Vec::with_capacity(LONGEST)) };
        if source.subs(field, self.head)? {
            source.tail(&self.tail)?;
        }
        let value = source.end()?;
        // Two letters and a length can sometimes be read in two ways, by size of length or as a pair inside a pair.
        if matches!(self.tail, Tail::Lettered(_)) && !self.reads_as(field.number(), &value, items) {
            return Err(bad(field, "items that can be read in one way only".into(), "others".into()));
        }
        Ok(value)
    }

    fn reads_as(&'static self, field: u8, value: &[u8], items: &[Item<'_>]) -> bool {
        let mut parts = self.read(field, value);
        let same =
            |item: &Item<'_>| parts.next().is_some_and(|part| part.is_ok_and(|part| (part.path, part.value) == *item));
        items.iter().all(same) && parts.next().is_none()
    }

    /// The value of a field of numbered sub-fields, from the first one of the table on.
    ///
    /// # Errors
    ///
    /// As [`Layout::write`].
    pub fn join(&'static self, field: u8, values: &[&str]) -> Result<Zeroizing<Vec<u8>>, PackError> {
        let number = |index: usize| self.head.get(index).map_or(0, |sub| sub.number);
        let items: Vec<Item<'_>> = values
            .iter()
            .enumerate()
            .map(|(index, value)| (Path::sub(field, number(index)), value.as_bytes()))
            .collect();
        self.write(field, &items)
    }
}

impl Source<'_, '_> {
    /// Sub-fields one after the other, and whether all of them were there.
    fn subs(&mut self, above: Path, subs: &[Sub]) -> Result<bool, PackError> {
        for sub in subs {
            let Some(&(path, value)) = self.items.get(self.at) else { return Ok(false) };
            let expected = above.then(SubStep::Number(sub.number));
            if path != expected {
                return Err(misplaced(path, &format!("sub-field {expected}")));
            }
            self.value(path, sub, value)?;
        }
        Ok(true)
    }

    fn value(&mut self, path: Path, sub: &Sub, value: &[u8]) -> Result<(), PackError> {
        let may = |byte: &u8| match sub.kind {
            Kind::N | Kind::Z => bcd::nibble(sub.kind, *byte).is_some(),
            Kind::An => byte.is_ascii_alphanumeric() || *byte == b' ',
            Kind::Ans | Kind::B => true,
        };
        if let Some(at) = value.iter().position(|byte| !may(byte)) {
            return Err(bad(path, sub.form(), format!("something else at position {at}")));
        }
        if !(sub.size.least()..=sub.size.most()).contains(&value.len()) {
            return Err(bad(path, sub.form(), value.len().to_string()));
        }
        self.put(value);
        self.at += 1;
        Ok(())
    }

    fn tail(&mut self, tail: &Tail) -> Result<(), PackError> {
        match *tail {
            Tail::End => Ok(()),
            Tail::Group(under, subs) => self.subs(self.field.then(SubStep::Number(under)), subs).map(drop),
            Tail::Rows { under, row, most } => {
                let above = under.map_or(self.field, |under| self.field.then(SubStep::Number(under)));
                (1..=most).try_for_each(|number| self.row(above.then(SubStep::Number(number)), row))
            }
            Tail::Ber(_) => self.each(|source, path, value| source.object(path, value)),
            Tail::Lettered(_) => self.each(Source::pair),
            Tail::Named => self.each(|source, path, value| {
                let Some(SubStep::Name(name)) = path.step(0) else { return Err(misplaced(path, "a name")) };
                source.put(&name);
                source.decimal(path, value.len(), 3)?;
                source.put(value);
                Ok(())
            }),
            Tail::Coded(subs) => self.codes(subs),
        }
    }

    /// A row, which is whole or not there.
    fn row(&mut self, above: Path, row: &[Sub]) -> Result<(), PackError> {
        let is_there = self.at < self.items.len();
        if self.subs(above, row)? || !is_there {
            return Ok(());
        }
        Err(bad(above, format!("{} sub-fields", row.len()), "fewer".into()))
    }

    /// Items that say themselves what they are.
    fn each(
        &mut self,
        mut write: impl FnMut(&mut Self, Path, &[u8]) -> Result<(), PackError>,
    ) -> Result<(), PackError> {
        while let Some(&(path, value)) = self.items.get(self.at) {
            write(self, path, value)?;
            self.at += 1;
        }
        Ok(())
    }

    fn object(&mut self, path: Path, value: &[u8]) -> Result<(), PackError> {
        let (Some(SubStep::Tag(tag)), 1) = (path.step(0), path.depth()) else { return Err(misplaced(path, "a tag")) };
        let skip = (tag.leading_zeros() / 8).min(3) as usize;
        self.put(&tag.to_be_bytes()[skip..]);
        let [.., high, low] = value.len().to_be_bytes();
        match value.len() {
            0..0x80 => self.put(&[low]),
            0x80..0x100 => self.put(&[0x81, low]),
            _ => self.put(&[0x82, high, low]),
        }
        self.put(value);
        Ok(())
    }

    /// A letter pair. Those inside of one stand in a row, and its length is written when the last of them has been.
    fn pair(&mut self, path: Path, value: &[u8]) -> Result<(), PackError> {
        let inside = |item: &&Item<'_>| item.0.depth() == 2 && item.0.step(0) == path.step(0);
        if path.depth() == 1 {
            return self.one_pair(path, path.step(0), value);
        }
        let items = self.items;
        let group = &items[self.at..self.at + items[self.at..].iter().take_while(inside).count()];
        if group.is_empty() {
            return Err(misplaced(path, "two letters"));
        }
        let mut inner =
            Source { field: self.field, items: group, at: 0, out: Zeroizing::new(Vec::with_capacity(LONGEST)) };
        for &(path, value) in group {
            inner.one_pair(path, path.step(1), value)?;
        }
        self.at += group.len() - 1;
        self.one_pair(path, path.step(0), &inner.out)
    }

    fn one_pair(&mut self, path: Path, step: Option<SubStep>, value: &[u8]) -> Result<(), PackError> {
        let (letters, digits) = match step {
            Some(SubStep::Short(letters)) => (letters, 2),
            Some(SubStep::Long(letters)) => (letters, 3),
            _ => return Err(misplaced(path, "two letters")),
        };
        if !letters.iter().all(u8::is_ascii_alphanumeric) {
            return Err(misplaced(path, "two letters or digits"));
        }
        self.put(&letters);
        self.decimal(path, value.len(), digits)?;
        self.put(value);
        Ok(())
    }

    fn codes(&mut self, subs: &[Sub]) -> Result<(), PackError> {
        while let Some(&(path, value)) = self.items.get(self.at) {
            let sub = subs.iter().find(|sub| path == self.field.then(SubStep::Number(sub.number)));
            let Some(sub) = sub else { return Err(misplaced(path, "a code of the table")) };
            self.decimal(path, usize::from(sub.number), 2)?;
            self.value(path, sub, value)?;
        }
        Ok(())
    }

    /// A number in so many ASCII digits.
    fn decimal(&mut self, path: Path, number: usize, digits: usize) -> Result<(), PackError> {
        let text = format!("{number:0digits$}");
        if text.len() > digits {
            return Err(bad(path, format!("at most {} long", "9".repeat(digits)), number.to_string()));
        }
        self.put(text.as_bytes());
        Ok(())
    }

    fn put(&mut self, bytes: &[u8]) {
        self.out.extend_from_slice(bytes);
    }

    fn end(self) -> Result<Zeroizing<Vec<u8>>, PackError> {
        match self.items.get(self.at) {
            Some(&(path, _)) => Err(misplaced(path, "absent")),
            None if self.out.len() > LONGEST => {
                Err(bad(self.field, format!("at most {LONGEST} long"), self.out.len().to_string()))
            }
            None => Ok(self.out),
        }
    }
}

fn misplaced(path: Path, expected: &str) -> PackError {
    bad(path, expected.to_owned(), "out of place".into())
}

fn bad(path: Path, expected: String, found: String) -> PackError {
    PackError::BadPart { path, expected, found }
}
