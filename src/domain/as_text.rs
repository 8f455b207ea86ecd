//! What every name and number that is kept as a text has in common, once `FromStr` says which texts are good.

/// Of types around a `String`, each with the error of its `FromStr`: made of a text that comes, and given and shown as the text.
macro_rules! as_text {
    ($($name:ident: $error:ty),* $(,)?) => {$(
        impl TryFrom<String> for $name {
            type Error = $error;
            fn try_from(text: String) -> Result<Self, $error> {
                text.parse()
            }
        }
        impl From<$name> for String {
            fn from(text: $name) -> String {
                text.0
            }
        }
        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}
pub(crate) use as_text;
