//! Build script: reads the two Fluent files, refuses them unless they say the same things, and writes one typed method
//! for each message into `$OUT_DIR/texts.rs`.

mod check;

use std::{env, fmt::Write as _, fs, path::Path};

use check::{Message, Problem};

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

/// The methods of `Texts`. A text without arguments is a literal in both languages; the others go through Fluent.
fn generate(zh: &[Message], en: &[Message]) -> String {
    let mut methods = String::new();
    let mut index = String::new();
    for english in en {
        let Some(chinese) = zh.iter().find(|m| m.id == english.id) else { continue };
        let _ = write!(methods, "{}", method(chinese, english));
        let _ = writeln!(index, "    ({:?}, &{:?}, {}),", english.id, english.arguments, fixed_method(english));
    }
    format!(
        "impl Texts {{\n{methods}}}\n\n#[cfg(test)]\n#[allow(clippy::type_complexity)]\n\
         const INDEX: &[(&str, &[&str], Option<fn(&Texts) -> Cow<'static, str>>)] = &[\n{index}];\n"
    )
}

fn method(chinese: &Message, english: &Message) -> String {
    let name = english.id.replace('-', "_");
    let doc = &english.doc;
    if let (Some(zh), Some(en)) = (&chinese.fixed, &english.fixed) {
        return format!(
            "    #[doc = {doc:?}]\n    #[inline]\n    pub fn {name}(&self) -> Cow<'static, str> {{\n        \
             Cow::Borrowed(self.pick({zh:?}, {en:?}))\n    }}\n"
        );
    }
    let mut parameters = String::new();
    let mut values = String::new();
    for argument in &english.arguments {
        let parameter = argument.replace('-', "_");
        let _ = write!(parameters, ", {parameter}: impl Into<Arg<'a>>");
        let _ = write!(values, "({argument:?}, {parameter}.into()), ");
    }
    format!(
        "    #[doc = {doc:?}]\n    pub fn {name}<'a>(&self{parameters}) -> Cow<'static, str> {{\n        \
         self.format({:?}, [{values}])\n    }}\n",
        english.id
    )
}

fn fixed_method(message: &Message) -> String {
    match message.fixed {
        Some(_) => format!("Some(Texts::{})", message.id.replace('-', "_")),
        None => "None".into(),
    }
}
