//! What the host found when it compared totals: one flag for each half of field 48.

use crate::domain::{CardClass, Side, Totals};

/// What the host found of one half.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Finding {
    /// Equal (flag 1).
    Balanced,
    /// Unequal (flag 2) or the host could not tell (flag 3), which is treated alike.
    Unbalanced,
}

/// Both halves. The details of a half that is equal do not go up again; those of an unequal one do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Findings {
    /// Of domestic cards.
    pub domestic: Finding,
    /// Of foreign cards.
    pub foreign: Finding,
}

impl Findings {
    /// The same of both halves.
    pub fn both(finding: Finding) -> Findings {
        Findings { domestic: finding, foreign: finding }
    }

    /// Of one half.
    pub fn of(self, class: CardClass) -> Finding {
        match class {
            CardClass::Domestic => self.domestic,
            CardClass::Foreign => self.foreign,
        }
    }

    /// Taken together: the settlement is balanced when both halves are.
    pub fn overall(self) -> Finding {
        match (self.domestic, self.foreign) {
            (Finding::Balanced, Finding::Balanced) => Finding::Balanced,
            _ => Finding::Unbalanced,
        }
    }

    /// As the digits of field 48 have it, in the answer to these totals. A host that is asked about one half alone judges all
    /// cards with it, and one without foreign cards leaves their half as it came: nothing counted, no flag. Where this terminal
    /// has counted foreign cards, such a half has not been judged.
    pub fn read(digits: &str, asked: &Totals) -> Findings {
        let flag = |half: &str| if half.ends_with('1') { Finding::Balanced } else { Finding::Unbalanced };
        let domestic = digits.get(..31).map_or(Finding::Unbalanced, flag);
        let no_foreign = [Side::Debit, Side::Credit].map(|side| asked.side(CardClass::Foreign, side).count) == [0, 0];
        let foreign = match digits.get(31..62) {
            Some(half) if no_foreign && half.bytes().all(|digit| digit == b'0') => Finding::Balanced,
            Some(half) => flag(half),
            None => domestic,
        };
        Findings { domestic, foreign }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Amount, Kind};

    #[test]
    fn each_half_has_its_flag() {
        let half = |flag: char| format!("000000010000001000000000000000{flag}");
        let none = Totals::default();
        let read = |a, b| Findings::read(&(half(a) + &half(b)), &none);
        let Findings { domestic, foreign } = read('2', '1');
        assert_eq!((domestic, foreign), (Finding::Unbalanced, Finding::Balanced));
        assert_eq!(read('1', '3').of(CardClass::Foreign), Finding::Unbalanced);
        assert_eq!(read('1', '1').overall(), Finding::Balanced);
        assert_eq!(Findings::read(&(half('1') + &"0".repeat(31)), &none), Findings::both(Finding::Balanced));
        assert_eq!(Findings::read(&half('2'), &none), Findings::both(Finding::Unbalanced));
        assert_eq!(Findings::read(&half('1'), &none), Findings::both(Finding::Balanced));
        assert_eq!(Findings::read("", &none), Findings::both(Finding::Unbalanced));
    }
    #[test]
    fn foreign_cards_that_the_host_did_not_count_are_not_balanced() {
        let mut asked = Totals::default();
        asked.add(Kind::Sale, CardClass::Foreign, Amount::from_minor(100).unwrap());
        let left_out = format!("{}1{}", "0".repeat(30), "0".repeat(31));
        let found = Findings::read(&left_out, &asked);
        assert_eq!((found.domestic, found.foreign), (Finding::Balanced, Finding::Unbalanced));
    }
}
