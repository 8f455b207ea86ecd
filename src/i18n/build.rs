//! Build script: reads the two Fluent files, refuses them unless they say the same things, and writes one typed method
//! for each message into `$OUT_DIR/texts.rs`.

mod check;

use std::{env, fmt::Write as _, fs, path::Path};

use check::{Message, Piece, Problem, Text};

const ZH_CN: &str = "src/i18n/zh-CN.ftl";
const EN: &str = "src/i18n/en.ftl";

fn main() {
    for file in [ZH_CN, EN, "src/i18n/build.rs", "src/i18n/check.rs"] {
        println!("cargo::rerun-if-changed={file}");
    }
    let outcome = load().and_then(|(zh, en)| write_methods(&generate(&zh, &en)));
    for problem in outcome.err().unwrap_or_default() {
        println!("cargo::error={problem}");
    }
}

fn load() -> Result<(Vec<Message>, Vec<Message>), Vec<Problem>> {
    let zh = check::messages(ZH_CN, &read(ZH_CN)?)?;
    let en = check::messages(EN, &read(EN)?)?;
    check::same_interface((ZH_CN, &zh), (EN, &en))?;
    Ok((zh, en))
}

fn read(file: &'static str) -> Result<String, Vec<Problem>> {
    fs::read_to_string(file).map_err(|e| vec![Problem { file, line: 1, what: format!("cannot be read: {e}") }])
}

fn write_methods(code: &str) -> Result<(), Vec<Problem>> {
    let folder = env::var("OUT_DIR").unwrap_or_default();
    fs::write(Path::new(&folder).join("texts.rs"), code).map_err(|e| {
        vec![Problem {
            file: "texts.rs",
            line: 1,
            what: format!("cannot be written to the build folder {folder}: {e}"),
        }]
    })
}

/// The methods of `Texts`. A text without arguments is a literal in both languages; another one is put together by `format!`.
fn generate(zh: &[Message], en: &[Message]) -> String {
    let mut methods = String::new();
    let mut index = String::new();
    for english in en {
        let Some(chinese) = zh.iter().find(|m| m.id == english.id) else { continue };
        let _ = write!(methods, "    #[doc = {:?}]\n{}", english.doc.replace('[', "\\["), method(chinese, english));
        let _ = writeln!(index, "    {},", index_entry(english));
    }
    format!(
        "impl Texts {{\n{methods}}}\n\n#[cfg(test)]\n#[allow(clippy::type_complexity)]\n\
         const INDEX: &[(&str, &[&str], fn(&Texts, &Arg<'static>) -> Cow<'static, str>)] = &[\n{index}];\n"
    )
}

fn method(chinese: &Message, english: &Message) -> String {
    let name = rust_name(&english.id);
    if let (Some(zh), Some(en)) = (literal(&chinese.text), literal(&english.text)) {
        return format!(
            "    #[inline]\n    pub fn {name}(&self) -> Cow<'static, str> {{\n        \
             Cow::Borrowed(self.pick({zh:?}, {en:?}))\n    }}\n"
        );
    }
    let mut converted = String::new();
    for argument in english.arguments.iter().map(|a| rust_name(a)) {
        let _ = writeln!(converted, "        let {argument}: Arg<'a> = {argument}.into();");
    }
    format!(
        "    pub fn {name}<'a>(&self{}) -> Cow<'static, str> {{\n{converted}        Cow::Owned(match self.lang {{\n            \
         Lang::ZhCn => {},\n            Lang::En => {},\n        }})\n    }}\n",
        parameters(english),
        expression(&chinese.text),
        expression(&english.text)
    )
}

/// The words of a text that has nothing else.
fn literal(text: &Text) -> Option<&str> {
    match text {
        Text::Plain(pieces) => match &pieces[..] {
            [Piece::Words(words)] => Some(words),
            _ => None,
        },
        Text::Cases(..) => None,
    }
}

/// A text as a `String`, in Rust.
fn expression(text: &Text) -> String {
    match text {
        Text::Plain(pieces) => formatted(pieces),
        Text::Cases(number, cases, others) => {
            let arm = |(case, pieces): &(u64, Vec<Piece>)| format!("Some({case}) => {}, ", formatted(pieces));
            let arms: String = cases.iter().map(arm).collect();
            format!("match {}.number() {{ {arms}_ => {} }}", rust_name(number), formatted(others))
        }
    }
}

/// Pieces as a `String`, in Rust.
fn formatted(pieces: &[Piece]) -> String {
    match pieces {
        [Piece::Words(words)] => format!("{words:?}.to_owned()"),
        _ => format!("format!({:?})", format_string(pieces)),
    }
}

fn parameters(message: &Message) -> String {
    message.arguments.iter().map(|a| format!(", {}: impl Into<Arg<'a>>", rust_name(a))).collect()
}

/// The pieces as the first argument of `format!`.
fn format_string(pieces: &[Piece]) -> String {
    let written = |piece: &Piece| match piece {
        Piece::Words(words) => words.replace('{', "{{").replace('}', "}}"),
        Piece::Variable(name) => format!("{{{}}}", rust_name(name)),
    };
    pieces.iter().map(written).collect()
}

/// For the tests: name, arguments, and the method, given the same value for every argument.
fn index_entry(english: &Message) -> String {
    let (id, arguments) = (&english.id, &english.arguments);
    let values = vec!["_value.clone()"; arguments.len()].join(", ");
    format!("({id:?}, &{arguments:?}, |t, _value| t.{}({values}))", rust_name(id))
}

fn rust_name(name: &str) -> String {
    name.replace('-', "_")
}
