//! What the build script demands of the Fluent files.
//!
//! Only a part of Fluent is allowed: messages made of text, variables and string literals, or of one such text for each case of a
//! number. Attributes, terms, references to other messages and functions would need code that no screen uses.

use std::{collections::BTreeSet, fmt};

use fluent_syntax::{
    ast::{Entry, Expression, InlineExpression, Message as Ast, Pattern, PatternElement, VariantKey},
    parser, unicode,
};

/// One thing that is wrong with a Fluent file.
#[derive(Debug)]
pub struct Problem {
    /// The file's path in the package.
    pub file: &'static str,
    /// Counted from 1.
    pub line: usize,
    /// What is wrong, and with which message.
    pub what: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.what)
    }
}

/// What the generator needs to know about a message.
#[derive(Debug)]
pub struct Message {
    /// Its name in the file.
    pub id: String,
    /// Counted from 1.
    pub line: usize,
    /// Its variables, in alphabetical order.
    pub arguments: Vec<String>,
    /// Its text.
    pub text: Text,
    /// The text as a reader of the documentation sees it.
    pub doc: String,
}

/// The text of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Text {
    /// The same whatever its variables are.
    Plain(Vec<Piece>),
    /// One for each of these values of a variable, and one for all others.
    Cases(String, Vec<(u64, Vec<Piece>)>, Vec<Piece>),
}

/// A piece of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Words as they are.
    Words(String),
    /// The place of a variable.
    Variable(String),
}

/// The messages of a file, in its order, or all that is wrong with it.
pub fn messages(file: &'static str, source: &str) -> Result<Vec<Message>, Vec<Problem>> {
    let mut problems = Vec::new();
    let resource = parser::parse(source).unwrap_or_else(|(resource, errors)| {
        problems.extend(errors.iter().map(|e| Problem {
            file,
            line: line_at(source, e.pos.start),
            what: format!("not Fluent: {}", e.kind),
        }));
        resource
    });
    let mut found: Vec<Message> = Vec::new();
    for entry in &resource.body {
        match entry {
            Entry::Message(message) => match read_message(source, message) {
                Ok(read) if found.iter().any(|m| m.id == read.id) => {
                    problems.push(Problem { file, line: read.line, what: twice(&read.id) });
                }
                Ok(read) => found.push(read),
                Err(what) => {
                    let line = line_of(source, message.id.name);
                    problems.push(Problem { file, line, what: format!("message `{}`: {what}", message.id.name) });
                }
            },
            Entry::Term(term) => problems.push(Problem {
                file,
                line: line_of(source, term.id.name),
                what: format!("term `-{}`: terms are not supported; write the words into the messages", term.id.name),
            }),
            // Junk has its parser error already.
            Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) | Entry::Junk { .. } => {}
        }
    }
    if problems.is_empty() { Ok(found) } else { Err(problems) }
}

fn twice(id: &str) -> String {
    format!("message `{id}`: stands here a second time; remove one")
}

/// Every message of one file must stand in the other, with the same arguments.
pub fn same_interface(
    (a, in_a): (&'static str, &[Message]),
    (b, in_b): (&'static str, &[Message]),
) -> Result<(), Vec<Problem>> {
    let mut problems = Vec::new();
    for message in in_a {
        let (line, id) = (message.line, &message.id);
        match in_b.iter().find(|m| m.id == message.id) {
            None => problems.push(Problem { file: a, line, what: format!("message `{id}`: missing in {b}") }),
            Some(other) if other.arguments != message.arguments => problems.push(Problem {
                file: b,
                line: other.line,
                what: format!(
                    "message `{id}`: {}, but {a}:{line} has {}",
                    listed(&other.arguments),
                    listed(&message.arguments)
                ),
            }),
            Some(_) => {}
        }
    }
    for message in in_b.iter().filter(|m| in_a.iter().all(|other| other.id != m.id)) {
        let what = format!("message `{}`: missing in {a}", message.id);
        problems.push(Problem { file: b, line: message.line, what });
    }
    if problems.is_empty() { Ok(()) } else { Err(problems) }
}

fn listed(arguments: &[String]) -> String {
    match arguments {
        [] => "no arguments".into(),
        some => format!("the arguments ${}", some.join(", $")),
    }
}

fn read_message(source: &str, message: &Ast<&str>) -> Result<Message, String> {
    good_name(message.id.name)?;
    if !message.attributes.is_empty() {
        return Err("attributes are not supported; make it a message of its own".into());
    }
    let Some(pattern) = &message.value else { return Err("has no text".into()) };
    let mut arguments = BTreeSet::new();
    let mut doc = String::new();
    read_pattern(pattern, &mut arguments, &mut doc)?;
    if doc.trim().is_empty() {
        return Err("has no text".into());
    }
    for argument in &arguments {
        good_name(argument)?;
    }
    let text = read_text(pattern)?;
    let line = line_of(source, message.id.name);
    Ok(Message { id: message.id.name.into(), line, arguments: arguments.into_iter().collect(), text, doc })
}

/// Collects the variables of a pattern and writes it down with the default of each selection.
fn read_pattern(pattern: &Pattern<&str>, arguments: &mut BTreeSet<String>, doc: &mut String) -> Result<(), String> {
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => doc.push_str(value),
            PatternElement::Placeable { expression: Expression::Inline(inline) } => {
                read_inline(inline, arguments, doc)?;
            }
            PatternElement::Placeable { expression: Expression::Select { selector, variants } } => {
                read_inline(selector, arguments, &mut String::new())?;
                for variant in variants {
                    let mut text = String::new();
                    read_pattern(&variant.value, arguments, &mut text)?;
                    if variant.default {
                        doc.push_str(&text);
                    }
                }
            }
        }
    }
    Ok(())
}

fn read_inline(
    inline: &InlineExpression<&str>,
    arguments: &mut BTreeSet<String>,
    doc: &mut String,
) -> Result<(), String> {
    match inline {
        InlineExpression::VariableReference { id } => {
            arguments.insert(id.name.to_owned());
            doc.push_str(&format!("`{}`", id.name));
            Ok(())
        }
        InlineExpression::StringLiteral { value } => unicode::unescape_unicode(doc, value).map_err(|e| e.to_string()),
        _ => Err("only text, { $variables }, { \"literals\" } and selections on a variable are supported".into()),
    }
}

/// The text of a pattern: pieces, or one selection and nothing beside it.
fn read_text(pattern: &Pattern<&str>) -> Result<Text, String> {
    let [PatternElement::Placeable { expression: Expression::Select { selector, variants } }] = &pattern.elements[..]
    else {
        return read_pieces(pattern).map(Text::Plain);
    };
    let InlineExpression::VariableReference { id } = selector else { return Err("selects without a variable".into()) };
    let (mut cases, mut others) = (Vec::new(), Vec::new());
    for variant in variants {
        let pieces = read_pieces(&variant.value)?;
        match (variant.default, &variant.key) {
            (true, _) => others = pieces,
            (false, VariantKey::Identifier { name: "one" }) => cases.push((1, pieces)),
            (false, VariantKey::NumberLiteral { value } | VariantKey::Identifier { name: value }) => {
                let number = value
                    .parse()
                    .map_err(|_| format!("selects by [{value}]: only whole numbers and [one] are supported"))?;
                cases.push((number, pieces));
            }
        }
    }
    Ok(Text::Cases(id.name.to_owned(), cases, others))
}

/// The pieces of a pattern that selects nothing.
fn read_pieces(pattern: &Pattern<&str>) -> Result<Vec<Piece>, String> {
    let mut pieces = Vec::new();
    for element in &pattern.elements {
        match element {
            PatternElement::TextElement { value } => add_words(&mut pieces, value),
            PatternElement::Placeable { expression: Expression::Select { .. } } => {
                return Err("a selection stands alone: write the words beside it into each of its cases".into());
            }
            PatternElement::Placeable {
                expression: Expression::Inline(InlineExpression::VariableReference { id }),
            } => pieces.push(Piece::Variable(id.name.to_owned())),
            PatternElement::Placeable { expression: Expression::Inline(inline) } => {
                let mut words = String::new();
                read_inline(inline, &mut BTreeSet::new(), &mut words)?;
                add_words(&mut pieces, &words);
            }
        }
    }
    Ok(pieces)
}

/// Adds words to those before them.
fn add_words(pieces: &mut Vec<Piece>, words: &str) {
    match pieces.last_mut() {
        Some(Piece::Words(before)) => before.push_str(words),
        _ => pieces.push(Piece::Words(words.to_owned())),
    }
}

/// Names become Rust names: kebab-case, and no word of the language.
fn good_name(name: &str) -> Result<(), String> {
    let part_ok = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    if !name.starts_with(|c: char| c.is_ascii_lowercase()) || !name.split('-').all(part_ok) {
        return Err(format!("the name `{name}` is not kebab-case (small letters and digits, words joined by `-`)"));
    }
    if KEYWORDS.contains(&name) {
        return Err(format!("the name `{name}` is a word of Rust; choose another"));
    }
    Ok(())
}

const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "crate", "do", "dyn", "else",
    "enum", "extern", "false", "final", "fn", "for", "format", "gen", "if", "impl", "in", "let", "loop", "macro",
    "match", "mod", "move", "mut", "override", "pick", "priv", "pub", "ref", "return", "self", "static", "struct",
    "super", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual", "where", "while",
    "yield",
];

/// The line of a piece of the source, which must be a slice of it.
fn line_of(source: &str, piece: &str) -> usize {
    line_at(source, (piece.as_ptr() as usize).saturating_sub(source.as_ptr() as usize))
}

fn line_at(source: &str, offset: usize) -> usize {
    source.bytes().take(offset).filter(|&b| b == b'\n').count() + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(source: &str) -> String {
        let found = messages("x.ftl", source).unwrap_err();
        found.iter().map(|p| format!("{p}\n")).collect()
    }

    #[test]
    fn a_sound_file() {
        let source = "# words\na-title = One\n    two { \"{\" }\nleft-over =\n    { $n ->\n        [0] Nothing\n        [one] One { $of }\n       \
                      *[other] Many of { $of }\n    }\n";
        let found = messages("x.ftl", source).unwrap();
        let (words, of) = (|words: &str| Piece::Words(words.into()), Piece::Variable("of".into()));
        assert_eq!((found[0].line, &found[0].text), (2, &Text::Plain(vec![words("One\ntwo {")])));
        let cases = vec![(0, vec![words("Nothing")]), (1, vec![words("One "), of.clone()])];
        assert_eq!((found[1].line, &found[1].text), (4, &Text::Cases("n".into(), cases, vec![words("Many of "), of])));
        assert_eq!(found[1].arguments, ["n", "of"]);
        assert_eq!(found[1].doc, "Many of `of`");
    }

    #[test]
    fn a_text_with_variables_comes_in_pieces() {
        let found = messages("x.ftl", "a = Card { $n } of { \"{\" }{ $all }\n").unwrap();
        let (words, variable) = (|w: &str| Piece::Words(w.into()), |v: &str| Piece::Variable(v.into()));
        assert_eq!(found[0].text, Text::Plain(vec![words("Card "), variable("n"), words(" of {"), variable("all")]));
    }

    #[test]
    fn what_a_file_must_not_have() {
        let table = [
            ("ok = x\nBadName = y\n", "x.ftl:2: message `BadName`: the name `BadName` is not kebab-case"),
            ("a--b = y\n", "is not kebab-case"),
            ("a_b = y\n", "is not kebab-case"),
            ("a = { $userName }\n", "the name `userName` is not kebab-case"),
            ("match = y\n", "the name `match` is a word of Rust"),
            ("a = x\n\na = y\n", "x.ftl:3: message `a`: stands here a second time"),
            ("a = x\n    .b = y\n", "x.ftl:1: message `a`: attributes are not supported"),
            ("a = x\n-term = y\n", "x.ftl:2: term `-term`: terms are not supported"),
            ("a = x\nb = { a }\n", "x.ftl:2: message `b`: only text"),
            ("a = { NUMBER($n) }\n", "message `a`: only text"),
            ("a = { -term }\n", "message `a`: only text"),
            ("a = { \"\" }\n", "message `a`: has no text"),
            ("a = x { $n ->\n [one] x\n *[other] y\n}\n", "message `a`: a selection stands alone"),
            ("a = { $n ->\n [card] x\n *[other] y\n}\n", "message `a`: selects by [card]: only whole numbers"),
            ("a = x\nb = { $n ->\n [one] x\n}\n", "x.ftl:4: not Fluent: The select expression must have a default"),
            ("a = x\nwhat is this\n", "x.ftl:2: not Fluent: "),
        ];
        for (source, expected) in table {
            assert!(problems(source).contains(expected), "{source}\ngives {}\nlacks {expected}", problems(source));
        }
    }

    #[test]
    fn two_files_must_have_the_same_interface() {
        let one = messages("one.ftl", "a = x\nb = { $n }\nc = { $m } { $n }\n").unwrap();
        let two = messages("two.ftl", "a = x\nc = { $n }\nd = x\n").unwrap();
        let found = same_interface(("one.ftl", &one), ("two.ftl", &two)).unwrap_err();
        let found: Vec<String> = found.iter().map(Problem::to_string).collect();
        assert_eq!(
            found,
            [
                "one.ftl:2: message `b`: missing in two.ftl",
                "two.ftl:2: message `c`: the arguments $n, but one.ftl:3 has the arguments $m, $n",
                "two.ftl:3: message `d`: missing in one.ftl",
            ]
        );
        assert!(same_interface(("one.ftl", &one), ("one.ftl", &one)).is_ok());
    }
}
