### 收银屏幕上的文字。
### 每条与 en.ftl 同名同参数；标点用全角。

## 主机应答

code-00 = 交易成功
code-other = 交易失败

## 通用

sale-title = 消费
operator-is = 操作员 { $number }
seconds-left = { $seconds } 秒
