//! A line of the log for a Chinese screen. The log itself is English and stays so, for whoever reads its file; here each message
//! has its Chinese words, and of its values those that need no language.

use std::borrow::Cow;

/// A message as the log writes it, `{}` for what changes, and what it is in Chinese, where the same values come in the same order.
const MESSAGES: &[(&str, &str)] = &[
    ("the primary host is still gone", "主用主机仍连不上"),
    ("the open connection was dead, connecting anew", "原连接已断，重新连接"),
    ("connected to {}", "已连接 {}"),
    ("this host has keys of its own: a new sign-on is needed", "此主机密钥不同，需重新签到"),
    ("passed over an answer to another question", "收到不属于当前交易的应答，已忽略"),
    ("back with the primary host", "已切回主用主机"),
    ("the primary host is gone; now with the backup", "主用主机断开，已切到备用主机"),
    ("no usable answer from the host", "主机没有有效应答"),
    ("the private key can be read by others; chmod 600 it", "私钥文件可被他人读取，请改为 600 权限"),
    ("the catalogue's file was not made short", "商品文件未能压缩"),
    ("the training shop begins without products", "训练商店没有商品"),
    ("the training customer cannot pay", "训练顾客无法付款"),
    ("the master key is read from a file, as allow_software_master_key permits", "按配置从文件读取主密钥"),
    ("no device key came as a systemd credential; it lies in {}", "设备密钥不是 systemd 凭据，存于 {}"),
    ("a technician's command was refused", "技术员命令被拒绝"),
    ("the file of customers was not made short", "会员文件未能压缩"),
    ("the key of batch {} is destroyed at the next start", "批次 {} 的密钥将在下次启动时销毁"),
    (
        "the state is too large for a checkpoint; the journal goes on in its segment",
        "状态太大，未写检查点，流水照常记录",
    ),
    ("no room for the next journal segment yet", "空间不足，暂不能建新的流水文件"),
    ("the ledger has stopped", "账本已停止"),
    ("no old segment of the journal is let go", "旧流水暂不清理"),
    ("old segments of the journal stay for now", "旧流水暂时保留"),
    ("after old segments were let go", "旧流水清理后出错"),
    ("old segments of the journal were let go; it begins at record {}", "旧流水已清理，现从第 {} 条开始"),
    ("old segments of the journal are still there, until the next start", "旧流水未能删除，下次启动再删"),
    ("the font is not used", "字体不能用"),
    ("the card approved by itself against the order", "卡片未经请求自行批准"),
    ("a picture for the pad cannot be read", "密码键盘的图片无法读取"),
    ("the pad does not take a picture", "密码键盘不接受图片"),
    ("damaged reply from the pad; asking again", "密码键盘应答损坏，正在重问"),
    ("reader is ready", "读卡器就绪"),
    ("reader is not there", "读卡器未连接"),
    ("tables of the reader", "读卡器参数"),
    ("the reader does not take its tables", "读卡器拒绝参数"),
    ("an order of the reader came to nothing", "读卡器命令未完成"),
    ("the black box could not be kept", "运行记录未能保存"),
    ("the black box was kept", "运行记录已保存"),
    ("the order gateway", "订单网关异常"),
    ("an input device has gone", "输入设备断开"),
    ("an input device is read", "输入设备已连接"),
    ("an input device cannot be waited for", "输入设备无法监听"),
    ("an input device cannot be read", "输入设备无法读取"),
    ("input devices are not watched, only looked for", "无法监视输入设备，改为定时查找"),
    ("the ledger was put right at start", "启动时已修复账本"),
    ("the index was not closed; it is put right at the next start", "索引未正常关闭，下次启动时修复"),
    ("facts could not be made durable", "记录无法写入磁盘"),
    ("the index is behind; it is built again when needed", "索引落后，需要时重建"),
    ("the index cannot answer", "索引查询失败"),
    ("the last days cannot be summed up", "近期汇总失败"),
    ("the settlement file cannot be read", "对账文件无法读取"),
    ("the settlement file is not compared", "对账文件不能用"),
    ("this terminal reports no touches: cardholders sign on the slip", "本屏没有触摸，持卡人在签购单上签名"),
    ("link queue full", "主机线路队列已满"),
    ("reader queue full", "读卡器队列已满"),
    ("the service manager cannot be told anything", "无法通知系统服务管理器"),
    ("the service manager was not told", "通知系统服务管理器失败"),
    ("the enrolment service", "操作员服务异常"),
    ("stopped over a fault", "程序因故障停止"),
    ("a receipt was not printed: more than {} wait already", "签购单未打印：已有 {} 份在等"),
    ("a receipt was not printed", "签购单未打印"),
    ("a receipt was not saved", "签购单未能存档"),
    ("a password was not checked: more than {} wait already", "密码未核对：已有 {} 个在等"),
    ("a password was not hashed", "密码未能加密"),
    ("the roster cannot be read", "名册无法读取"),
    ("the scanner on {} is there", "扫码枪 {} 已连接"),
    ("scanner on {}: ", "扫码枪 {} 断开，正在重试"),
    ("nobody can look at this terminal over SSH", "无法通过 SSH 查看本机"),
    ("a seat is opened by {}", "{} 打开了远程席位"),
    ("a connection to the seats' socket failed", "远程席位连接失败"),
    ("a seat was refused", "远程席位被拒绝"),
    ("a change of a product that a power cut interrupted was left out", "断电时未写完的商品改动已舍弃"),
    ("the catalogue cannot be used", "商品资料不能用"),
    ("a change of a customer that a power cut interrupted was left out", "断电时未写完的会员改动已舍弃"),
    ("the customers cannot be used", "会员资料不能用"),
    ("a product could not be kept", "商品未能保存"),
    ("a change of a customer could not be made", "会员改动未能保存"),
    ("scripts cannot be told how the terminal is", "状态接口不能用"),
    ("the state for scripts cannot be written", "状态文件无法写入"),
    ("a report of the reader was lost: too many at once", "读卡器报告过多，丢失一条"),
    ("nothing is said any more: the program of [voice] cannot be run", "语音程序无法运行，不再播报"),
    ("the program of [voice] was ended: it took more than {} s", "语音程序超过 {} 秒，已中止"),
    ("the training order gateway cannot keep its books", "训练网关无法保存账目"),
    ("the training enrolment service cannot listen", "训练操作员服务无法启动"),
    ("the training host cannot make keys", "训练主机无法生成密钥"),
    ("the training host's capture file cannot be written", "训练主机抓包文件无法写入"),
    ("the training host's books cannot be read", "训练主机账目无法读取，已另存"),
    ("the training host's answer", "训练主机应答"),
    ("the training host cannot read a request", "训练主机无法识别请求"),
    ("the training host's settlement file cannot be written", "训练主机对账文件无法写入"),
    ("the training host's books cannot be saved", "训练主机账目无法保存"),
    ("books of a terminal that is not configured", "有未配置终端的账目"),
];
/// What is said of a message that has no Chinese words.
pub const OTHER: &str = "其他记录，原文见日志文件";
const LEVELS: [(&str, &str); 4] = [("ERROR", "错误"), ("WARN", "警告"), ("INFO", "信息"), ("DEBUG", "调试")];

/// `14:05:10  INFO connected to 192.0.2.1:8000` as `14:05:10 信息 已连接 192.0.2.1:8000`.
pub fn in_chinese(line: &str) -> String {
    let mut words = line.trim().splitn(2, ' ');
    let (clock, rest) = (words.next().unwrap_or_default(), words.next().unwrap_or_default().trim_start());
    let (level, said) = rest.split_once(' ').unwrap_or((rest, ""));
    let level = LEVELS.iter().find(|(english, _)| *english == level).map_or(level, |(_, chinese)| chinese);
    format!("{clock} {level} {}", message(said.trim_start()))
}

/// The words of the message that fits longest, and its values.
fn message(said: &str) -> String {
    let fitting = MESSAGES.iter().filter_map(|(english, chinese)| Some((english, chinese, captured(said, english)?)));
    let Some((_, chinese, (values, rest))) = fitting.max_by_key(|(english, ..)| english.len()) else {
        return OTHER.to_owned();
    };
    let whole = values.into_iter().fold((*chinese).to_owned(), |text, value| text.replacen("{}", &plain(value), 1));
    let fields = fields(rest);
    if fields.is_empty() { whole } else { format!("{whole}：{}", fields.join(" ")) }
}

/// What stands in the places of a pattern, and what comes after it; none where the text is another.
fn captured<'a>(said: &'a str, pattern: &str) -> Option<(Vec<&'a str>, &'a str)> {
    let mut pieces = pattern.split("{}");
    let mut rest = said.strip_prefix(pieces.next()?)?;
    let mut values = Vec::new();
    for piece in pieces {
        // A value at the end goes to the next blank: the fields come after it.
        let end = if piece.is_empty() { rest.find(' ').unwrap_or(rest.len()) } else { rest.find(piece)? };
        let (value, after) = rest.split_at(end);
        values.push(value);
        rest = &after[piece.len()..];
    }
    Some((values, rest))
}

/// The values of `name=value` that need no language: numbers, addresses, paths; and the number of a system's error.
fn fields(rest: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for word in rest.split(' ') {
        let value = word.split_once('=').map_or(word, |(_, value)| value);
        let shown = plain(value.trim_matches(|sign: char| ",;:()\"".contains(sign)));
        if !shown.is_empty() {
            found.push(shown.into_owned());
        }
    }
    found
}

/// A value, if it is no word of a language: it has a digit or a slash in it, and no Rust in it.
fn plain(value: &str) -> Cow<'_, str> {
    let says = value.chars().any(|sign| sign.is_ascii_digit() || sign == '/');
    let is_rust = value.contains(['{', '}', '[', ']', '<', '>']);
    Cow::Borrowed(if says && !is_rust { value } else { "" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_keeps_its_values_and_loses_its_english() {
        for (english, chinese) in [
            ("14:05:10  INFO connected to 192.0.2.1:8000", "14:05:10 信息 已连接 192.0.2.1:8000"),
            ("14:05:09  WARN the printer is not there", "14:05:09 警告 其他记录，原文见日志文件"),
            (
                "14:05:09  WARN a receipt was not printed error=/dev/usb/lp0: No such file or directory (os error 2); is it on?",
                "14:05:09 警告 签购单未打印：/dev/usb/lp0 2",
            ),
            (
                "14:05:09  WARN a receipt was not printed: more than 20 wait already",
                "14:05:09 警告 签购单未打印：已有 20 份在等",
            ),
            ("14:05:09  INFO the scanner on /dev/ttyACM0 is there", "14:05:09 信息 扫码枪 /dev/ttyACM0 已连接"),
            (
                "14:05:09  WARN scanner on /dev/ttyACM0: it has gone; is it plugged in? It is tried again",
                "14:05:09 警告 扫码枪 /dev/ttyACM0 断开，正在重试",
            ),
            ("14:05:09  INFO reader is ready model=PAD 1 version=2.20", "14:05:09 信息 读卡器就绪：1 2.20"),
            ("14:05:09 ERROR the ledger has stopped: no word", "14:05:09 错误 账本已停止"),
            ("", "  其他记录，原文见日志文件"),
        ] {
            assert_eq!(in_chinese(english), chinese);
        }
    }
}
