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

operator-is = 操作员 { $number }
seconds-left = { $seconds } 秒
in-brackets = （{ $text }）
screen-too-small = 屏幕太小
screen-size-needed = 至少需要 { $columns } 列 { $rows } 行
searching = 正在查找
voucher = 凭证号
card-ends = 尾号
pay-code-ends = 码尾号
kind-sale = 消费
kind-void = 消费撤销
kind-instalment = 分期消费
kind-refund = 退货
kind-pre-auth = 预授权
kind-pre-auth-add = 追加预授权
kind-pre-auth-void = 预授权撤销
kind-completion = 预授权完成请求
kind-completion-advice = 预授权完成通知
kind-completion-void = 预授权完成撤销
kind-offline = 离线结算
kind-adjust = 结算调整
kind-tip = 小费调整
kind-ecash-sale = 电子现金消费
kind-ecash-refund = 电子现金退货
kind-load-own = 指定账户圈存
kind-load-other = 非指定账户圈存
kind-load-cash = 现金充值
kind-load-void = 现金充值撤销
kind-balance = 余额查询
pay-by-code = 付款码收款
refund-by-code = 付款码退货
short-pay-by-code = 付款码
short-instalment = 分期
short-pre-auth-add = 追加授权
short-pre-auth-void = 授权撤销
short-completion = 完成请求
short-completion-advice = 完成通知
short-completion-void = 完成撤销
short-offline = 离线
short-tip = 小费
short-ecash-sale = 电子现金
short-ecash-refund = 电现退货
short-load-own = 指定圈存
short-load-other = 它户圈存

## 状态栏

status-host = 主机
status-reader = 读卡器
status-printer = 打印
status-batch = 笔数
status-queue = 待传
status-unresolved = 待处理
status-ok = 正常
status-backup = 备用
status-signing-on = 签到中
status-offline = 断开
status-key-fault = 密钥错
status-signed-off = 未签到
status-starting = 启动中
status-paper-out = 缺纸
status-paper-low = 纸将尽
status-cover-open = 开盖
status-unknown = 未知
status-none = 无
status-gone = 未连接
status-trouble = 异常
banner-training = 训练模式，不是真实付款
banner-storage-low = 存储将满，请先结算
banner-storage-stopped = 存储故障，停止收款

## 按键提示

hint-continue = 继续
hint-delete = 删一位
hint-back = 返回
hint-cancel = 取消交易
hint-choose = 选择
hint-start = 开始
hint-sign-out = 签退
hint-done = 完成
hint-once-more = 再做一笔
hint-not-again = 不再做
hint-reverse-now = 立即冲正
hint-sign = 签名
hint-sign-on-paper = 纸质签名
hint-sign-again = 重签
hint-more = 更多
hint-more-cards = 更多卡
hint-approve = 授权
hint-confirm = 确认无误
hint-letter = 换字母
hint-once = 一条
hint-no-faults = 清除
hint-happened = 已退
hint-did-not = 未退
hint-detail = 详情
hint-page = 翻页
hint-print = 打印
hint-reprint = 重打
hint-slip = 结算单
hint-cardholder-copy = 持卡人联
hint-code = 二维码
hint-settle = 开始结算
hint-close = 确认关闭
hint-set-password = 设密码
hint-unlock = 解锁
hint-save = 保存
hint-see = 查看
hint-sign-on = 重新签到

## 拒绝原因

refuse-key = 此键在这里无效
refuse-full = 已到最大位数
refuse-two-digits = 请输入两位操作员号
refuse-checking = 正在核对，请稍候
refuse-wait = 正在处理，请稍候
refuse-press-enter = 请按“{ $key }”键
refuse-same-sale = 确要再做一笔请按 { $key }
refuse-too-late = 已提交银行，请等结果
refuse-trade-in-progress = 有交易正在进行
refuse-settling = 正在结算
refuse-batch-full = 批次已满，请先结算
refuse-batch-old = 批次过久未结算，请先结算
refuse-storage-low = 存储将满，请先结算
refuse-storage-stopped = 存储故障，不能收款
refuse-reader-down = 读卡器未连接
refuse-reversal-owed = 有冲正未完成，请稍候
refuse-unresolved = 有待处理交易，请主管先关闭
refuse-signing-on = 正在签到，请稍后再试
refuse-not-voidable = 此笔不能撤销
refuse-not-offered = 本终端未开通{ $kind }
refuse-no-amount = 请输入金额
refuse-not-approved = 需要主管授权
refuse-shipped-passwords = 请先修改出厂密码：{ $numbers }
refuse-above-refund-limit = 单笔退货最多 { $limit }
refuse-no-typed-cards = 此交易不能手输卡号
refuse-original-incomplete = 缺少原交易参考号、授权码或日期
refuse-not-adjustable = 此笔不能调整
refuse-tip-too-high = 小费最多为消费金额的 { $percent }%
refuse-no-receipt = 没有可打印的签购单
refuse-no-slip = 没有可重打的结算单
refuse-no-code = 这笔没有二维码
refuse-length = 需要 { $count } 位
refuse-card-number = 卡号为 12 至 19 位数字
refuse-expiry = 有效期为年月四位
refuse-date = 请按月日输入四位日期
refuse-pay-code = 不是有效的付款码
refuse-pay-voucher = 付款凭证号为 20 位数字
refuse-periods = 分期数为 2 至 99

## 签到

sign-in-title = 操作员签到
sign-in-number = 操作员号
sign-in-password = 密码
sign-in-ask-number = 请输入两位操作员号
sign-in-ask-password = 请输入密码
sign-in-checking = 正在核对密码
signed-out-idle = 长时间未操作，已签退
password-wrong = 操作员号或密码不正确，请等 { $seconds } 秒
terminal-locked = 密码连续输错，终端已锁定。请等待 { $seconds } 秒，或由主管 00 签到解锁
password-wait = 请等 { $seconds } 秒再试，或请主管解锁

## 模式

mode-title = 选择模式
batch-old = 本批次时间已久，请尽快结算
batch-overdue = 本批次已到期，空闲时将自动结算
mode-transactions = 交易
mode-back-office = 后台管理
mode-training = 训练模式
mode-leave-training = 退出训练
mode-technician = 技术维护
mode-password = 修改密码
mode-needs-operator = 请用操作员号签到
mode-needs-supervisor = 需主管 00
mode-needs-administrator = 需系统管理员 99
mode-already-training = 已在训练中

## 交易菜单

transactions-title = 交易
other-title = 其他交易
offline-title = 离线结算
ecash-title = 电子现金
not-offered = 未开通
list-title = 交易查询
list-empty = 本批次还没有交易
reprint-title = 重打签购单
reprint-ask = 直接确认重打上一笔 { $voucher }，或输入凭证号
reprint-slip = { $key }：重打上一次的结算单
settlement-title = 结算
detail-title = 交易详情
totals-title = 本批合计
totals-debit = 借记合计
totals-credit = 贷记合计
queue-title = 待传与待处理

## 下载与状态

downloads-title = 下载与状态上送
chore-parameters = 终端参数
chore-status = 状态上送
chore-tms = TMS 参数
chore-ca-keys = IC 卡公钥
chore-aids = IC 卡参数
chore-blacklist = 黑名单卡 BIN
chore-contactless = 免密免签参数
chore-issuers = 发卡行名称表
chore-waiting = 等待中
chore-running = 进行中，剩 { $left } 步
chore-done = 已完成
chore-failed = 失败
chore-failed-because = { $name }：{ $why }
chore-data-faulty = 收到的数据有误，未采用，请联系收单机构

## 消费

amount-ask = 请输入金额
amount-zero = 请先输入金额
total-ask = 请输入调整后的总金额
total-before = 原金额 { $amount }
tip-ask = 请输入小费金额
tip-on = 消费 { $amount }，小费最多 { $percent }%
card-number-ask = 请输入卡号
expiry-ask = 请输入有效期，年月四位
date-ask = 原交易日期，月日四位（今天 { $today }）
institution-ask = 请输入授权机构号，没有则直接确认
pay-code-ask = 请扫描或输入顾客的付款码
wallet-ask = 请选择原付款方式
pay-voucher-ask = 请输入原付款凭证号，20 位
periods-ask = 请输入分期数
rrn-ask = 请输入原交易参考号，12 位
auth-code-ask = 请输入授权码，6 位
letters-how = 字母：按数字后按“{ $key }”换
way-ask = 请选择卡片来源
way-present = 插卡、挥卡或刷卡
way-typed = 手输卡号
way-voucher = 按本批次凭证号
scheme-ask = 请选择卡组织
authority-ask = 授权方式？
authority-telephone = 电话授权
authority-terminal = 终端授权
authority-stand-in = 代授权
confirm-ask = { $kind } { $amount }，无误请确认
wallet-unionpay = 银联
wallet-wechat = 微信支付
wallet-alipay = 支付宝
wallet-other = 数字人民币或其他
step-of = 第 { $step } 步，共 { $steps } 步
step-sign-on = 正在向银行签到
step-reversal = 先完成上一笔冲正
step-reader = 正在准备读卡器
step-remove-card = 请先取出上一张卡
step-card = 请插卡、挥卡或刷卡
step-card-no-tap = 请插卡或刷卡
step-card-no-swipe = 请插卡或挥卡
step-card-no-chip = 请挥卡或刷卡
step-card-insert = 请插卡
step-card-tap = 请挥卡
step-card-swipe = 请刷卡
step-pin = 请持卡人在密码键盘输密
step-read = 正在读卡
step-wait = 正在准备
step-saving = 正在保存
step-bank = 等待银行应答
step-keep-card = 请勿拔卡

## Whether a payment is one too many

same-sale = 刚收过同样的一笔，是否重复？
same-refund = 刚退过同样的一笔，是否重复？
same-sale-done = 同一张卡，{ $clock } 已成功
same-sale-open = 同一张卡，{ $clock } 结果未知
same-sale-settled = 同一张卡，凭证号 { $voucher }，已结算
same-sale-ask = 确属另一笔交易，方可再做
same-sale-limit = { $seconds } 秒后自动放弃
enquiry = 结果未知，正在查询，请勿重收
enquiry-asking = 第 { $number } 次查询，等待银行应答
enquiry-next = 第 { $number } 次查询：{ $when }
enquiry-limit = { $seconds } 秒内未付款则自动冲正
known-sent = { $clock } 已记录，并已发送银行
reversal-asking = 第 { $number } 次冲正，等待银行应答
reversal-next = 第 { $number } 次冲正：{ $when }
note-insert-chip = 此卡有芯片，请插卡
note-swipe = 芯片读取失败，请刷卡
note-swipe-again = 未读出，请再刷一次
note-one-card = 感应到多张卡，请只用一张
note-tap-again = 未读到，请再挥一次
note-tap-failed = 挥卡未成功，请插卡
note-see-phone = 请看手机确认后再挥

## 训练卡

tray-ask = 请选一张训练卡
tray-approve = 插卡，批准
tray-decline = 插卡，余额不足
tray-wrong-pin = 插卡，密码错
tray-silent = 银行无应答
tray-late = 银行应答晚
tray-bad-mac = 应答校验错
tray-tap = 挥卡，批准
tray-swipe = 刷卡，批准
tray-pulled = 中途拔卡
tray-card-declines = 卡片拒绝批准
tray-unplug = 读卡器断开
tray-unplug-late = 批准后断开
tray-drop = 线路中断
tray-garbage = 应答乱码
tray-ecash = 电子现金
tray-mute = 芯片无响应
tray-phone = 手机先确认
tray-blocked = 卡应用锁定
tray-expired = 卡片过期
tray-scripts = 发卡行脚本
tray-bad-script = 脚本失败
tray-bad-issuer = 发卡行认证错

## 结果

verdict-paid = 已付款
verdict-not-paid = 未付款
verdict-unknown = 结果未知，正在冲正，请勿重收
verdict-unknown-other = 结果未知，正在冲正，请勿重做
verdict-unknown-refund = 结果未知，请勿再退
verdict-same-sale = 未重复办理
verdict-unresolved = 结果未知，请勿重收
verdict-unresolved-other = 结果未知，请勿重做
verdict-voided = 已撤销
verdict-not-voided = 未撤销
verdict-refunded = 已退货
verdict-not-refunded = 未退货
verdict-held = 已预授权
verdict-not-held = 未预授权
verdict-completed = 已完成
verdict-not-completed = 未完成
verdict-loaded = 已圈存
verdict-not-loaded = 未圈存
verdict-recorded = 已记录
verdict-not-recorded = 未记录
verdict-balance = 账户余额
verdict-no-balance = 查询未成功
next-paid = 请交货，并请持卡人收好卡和签购单
next-paid-code = 请交货，并请顾客收好签购单
next-approved-alone = 本机没有记账，请换一张卡
next-not-paid = 没有扣款，可以重新收款
next-unknown = 请勿重新收款，系统会自动冲正
next-reversed = 已冲正，没有扣款，可以重新收款
next-unresolved = 请勿重新收款，请主管联系收单机构
next-storage-lost = 请报修存储，修好后重新启动即知结果
next-same-sale = 以前一笔为准，本次未再办理
next-voided = 已退回原卡
next-given-back-code = 款项已原路退回
next-not-voided = 原交易仍然有效
next-void-reversed = 已冲正，原交易仍然有效
next-released = 预授权已解除
next-load-voided = 请将现金退给持卡人
next-held = 请保存签购单，完成时需要授权码
next-completed = 请持卡人收好签购单
next-loaded = 请持卡人收好卡和签购单
next-recorded = 请保存签购单
next-balance = 请持卡人收好卡
next-not-refunded = 没有退款
next-nothing-moved = 交易未成功，账户没有变动
next-other-reversed = 已冲正，账户没有变动
next-other-unknown = 请勿重做，系统会自动冲正
next-other-unresolved = 请勿重做，请主管联系收单机构
next-unknown-refund = 不会自动冲正，请勿再退，请主管联系收单机构核实
balance-credit = 可用余额
balance-debit = 持卡人欠款
printing = 正在打印
printed = 签购单已打印
print-failed = 签购单未打印，请勿重收，稍后重打：{ $reason }
print-later = { $reason }，可继续，稍后重打
no-printer = 本机没有打印机
printer-no-paper = 打印机缺纸
printer-cover-open = 打印机上盖未合上
printer-off-line = 打印机脱机
printer-stalled = 打印机没有反应，请检查纸和上盖
printer-not-there = 打印机未连接
printer-nobody-reads = 没有程序接收打印数据
printer-disk-full = 磁盘已满
printer-refused = 打印机被占用或无权限
printer-settings = 打印机设置有误
printer-other = 打印机故障
unseen-title = 上次中断的{ $kind }：{ $word }
unseen-title-short = { $kind }：{ $word }
unseen-unknown = 结果未知，正在冲正
unseen-unresolved = 结果未知
unseen-paid-not-printed = 签购单未打印，请签到后重打，请勿重收

## 屏幕签名

next-sign = 请持卡人在屏幕上签名
signature-title = 电子签名
signature-ask = 请持卡人在下方签名
signature-code = 特征码 { $code }
signature-too-short = 签名不完整，请重签
signature-too-large = 签名过于复杂，请重签
signature-saving = 正在保存签名
signature-saved = 签名已保存，自动上送
signature-sent = 签名已上送
signature-not-sent = 签名未能上送，见待传与待处理

## 原因

why-declined = 银行拒绝 { $code }：{ $text }
why-card-declined = 卡片拒绝
why-card-approved-alone = 卡片未经请求自行批准，不能受理
why-cancelled = 已取消
why-cancelled-by-holder = 持卡人已取消
why-no-card = 等卡超时
why-pin-timeout = 输密超时
why-card-removed = 卡被提前拔出
why-card-left-in = 上一张卡没有取出
why-card-invalid = 此卡已失效，请换卡
why-card-faulty = 此卡有故障，请换卡
why-card-bad-data = 卡内数据有误，请换卡
why-card-no-application = 本机不受理此卡
why-card-not-allowed = 此卡不支持本交易
why-card-too-many = 卡内应用过多，无法受理
why-card-expired = 此卡已过期，请换卡
why-card-blocked = 此卡已锁定，请换卡
why-card-unreadable = 多次未读出卡，请换卡
why-pin-busy = 密码输入受限，请稍候再试
why-pad-internal = 读卡器内部故障，请断电重启
why-pad-keys = 密码键盘密钥不符，请报修
why-pad-locked = 密码键盘已自锁，请报修
why-pad-tables = 读卡器缺少参数表，请下载参数
why-pad-amount = 读卡器不接受此金额
why-pad-picture = 读卡器无法显示此图片
why-pad-command = 读卡器出错（{ $status }），请重试
why-key-missing = 密码键盘缺少主密钥（{ $slot } 号），请报修
why-reader-lost = 读卡器断开
why-host-unreachable = 连不上银行主机，请检查网络
why-not-signed-on = 终端未签到，请稍后再试
why-sign-on-refused = 银行拒绝签到 { $code }：{ $text }
why-bad-keys = 签到密钥校验失败，请重新装载主密钥
why-partly-approved = 银行只批准了部分金额，不能收款
why-stored = 已记录，稍后自动上送
why-told = 已记录，并已上送银行
why-not-told = 已记录，但未能上送银行
why-blacklisted = 此卡在黑名单中，不能受理
why-duplicate = 94：银行已有此流水号
why-in-progress = 持卡人尚未确认付款
why-same-sale = 与凭证号 { $voucher } 同卡同额
why-reversal-first = 上一笔冲正尚未完成，请稍后再试
why-storage = 存储故障，未提交银行
why-bad-request = 交易数据有误，未提交银行
why-no-answer = 银行 { $seconds } 秒内没有应答
why-line-broke = 等待应答时线路中断
why-bad-mac = 银行应答校验错误
why-garbled = 银行应答无法识别
why-card-refused-approval = 银行已批准，但卡片拒绝
why-card-gone = 银行已批准，但卡已拔出
why-reader-gone = 银行已批准，但读卡器断开
why-storage-after-answer = 结果无法保存

## 撤销与授权

void-ask = 请输入原交易凭证号
original-ask = 请输入原交易凭证号
void-not-found = 本批次没有这个凭证号
void-confirm = 确认撤销这笔消费？
original-confirm = 是这一笔吗？
approval-title = 主管授权
approval-ask = { $kind }需主管授权
approval-password = 授权人 { $number } 密码
approval-note = 操作员保持签到，两人都会记录；清除键可换授权人

## 明细

label-kind = 类型
label-amount = 金额
label-card = 卡号
label-state = 状态
label-rrn = 参考号
label-batch = 批次号
label-entry = 读卡方式
label-time = 时间
label-operator = 操作员
label-approver = 授权人
label-code = 应答码
label-auth-code = 授权码
label-original = 原凭证号
label-original-rrn = 原参考号
label-original-date = 原交易日期
label-original-code = 原授权码
label-expiry = 有效期
label-institution = 授权机构
label-authority = 授权方式
label-scheme = 卡组织
label-pay-code = 付款码
label-pay-voucher = 付款凭证
label-wallet = 钱包
label-tip = 小费
label-adjusted = 调整后
label-periods = 分期数
label-first-instalment = 首期
label-instalment-fee = 手续费
label-remark = 备注
label-closed-by = 核实人
label-age = 已等待
label-tries = 已发送
label-next-try = 下次
issuer-unverified = 卡未验证发卡行
parcel-script = 脚本通知
parcel-advice = 交易上送
parcel-signature = 签名上送
delivery-waiting = 待上送，已发 { $tries } 次
delivery-done = 已上送
delivery-refused = 银行拒收 { $code }
delivery-given-up = 已停止，发过 { $tries } 次
label-reversal = 冲正
reversal-tries = 原因 { $reason }，已发 { $tries } 次
count-and-amount = { $count } 笔  { $amount }
state-pending = 处理中
state-approved = 已付款
state-refunded = 已退货
state-held = 已预授权
state-completed = 已完成
state-loaded = 已圈存
state-delivered = 已上送
state-void-approved = 已撤销
state-declined = 被拒绝
state-not-sent = 未发送
state-reversing = 冲正中
state-reversed = 已冲正
state-voided = 已撤销
state-unresolved = 待处理
state-stored = 待上送
entry-chip = 插卡
entry-tap = 挥卡
entry-swipe = 刷卡
entry-fallback = 降级刷卡
entry-manual = 无卡
entry-code = 付款码

## 队列

queue-empty = 没有待传的交易
queue-goes-by-itself = 会自动发送，无需操作
queue-tries = { $tries } 次
queue-close-ask = 凭证号 { $voucher }：已向收单机构核实后才能关闭。确认关闭？
queue-refund-ask = 请先向收单机构核实：1 已退，2 未退
queue-which = 请按 1 或 2
queue-done = 已处理完毕
queue-reversal = 冲正
queue-unresolved = 待处理
queue-detail = 结算明细
queue-details-left = 结算明细待传 { $count } 笔
queue-set-aside = 已停止
queue-set-aside-note = 不再发送，结算单上会列出
age-now = 不到一分钟
age-minutes = { $count } 分钟
age-hours = { $count } 小时
age-days = { $count } 天
next-try-now = 马上
next-try-in = { $seconds } 秒后

## 结算

settlement-ask = 核对合计后按确认开始结算
settlement-goes-on = 结算会自动继续
settlement-asking = 正在与银行对账
settlement-uploading-balanced = 对账平，正在上送明细
settlement-uploading-unbalanced = 对账不平，正在上送全部明细
settlement-ending = 正在结束批上送
settlement-resumed = 从中断处继续
settlement-interrupted = 已中断，会自动继续
settlement-balanced = 对账平，结算完成
settlement-unbalanced = 对账不平，明细已上送，结算完成
settlement-next-batch = 新批次 { $batch }
settlement-refused = 有 { $count } 笔明细被银行拒收，见结算单

## 后台

sign-on-again = 重新向银行签到
sign-on-started = 正在签到
operators-title = 操作员管理
operators-ask = 输入操作员号后，确认键设密码，上键解锁，下键改角色
operators-only-01 = 只能设置 01 至 98 号
operators-unknown = 没有这个操作员
operator-locked = 已锁
operator-unlocked = 已解锁
password-old = 原密码
password-new = 新密码
password-again = 再输一次
password-rule = 密码为 { $min } 至 { $max } 位数字
password-weak = 密码太简单，请换一个
password-differs = 两次输入不一样，请重输
password-changed = 密码已修改
password-used = 不能用以前用过的密码
password-shipped = 这是出厂密码，请先改成自己的密码

## 技术

about-version = 程序版本
about-terminal = 终端号
about-merchant = 商户号
about-host = 主机地址
about-keys = 密钥校验值
about-reader = 读卡器
about-data = 数据目录
about-tables-refused = 读卡器未接受卡片参数表

## 训练故障

faults-title = 训练故障
faults-how-many = 下几条报文？按 1 至 9
faults-ordered = 接下来 { $count } 条报文：{ $fault }
faults-another = 再选一项请按确认
fault-no-answer = 银行无应答
fault-late = 应答太晚
fault-bad-mac = 应答校验错
fault-half = 只收到半条应答
fault-drop = 发出后线路中断
fault-code = 拒绝，应答码 96
fault-unbalanced = 结算对账不平
fault-lost = 报文未送达
fault-garbage = 应答乱码

## 签购单

receipt-title = 签购单
receipt-training = 训练，不是真实付款
receipt-copy = 重打印凭证
receipt-of-merchant = 商户存根
receipt-of-cardholder = 持卡人存根
receipt-code = 扫码查看电子签购单
receipt-merchant-name = 商户名称
receipt-merchant = 商户编号
receipt-terminal = 终端编号
receipt-operator = 操作员号
receipt-approver = 授权人
receipt-issuer = 发卡机构
receipt-acquirer = 收单机构
receipt-card = 卡号
receipt-kind = 交易类型
receipt-kind-sale = 消费
receipt-kind-void = 消费撤销
receipt-kind-refund = 退货
receipt-kind-pre-auth = 预授权
receipt-kind-pre-auth-add = 追加预授权
receipt-kind-pre-auth-void = 预授权撤销
receipt-kind-completion = 预授权完成（联机）
receipt-kind-completion-advice = 预授权完成（离线）
receipt-kind-completion-void = 预授权完成撤销
receipt-kind-offline = 离线结算
receipt-kind-adjust = 结算调整
receipt-batch = 批次号
receipt-voucher = 凭证号
receipt-time = 日期时间
receipt-rrn = 参考号
receipt-auth-code = 授权码
receipt-amount = 金额
receipt-tip = 小费
receipt-total = 总计
receipt-periods = 分期数
receipt-first-instalment = 首期金额
receipt-instalment-fee = 分期手续费
receipt-pay-voucher = 付款凭证号
receipt-scheme = 卡组织
receipt-original = 原凭证号
receipt-original-rrn = 原参考号
receipt-original-date = 原交易日期
receipt-pre-auth-code = 预授权码
receipt-signature = 持卡人签名
receipt-signed-on-screen = 电子签名
receipt-no-signature = 交易无需签名
receipt-no-pin = 交易无需输密
receipt-limit = 免签限额
receipt-acknowledge = 本人确认以上交易，同意将其计入本卡账户
receipt-settlement = 结算单
receipt-balanced = 对账平
receipt-unbalanced = 对账不平
receipt-refused-details = 银行拒收的明细
receipt-unresolved = 人工关闭的交易
receipt-not-delivered = 银行未收到的上送
receipt-detail = 明细
receipt-parcel-script = 脚本通知
receipt-parcel-signature = 电子签名

## 签购单二维码

qr-title = 扫码看小票
qr-no-room = 屏幕太小，放不下二维码
qr-no-blocks = 本屏幕不能显示二维码
qr-back = { $key }：返回

## Rights

refuse-forbidden = 没有“{ $permission }”权限
not-permitted = 无权限
roles-title = 角色
roles-now = { $operator } 现为：{ $role }
permission-sell = 收款
permission-void = 撤销
permission-refund = 退货
permission-pre-auth = 预授权
permission-offline = 离线交易
permission-ecash = 电子现金
permission-balance = 余额查询
permission-view = 明细与汇总
permission-view-others = 查询他人交易
permission-reprint = 重打印
permission-products = 商品管理
permission-settle = 结算
permission-approve = 授权
permission-operators = 操作员管理
permission-unresolved = 未决交易处理
permission-host = 签到与下载
permission-technician = 技术维护
role-operator = 操作员
role-trainee = 见习操作员
role-supervisor = 主管
role-administrator = 系统管理员

## 经营管理

shop-title = 经营管理

## 报表

reports-title = 报表
report-x = X 报表
report-z = Z 报表
report-day = 日报表
report-number = 报表编号
report-date = 日期
report-from = 起始时间
report-until = 截止时间
report-currency = 币种
report-sum = 总计
report-net = 净额
report-kinds = 按交易类型
report-states = 按交易结果
report-approved = 成功
report-voided = 已被撤销
report-operators = 按操作员
report-hours = 按时段
report-ways = 按支付方式
report-schemes = 按卡组织
report-not-named = 未标明
report-others = 其他
report-printed = 报表已打印
report-no-z = 尚未结算过
report-too-large = 金额超出报表范围
chart-hours = 分时段交易额
chart-ways = 支付方式占比
chart-month = 近30天交易额
chart-empty = 没有收款交易
chart-batch = 批次 { $batch }
chart-most = 最高：{ $when }
refuse-old-receipt = 只能重打当前批次的签购单

## 历史查询

search-title = 历史查询
search-found = 查询结果
search-any = 不限
search-go = 开始查询
search-last-four = 卡号后四位
search-ask-voucher = 输入凭证号，直接确认表示不限
search-ask-rrn = 输入12位参考号，直接确认表示不限
search-ask-amount = 输入金额，直接确认表示不限
search-ask-last-four = 输入卡号后四位，直接确认表示不限
search-ask-date = 输入年月日（如20261125），直接确认表示不限
search-ask-operator = 输入两位操作员号，直接确认表示不限
search-refuse = 输入不完整或不正确
search-nothing = 没有找到交易
search-no-more = 没有更早的交易了
search-failed = 记录读取失败，请查看日志
hint-older = 更早

## 手续费、到账与押金

money-title = 手续费与到账
money-no-rates = 未设置费率
rates-title = 费率
rates-changed = 费率有变动，请阅读并确认
rates-first = 新费率，请阅读并确认
rates-past = 变动涉及以往日期或卡号段
rates-product-credit = 贷记卡
rates-product-debit = 借记卡
rates-product-qr = 扫码
rates-product-foreign = 外卡
rates-product-instant = D+0加收
rates-share = { $percent }%
rates-capped = { $percent }%，封顶{ $cap }
rates-from = { $day }起
rates-was = 原{ $before }
rates-none = 无
rates-arrival = 到账
rates-name = 合同
rates-refunds = 退货
rates-returned = 退还手续费
rates-kept = 不退手续费
rates-rounding = 尾数处理
rates-half-up = 四舍五入
rates-half-even = 四舍六入五成双
rates-up = 进一
rates-down = 舍去
hint-read = 已阅
hint-later = 稍后
label-fee = 手续费
label-fee-returned = 退还手续费
label-net = 净额
label-arrival = 预计到账
fee-not-known-card = 未知：借记还是贷记不明
fee-not-known-rate = 未知：无此费率
fee-not-known-load = 未知：圈存交易
fee-not-known-outcome = 未知：交易结果未定
arrival-provisional = { $day }（待定）
arrival-not-known = 未知
totals-fees = 手续费
totals-net = 净额
totals-fees-not-known = 手续费未知
arrivals-title = 到账核对
arrivals-working = 正在与流水核对
arrivals-failed = 流水无法读取：{ $reason }
arrivals-nothing = 没有待到账款项
arrivals-not-known = 金额或日期未知
arrivals-count = { $count } 笔
arrivals-no-file = 未设置对账文件
arrivals-trouble = 对账文件不能用：{ $reason }
arrivals-even = 与收单行一致：{ $count } 笔
arrivals-uneven = 与收单行有 { $count } 处不符！
arrivals-compared = 已核对
arrivals-not-compared = 手续费未核对
arrivals-others = 其他终端
arrivals-here = 本机
arrivals-there = 收单行
arrivals-fees = 收单行手续费
arrivals-more = 另有 { $count } 处
arrivals-none = 无
arrivals-in = 收款
arrivals-out = 退款
arrivals-missing-here = 本机无此款
arrivals-missing-there = 收单行无此款
arrivals-direction = 收款退款不符
arrivals-amount = 金额不符
arrivals-fee = 手续费不符
arrivals-date = 到账日不符
hint-again = 重新核对
deposit-title = 押金
deposit-none = 未设置押金
deposit-amount = 押金
deposit-card = 刷卡
deposit-qr = 扫码
deposit-progress = { $taken } / { $target }，{ $state }
deposit-left = 还差 { $left }
deposit-done = 已达标
deposit-days = 剩 { $days } 天，截至 { $day }
deposit-not-yet = { $day } 开始
deposit-over = 已于 { $day } 结束
deposit-time = 期限
deposit-reached = 两项均已达标
deposit-missed = 期限已过，未达标
deposit-sums = 刷卡 { $card }，扫码 { $qr }
deposit-same = 截至 { $day } 与收单行一致
deposit-differs = 截至 { $day } 与收单行不一致！
deposit-no-host = 收单行未提供数据

## 钱箱

permission-count-cash = 清点现金
permission-drawer = 钱箱管理
cash-count-title = 清点现金
cash-count-ask = 输入每种面额的张数（枚数）
cash-count-sum = 清点合计
cash-count-confirm = 全部清点完了吗？确认后即记录
cash-counted = 清点结果已记录
drawer-title = 钱箱
drawer-no-float = 尚未设备用金
drawer-float = 备用金
drawer-since = 起始
drawer-expected = 应有
drawer-not-counted = 之后未清点
drawer-right = 相符
drawer-ask-float = 钱箱内现有的备用金
drawer-begins-anew = 重设后，此前的清点记录随之结束
hint-new-float = 重设备用金
hint-earlier = 上一项
hint-record = 记录

## 商品

products-title = 商品管理
products-loading = 正在读取商品
products-closed = 商品库不能使用，原因见日志
products-count = 共 { $count } 种商品
products-full = 商品已满
product-find-title = 查找商品
product-find-how = 数字键输入编号、条码或拼音首字母
product-add-title = 新增商品
product-title = 商品 { $number }
product-unknown = 没有这个商品
product-active = 在售
product-inactive = 停售
product-tax-line = 部门 { $department }  税率 { $tax }%
product-now = 现为 { $value }
product-history-title = 修改记录
product-history-empty = 没有修改记录
product-by-import = 导入
change-keeping = 正在保存
change-kept = 已保存
change-not-kept = 没有保存，原因见日志
product-number-taken = 编号 { $number } 已被使用
product-barcode-taken = 条码属于商品 { $number }
product-bad-barcode = 条码不对，请核对
product-number-ask = 直接按确认用编号 { $number }
product-barcode-ask = 扫描或输入；没有条码直接按确认
label-product-search = 查找
label-product-number = 编号
label-product-barcode = 条码
label-product-name = 品名
label-product-price = 单价
label-product-stock = 库存
label-product-initials = 拼音
label-product-state = 状态
refuse-product-name = 请输入品名
refuse-product-number = 编号为 1 至 999999
refuse-stock = 请输入库存数量
text-how = 连按换字母，“{ $key }”键输下一个
stock-how = “{ $down }”小数点，“{ $up }”正负号

## 会员

permission-customers = 会员管理
customers-title = 会员
customers-loading = 正在读取
customers-closed = 不能使用，原因见日志
customers-count = 共 { $count } 位会员
customers-full = 会员已满
customer-title = 会员
customer-find-title = 查找会员
customer-find-how = 输入手机号、后四位或姓名拼音首字母
customer-unknown = 没有这位会员
customer-add-title = 新增会员
customer-taken = 该手机号已是会员
customer-consent-ask = 请读给顾客听，顾客同意才可保存：
customer-consent-words = 本店将保存您的手机号、姓名和在本店的消费记录，只用于为您服务，不提供给他人。您可以随时要求查看或删除。您同意吗？
customer-agreed = { $day } 已同意，操作员 { $operator }
customer-link-title = 关联消费
customer-no-sale = 没有可关联的消费
customer-sale-linked = 这笔消费已关联会员
customer-purchases = 消费记录：{ $count } 笔
customer-purchases-empty = 还没有消费记录
customer-sale-gone = 已无明细
customer-erase-title = 删除会员资料
customer-erase-ask =
    { $count ->
        [0] 将删除这位会员的全部资料，删除后不能恢复。
       *[other] 将删除这位会员的全部资料和 { $count } 笔消费关联。交易记录仍保留。删除后不能恢复。
    }
customer-not-erased = 没有删除，原因见日志
customer-erased = 已删除，不再保存这位会员的任何资料
label-customer-search = 查找
label-customer-mobile = 手机号
label-customer-name = 姓名
refuse-mobile = 手机号为 11 位，以 13 至 19 开头
refuse-customer-name = 请输入姓名
hint-agrees = 顾客同意
hint-erase = 删除

## 锁屏

locked-title = 已锁定
locked-why = 长时间无操作，屏幕已锁定，未完成的操作仍保留
locked-resume = 输入密码后继续
locked-end = 主管将该操作员签退，未完成的操作会丢失
approval-ended = 锁屏时授权已中止，请重新输入
hint-supervisor = 主管
hint-end-lock = 签退
