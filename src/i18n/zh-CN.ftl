### 收银屏幕上的文字。
### 每条与 en.ftl 同名同参数；标点用全角。

## 主机应答

code-00 = 交易成功
code-01 = 请联系发卡行
code-02 = 请致电发卡行
code-03 = 商户号无效
code-04 = 请没收此卡
code-05 = 发卡行拒绝交易
code-06 = 发卡行故障
code-07 = 特殊情况，没收此卡
code-09 = 交易正在处理
code-10 = 仅部分金额获批
code-11 = 交易成功，贵宾客户
code-12 = 无效交易
code-13 = 金额无效
code-14 = 卡号无效
code-15 = 此卡不受理
code-16 = 成功，更新三磁道
code-19 = 请重做交易
code-20 = 主机应答无效
code-21 = 卡未激活
code-22 = 操作有误
code-23 = 手续费不可接受
code-25 = 找不到原交易
code-30 = 报文格式错误
code-31 = 银联不支持此银行
code-33 = 卡已过期，可没收
code-34 = 疑似欺诈，没收此卡
code-35 = 没收，联系收单安保
code-36 = 此卡受限制
code-37 = 没收，联系安保部门
code-38 = 密码错误次数超限
code-39 = 无此信用账户
code-40 = 不支持此功能
code-41 = 挂失卡，请没收
code-42 = 无此账户
code-43 = 被盗卡，请没收
code-44 = 无此投资账户
code-45 = 请插卡使用芯片
code-51 = 余额不足
code-52 = 无此支票账户
code-53 = 无此储蓄账户
code-54 = 卡已过期
code-55 = 密码错误
code-56 = 无此卡记录
code-57 = 持卡人不可做此交易
code-58 = 终端不可做此交易
code-59 = 卡片校验错误
code-60 = 请联系安保部门
code-61 = 金额超出限额
code-62 = 此卡受限制
code-63 = 违反安全规定
code-64 = 与原交易金额不符
code-65 = 交易次数超限
code-66 = 联系收单行安保
code-67 = 请没收此卡
code-68 = 主机应答超时
code-75 = 密码错误次数超限
code-77 = 批次号不符
code-79 = 脱机对账不平
code-90 = 系统日切中
code-91 = 发卡行暂不可用
code-92 = 线路不通
code-93 = 交易违法
code-94 = 重复交易
code-95 = 对账控制错误
code-96 = 交易中心系统异常
code-97 = 终端未登记
code-98 = 发卡行应答超时
code-99 = 密码格式错误
code-a0 = 报文校验错误
code-a1 = 转账币种不符
code-a2 = 成功，待发卡行确认
code-a3 = 收款账户不存在
code-a4 = 成功，待发卡行确认
code-a5 = 成功，待发卡行确认
code-a6 = 成功，待发卡行确认
code-a7 = 安全处理失败
code-y1 = 脱机批准
code-y3 = 无法联机，脱机批准
code-z1 = 脱机拒绝
code-z3 = 无法联机，脱机拒绝
code-other = 交易失败

## 应答后该做什么

advice-retry = 请稍后重试
advice-pin-again = 请重新输入密码
advice-other-card = 请换一张卡或其他方式付款
advice-call-issuer = 请持卡人联系发卡行，或换卡
advice-keep-card = 请礼貌留下此卡，并致电收单机构
advice-sign-on-again = 请重新签到后再试
advice-use-chip = 请插卡使用芯片，不要刷卡
advice-check-entry = 请核对输入内容后重做
advice-check-record = 先查交易记录，确认未扣款再重试
advice-call-acquirer = 请勿重试，联系收单机构
advice-fault = 稍后再试，仍不行请报修

## 通用

sale-title = 消费
operator-is = 操作员 { $number }
seconds-left = { $seconds } 秒
