//! What the build script demands of the Fluent files.
//!
//! Only a part of Fluent is allowed: messages made of text, variables, string literals and selections. Attributes,
//! terms, references to other messages and functions would need code that no screen uses.

use std::{collections::BTreeSet, fmt};

use fluent_syntax::{
    ast::{Entry, Expression, InlineExpression, Message as Ast, Pattern, PatternElement},
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
    /// The finished text, where there are no variables.
    pub fixed: Option<String>,
    /// The text as a reader of the documentation sees it.
    pub doc: String,
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
    let fixed = if arguments.is_empty() { Some(fixed_text(pattern)?) } else { None };
    let line = line_of(source, message.id.name);
    Ok(Message { id: message.id.name.into(), line, arguments: arguments.into_iter().collect(), fixed, doc })
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

fn fixed_text(pattern: &Pattern<&str>) -> Result<String, String> {
    let only_text =
        |e: &PatternElement<&str>| !matches!(e, PatternElement::Placeable { expression: Expression::Select { .. } });
    if !pattern.elements.iter().all(only_text) {
        return Err("selects without a variable".into());
    }
    let mut text = String::new();
    read_pattern(pattern, &mut BTreeSet::new(), &mut text)?;
    Ok(text)
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
