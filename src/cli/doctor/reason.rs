//! Reasons of the system, of the network and of devices for a Chinese answer: they come in English, as one line.

/// What is found in a reason, and what it is in Chinese.
const PHRASES: &[(&str, &str)] = &[
    ("No such file or directory", "文件或设备不存在"),
    ("No such device", "设备不存在"),
    ("Permission denied", "没有权限"),
    ("Connection refused", "连接被拒绝"),
    ("Connection reset", "连接被对方断开"),
    ("No route to host", "网络不通"),
    ("Network is unreachable", "网络不可达"),
    ("failed to lookup address", "域名无法解析"),
    ("no address", "域名没有地址"),
    ("timed out", "超时"),
    ("no answer", "无应答"),
    ("does not answer", "无应答"),
    ("No space left", "磁盘已满"),
    ("Read-only file system", "磁盘只读"),
    ("resource busy", "设备正被占用"),
    ("Input/output error", "读写错误"),
    ("certificate", "证书不被接受"),
    ("MAC of", "应答校验（MAC）错误"),
    ("cannot be read", "无法识别"),
];

/// A reason in Chinese: whose it is, where that is a path or an address, what is the matter, and the number of the system. What has
/// no words here stays as it is, which is better than nothing.
pub fn in_chinese(reason: &str) -> String {
    let Some((_, phrase)) = PHRASES.iter().find(|(english, _)| reason.contains(english)) else {
        return reason.to_owned();
    };
    let whose = reason.split(": ").next().filter(|whose| !whose.contains(' '));
    let number = reason.split_once("(os error ").and_then(|(_, rest)| rest.split_once(')')).map(|(number, _)| number);
    let whose = whose.map(|whose| format!("{whose}：")).unwrap_or_default();
    let number = number.map(|number| format!("（系统错误 {number}）")).unwrap_or_default();
    format!("{whose}{phrase}{number}")
}

#[cfg(test)]
mod tests {
    use super::in_chinese;

    #[test]
    fn a_reason_keeps_its_address_and_its_number() {
        for (english, chinese) in [
            ("127.0.0.1:7000: Connection refused (os error 111)", "127.0.0.1:7000：连接被拒绝（系统错误 111）"),
            ("/dev/ttyACM0: No such file or directory; is it plugged in?", "/dev/ttyACM0：文件或设备不存在"),
            ("no answer from the host within 60 s", "无应答"),
            ("something else", "something else"),
            ("没有记录", "没有记录"),
        ] {
            assert_eq!(in_chinese(english), chinese);
        }
    }
}
