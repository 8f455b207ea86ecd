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
code-19 = Enter the transaction again
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
advice-keep-card = Keep the card if safe, call acquirer
advice-sign-on-again = Sign on again, then retry
advice-use-chip = Insert the card, do not swipe
advice-check-entry = Check what was entered and start again
advice-check-record = Look up the record before trying again
advice-call-acquirer = Do not retry, call the acquirer
advice-fault = Try later; if it stays, report it

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
status-batch = Batch
status-queue = Queue
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
hint-happened = happened
hint-did-not = did not
hint-detail = detail
hint-page = page
hint-print = print
hint-reprint = print
hint-slip = batch
hint-cardholder-copy = customer copy
hint-code = QR code
hint-settle = settle
hint-close = close it
hint-set-password = change
hint-unlock = unlock
hint-sign-on = sign on

## Why a key is refused

refuse-key = This key does nothing here
refuse-full = No more digits fit
refuse-two-digits = Type two digits
refuse-checking = Checking, please wait
refuse-wait = In progress, please wait
refuse-press-enter = Press { $key }
refuse-same-sale = Press { $key } to do it once more
refuse-too-late = Already sent - wait for the result
refuse-trade-in-progress = A payment is in progress
refuse-settling = Settlement under way
refuse-batch-full = Batch full - settle first
refuse-batch-old = Batch too old - settle first
refuse-storage-low = Storage low - settle first
refuse-storage-stopped = Storage fault - no sales
refuse-reader-down = No card reader
refuse-reversal-owed = A reversal is still open
refuse-unresolved = The supervisor must close open items
refuse-signing-on = Signing on, try again
refuse-not-voidable = This one cannot be voided
refuse-not-offered = { $kind } is not open on this terminal
refuse-no-amount = Type an amount
refuse-not-approved = The supervisor must approve
refuse-shipped-passwords = Shipped passwords in use: { $numbers }
refuse-above-refund-limit = A refund may be { $limit } at most
refuse-no-typed-cards = Card numbers may not be typed here
refuse-original-incomplete = Number, code or date of the original is missing
refuse-not-adjustable = This one cannot be adjusted
refuse-tip-too-high = The tip may be { $percent } percent at most
refuse-no-receipt = No receipt to print
refuse-no-slip = No settlement slip is kept
refuse-no-code = No QR code for this one
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
batch-old = This batch is old. Settle it soon
batch-overdue = This batch is due: it is settled at the next quiet moment
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
not-offered = not open
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
chore-data-faulty = What came down is faulty and was not used. Call the acquirer

## Sale

amount-ask = Type the amount
amount-zero = Type an amount first
total-ask = Type the new total
total-before = It was { $amount }
tip-ask = Type the tip
tip-on = Sale { $amount }, tip { $percent } percent at most
card-number-ask = Type the card number
expiry-ask = Type the expiry, year and month (YYMM)
date-ask = Type the date of the original, MMDD (today is { $today })
institution-ask = Type the number of the institution; without one, just confirm
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

same-sale = CHARGED ALREADY?
same-refund = REFUNDED ALREADY?
same-sale-done = The same card, at { $clock }: done
same-sale-open = The same card, at { $clock }: not known
same-sale-settled = The same card, voucher { $voucher }, settled
same-sale-ask = Only if the customer wants it twice
same-sale-limit = In { $seconds } s: not done again
enquiry = NOT KNOWN - asking the bank
enquiry-asking = Question { $number }: waiting for the bank
enquiry-next = Question { $number } { $when }
enquiry-limit = Not paid in { $seconds } s: it is reversed
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
next-paid = Give the goods, the card and the receipt
next-paid-code = Give the goods and the receipt
next-approved-alone = Nothing is recorded: use another card
next-not-paid = No money moved. You may charge again
next-unknown = Do not charge again. It is reversed by itself
next-reversed = Reversed: no money moved. You may charge again
next-unresolved = Do not charge again. The supervisor calls the acquirer
next-storage-lost = Have the storage seen to, then start the program again: it will say
next-same-sale = The earlier one stands. Nothing was done now
next-voided = The money goes back to the card
next-given-back-code = The money goes back to the wallet
next-not-voided = The sale still stands
next-void-reversed = Reversed: the original still stands
next-released = The money is no longer held
next-load-voided = Give the cash back
next-held = Keep the receipt: its code is needed later
next-completed = Give the customer the receipt
next-loaded = Give the customer the card and the receipt
next-recorded = Keep the receipt
next-balance = Give the customer the card
next-not-refunded = No money went back
next-nothing-moved = Nothing has changed on the account
next-other-reversed = Reversed: nothing has changed
next-other-unknown = Do not try again. It is reversed by itself
next-other-unresolved = Do not try again. The supervisor calls the acquirer
next-unknown-refund = Not reversed by itself. Do not refund again: the supervisor calls the acquirer
balance-credit = available
balance-debit = owed by the cardholder
printing = Printing
printed = Receipt printed
print-failed = Not printed - do not charge again, reprint later: { $reason }
print-later = { $reason } - print later
no-printer = No printer
printer-no-paper = out of paper
printer-cover-open = the cover is open
printer-off-line = off line
printer-stalled = no reaction, check paper and cover
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
signature-too-short = Not a whole signature, sign again
signature-too-large = Too many lines, sign again
signature-saving = Saving the signature
signature-saved = Signature saved, goes up by itself
signature-sent = Signature sent
signature-not-sent = Signature not taken, see the queue

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
why-card-invalid = The card is void: ask for another card
why-card-faulty = The card does not work: ask for another
why-card-bad-data = Wrong data on the card: ask for another
why-card-no-application = This terminal does not take this card
why-card-not-allowed = The card does not allow this trade
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
why-reader-lost = The card reader is gone
why-host-unreachable = The bank cannot be reached: check the line
why-not-signed-on = The terminal is not signed on: try again shortly
why-sign-on-refused = Sign-on refused { $code }: { $text }
why-bad-keys = Sign-on key check failed: load the master key again
why-partly-approved = The bank approved only a part: not taken
why-stored = Recorded. The bank is told by itself
why-told = Recorded, and the bank has been told
why-not-told = Recorded. The bank could not be told
why-blacklisted = This card is on the bank's list: not taken
why-duplicate = 94: the bank has this number already
why-in-progress = The customer had not confirmed yet
why-same-sale = Same card and amount as voucher { $voucher }
why-reversal-first = An earlier reversal is not done: try again shortly
why-storage = Storage fault: nothing was sent
why-bad-request = The request was wrong: nothing was sent
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
original-confirm = Is this the one?
approval-title = Approval
approval-ask = The supervisor approves: { $kind }
approval-password = Password of { $number }
approval-note = The operator stays signed in; both are recorded. Clear: another number

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
issuer-unverified = issuer not verified
parcel-script = Script notice
parcel-advice = Advice
parcel-signature = Signature
delivery-waiting = waiting, sent { $tries } times
delivery-done = delivered
delivery-refused = refused { $code }
delivery-given-up = given up after { $tries }
label-reversal = Reversal
reversal-tries = reason { $reason }, sent { $tries } times
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
queue-goes-by-itself = It is sent by itself
queue-tries = { $tries }x
queue-close-ask = Voucher { $voucher }: close it only after asking the acquirer. Close?
queue-refund-ask = First ask the acquirer. Then press 1 if it happened, 2 if it did not
queue-which = Press 1 or 2
queue-done = It is done
queue-reversal = Reversal
queue-unresolved = Unresolved
queue-detail = Detail
queue-details-left = Settlement details left: { $count }
queue-set-aside = set aside
queue-set-aside-note = Not sent any more. It stands on the settlement slip
age-now = less than a minute
age-minutes = { $count } min
age-hours = { $count } h
age-days = { $count } days
next-try-now = now
next-try-in = in { $seconds } s

## Settlement

settlement-ask = Check the totals, then confirm to settle
settlement-goes-on = The settlement goes on by itself
settlement-asking = Comparing totals with the bank
settlement-uploading-balanced = Balanced: uploading details
settlement-uploading-unbalanced = Not balanced: uploading all details
settlement-ending = Ending the upload
settlement-resumed = Resumed where it stopped
settlement-interrupted = Interrupted; it goes on by itself
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
operators-ask = Type a number; confirm sets a password, up unlocks, down gives a role
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
about-keys = Key checks
about-reader = Reader
about-data = Data
about-tables-refused = The reader does not take its card tables

## Training faults

faults-title = Host faults
faults-how-many = With how many messages? Press 1 to 9
faults-ordered =
    { $count ->
        [one] The next message: { $fault }
       *[other] The next { $count } messages: { $fault }
    }
faults-another = Confirm to choose another one
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
permission-reprint = reprints
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
