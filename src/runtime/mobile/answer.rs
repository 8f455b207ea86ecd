//! What `mmcli -J` says of a modem.

use serde::Deserialize;

use crate::domain::{MobileLine, ModemState, OperatorName};

/// mmcli writes this for what it does not know.
const NOTHING: &str = "--";

#[derive(Deserialize)]
struct Answer {
    modem: Modem,
}

#[derive(Deserialize)]
struct Modem {
    #[serde(default, rename = "3gpp")]
    network: Network,
    generic: Generic,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
struct Network {
    operator_name: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Generic {
    state: String,
    #[serde(default)]
    signal_quality: Quality,
    #[serde(default)]
    access_technologies: Vec<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Quality {
    value: String,
}

/// The modem in an answer; none where it is no answer about one.
pub fn read(output: &[u8]) -> Option<MobileLine> {
    let Modem { network, generic } = serde_json::from_slice::<Answer>(output).ok()?.modem;
    let connected = generic.state == "connected";
    let technology =
        generic.access_technologies.first().and_then(|name| OperatorName::new(&known(name)?.to_uppercase()));
    Some(MobileLine {
        state: if connected { ModemState::Connected } else { ModemState::NotConnected },
        signal: generic.signal_quality.value.parse().ok().filter(|percent| *percent <= 100),
        operator: known(&network.operator_name).and_then(OperatorName::new),
        technology: technology.map(|name| name.as_str().to_owned()),
    })
}

fn known(text: &str) -> Option<&str> {
    Some(text).filter(|text| *text != NOTHING)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What mmcli 1.20.4 said over a real bus.
    const CONNECTED: &str = include_str!("../../../tests/data/mmcli-connected.json");

    #[test]
    fn a_connected_modem_is_read() {
        let line = read(CONNECTED.as_bytes()).unwrap();
        assert_eq!(line.state, ModemState::Connected);
        assert_eq!(line.signal, Some(67));
        assert_eq!(line.operator.unwrap().as_str(), "中国移动");
        assert_eq!(line.technology.as_deref(), Some("LTE"));
    }

    #[test]
    fn what_is_not_known_is_not_made_up() {
        let searching = CONNECTED
            .replace("\"state\":\"connected\"", "\"state\":\"searching\"")
            .replace("\"value\":\"67\"", "\"value\":\"--\"")
            .replace("中国移动", "--")
            .replace("[\"lte\"]", "[]");
        let expected = MobileLine { state: ModemState::NotConnected, ..MobileLine::default() };
        assert_eq!(read(searching.as_bytes()), Some(expected));
        let strong = CONNECTED.replace("\"value\":\"67\"", "\"value\":\"101\"");
        assert_eq!(read(strong.as_bytes()).unwrap().signal, None);
    }

    #[test]
    fn what_is_no_answer_is_none() {
        let without_state = CONNECTED.replace("\"state\":", "\"stage\":");
        for wrong in ["", "{}", "{\"modem\":{}}", "error: couldn't find modem", &without_state, &CONNECTED[..500]] {
            assert_eq!(read(wrong.as_bytes()), None, "{wrong}");
        }
    }

    #[test]
    fn a_name_shows_nothing_but_itself() {
        let name = OperatorName::new("\u{1b}[31mChina\nMobile 12345678901").unwrap();
        assert_eq!(name.as_str(), "[31mChinaMobile ");
        assert_eq!(OperatorName::new(" \u{7} "), None);
    }
}
