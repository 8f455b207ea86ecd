### The texts of the screens.
### Each has the name and the arguments that it has in zh-CN.ftl. No typographic signs: a plain console shows ASCII only.

## Answers of the host

code-00 = Approved
code-01 = Refer to card issuer
code-02 = Refer to card issuer, special case
code-03 = Merchant not valid
code-04 = Keep the card
code-05 = Declined by the issuer
code-06 = Error at the issuer
code-07 = Keep the card, special case
code-09 = Still in progress
code-10 = Approved for part of the amount only
code-11 = Approved, VIP
code-12 = Transaction not valid
code-13 = Amount not valid
code-14 = Card number not valid
code-15 = No such issuer
code-16 = Approved, update track 3
code-19 = Do the transaction again
code-20 = Answer not valid
code-21 = Card not active
code-22 = Suspected malfunction
code-23 = Fee not acceptable
code-25 = Original not found
code-30 = Message format wrong
code-31 = Bank not supported by UnionPay
code-33 = Card expired, may be kept
code-34 = Suspected fraud, keep the card
code-35 = Keep the card, call acquirer
code-36 = Restricted card
code-37 = Keep the card, call security
code-38 = Too many wrong PINs
code-39 = No credit account
code-40 = Function not supported
code-41 = Lost card, keep it
code-42 = No such account
code-43 = Stolen card, keep it
code-44 = No investment account
code-45 = Use the chip
code-51 = Not enough funds
code-52 = No cheque account
code-53 = No savings account
code-54 = Card expired
code-55 = Wrong PIN
code-56 = No record of the card
code-57 = Not permitted to the cardholder
code-58 = Not permitted to the terminal
code-59 = Card check failed
code-60 = Call security
code-61 = Over the amount limit
code-62 = Restricted card
code-63 = Security violation
code-64 = Differs from the original amount
code-65 = Over the number of transactions
code-66 = Call acquirer security
code-67 = Keep the card
code-68 = Answer came too late
code-75 = Too many wrong PINs
code-77 = Batch number differs
code-79 = Offline upload does not balance
code-90 = Day change at the host
code-91 = Issuer not available
code-92 = No route to the issuer
code-93 = Violation of law
code-94 = Duplicate transaction
code-95 = Reconciliation error
code-96 = System error at the centre
code-97 = Terminal not registered
code-98 = No answer from the issuer
code-99 = PIN format wrong
code-a0 = Message check (MAC) wrong
code-a1 = Transfer currency differs
code-a2 = Approved, confirm with the issuer
code-a3 = Receiving account not found
code-a4 = Approved, confirm with the issuer
code-a5 = Approved, confirm with the issuer
code-a6 = Approved, confirm with the issuer
code-a7 = Security processing failed
code-y1 = Approved offline
code-y3 = Unable to go online, approved offline
code-z1 = Declined offline
code-z3 = Unable to go online, declined offline
code-other = Failed

## What to do after an answer

advice-retry = Try again in a moment
advice-pin-again = Let the customer enter the PIN again
advice-other-card = Ask for another card or way to pay
advice-call-issuer = Call the issuer or use another card
advice-keep-card = Keep the card if safe; call acquirer
advice-sign-on-again = Sign on again, then retry
advice-use-chip = Insert the card, do not swipe
advice-check-entry = Check what was entered and start again
advice-check-record = Look up the record before trying again
advice-call-acquirer = Do not retry, call the acquirer
advice-fault = Try later, or call service

## Shared

operator-is = Operator { $number }
seconds-left = { $seconds } s
in-brackets = ({ $text })
screen-too-small = Screen too small
screen-size-needed = At least { $columns } x { $rows } needed
searching = Searching
voucher = Voucher
card-ends = Card
pay-code-ends = Code
kind-sale = Sale
kind-void = Void
kind-instalment = Instalment sale
kind-refund = Refund
kind-pre-auth = Pre-auth
kind-pre-auth-add = Add to pre-auth
kind-pre-auth-void = Pre-auth void
kind-completion = Completion
kind-completion-advice = Completion advice
kind-completion-void = Completion void
kind-offline = Offline sale
kind-adjust = Adjust
kind-tip = Tip
kind-ecash-sale = E-cash sale
kind-ecash-refund = E-cash refund
kind-load-own = E-cash load
kind-load-other = E-cash load, other
kind-load-cash = E-cash top-up
kind-load-void = Top-up void
kind-balance = Balance
pay-by-code = Code payment
refund-by-code = Code refund
short-pay-by-code = Code
short-instalment = Instalment
short-pre-auth-add = Auth add
short-pre-auth-void = Auth void
short-completion = Completion
short-completion-advice = Compl. adv
short-completion-void = Compl. void
short-offline = Offline
short-tip = Tip
short-ecash-sale = E-cash
short-ecash-refund = E-cash back
short-load-own = Load
short-load-other = Load other

## Status bar

status-host = Host
status-reader = Reader
status-printer = Printer
status-keypad = Keypad
status-scanner = Scanner
status-keypad-scanner = Keypad+scanner
status-batch = Count
status-queue = Queue
status-mobile = Mobile
status-no-modem = no modem
status-not-connected = no line
status-weak = weak { $percent }% { $used }
status-signal = { $percent }% { $used }
status-unresolved = Open
status-ok = OK
status-backup = backup
status-signing-on = signing on
status-offline = offline
status-key-fault = key fault
status-signed-off = signed off
status-starting = starting
status-paper-out = no paper
status-paper-low = paper low
status-cover-open = cover open
status-unknown = unknown
status-none = none
status-gone = gone
status-trouble = trouble
banner-training = TRAINING - no real money
banner-clock = CLOCK WRONG? { $at }
banner-storage-low = STORAGE NEARLY FULL - settle first
banner-storage-stopped = STORAGE FAULT - sales stopped

## Key hints

hint-continue = go on
hint-delete = undo
hint-back = back
hint-cancel = cancel
hint-choose = choose
hint-start = start
hint-sign-out = sign out
hint-done = done
hint-meant = correct
hint-once-more = once more
hint-not-again = not again
hint-reverse-now = reverse now
hint-sign = sign
hint-sign-on-paper = on paper
hint-sign-again = again
hint-more = more
hint-more-cards = more cards
hint-approve = allow
hint-confirm = confirm
hint-letter = letter
hint-once = one
hint-no-faults = clear all
hint-happened = refunded
hint-was-paid = paid
hint-did-not = not done
hint-not-paid = not paid
hint-ask-again = again
hint-leave-open = leave
hint-close-batch = close
hint-detail = detail
hint-page = page
touch-keypad = keypad
touch-keypad-away = hide
hint-print = print
hint-reprint = print
hint-slip = slip
hint-cardholder-copy = customer copy
hint-code = QR code
hint-settle = settle
hint-close = close
hint-set-password = change
hint-unlock = unlock
hint-save = save
hint-see = view
hint-sign-on = sign on

## Why a key is refused

refuse-key = This key does nothing here
scan-not-here = No scan here: nothing was done
refuse-full = No more digits fit
refuse-two-digits = Type two digits
refuse-checking = Checking, please wait
refuse-wait = In progress, please wait
refuse-press-enter = Press { $key }
refuse-same-sale = Press { $key } to do it once more
refuse-unusual = Right: press { $right }. Wrong: { $wrong }
refuse-too-late = Already sent - wait for the result
refuse-trade-in-progress = A payment is in progress
refuse-settling = Settlement under way
refuse-settlement-held = Settlement refused: { $code }
refuse-batch-full = Batch full - settle first
refuse-batch-old = Batch too old - settle first
refuse-storage-low = Storage low - settle first
refuse-storage-stopped = Storage fault - no sales
refuse-reader-down = No card reader
refuse-reversal-owed = A reversal is still open
refuse-unresolved = The supervisor must close open items
refuse-signing-on = Signing on, try again
refuse-not-voidable = This one cannot be voided
refuse-not-offered = { $kind } is not enabled here
refuse-no-amount = Type an amount
refuse-not-approved = The supervisor must approve
refuse-shipped-passwords = Shipped passwords in use: { $numbers }
refuse-above-refund-limit = A refund may be at most { $limit }
refuse-no-typed-cards = Card numbers may not be typed here
refuse-original-incomplete = Number, code or date of the original is missing
refuse-not-adjustable = This one cannot be adjusted
refuse-tip-too-high = The tip may be at most { $percent }%
refuse-no-receipt = No receipt to print
refuse-no-slip = No settlement slip is kept
refuse-no-code = No QR code for this one
refuse-not-this-one = Not this one: check its kind and state
refuse-above-original = The original was { $amount }
refuse-length = { $count } characters are needed
refuse-card-number = A card number has 12 to 19 digits
refuse-expiry = Year and month: four digits, YYMM
refuse-date = Month and day: four digits, MMDD
refuse-pay-code = This is no payment code
refuse-pay-voucher = A payment voucher has 20 digits
refuse-periods = From 2 to 99 instalments

## Sign-in

sign-in-title = Sign in
sign-in-number = Operator
sign-in-password = Password
sign-in-ask-number = Type your two-digit number or mobile
sign-in-ask-password = Type your password
sign-in-checking = Checking the password
signed-out-idle = Signed out: no key for a while
password-wrong = Wrong number or password. Wait { $seconds } s
password-wait = Wait { $seconds } s, or ask the supervisor

## Modes

mode-title = Mode
batch-old = This batch is old: settle it soon
batch-overdue = Batch overdue: settled when idle
mode-transactions = Transactions
mode-back-office = Back office
mode-training = Training
mode-leave-training = Leave training
mode-technician = Technician
mode-password = Change password
mode-needs-operator = operators 01-98 only
mode-needs-supervisor = supervisor 00 only
mode-needs-administrator = administrator 99 only
mode-already-training = already in training

## Transactions

transactions-title = Transactions
other-title = Other
offline-title = Offline settlement
ecash-title = Electronic cash
not-offered = not enabled
list-title = Transaction list
list-empty = No transactions in this batch
reprint-title = Reprint receipt
reprint-ask = Confirm for the last one ({ $voucher }), or type a voucher number
reprint-slip = { $key }: the slip of the last settlement
settlement-title = Settlement
detail-title = Transaction
totals-title = Batch totals
totals-debit = Debit
totals-credit = Credit
queue-title = Queue

## Downloads and status

downloads-title = Downloads, status
chore-parameters = Parameters
chore-status = Status upload
chore-tms = TMS parameters
chore-ca-keys = Chip card keys
chore-aids = Card applications
chore-blacklist = Card blacklist
chore-contactless = Contactless limits
chore-issuers = Issuer names
chore-waiting = waiting
chore-running = running, { $left } left
chore-done = done
chore-failed = failed
chore-failed-because = { $name }: { $why }
chore-data-faulty = The download is faulty and was not used. Call the acquirer

## Sale

amount-ask = Type the amount
amount-zero = Type an amount first
total-ask = Type the new total
original-was = Original { $amount }
total-before = It was { $amount }
tip-ask = Type the tip
tip-on = Sale { $amount }, tip up to { $percent }%
card-number-ask = Type the card number
expiry-ask = Type the expiry, year and month (YYMM)
date-ask = Type the date of the original, MMDD (today is { $today })
institution-ask = Type the institution number; if there is none, just confirm
pay-code-ask = Scan or type the code on the customer's phone
wallet-ask = Which wallet paid?
pay-voucher-ask = Type the payment voucher of the original, 20 digits
periods-ask = Type the number of instalments
rrn-ask = Type the reference number of the original, 12 characters
auth-code-ask = Type the authorisation code, 6 characters
letters-how = A letter: its digit, then { $key }
way-ask = Where is the card?
way-present = Insert, tap or swipe it
way-typed = Type its number
way-voucher = By voucher of this batch
scheme-ask = Which card scheme?
authority-ask = How was it authorised?
authority-telephone = By telephone
authority-terminal = By a terminal
authority-stand-in = By a stand-in
confirm-ask = { $kind } { $amount }: confirm?
wallet-unionpay = UnionPay
wallet-wechat = WeChat Pay
wallet-alipay = Alipay
wallet-other = Digital renminbi or other
step-of = Step { $step } of { $steps }
step-sign-on = Signing on to the bank
step-reversal = Finishing an earlier reversal first
step-reader = Preparing the card reader
step-remove-card = Take the last card out first
step-card = Insert, tap or swipe the card
step-card-no-tap = Insert or swipe the card
step-card-no-swipe = Insert or tap the card
step-card-no-chip = Tap or swipe the card
step-card-insert = Insert the card
step-card-tap = Tap the card
step-card-swipe = Swipe the card
step-pin = PIN on the pad, please
step-read = Reading the card
step-wait = Preparing
step-saving = Saving
step-bank = Waiting for the bank
step-keep-card = Do not remove the card

## Whether a payment is one too many

unusual = IS THIS AMOUNT RIGHT?
unusual-above = Far more than is usual here (up to { $most })
unusual-above-limit = More than { $most }: please check
unusual-below = Far less than is usual here (from { $least })
same-sale = CHARGED ALREADY?
same-refund = REFUNDED ALREADY?
same-sale-done = Same card, done at { $clock }
same-sale-open = Same card, at { $clock }: not known
same-sale-settled = Same card, voucher { $voucher }, settled
same-sale-ask = Only if the customer wants it twice
same-sale-limit = Given up in { $seconds } s
enquiry = NOT KNOWN - asking the bank
enquiry-asking = Question { $number }: waiting for the bank
enquiry-next = Question { $number } { $when }
enquiry-limit = Reversed if not paid in { $seconds } s
known-sent = Saved at { $clock }, then sent to the bank
reversal-asking = Reversal { $number }: waiting for the bank
reversal-next = Reversal { $number } { $when }
note-insert-chip = Chip card: please insert
note-swipe = Chip failed: please swipe
note-swipe-again = Not read: swipe again
note-one-card = Several cards: hold one only
note-tap-again = Not read: tap again
note-tap-failed = Tap failed: please insert
note-see-phone = See the phone, tap again

## Training tray

tray-ask = Choose a training card
tray-approve = Chip approved
tray-decline = Chip declined
tray-wrong-pin = Wrong PIN
tray-silent = No answer
tray-late = Late answer
tray-bad-mac = Wrong MAC
tray-tap = Tap approved
tray-swipe = Swipe approved
tray-pulled = Card pulled
tray-card-declines = Card refuses
tray-unplug = Pad unplugged
tray-unplug-late = Pad lost late
tray-drop = Line breaks
tray-garbage = Garbled answer
tray-ecash = E-cash pays
tray-mute = Chip fails
tray-phone = Phone first
tray-blocked = Card blocked
tray-expired = Card expired
tray-scripts = Issuer scripts
tray-bad-script = Script fails
tray-bad-issuer = Wrong issuer

## Verdicts

verdict-paid = APPROVED
verdict-not-paid = NOT PAID
verdict-unknown = NOT KNOWN - being reversed
verdict-unknown-other = NOT KNOWN - reversing
verdict-unknown-refund = NOT KNOWN - do not refund again
verdict-same-sale = NOT DONE AGAIN
verdict-unresolved = NOT KNOWN - do not charge again
verdict-unresolved-other = NOT KNOWN - do not try again
verdict-voided = VOIDED
verdict-not-voided = NOT VOIDED
verdict-refunded = REFUNDED
verdict-not-refunded = NOT REFUNDED
verdict-held = PRE-AUTHORISED
verdict-not-held = NOT AUTHORISED
verdict-completed = COMPLETED
verdict-not-completed = NOT COMPLETED
verdict-loaded = LOADED
verdict-not-loaded = NOT LOADED
verdict-recorded = RECORDED
verdict-not-recorded = NOT RECORDED
verdict-balance = BALANCE
verdict-no-balance = NO BALANCE
voice-paid = collected, { $amount }
voice-voided = voided, { $amount }
voice-refunded = refunded, { $amount }
voice-held = held, { $amount }
voice-completed = completed, { $amount }
voice-loaded = loaded, { $amount }
voice-recorded = recorded, { $amount }
voice-not-done = not done
voice-unknown = not known, look at the screen
next-paid = Give the goods, card and receipt
next-paid-code = Give the goods and the receipt
next-approved-alone = Nothing is recorded: use another card
next-not-paid = No money moved. You may charge again
next-unknown = Do not charge again: reversal follows
next-reversed = Reversed: no money moved. You may charge again
next-unresolved = Do not charge again. The supervisor must call the acquirer
next-storage-lost = Get the storage repaired, then restart: the result will be shown
next-same-sale = The earlier one stands. Nothing new was done
next-voided = The money goes back to the card
next-given-back-code = The money goes back to the wallet
next-not-voided = The sale still stands
next-void-reversed = Reversed: the original still stands
next-released = The money is no longer held
next-load-voided = Give the cash back
next-held = Keep the receipt: its code is needed later
next-completed = Give the customer the receipt
next-loaded = Give the customer card and receipt
next-recorded = Keep the receipt
next-balance = Give the customer the card
next-not-refunded = No money went back
next-nothing-moved = Nothing has changed on the account
next-other-reversed = Reversed: nothing has changed
next-other-unknown = Do not try again: reversal follows
next-other-unresolved = Do not try again. The supervisor must call the acquirer
next-unknown-refund = There is no reversal. Do not refund again: the supervisor must call the acquirer
balance-credit = available
balance-debit = owed by the cardholder
printing = Printing
printed = Receipt printed
print-failed = Not printed - do not charge again, reprint later: { $reason }
slip-failed = Slip not printed, reprint it later: { $reason }
print-later = { $reason } - print later
no-printer = No printer
printer-no-paper = out of paper
printer-cover-open = the cover is open
printer-off-line = offline
printer-stalled = not responding, check paper and cover
printer-not-there = no printer
printer-nobody-reads = nothing takes the data
printer-disk-full = the disk is full
printer-refused = in use, or no permission
printer-settings = wrong settings
printer-other = printer fault
unseen-title = Interrupted { $kind }: { $word }
unseen-title-short = { $kind }: { $word }
unseen-unknown = NOT KNOWN, reversing
unseen-unresolved = NOT KNOWN
unseen-paid-not-printed = Receipt not printed: sign in and reprint. Do not charge again

## Signature on the screen

next-sign = Let the cardholder sign on the screen
signature-title = Signature
signature-ask = Cardholder: please sign below
signature-code = Code { $code }
signature-too-short = Signature too short, sign again
signature-too-large = Too many lines, sign again
signature-saving = Saving the signature
signature-saved = Signature saved, sent automatically
signature-sent = Signature sent
signature-not-sent = Signature not taken: reprint and sign

## Reasons

why-declined = Declined { $code }: { $text }
why-card-declined = The card declined
why-card-approved-alone = The card approved unasked: not taken
why-cancelled = Cancelled
why-cancelled-by-holder = Cancelled by the cardholder
why-no-card = No card in time
why-pin-timeout = No PIN in time
why-card-removed = The card was removed too early
why-card-left-in = The last card was not taken out
why-card-invalid = The card is not valid: ask for another
why-card-faulty = The card does not work: ask for another
why-card-bad-data = Wrong data on the card: ask for another
why-card-no-application = This terminal does not take this card
why-card-not-allowed = The card does not allow this transaction
why-card-too-many = Too many applications on the card
why-card-expired = The card has expired: ask for another
why-card-blocked = The card is blocked: ask for another
why-card-unreadable = The card was not read: ask for another
why-pin-busy = PIN entry paused by the pad: wait, try again
why-pad-internal = Fault in the card reader: switch it off and on
why-pad-keys = The pad's keys do not fit: call service
why-pad-locked = The pad has locked itself: call service
why-pad-tables = The reader's card tables are missing: download
why-pad-amount = The card reader does not take this amount
why-pad-picture = The card reader cannot show this picture
why-pad-command = Card reader error { $status }: try again
why-key-missing = No master key in slot { $slot } of the pad: call service
why-reader-lost = The card reader is gone: check cable and power
why-host-unreachable = The bank cannot be reached: check the line
why-not-signed-on = The terminal is not signed on: try again shortly
why-sign-on-refused = Sign-on refused { $code }: { $text }
why-bad-keys = Sign-on key check failed: load the master key again
why-partly-approved = The bank approved only a part: not taken
why-stored = Recorded. It is sent automatically
why-told = Recorded, and the bank has been told
why-not-told = Recorded. The bank could not be told
why-blacklisted = This card is on the bank's list: not taken
why-duplicate = 94: the bank has this number already
why-in-progress = The customer had not confirmed yet
why-same-sale = Same card and amount as voucher { $voucher }
why-reversal-first = An earlier reversal is not done: try again shortly
why-storage = Storage fault: nothing was sent
why-bad-request = Faulty request: nothing was sent
why-no-answer = No answer from the bank within { $seconds } s
why-line-broke = The line broke while waiting
why-bad-mac = The MAC of the answer was wrong
why-garbled = The answer could not be read
why-card-refused-approval = The bank approved, the card refused
why-card-gone = The bank approved, but the card was gone
why-reader-gone = The bank approved, but the reader was gone
why-storage-after-answer = The result could not be stored

## Void and approval

void-ask = Type the voucher number of the sale
original-ask = Type the original voucher number
void-not-found = No such voucher in this batch
void-confirm = Void this sale?
original-how = Or the last four digits of the card, the reference number, or scan the slip
original-how-anywhere = Or voucher number, last four digits, reference number, or scan the slip
original-not-found = No such transaction on this terminal
original-confirm = Is this the one?
approval-title = Approval
approval-ask = Supervisor must approve: { $kind }
approval-password = Password of { $number }
approval-note-afar = Both are recorded. { $clear }: another number; { $key }: approval by phone
approval-note = The operator stays signed in; both are recorded. { $clear }: another number

## Details

label-kind = Kind
label-amount = Amount
label-card = Card
label-state = State
label-rrn = RRN
label-batch = Batch
label-entry = Entry
label-time = Time
label-operator = Operator
label-approver = Approver
label-code = Response
label-auth-code = Auth code
label-original = Original
label-original-rrn = Original RRN
label-original-date = Original date
label-original-code = Original code
label-expiry = Expiry
label-institution = Institution
label-authority = Authorised
label-scheme = Scheme
label-pay-code = Code
label-pay-voucher = Pay voucher
label-wallet = Wallet
label-tip = Tip
label-adjusted = New total
label-periods = Instalments
label-first-instalment = First
label-instalment-fee = Fee
label-remark = Remark
label-closed-by = Closed by
label-age = Waiting
label-tries = Sent
label-next-try = Next try
unusual-meant = unusual amount, asked and confirmed
issuer-unverified = issuer not verified
parcel-script = Script notice
parcel-advice = Advice
parcel-signature = Signature
delivery-waiting =
    { $tries ->
        [0] waiting, not sent yet
        [one] waiting, sent once
       *[other] waiting, sent { $tries } times
    }
delivery-done = delivered
delivery-refused = refused { $code }
delivery-given-up = given up after { $tries }
label-reversal = Reversal
reversal-tries =
    { $tries ->
        [one] reason { $reason }, sent once
       *[other] reason { $reason }, sent { $tries } times
    }
count-and-amount = { $count } x  { $amount }
state-pending = pending
state-approved = approved
state-refunded = refunded
state-held = authorised
state-completed = completed
state-loaded = loaded
state-delivered = delivered
state-void-approved = approved
state-declined = declined
state-not-sent = not sent
state-reversing = reversing
state-reversed = reversed
state-voided = voided
state-unresolved = unresolved
state-stored = recorded
entry-chip = chip
entry-tap = tap
entry-swipe = swipe
entry-fallback = swipe after chip
entry-manual = no card
entry-code = code

## Queue

queue-empty = Nothing is waiting
queue-goes-by-itself = It is sent automatically
queue-tries = { $tries }x
queue-close-ask = Voucher { $voucher }: close it only after asking the acquirer. Close?
queue-refund-ask = First ask the acquirer. Then press 1 if it was refunded, 2 if not
queue-which = Press 1 or 2
queue-done = It is done
queue-reversal = Reversal
queue-unresolved = Unresolved
queue-detail = Detail
queue-details-left = Settlement details left: { $count }
queue-set-aside = set aside
queue-set-aside-note = No longer sent. It is on the settlement slip
age-now = less than a minute
age-minutes = { $count } min
age-hours = { $count } h
age-days = { $count } days
next-try-now = now
next-try-in = in { $seconds } s

## Settlement

settlement-ask = Check the totals, then settle
settlement-goes-on = The settlement goes on by itself
settlement-asking = Comparing totals with the bank
settlement-uploading-balanced = Balanced: uploading details
settlement-uploading-unbalanced = Not balanced: uploading all details
settlement-ending = Ending the upload
settlement-resumed = Resumed where it stopped
settlement-interrupted = Interrupted; it goes on by itself
settlement-held = REFUSED - not asked any more
settlement-held-asking = Call the acquirer, then press 1 to ask again. Or the supervisor presses 2: this batch stays open and sales go on.
settlement-held-ending = The totals have been compared. Call the acquirer, then press 1 to ask again. Or the supervisor presses 2 and closes the batch without the host.
settlement-held-which = Press 1 or 2
settlement-balanced = BALANCED - batch settled
settlement-unbalanced = NOT BALANCED - settled with details
settlement-next-batch = Next batch { $batch }
settlement-refused =
    { $count ->
        [one] 1 detail refused, see the slip
       *[other] { $count } details refused, see the slip
    }

## Back office

sign-on-again = Sign on to the bank again
sign-on-started = Signing on
operators-title = Operators
operators-ask = Type a number. { $set }: password, { $unlock }: unlock, { $role }: role
operators-only-01 = Only 01 to 98 here
operators-unknown = No such operator
operator-locked = locked
operator-unlocked = Unlocked
password-old = Old password
password-new = New password
password-again = Once more
password-rule = { $min } to { $max } digits
password-weak = Too easy to guess
password-differs = The two differ, type again
password-changed = Password changed
password-used = Used before: choose another
password-shipped = This password came with the terminal: choose your own

## Technician

about-version = Version
about-terminal = Terminal
about-merchant = Merchant
about-host = Host
about-mobile = Mobile
about-line-use = Host data
about-used = today { $day }, this month { $month }
about-keys = Key checks
about-reader = Reader
about-data = Data
about-tables-refused = The reader rejects its card tables

## Training faults

faults-title = Host faults
faults-how-many = For how many messages? Press 1 to 9
faults-ordered =
    { $count ->
        [one] The next message: { $fault }
       *[other] The next { $count } messages: { $fault }
    }
faults-another = Another one can be chosen
fault-no-answer = No answer
fault-late = Late answer
fault-bad-mac = Wrong MAC
fault-half = Half an answer
fault-drop = Line breaks after sending
fault-code = Declined with code 96
fault-unbalanced = Settlement not balanced
fault-lost = Message lost
fault-garbage = Garbled answer

## Receipts

receipt-title = RECEIPT
receipt-training = TRAINING, NO REAL PAYMENT
receipt-copy = DUPLICATE
receipt-of-merchant = MERCHANT COPY
receipt-of-cardholder = CARDHOLDER COPY
receipt-slip-code = VOID OR REFUND
receipt-code = E-RECEIPT
receipt-merchant-name = MERCHANT NAME
receipt-merchant = MERCHANT NO.
receipt-terminal = TERMINAL NO.
receipt-operator = OPERATOR
receipt-approver = APPROVED BY
receipt-issuer = ISSUER
receipt-acquirer = ACQUIRER
receipt-card = CARD NO.
receipt-kind = TYPE
receipt-kind-sale = SALE
receipt-kind-void = VOID
receipt-kind-refund = REFUND
receipt-kind-pre-auth = AUTH
receipt-kind-pre-auth-add = ADD-AUTH
receipt-kind-pre-auth-void = CANCEL
receipt-kind-completion = AUTH COMPLETE
receipt-kind-completion-advice = AUTH SETTLEMENT
receipt-kind-completion-void = COMPLETE VOID
receipt-kind-offline = OFFLINE
receipt-kind-adjust = ADJUST
receipt-batch = BATCH NO.
receipt-voucher = VOUCHER NO.
receipt-time = DATE/TIME
receipt-rrn = REF. NO.
receipt-auth-code = AUTH NO.
receipt-amount = AMOUNT
receipt-tip = TIP
receipt-total = TOTAL
receipt-periods = INSTALMENTS
receipt-first-instalment = FIRST INSTALMENT
receipt-instalment-fee = INSTALMENT FEE
receipt-pay-voucher = PAYMENT VOUCHER
receipt-scheme = SCHEME
receipt-original = ORIGINAL VOUCHER
receipt-original-rrn = ORIGINAL REF. NO.
receipt-original-date = ORIGINAL DATE
receipt-pre-auth-code = PRE-AUTH CODE
receipt-signature = CARDHOLDER SIGNATURE
receipt-signed-on-screen = SIGNED ON SCREEN
receipt-no-signature = NO SIGNATURE REQUIRED
receipt-no-pin = NO PIN REQUIRED
receipt-limit = LIMIT
receipt-acknowledge = I ACKNOWLEDGE SATISFACTORY RECEIPT OF RELATIVE GOODS/SERVICES
receipt-settlement = SETTLEMENT
receipt-balanced = BALANCED
receipt-unbalanced = NOT BALANCED
receipt-refused-details = DETAILS REFUSED
receipt-closed-alone = END REFUSED
receipt-unresolved = CLOSED BY HAND
receipt-not-delivered = NOT DELIVERED
receipt-detail = DETAIL
receipt-parcel-script = SCRIPT NOTICE
receipt-parcel-signature = SIGNATURE

## The receipt as a QR code

qr-title = Scan for the receipt
qr-no-room = The code needs a larger screen
qr-no-blocks = This screen cannot show the code
qr-back = { $key }: back

## Rights

refuse-forbidden = No right to: { $permission }
not-permitted = no right
roles-title = Role
roles-now = { $operator } is: { $role }
permission-sell = sales
permission-void = voids
permission-refund = refunds
permission-pre-auth = pre-authorisations
permission-offline = offline sales
permission-ecash = electronic cash
permission-balance = balances
permission-view = lists and totals
permission-view-others = records of others
permission-reprint = reprints
permission-products = products
permission-settle = settlement
permission-approve = approvals
permission-operators = operators
permission-unresolved = unresolved items
permission-host = host and downloads
permission-technician = technician's page
role-operator = operator
role-trainee = trainee
role-supervisor = supervisor
role-administrator = administrator
refuse-quarantined = { $operator } is not approved yet: training only
refuse-withdrawn = Operator number { $operator } was withdrawn
refuse-first-password = { $operator } must change the first password
operator-waits = waits for approval
operator-lapsed = lapsed
operator-withdrawn = withdrawn
operator-approved = Approved: may sell now
sign-in-lapsed = { $operator } lapsed: nobody approved it in time
password-first = This password is for the first sign-in: choose your own
refuse-approve-lapsed = Not approved: the number has lapsed

## Shop

shop-title = Shop

## Reports

reports-title = Reports
report-x = X report
report-z = Z report
report-day = Day report
report-number = Number
report-date = Date
report-from = From
report-until = Until
report-currency = Currency
report-sum = Totals
report-net = Net
report-kinds = By kind
report-states = By outcome
report-approved = completed
report-voided = voided later
report-operators = By operator
report-hours = By hour
report-ways = By way of payment
report-schemes = By card scheme
report-not-named = not named
report-others = others
report-printed = Report printed
report-failed = Report not printed: { $reason }
report-no-z = no batch settled yet
report-too-large = These sums are too large for a report
chart-hours = Sales by hour
chart-ways = By way of payment
chart-month = Last 30 days
chart-empty = Nothing was sold
chart-batch = Batch { $batch }
chart-most = Most: { $when }
refuse-old-receipt = Only the open batch is printed again

## Search in all batches

search-title = Search
search-found = Found
search-any = any
search-go = Search now
search-last-four = Last four digits
search-ask-voucher = Voucher number; leave empty for any
search-ask-rrn = Reference number, 12 characters; leave empty for any
search-ask-amount = Amount; leave empty for any
search-ask-last-four = Last four digits of the card; leave empty for any
search-ask-date = Date, as 20261125; leave empty for any
search-ask-operator = Two-digit operator number; leave empty for any
search-refuse = Incomplete, or it does not exist
search-nothing = No transaction found
search-no-more = There are no older ones
search-failed = The records could not be read - see the log
hint-older = older

## Fees, arrivals and the deposit

money-title = Fees, arrivals
money-no-rates = no rate table
rates-title = Rates
rates-changed = The rates have changed. Read and confirm
rates-first = These rates are new. Read and confirm
rates-past = The change affects past days or card numbers
rates-product-credit = Credit card
rates-product-debit = Debit card
rates-product-qr = Code
rates-product-foreign = Foreign card
rates-product-instant = D+0 extra
rates-share = { $percent } %
rates-capped = { $percent } %, at most { $cap }
rates-from = from { $day }
rates-was = was { $before }
rates-none = none
rates-arrival = Arrival
rates-name = Contract
rates-refunds = Refunds
rates-returned = fee returned
rates-kept = fee kept
rates-rounding = Rounding
rates-half-up = half up
rates-half-even = half to even
rates-up = up
rates-down = down
hint-read = ok
hint-later = later
label-fee = Fee
label-fee-returned = Fee returned
label-net = Net
label-arrival = Arrives
fee-not-known-card = not known: debit or credit?
fee-not-known-rate = not known: no rate
fee-not-known-load = not known: a load
fee-not-known-outcome = not known: result open
arrival-provisional = { $day }, not certain
arrival-not-known = not known
totals-fees = Fees
totals-net = Net
totals-fees-not-known = Fee not known
arrivals-title = Arrivals
arrivals-working = Comparing with the journal
arrivals-failed = The records cannot be read: { $reason }
arrivals-nothing = Nothing is on its way
arrivals-not-known = Amount or day not known
arrivals-count =
    { $count ->
        [one] 1 payment
       *[other] { $count } payments
    }
arrivals-no-file = No settlement file is set up
arrivals-trouble = The settlement file is not used: { $reason }
arrivals-even =
    { $count ->
        [one] Acquirer and terminal agree: 1 payment
       *[other] Acquirer and terminal agree: { $count } payments
    }
arrivals-uneven =
    { $count ->
        [one] 1 difference from the acquirer!
       *[other] { $count } differences from the acquirer!
    }
arrivals-compared = Compared
arrivals-not-compared = Fee not compared
arrivals-others = Other terminals
arrivals-here = Here
arrivals-there = Acquirer
arrivals-fees = Acquirer fees
arrivals-more = And { $count } more
arrivals-none = none
arrivals-in = payment
arrivals-out = refund
arrivals-missing-here = not paid here
arrivals-missing-there = not at the acquirer
arrivals-direction = payment or refund
arrivals-amount = amount
arrivals-fee = fee
arrivals-date = day of arrival
hint-again = again
deposit-title = Deposit
deposit-none = no deposit set up
deposit-amount = Deposit
deposit-card = Card
deposit-qr = Code
deposit-progress = { $taken } of { $target }, { $state }
deposit-left = { $left } left
deposit-done = reached
deposit-days = { $days } days, until { $day }
deposit-not-yet = begins on { $day }
deposit-over = ended on { $day }
deposit-time = Time
deposit-reached = Both targets reached
deposit-missed = Time is up, target missed
deposit-sums = card { $card }, code { $qr }
deposit-same = As the acquirer has it on { $day }
deposit-differs = Differs at the acquirer on { $day }!
deposit-no-host = The acquirer gave no figure

## Cash drawer

permission-count-cash = cash counts
permission-drawer = the cash drawer
cash-count-title = Cash count
cash-count-ask = How many of each are there?
cash-count-sum = Counted
cash-count-confirm = Is that all? It is recorded as it stands
cash-counted = The count is recorded
drawer-title = Cash drawer
drawer-no-float = No float yet
drawer-float = Float
drawer-since = Since
drawer-expected = Should be
drawer-not-counted = Not counted since
drawer-right = right
drawer-ask-float = The float now in the drawer
drawer-begins-anew = This ends the earlier counts
hint-new-float = float
hint-earlier = prev
hint-record = save

## Products

products-title = Products
products-loading = loading
products-closed = not usable: see the log
products-count =
    { $count ->
        [one] 1 product
       *[other] { $count } products
    }
products-full = No room for more products
product-find-title = Find a product
product-find-how = Digits: number, barcode, or initials
product-add-title = Add a product
product-title = Product { $number }
product-unknown = No such product
product-active = on sale
product-inactive = not on sale
product-tax-line = Department { $department }  tax { $tax }%
product-now = Now { $value }
product-history-title = Changes
product-history-empty = Nothing has been changed
product-by-import = import
change-keeping = Saving
change-kept = Saved
change-not-kept = Not saved: see the log
product-number-taken = Number { $number } is taken
product-barcode-taken = The barcode is of product { $number }
product-bad-barcode = Not a barcode: check the digits
product-number-ask = Leave empty for number { $number }
product-barcode-ask = Scan or type; leave empty if there is none
label-product-search = Find
label-product-number = Number
label-product-barcode = Barcode
label-product-name = Name
label-product-price = Price
label-product-stock = Stock
label-product-initials = Initials
label-product-state = State
refuse-product-name = Type the name
refuse-product-number = A number is 1 to 999999
refuse-stock = Type the stock, as 12 or 1.5
text-how = Press again to change the letter, { $key } for the next
stock-how = { $down }: point, { $up }: minus

## Customers

permission-customers = customers
customers-title = Customers
customers-loading = loading
customers-closed = not usable, see the log
customers-count =
    { $count ->
        [one] 1 customer
       *[other] { $count } customers
    }
customers-full = No room for more customers
customer-title = Customer
customer-find-title = Find a customer
customer-find-how = Type the mobile number, its last four digits, or initials
customer-unknown = No such customer
customer-add-title = Add a customer
customer-taken = This number is a customer's already
customer-consent-ask = Read out; keep only if the customer agrees:
customer-consent-words = This shop keeps your mobile number, your name and which purchases were yours, to serve you. Nobody else gets them. You may see them or have them erased at any time. Do you agree?
customer-agreed = Agreed on { $day }, operator { $operator }
customer-link-title = Link a sale
customer-no-sale = no sale to link
customer-sale-linked = This sale is a customer's already
customer-purchases = Purchases: { $count }
customer-purchases-empty = No sale is linked
customer-sale-gone = no detail
customer-erase-title = Erase
customer-erase-ask =
    { $count ->
        [0] Everything kept of this customer is erased. This cannot be undone.
        [one] Everything kept of this customer is erased, with 1 linked sale. The payment stays in the journal. This cannot be undone.
       *[other] Everything kept of this customer is erased, with { $count } linked sales. The payments stay in the journal. This cannot be undone.
    }
customer-not-erased = Not erased: see the log
customer-erased = Erased. Nothing is kept of this customer
label-customer-search = Find
label-customer-mobile = Mobile number
label-customer-name = Name
refuse-mobile = 11 digits that begin with 13 to 19
refuse-customer-name = Type the name
hint-agrees = agrees
hint-erase = erase

## Locks, approvals from afar

terminal-locked = Too many wrong passwords: for { $minutes } min only 00 can sign in, which unlocks it
terminal-released = Terminal unlocked. Wrong passwords: { $count }
locked-title = Locked
locked-why = Operator { $number } has work unfinished
locked-password = Password of { $number }
locked-note = Your password resumes it. { $clear }: the supervisor signs you out
locked-note-other = 00 signs the operator out; unfinished work is lost. { $clear }: the operator
locked-signed-out = Signed out by { $number }
afar-title = Remote approval
afar-challenge = Challenge
afar-code-of = Code of { $number }
afar-note = Read this out. The code is good until { $time }. { $clear }: another number
afar-wrong = Wrong code. Tries left: { $left }
afar-refused = Three wrong codes: this challenge has ended. Go back and ask again in a minute
afar-expired = This challenge has ended. Go back and ask again
afar-no-key = No shop key for approvals
approver-from-afar = { $number }, remotely
label-terminal = Terminal
answer-title = Approve remotely
answer-sentence = { $kind } of { $amount }, asked for by operator { $operator } at terminal { $terminal }
answer-ask = Is this what you were told? Your approval is recorded
answer-note = Read this code out with your number { $number }. It works once, within five minutes
exceptions-title = Exceptions
exceptions-head = 30 days. Marked: at least twice the others' rate
exceptions-none = Nothing was sold within 30 days
exceptions-row = { $operator }  sales { $sales }
exceptions-row-marked = { $operator }  sales { $sales }  ! { $count } of 6
exceptions-of = Exceptions of { $operator }
exceptions-figure = { $count }: { $own }, others { $others }
exceptions-note = Per 100 sales of 30 days, beside all other operators together
exceptions-few = Too few to compare: it takes { $count } sales, and as many by the others
measure-voids = Voids
measure-refunds = Refunds
measure-typed-cards = Typed cards
measure-declined = Declined
measure-retried = Tried again
measure-drawer-openings = Drawer opened
measure-wrong-passwords = Wrong password
permission-exceptions = the board of exceptions

## Black box

hint-black-box = record
support-record = { $key }  save a recording for support
black-box-kept = Saved as { $file }
black-box-not-kept = Not saved: { $reason }

## Doctor

doctor-ok = ok
doctor-warn = look
doctor-fail = FAIL
doctor-not-checked = -
doctor-remedy = what to do: { $remedy }
doctor-sum = { $ok } ok, { $warn } to look at, { $fail } failed, { $rest } not checked
doctor-running = a terminal runs on this folder (process { $pid }): what only it may use is not checked
doctor-name-config = configuration
doctor-name-clock = clock
doctor-name-space = disk space
doctor-name-wear = disk wear
doctor-name-sync = disk sync
doctor-name-journal = journal
doctor-name-index = index
doctor-name-batch = batch
doctor-name-screen = screen
doctor-name-font = printer font
doctor-name-keymap = keymap
doctor-name-reader = card reader
doctor-name-printer = printer
doctor-name-dns = host name
doctor-name-tcp = host TCP
doctor-name-tls = host TLS
doctor-name-backup-dns = backup name
doctor-name-backup-tcp = backup TCP
doctor-name-backup-tls = backup TLS
doctor-name-echo = echo test
doctor-name-mac = MAC key
doctor-no-config = no configuration was named
doctor-no-data = no data folder was named
doctor-no-folder = { $folder } is not there; the first start makes it
doctor-terminal-has-it = the running terminal has it
doctor-not-known = this system does not tell
doctor-config-good = { $file } is sound
doctor-do-config = put it right as the message says; packaging/keytill.toml names every key
doctor-clock-is = { $now }
doctor-clock-host = { $now }; at the last sign-on { $seconds } s off the host's
doctor-clock-old = { $now } is before this program was made
doctor-clock-back = { $now } is before the last record, { $last }
doctor-do-clock = set the clock: timedatectl set-ntp true, or date -s; and replace the battery if it happens again
doctor-space-is = { $free } MiB free of { $all } MiB
doctor-do-space = make room: old logs, saved receipts, journal/archive; sales stop before the disk is full
doctor-wear-is = { $percent } % of its life used ({ $device })
doctor-do-wear = plan to replace the { $device }; settle the batch and copy the data folder first
doctor-sync-is = usually { $usual } ms, at most { $most } ms, of { $count }
doctor-do-sync = a sale waits for three of these: look for other programs that write, and at the age of the disk
doctor-journal-is = segment { $segment }, { $records } records, last { $last }
doctor-journal-none = there is none yet
doctor-do-journal = sell nothing; make a copy of the whole data folder, and ask the vendor
doctor-index-is = knows every record up to { $record }
doctor-index-behind = knows { $index } of { $journal } records; the next start adds the rest
doctor-index-missing = none; the next start builds it
doctor-index-unusable = cannot be used; the next start builds it again
doctor-index-ahead = knows record { $index }, and the journal ends at { $journal }
doctor-index-owner = the folder belongs to user { $user }: run this as that user
doctor-do-index = keytill journal rebuild --data { $data }
doctor-batch-is = batch { $batch }: { $count } counted, { $owed } reversals owed, { $unresolved } not resolved
doctor-do-batch = start the terminal and let it reach the host; what is not resolved the supervisor closes
doctor-screen-is = { $language }, { $glyphs }
doctor-glyphs-blocks = lines and blocks
doctor-glyphs-ascii = plain ASCII
doctor-do-screen = a plain console shows no Chinese: use kmscon or a framebuffer terminal, or set language = "en"
doctor-font-none = none is named: rare characters print as ?
doctor-font-is = { $file }
doctor-font-lacks = { $file } has no Chinese characters
doctor-do-font = install fonts-wqy-microhei or fonts-noto-cjk, and name the file under [printer] font
doctor-do-keymap = name a shipped keymap, or put the file right as the message says
doctor-reader-is = { $model }, { $protocol } at { $baud }; PIN key slots { $slots }
doctor-reader-silent = no reader answers at { $device }
doctor-reader-other = { $device } answers { $protocol } at { $baud }, and the configuration says otherwise
doctor-do-reader = check power and cable; keytill doctor reader finds device, protocol and speed
doctor-do-reader-shut = check power and cable; the user of the terminal must be let in to the device (group dialout); stop other programs on it
doctor-do-reader-key = the pad has no master key in slot { $slot }: its maker or the acquirer loads it
doctor-printer-none = none, by the configuration
doctor-printer-well = it says that it is well
doctor-printer-silent = it cannot be asked; the last slip tells
doctor-do-printer = put paper in, close the cover, check power, cable and [printer]
doctor-dns-is = { $address } ({ $millis } ms)
doctor-dns-number = { $address } is a number; nothing to ask
doctor-do-dns = check the name in [host] and the name servers of this box: resolvectl status
doctor-tcp-is = connected in { $millis } ms
doctor-do-tcp = check cable or modem, the address in [host], and with the acquirer whether the port is open
doctor-tls-none = plain TCP, by the configuration
doctor-tls-is = accepted in { $millis } ms
doctor-do-tls = check the CA, certificate and key under [host.tls], and the clock
doctor-earlier-failed = not reached: what comes before it failed
doctor-echo-is = answered in { $millis } ms
doctor-echo-code = the host answers with code { $code }
doctor-do-echo = check terminal and merchant number and the profile with the acquirer
doctor-mac-is = the host accepted the sign-on of { $when }; its keys were checked then
doctor-mac-never = no sign-on in the newest segment of the journal; only a running terminal can sign on
doctor-do-mac = start the terminal: its status bar says "key fault" where the master key is the wrong one

## Help and support

help-title = Help: { $screen }
help-help = UP and DOWN scroll the text. MENU shows whom to call. CANCEL goes back.
help-support = Whom to call, and what to tell them. MENU shows the same as a code for a telephone.
help-float = The cash in the drawer as the day begins. Count it first: every later count is compared with it.
help-drawer = The float, and by how much each count differed from what should be there. Only those who answer for the drawer see this.
hint-help = help
hint-support = support
support-title = Support
support-acquirer = Acquirer
support-vendor = Vendor
support-shop = Shop
support-call = Call
support-nobody = ask the supervisor
support-time = Time
support-no-error = Nothing is wrong now
support-reader = The card reader does not answer: check cable and power
support-last = { $when }: { $what }
help-about = For the technician: what this box is, its host, its keys by their check values alone, and its reader. ENTER signs on to the host again.
help-afar = The supervisor is not here. Read out what stands here and type the eight digits that he answers. Check that he repeats amount and kind: his code is good for this alone.
help-answer-afar = Another terminal asks for approval. Type what its operator reads out. Before ENTER, ask what the customer wants and why: you approve in your own name, and it is recorded.
help-approval = This takes a second person. Look at kind, amount and voucher first, then type your password. CLEAR on an empty line takes another number. You stay on record as the one who approved.
help-arrivals = What the acquirer pays out, compared with this terminal record by record. If something differs, ask the acquirer with date, amount and voucher.
help-back-office = What a supervisor looks after: the batch, the queue, settlement, operators, downloads, and the shop. Dimmed entries need a right that you do not have.
help-cash-count = Count the drawer note by note. Type how many there are, ENTER goes on, UP goes back. What should be there is not shown, so count what is there. The count is recorded as it stands.
help-chart = The open batch by the hour of the day. Nothing is changed here.
help-chart-ways = The open batch by way of payment, with the share of each. Nothing is changed here.
help-chart-month = What was sold on each of the last 30 days, voids and refunds taken off. Nothing is changed here.
help-code = A code for a phone to scan. Hold the phone so that the whole code is in view. Any other key goes back.
help-deposit = The turnover needed to get the deposit back, by card and by code, how far it is, and until when. Below is what the acquirer counts.
help-detail = All that is known of one transaction. Check amount, time and the last four digits with the customer before a void or a reprint.
help-downloads = Fetch parameters, keys and lists from the host, or report the status. Do it when the acquirer asks for it; a sale goes first.
help-faults = Training only: the training host does something wrong with its next messages, so that you can see what the terminal does then.
help-figures = X: the open batch so far; printing it changes nothing. Z: the batch that was settled last, with its number; it is the same each time.
help-list = The transactions of the open batch, the newest first. Choose one to see all of it, or to print it again.
help-locked = The terminal was left alone with work unfinished. The operator goes on with the password; otherwise press CLEAR on an empty line, and the supervisor signs the operator out.
help-mode = Choose what you want to do. Transactions are for operators 01 to 98, the back office for supervisors. CANCEL signs you out: do that when you leave the counter.
help-money = What payments cost, when the money arrives, and how far the deposit is.
help-operators = Type the two digits of an operator. ENTER sets a password, which also makes a new operator; UP releases a locked one, or approves one that waits; DOWN gives a role. Check who stands before you.
help-password = A new password: the old one first, then the new one twice. No run of digits, none used before. Nobody of the bank or the vendor ever asks for it.
help-queue = What still has to go to the host, and what a person must find out. Most of it is sent automatically once the line is back.
help-queue-item = If the end of a transaction is not known, the acquirer knows: call first, then record the answer. Do not charge the customer again before that.
help-rates = What each payment costs under the contract. A changed rate is marked with the old one. ENTER says that you have read it; it is recorded with your number.
help-reports = X and Z reports, charts, and the search. None of them changes anything.
help-reprint = Print a receipt once more; it is marked as a copy. Last receipt, one by its voucher number, or the last settlement.
help-results = What the search has found, the newest first. Choose one to see all of it.
help-roles = What an operator may do comes with the role. A change takes effect at once and is recorded.
help-search = Fill in what you know of a transaction, then search. What is left empty may be anything. You find your own transactions; those of others take a right.
help-settlement = The day ends here: totals are compared with the host, then the next batch begins. Do it when no customer is paying. If it does not balance, keep the slip and call the acquirer.
help-shop = Reports, fees, the cash drawer, products, approvals for other terminals, and the operator roster.
help-sign-in = Type your two-digit number or mobile number, then your password. 00 is the supervisor, who gives out numbers. If something stands above, it is the end of a sale that was interrupted.
help-signature = The cardholder signs here with a finger or the mouse. Compare it with the card. ENTER keeps it; CANCEL prints a slip to sign instead.
help-submenu = Choose the kind of transaction. What the acquirer or the configuration does not offer is dimmed, with the reason.
help-totals = What the open batch adds up to. Printing changes nothing.
help-trade = Do what the terminal says. While it waits for the bank, wait as well. Only APPROVED means paid; if the end is not known, do not charge again. A code is scanned by the customer: what the phone shows is no proof.
help-transactions = Choose what the customer wants. A wrong sale of the open batch is voided, a settled one is refunded.
help-products = The products of the shop: find one, see it, change it, or add one.
help-product-find = Type the number, the barcode, or the initials of the name on the digits, as on a telephone. The best hits stand first.
help-product-page = One product. Choose what to change; the change is recorded with your number.
help-product-edit = Type the new value. The old one stands above. ENTER saves it at once.
help-product-history = Who changed what of this product, and when.
help-product-add = A new product: number, barcode, name, price. Check the price before ENTER.
help-customers = Customers who agreed to be remembered: find one, or add one. No sale needs it.
help-customer-find = Type the mobile number, its last four digits, or the initials of the name on the digits, as on a telephone. Numbers are shown masked.
help-customer-add = A new customer: mobile number, name, then the words to read out. Press ENTER only when the customer has agreed; nothing is kept before.
help-customer-page = One customer. Link a sale, see the linked ones, or erase everything when the customer asks for it.
help-customer-link = Your last paid sale that is no customer's yet; DOWN goes to those before it. Check amount and voucher before ENTER.
help-customer-purchases = The linked sales, the last first, each with what became of it.
help-customer-erase = The customer withdraws the consent: all that is kept is erased for good. The payments themselves stay.
help-amount = Type the amount without the point: 1234 is 12.34. Read it to the customer before ENTER.
help-unusual = The amount is far from what this terminal usually takes. Read it to the customer as it stands here in words. ENTER does nothing here: another key says that it is correct.
help-number = Type the digits as they stand on the card, the slip or the paper, and compare them once more before ENTER.
help-letters = Type the code as it stands on the slip. A letter is its digit and then UP or DOWN.
help-original = Any of these finds it: voucher number, last four digits of the card, reference number, or the code on the slip. What this terminal does not know is typed from the slip. Six characters may be an authorisation code: leave out the zeros before a voucher number there. Compare amount, time and card before ENTER.
help-voucher = The voucher number stands on the slip. Only a transaction of the open batch is found.
help-confirm = Check voucher, amount and the last four digits with the customer. ENTER goes on.
help-choice = Choose what applies. The digit before it chooses at once.
help-exceptions = What an operator did in the last 30 days beside the others on this terminal: voids, refunds, typed cards, declined and retried cards, wrong passwords. A mark is a reason to ask, not a proof.
help-exceptions-of = Each figure of one operator, and for a hundred sales beside that of all others. With few sales nothing is compared.

## Parameters

parameters-title = Parameters
hint-parameters = set
hint-as-file = reset
hint-edit = edit
permission-parameters = parameters
parameter-value = Now
parameter-file = File
parameter-range = Range
parameter-new = New
parameter-never = never
parameter-no-limit = no limit
parameter-yes = yes
parameter-no = no
parameter-seconds = { $count } s
parameter-minutes = { $count } min
parameter-hours = { $count } h
parameter-percent = { $count } %
parameter-copy-at-once = at once
parameter-copy-key = by a key
parameter-on-paper = on paper
parameter-on-screen = on the screen
parameter-both = both
parameter-asked = request
parameter-told = advice
parameter-times = 00:00 - 23:59, or never
parameter-host = The host's value takes precedence
parameter-at-start = Takes effect at the next start
parameter-between = Only while the batch is empty: settle first
parameter-bad-range = Possible: { $range }
parameter-open-batch = The open batch forbids it: settle first
parameter-warn-after-force = The warning must come before the settlement
parameter-ask = Type the new value
parameter-time-ask = Hour and minute, as 2330; empty is never
parameter-money-ask = Without the point: 1234 is 12.34
help-parameters = What the technician can set on the box. A star marks what was set here; the others come from the configuration file. The journal says who changed what.
help-parameter = One parameter: its value, what the file says, its range, and the last changes with who made them.
help-parameter-entry = Type or choose the new value. It is checked, recorded with your number, and takes effect at once unless it says otherwise.
parameter-idle = Sign-out after
parameter-idle-help = With no key for this long, an operator with nothing unfinished is signed out.
parameter-lock = Lock after
parameter-lock-help = With no key for this long, a screen with something unfinished is locked.
parameter-card-time = Time for the card
parameter-card-time-help = How long a card is waited for.
parameter-pin-time = Time for the PIN
parameter-pin-time-help = How long the cardholder has for the PIN.
parameter-echo = Line test every
parameter-echo-help = How often an idle line is tested.
parameter-reversal-tries = Reversal tries
parameter-reversal-tries-help = How often a reversal is tried before a person must close it.
parameter-same-sale = Same sale within
parameter-same-sale-help = The same amount from the same card within this time is asked about first.
parameter-settle-at = Auto-settle at
parameter-settle-at-help = At this time the batch is settled automatically, once nobody is busy.
parameter-warn = Batch warning after
parameter-warn-help = At this age a warning about the open batch appears.
parameter-force = Auto-settle after
parameter-force-help = At this age the batch is settled automatically.
parameter-sign-off = Sign-off
parameter-sign-off-help = Whether the terminal signs off after a settlement.
parameter-copies = Receipt copies
parameter-copies-help = 1: the merchant's alone. 2: the cardholder's as well.
parameter-cardholder-copy = Customer copy
parameter-cardholder-copy-help = When the cardholder's copy is printed.
parameter-drawer = Drawer opens
parameter-drawer-help = Whether the cash drawer opens with the first copy.
parameter-signature = Signature
parameter-signature-help = Where the cardholder signs.
parameter-refund-limit = Refund limit
parameter-refund-limit-help = The most that one refund may give back.
parameter-amount-check = Ask above
parameter-amount-check-help = Amounts above this are checked, until 30 payments tell what is usual. 0: none is checked.
parameter-tip = Tips up to
parameter-tip-help = The highest tip, in percent of the sale.
parameter-typed-cards = Typed cards
parameter-typed-cards-help = Whether card numbers may be typed.
parameter-tap-pin = Tap without PIN
parameter-tap-pin-help = Up to this amount a tap needs no PIN.
parameter-tap-signature = Tap without signature
parameter-tap-signature-help = Up to this amount a tap needs no signature.
parameter-ecash = E-cash limit
parameter-ecash-help = Below this amount a card may pay by itself.
parameter-void-card = Card for voids
parameter-void-card-help = Whether a void needs the card.
parameter-void-pin = PIN for voids
parameter-void-pin-help = Whether a void with its card needs the PIN.
parameter-completion-pin = PIN to complete
parameter-completion-pin-help = Whether a completion request needs the PIN.
parameter-completions = Completions
parameter-completions-help = Which completions of pre-authorisations are offered.
parameter-currency = Currency
parameter-currency-help = The currency of every amount. Cards and host must accept it.

## Rosters

roster-title = Operator roster
roster-not-set-up = no roster set up
roster-reading = Please wait
roster-not-read = The roster cannot be read: { $reason }
roster-no-seal = This file is no signed roster
roster-wrong-signature = The signature is not right: another key signed it, or it was changed
roster-bad-content = It is signed, but what is in it is no roster: ask head office
roster-foreign = This roster is not for this terminal
roster-old = Roster { $serial } is old: { $taken } was taken already
roster-early = This roster may not be taken yet. Is the clock right?
roster-late = This roster may not be taken any more. Is the clock right?
roster-no-password = Operator { $operator } is new here and has no password in it
roster-serial = Number
roster-operators = Operators
roster-new = New here
roster-withdrawn = Withdrawn
roster-ask = Operators not in it can no longer sign in
roster-taken = Roster { $serial } taken
hint-retry = retry
hint-take-roster = import
help-roster = Operators from head office, on a stick. Only what head office has signed for this terminal is taken, and only what is newer. New operators get their first password from head office.

## A number for whoever has none

sign-in-new = No number yet? Press { $key }
sign-in-elsewhere = { $operator } is signed in at terminal { $terminal } since { $at }
sign-in-take-over = { $key }: the supervisor lets you in here
signed-out-elsewhere = { $operator } is now at terminal { $terminal }
take-over-title = Signed in elsewhere
take-over-note = With this, the operator is signed out there
help-take-over = An operator works at one terminal at a time. If it is really this person, 00 lets him in here, and the other terminal signs him out. It is recorded.
enrol-title = Get an operator number
enrol-by-page = Scan a code with a telephone
enrol-by-code = Code by short message
enrol-asking = Asking the service. Please wait
enrol-scan = Scan, type name and mobile there
enrol-left = { $time } left
enrol-time = Time left
enrol-ask-mobile = Type your mobile number; a code is sent to it
enrol-code = Code
enrol-ask-code = Type the six digits of the message
enrol-message = Training: the message to { $mobile } says { $code }
enrol-number = Your number
enrol-whose = Yours
enrol-done = { $operator } is yours. Training only until the supervisor approves it.
enrol-not-allowed = The service does not know this terminal. Call the acquirer
enrol-unknown = The service does not know this any more. Begin again
enrol-expired = Time is over. Begin again
enrol-used = It has been used already. Begin again
enrol-known = This mobile number has an operator number. Ask the supervisor
enrol-no-number = No operator number is left. Ask the supervisor
enrol-too-often = Asked too often. Wait a while
enrol-wrong-code = Wrong code, { $left } more to try
enrol-silent = The service does not answer. Try again later
refuse-six-digits = Type six digits
not-kept = Not kept: the record of this terminal cannot be written
help-enrol = For whoever has no operator number yet. With a telephone: scan the code, and type name and mobile number on the page. Or type your mobile number here and the code that is sent to it. Then choose a password here.
help-enrol-password = The number is yours once you have chosen a password: the same digits twice. Until the supervisor approves it (back office, operators, the number, UP) it is for training only.
newest-not-asked = From the service: not asked yet
newest-asked = From the service: asking
newest-nothing = From the service: nothing newer
newest-waits = From the service: { $serial }, taken after this transaction
newest-taken = From the service: { $serial } taken
newest-refused = From the service, refused: { $reason }
newest-silent = The service does not answer; it is asked again

## The clock of the box

clock-title = Is the clock right?
clock-here = This clock
clock-records = Last record
clock-before-program = It is earlier than this program's release.
clock-before-records = It is earlier than the last record.
clock-ask = No sales until the clock is set, the host's clock agrees, or you confirm it.
clock-is-right = The clock is confirmed.
hint-clock-right = correct
refuse-clock = Check date and time; press { $key } if right
refuse-clock-doubted = Clock may be wrong - ask the supervisor
help-clock = Compare date and time with a watch or a telephone. If they are right, say so; it is recorded with your number. If not, have the clock set first: receipts and reports of wrong days cannot be changed later.
refuse-console = This console shows English only

## A technician's seat

banner-looks-on = Technician { $operator } looks on
banner-control = Technician { $operator } in control; { $key } ends
banner-training-short = TRAINING
seat-sign-in = Technician's seat
seat-leave = Ctrl-C leaves the seat
seat-denied = { $operator } is not a technician. Sign in at the terminal itself
seat-not-from-here = Not from a seat: do it at the terminal itself
seat-not-by-guest = What moves money or gives rights takes the operator's own key
seat-mirror = Operator's screen
seat-parts = Line and devices
seat-about = This terminal
seat-journal = Journal
seat-log = Log
seat-restart = Restart when idle
seat-training-only = training only
seat-no-facts = No fact since the start
seat-no-log = Nothing logged since the start
seat-line = Host line
seat-line-job = in flight
seat-line-quiet = nothing in flight
seat-printer = Printer
seat-printing = printing { $count }
seat-batch = Batch
seat-batch-of = { $batch }, { $count } counted
seat-hint-ask = ask for control
seat-hint-end = end
seat-asked = Waiting for the operator
seat-held = You press the keys
seat-suspended = Payment: no control
seat-no-mirror = No operator's screen to show
seat-hidden = Not shown to others
seat-nobody = Nobody is signed in who could agree
seat-paying = A payment is under way: no control until it is over
seat-other-has-it = Another seat has asked for control or has it
seat-still-asked = The operator has been asked
seat-private-here = The operator alone types here
seat-refused = The operator did not agree
seat-control-over = Control has ended
seat-consent-title = Control request
seat-consent-who = Technician { $operator } ({ $user }) asks to press the keys of this screen.
seat-consent-how = { $allow } allows it for { $minutes } minutes. { $refuse } refuses; so does no answer within { $seconds } seconds.
seat-consent-money = Payments stay yours. { $refuse } ends it at any time.
seat-consent-keys = Press { $allow } or { $refuse }
seat-consent-allow = allow
seat-consent-refuse = refuse
seat-restart-why = Restarts the program, but never during a payment, a basket, a message or a receipt.
seat-restart-ready = Nothing is under way: { $key } restarts at once.
seat-restart-ordered = Ordered by { $operator }. Waiting for:
seat-restart-not-yet = Not now. It would wait for:
seat-wait-payment = a payment
seat-wait-hand = what the operator has begun
seat-wait-message = a message to the host
seat-wait-settlement = the settlement
seat-wait-printer = the printer
seat-wait-disk = the journal
seat-hint-restart = restart
seat-hint-withdraw = withdraw
help-seat-menu = Everything that a technician looks at, without touching the operator's screen. Every command is in the journal with your number, your user and your SSH key.
help-seat-mirror = The operator's screen as it is now; passwords, card numbers and codes are hidden by stars. The operator is told that you are watching. ENTER asks for control, which the operator gives by a key and takes back by a key.
help-seat-consent = A technician asks to press keys here, for example to show you something. Nothing happens unless you allow it. Payments, approvals and passwords stay yours.
help-seat-tail = The newest is at the bottom and keeps coming. UP and DOWN scroll.
help-seat-parts = The host's line, the keys by their check values alone, the reader and the printer as they are now.
help-seat-restart = The program ends and starts again as soon as nothing is under way. The operator signs in anew.
# Codes that the terminal shows
show-code = Show a code
short-show-code = Shown
entry-shown-code = QR shown
rates-product-shown-code = Shown code
wallet-ecny = Digital renminbi
label-order = Order
receipt-order = ORDER NO.
receipt-wallet = WALLET
step-order-opening = Opening the order
step-order-closing = Closing the order
step-order-refund = Giving the money back
order-paying = The customer is paying
order-silent = The gateway does not answer, asking again
order-paying-short = paying now
order-silent-short = no answer
order-scan = Scan to pay
order-left = { $seconds } s left
order-leave = { $key }: cancel
order-train =
    1 pay
    2 pay late
order-train-pays = Pays
order-train-pays-late = Late
order-train-late = Pays when the time is over
refuse-order-open = The end of an order is not known yet. Wait
refuse-order-untold = First read how an order ended
refuse-no-gateway = No order gateway is set up
refuse-refunded-before = Only { $amount } of it can still go back
why-gateway-silent = The order gateway does not answer
why-order-paying = The customer is paying right now
why-order-expired = Nobody paid in time
why-order-closed = The gateway has closed the order
why-paid-after-all = Paid after it was cancelled or had expired
why-order-not-allowed = The gateway does not allow it here
why-order-amount = The gateway does not take this amount
why-order-too-much = More would go back than was paid
why-order-not-paid = The order was not paid
why-order-not-known = The gateway does not know the order
why-order-declined = The wallet declines
verdict-order-unknown = NOT KNOWN - being asked
unseen-order-unknown = NOT KNOWN, being asked
next-order-unknown = Do not charge again; keep the goods. The result will be shown
next-order-refund-unknown = Do not refund again. The result will be shown
next-order-paid-after-all = Give the goods, or void it
next-order-unresolved = The supervisor asks the gateway and closes it in the queue
late-order-title = How an order ended
late-order-ask = An order left open has ended:
late-order-more = { $count } more to show
late-order-read = Read it, then press the key once more
queue-order = Order
queue-order-ask = First ask the order gateway. Then press 1 if it was paid, 2 if not
queue-order-refund-ask = First ask the order gateway. Then press 1 if it was refunded, 2 if not
queue-order-goes = The gateway is asked automatically
state-order-open = being asked
help-late-order = An order that was left with its end unknown. Paid: give the goods, or void it. Not paid: you may charge again.
## Cash, and sales paid in parts
entry-cash = cash
cash-title = Cash
pay-cash = Cash sale
void-cash = Cash void
refund-cash = Cash refund
way-card = Card
cash-due = Due
cash-given = Given
cash-change = Change
cash-missing = Still to give
cash-exact = exact
cash-type = Type what the customer gives
cash-change-is = CHANGE { $amount }
cash-due-of = Due { $amount }
cash-given-of = Given { $amount }
cash-large-change = IS THIS CHANGE RIGHT?
cash-nothing-given = Nothing given yet; { $key } is exact
cash-too-little = { $amount } is missing
cash-in = Pay-in
cash-out = Pay-out
cash-reason = Reason
cash-amount-ask = Type the amount: { $reason }
cash-in-confirm = Put it into the drawer. Record it?
cash-out-confirm = Take it out of the drawer. Record it?
reason-change = change brought
reason-float = float raised
reason-advance-returned = advance returned
reason-bank = to the bank
reason-safe = to the safe
reason-purchase = purchase
reason-freight = freight
reason-advance = advance
reason-other = another reason
refuse-reason = Type a reason in a few words
refuse-drawer-too-low = There is less than that in the drawer
hint-moves = moves
moves-title = Pay-in and pay-out
hint-type = type
hint-notes = notes
hint-take-cash = take
hint-give-up = give up
drawer-taken = Cash sales
drawer-given-back = Given back
report-cash = Cash
receipt-cash-title = CASH RECEIPT
receipt-sale-title = RECEIPT OF THE SALE
receipt-bill = SALE NO.
cash-printed = Receipt printed
cash-printing = Printing the receipt
next-paid-cash = Give the goods, change and receipt
next-given-back-cash = Give the money back from the drawer
next-part = Part paid. { $amount } left to pay
next-part-last = Last part paid. { $key } shows the whole
next-part-not-known = Another part is not known yet. Wait
next-part-of-sale = Part of a sale. Sign in to see it
bill-title = Paid in parts
bill-new = Another sale, paid in parts
bill-unfinished = Sales not finished
bill-mode-note = Sales not finished: { $count } (Other, 8)
bill-row = { $clock }  { $total }, paid { $taken }
bill-total-is = Total { $amount }
bill-taken-is = Paid { $amount }
bill-left-is = Left to pay { $amount }
bill-parts =
    { $count ->
        [one] 1 part
       *[other] { $count } parts
    }
bill-not-known-is = Not known: { $amount }. Do not charge again
bill-giving-up = Being given up by { $operator }
bill-wait-short = wait
bill-wait = wait: a part is not known
bill-aside = Leave it open
bill-take-back = Take back the next part
bill-take-back-of = Take back: { $way } { $amount }
bill-take-up = Carry on with the sale
bill-leave = Leave the rest to me
bill-ask-give-up = GIVE THIS SALE UP?
bill-give-up-means = What was paid is taken back part by part, the newest first
bill-paid = PAID IN FULL
bill-given-up = GIVEN UP - nothing is kept
bill-left-to-person = ENDED - parts are still paid
next-bill-paid = Give the goods and the receipts
next-bill-given-up = Keep the goods
next-bill-left = Give what is still paid back by hand
part-by-card = Card
part-by-code = Customer's code
part-by-cash = Cash
part-ask = How much of it by this way?
part-taken = paid
part-not-taken = not paid
part-not-known = not known
part-taken-back = taken back
refuse-more-than-left = No more than { $amount } is left
refuse-bill-open = A sale paid in parts is not finished
refuse-not-of-bill = This part does not fit the sale any more
refuse-too-many-bills = Too many sales are not finished
voice-part = { $amount } collected, { $left } left to pay
help-given = Press a note's key once for each note that the customer gives; CLEAR takes the last one back. Or type the sum. Count the notes before ENTER: the change is shown then, and the payment is recorded at once.
help-part = How much the customer pays this way. What is left is already filled in; ENTER takes it. Type less, and the rest is paid another way.
help-bill = A sale paid in parts. Choose how the next part is paid. It is closed by itself when every part is certain and nothing is left. CANCEL gives it up: what was paid is then taken back part by part.
help-unfinished = Sales with a part not paid or not known. Choose one and finish it, or give it up. The batch cannot be settled before that.
help-cash-move = Cash that goes into the drawer or out of it without a customer. It is recorded with its reason, counts in the X and Z reports, and a slip is printed for the drawer.

## Baskets

basket-title = Basket
basket-title-no = Basket { $number }
basket-how = Scan, or type number or initials
search-product = Product
search-ask-product = Product number or barcode; leave empty for any
report-products = By product
basket-empty = Nothing in the basket
basket-total = total
basket-empty-short = empty
basket-waiting = { $count } parked
basket-lines =
    { $count ->
        [one] 1 line
       *[other] { $count } lines
    }
basket-struck = struck
basket-which = Which product? Type or scan it
basket-unknown = No product { $code }
basket-not-on-sale = { $name } is not on sale
basket-pay-code = A payment code: press { $key } to pay
basket-bad-quantity = A quantity is 1 to 9999
basket-bad-discount = Discount exceeds the price
basket-found-title = Choose a product
basket-quantity-title = Quantity
basket-pieces = Whole pieces, up to 9999
basket-thousandths = Three decimals: 535 is 0.535 { $unit }
basket-open-amount = Amount
basket-line-discount = Line discount
basket-discount = Basket discount
basket-discount-none = 0 removes the discount
basket-all = whole basket
basket-park = Park
basket-recall = Recall
basket-split = Split
basket-split-go =
    { $count ->
        [one] Move 1 marked line
       *[other] Move { $count } marked lines
    }
basket-merge = Merge
basket-none-parked = none parked
basket-drop-title = Drop the basket
basket-drop-ask = Drop all of it?
basket-strike-title = Strike a line
basket-strike-ask = Strike this line?
basket-menu-title = Baskets
basket-pay-title = Pay basket { $number }
basket-paying = It is being paid
basket-paying-short = being paid
basket-has-changed = The basket has changed: look again
basket-not-parked = That basket is not parked
basket-open-already = Park, merge or drop the open basket first
basket-no-line = There is no such line
basket-too-many-lines = { $most } lines at most
basket-too-many = { $most } open baskets at most
basket-nothing-left = Leave lines on both sides
basket-discounted = It has a basket discount: remove that first
basket-more-than-due = More than is due
basket-taken-back = The payment was taken back: not paid
basket-taken-back-short = not paid
basket-never-known = Payment never known: ask the acquirer
basket-never-known-short = not known
label-basket-entry = Item
label-basket-quantity = Quantity
label-basket-on = For
label-basket-before = Before
label-basket-discount = Discount
label-basket-after = After
hint-add = add
hint-times = times
hint-pay = pay
hint-strike = strike
hint-by-amount = amount
hint-by-percent = in %
approval-only-here = On site only: password needed
permission-void-line = void line
permission-discount = discounts
help-basket = Scan, or type number or initials, then ENTER. A count goes first: digits, MENU, product. On an empty line CLEAR strikes a line, ENTER pays, MENU has the rest.
help-basket-found = Several products fit. Choose one; a digit acts at once.
help-basket-quantity = Type how much. Goods by weight have three decimals, as a scale shows them.
help-basket-strike = Check, then ENTER. Taking lines out may need a supervisor, and is recorded.
help-basket-amount = For goods that are not in the list: type their price.
help-basket-discount = Type a percentage or an amount; 0 removes it. It may need a supervisor.
help-basket-parked = Baskets that are waiting. One that is being paid cannot be chosen.
help-basket-split = Mark lines by their digits, then choose the last entry. The new basket is parked.
