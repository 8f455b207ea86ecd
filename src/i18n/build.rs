//! Build script: reads the two Fluent files, refuses them unless they say the same things, and writes one typed method
//! for each message into `$OUT_DIR/texts.rs`.

mod check;

use std::{env, fmt::Write as _, fs, path::Path};

use check::{Message, Piece, Problem};

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

/// The methods of `Texts`. A text without arguments is a literal in both languages; one that only has places for them is
/// put together by `format!`; those that select, as for plurals, go through Fluent.
fn generate(zh: &[Message], en: &[Message]) -> String {
    let mut methods = String::new();
    let mut index = String::new();
    for english in en {
        let Some(chinese) = zh.iter().find(|m| m.id == english.id) else { continue };
        let _ = write!(methods, "    #[doc = {:?}]\n{}", english.doc, method(chinese, english));
        let _ = writeln!(index, "    {},", index_entry(chinese, english));
    }
    format!(
        "impl Texts {{\n{methods}}}\n\n#[cfg(test)]\n#[allow(clippy::type_complexity)]\n\
         const INDEX: &[(&str, &[&str], Option<fn(&Texts, &Arg<'static>) -> Cow<'static, str>>)] = &[\n{index}];\n"
    )
}

fn method(chinese: &Message, english: &Message) -> String {
    let name = rust_name(&english.id);
    let (Some(zh), Some(en)) = (&chinese.plain, &english.plain) else { return fluent_method(english) };
    if let ([Piece::Words(zh)], [Piece::Words(en)]) = (&zh[..], &en[..]) {
        return format!(
            "    #[inline]\n    pub fn {name}(&self) -> Cow<'static, str> {{\n        \
             Cow::Borrowed(self.pick({zh:?}, {en:?}))\n    }}\n"
        );
    }
    let mut converted = String::new();
    for argument in english.arguments.iter().map(|a| rust_name(a)) {
        let _ = writeln!(converted, "        let {argument} = {argument}.into();");
    }
    format!(
        "    pub fn {name}<'a>(&self{}) -> Cow<'static, str> {{\n{converted}        Cow::Owned(match self.lang {{\n            \
         Lang::ZhCn => format!({:?}),\n            Lang::En => format!({:?}),\n        }})\n    }}\n",
        parameters(english),
        format_string(zh),
        format_string(en)
    )
}

fn fluent_method(message: &Message) -> String {
    let mut values = String::new();
    for argument in &message.arguments {
        let _ = write!(values, "({argument:?}, {}.into()), ", rust_name(argument));
    }
    format!(
        "    pub fn {}<'a>(&self{}) -> Cow<'static, str> {{\n        self.format({:?}, [{values}])\n    }}\n",
        rust_name(&message.id),
        parameters(message),
        message.id
    )
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

/// For the tests: name, arguments, and the method, given the same value for every argument, where it does without Fluent.
fn index_entry(chinese: &Message, english: &Message) -> String {
    let (id, arguments) = (&english.id, &english.arguments);
    if chinese.plain.is_none() || english.plain.is_none() {
        return format!("({id:?}, &{arguments:?}, None)");
    }
    let values = vec!["_value.clone()"; arguments.len()].join(", ");
    format!("({id:?}, &{arguments:?}, Some(|t, _value| t.{}({values})))", rust_name(id))
}

fn rust_name(name: &str) -> String {
    name.replace('-', "_")
}
