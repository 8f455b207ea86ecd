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
touch-keypad = keypad
touch-keypad-away = hide
hint-print = print
hint-reprint = print
hint-slip = batch
hint-cardholder-copy = customer copy
hint-code = QR code
hint-settle = settle
hint-close = close it
hint-set-password = change
hint-unlock = unlock
hint-save = save
hint-see = see
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
approval-note-afar = Both of you are recorded. Clear: another number; { $key }: approval by phone
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
report-no-z = no batch closed yet
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
search-ask-voucher = The voucher number, or nothing for any
search-ask-rrn = The 12 signs of the reference number, or nothing for any
search-ask-amount = The amount, or nothing for any
search-ask-last-four = The last four digits of the card, or nothing for any
search-ask-date = Year, month and day, as 20261125, or nothing for any
search-ask-operator = The two digits of the operator, or nothing for all
search-refuse = This is not complete or does not exist
search-nothing = No such transaction is kept
search-no-more = There are no older ones
search-failed = The records could not be read - see the log
hint-older = older

## Fees, arrivals and the deposit

money-title = Fees, arrivals
money-no-rates = no rate table
rates-title = Rates
rates-changed = The rates have changed. Read and confirm
rates-first = These rates are new. Read and confirm
rates-past = What changed concerns past days or card numbers
rates-product-credit = Credit card
rates-product-debit = Debit card
rates-product-qr = Code
rates-product-foreign = Foreign card
rates-product-instant = D+0 on top
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
arrivals-count = { $count } payments
arrivals-no-file = No settlement file is set up
arrivals-trouble = The settlement file is not used: { $reason }
arrivals-even = Host and terminal agree: { $count } payments
arrivals-uneven = { $count } differences from the host!
arrivals-compared = Compared
arrivals-not-compared = Fee not compared
arrivals-others = Other terminals
arrivals-here = Here
arrivals-there = Host
arrivals-fees = Fees at host
arrivals-more = And { $count } more
arrivals-none = none
arrivals-in = payment
arrivals-out = refund
arrivals-missing-here = not paid here
arrivals-missing-there = not at the host
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
deposit-same = Same as the host on { $day }
deposit-differs = Differs from the host on { $day }!
deposit-no-host = The host gave no figure

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
drawer-ask-float = The float that is in the drawer now
drawer-begins-anew = The counts before it end with it
hint-new-float = new float
hint-earlier = above
hint-record = save

## Products

products-title = Products
products-loading = products are being read
products-closed = not usable: see the log
products-count =
    { $count ->
        [one] 1 product
       *[other] { $count } products
    }
products-full = No product more has room
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
product-number-ask = Nothing typed: number { $number }
product-barcode-ask = Scan or type; nothing where it has none
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
text-how = Press again to turn a letter, { $key } for the next
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
customers-full = No customer more has room
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

terminal-locked = Too many wrong passwords: for { $minutes } min the terminal takes 00 alone. 00 signs in and releases it
terminal-released = Terminal released. Wrong passwords: { $count }
locked-title = Locked
locked-why = Operator { $number } has something in hand
locked-password = Password of { $number }
locked-note = Your password goes on with it. Clear: the supervisor signs you out
locked-note-other = 00 signs the operator out; what is in hand is lost. Clear: the operator
locked-signed-out = Signed out by { $number }
afar-title = Approval from afar
afar-challenge = Challenge
afar-code-of = Code of { $number }
afar-note = Read this out. The code is good until { $time }. Clear: another number
afar-wrong = Wrong code. Tries left: { $left }
afar-refused = Three wrong codes: this challenge has ended. Go back and ask again in a minute
afar-expired = This challenge has ended. Go back and ask again
afar-no-key = No shop key for approvals
approver-from-afar = { $number }, from afar
label-terminal = Terminal
answer-title = Answer an approval
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
exceptions-few = Too few to compare: it takes { $count } sales, and as many of the others
measure-voids = Voids
measure-refunds = Refunds
measure-typed-cards = Typed cards
measure-declined = Declined
measure-retried = Tried again
measure-drawer-openings = Drawer opened
measure-wrong-passwords = Wrong password
permission-exceptions = the board of exceptions

## Help and support

help-title = Help: { $screen }
help-help = UP and DOWN move the text. MENU leads to whom to call. CANCEL leads back.
help-support = Whom to call, and what to tell them. MENU shows the same as a code for a telephone.
help-float = What is in the drawer now, as the day begins. Count it before: every later count is compared with it.
help-drawer = The float, and what each count found more or less than it should. Only those who answer for the drawer see this.
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
help-arrivals = What the acquirer pays out, compared with this terminal record by record. A difference is not always a fault: ask the acquirer with date, amount and voucher.
help-back-office = What a supervisor looks after: the batch, the queue, settlement, operators, downloads, and the shop. Dimmed entries take a right that you do not have.
help-cash-count = Count the drawer note by note. Type how many there are, ENTER goes on, UP goes back. What should be there is not shown, so count what is there. The count is recorded as it stands.
help-chart = The open batch by the hour of the day. Nothing is changed here.
help-chart-ways = The open batch by way of payment, with the share of each. Nothing is changed here.
help-chart-month = What was sold on each of the last 30 days, voids and refunds taken off. Nothing is changed here.
help-code = A code for a telephone to scan. Hold the telephone so that the whole code is in sight. Any other key leads back.
help-deposit = How far the turnover has come that the deposit is paid back for, by card and by code, and until when. Below stands what the acquirer counts.
help-detail = All that is known of one transaction. Check amount, time and the last four digits with the customer before a void or a reprint.
help-downloads = Fetch parameters, keys and lists from the host, or report the status. Do it when the acquirer asks for it; a sale goes first.
help-faults = Training only: the training host does something wrong with its next messages, so that you can see what the terminal does then.
help-figures = X: the open batch so far; printing it changes nothing. Z: the batch that was settled last, with its number; it is the same each time.
help-list = The transactions of the open batch, the newest first. Choose one to see all of it, or to print it again.
help-locked = The terminal was left alone with something begun. Whoever is signed in goes on with the password; otherwise the supervisor ends it (DOWN).
help-mode = Choose what you want to do. Transactions are for operators 01 to 98, the back office for supervisors. CANCEL signs you out: do that when you leave the counter.
help-money = What payments cost, when their money comes, and how far the deposit is.
help-operators = Type the two digits of an operator. ENTER sets a password, which also makes a new operator; UP releases a locked one, or approves one that waits; DOWN gives a role. Check who stands before you.
help-password = A new password: the old one first, then the new one twice. No run of digits, none used before. Nobody of the bank or the vendor ever asks for it.
help-queue = What still has to go to the host, and what a person must find out. Most of it goes by itself as soon as the line is well.
help-queue-item = Where a transaction is open, the acquirer knows how it ended: call first, then record what was said. Do not charge the customer again before.
help-rates = What each payment costs by the contract. A changed rate is marked with what it was. ENTER says that you have read it; it is recorded with your number.
help-reports = X and Z reports, charts, and the search. None of them changes anything.
help-reprint = Print a receipt once more; it is marked as a copy. Last receipt, one by its voucher number, or the last settlement.
help-results = What the search has found, page by page, the newest first. Choose one to see all of it.
help-roles = What an operator may do comes with the role. The change holds at once and is recorded.
help-search = Type what you know of a transaction, then search. What is left open may be anything. You find your own transactions; those of others take a right.
help-settlement = The day ends here: totals are compared with the host, then the next batch begins. Do it when nobody waits to pay. If it says that it does not balance, keep the slip and call the acquirer.
help-shop = Reports, fees, the cash drawer, products, and approvals for other terminals.
help-sign-in = Type your two-digit number or mobile number, then your password. 00 is the supervisor: ask there for a number. What stands above is the end of a sale that was cut off.
help-signature = The cardholder signs here with a finger or the mouse. Compare it with the card. ENTER keeps it; CANCEL prints a slip to sign instead.
help-submenu = Choose the kind of transaction. What the acquirer or the configuration does not offer is dimmed, with the reason.
help-totals = What the open batch adds up to. Printing changes nothing.
help-trade = The terminal leads: do what it says. While it waits for the host, wait as well. PAID only when it says so; if it says that the end is not known, do not charge again.
help-transactions = Choose what the customer wants. A wrong sale of today is voided, an older one is refunded.
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
help-customer-erase = The customer takes the consent back: all that is kept is erased and cannot be brought back. The payments themselves stay.
help-amount = Type the amount without the point: 1234 is 12.34. Read it to the customer before ENTER.
help-number = Type the digits as they stand on the card, the slip or the paper, and compare them once more before ENTER.
help-letters = Type the code as it stands on the slip. A letter is its digit and then UP or DOWN.
help-voucher = The voucher number stands on the slip. Only a transaction of the open batch is found.
help-confirm = Check voucher, amount and the last four digits with the customer. ENTER goes on.
help-choice = Choose what applies. The digit before it chooses at once.
help-exceptions = What an operator did in the last 30 days beside the others of this terminal: voids, refunds, typed cards, declined and retried cards, wrong passwords. A mark is a reason to ask, not a proof.
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
parameter-asked = asked
parameter-told = told
parameter-times = 00:00 - 23:59, or never
parameter-host = The host has sent a value, which goes first
parameter-at-start = Holds from the next start on
parameter-between = Only while the batch is empty: settle first
parameter-bad-range = Possible: { $range }
parameter-open-batch = The open batch forbids it: settle first
parameter-warn-after-force = The warning must not come after the settlement
parameter-ask = Type the new value
parameter-time-ask = Hour and minute, as 2330; nothing: never
parameter-money-ask = Without the point: 1234 is 12.34
help-parameters = What the technician can set on the box. A star marks what was set here; the others come from the configuration file. The journal says who changed what.
help-parameter = One parameter: its value, what the file says, its range, and the last changes with who made them.
help-parameter-entry = Type or choose the new value. It is checked, recorded with your number, and holds at once where nothing else is said.
parameter-idle = Sign-out after
parameter-idle-help = Without a key for so long an operator with nothing in hand is signed out.
parameter-lock = Lock after
parameter-lock-help = Without a key for so long a screen with something in hand is locked.
parameter-card-time = Time for the card
parameter-card-time-help = So long a card is waited for.
parameter-pin-time = Time for the PIN
parameter-pin-time-help = So long the cardholder has for the PIN.
parameter-echo = Line test every
parameter-echo-help = So often a quiet line is tested.
parameter-reversal-tries = Reversal tries
parameter-reversal-tries-help = So often a reversal is tried before a person must close it.
parameter-same-sale = Same sale within
parameter-same-sale-help = The same amount from the same card within this time is asked about first.
parameter-settle-at = Settle by itself at
parameter-settle-at-help = At this time the batch is settled by itself, in a quiet minute.
parameter-warn = Warn of the batch after
parameter-warn-help = From this age on the open batch is warned about.
parameter-force = Settle the batch after
parameter-force-help = From this age on the batch is settled by itself.
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
parameter-refund-limit-help = The most that one refund gives back.
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
parameter-completion-pin-help = Whether a completion that is asked needs the PIN.
parameter-completions = Completions
parameter-completions-help = Which completions of pre-authorisations are offered.
parameter-currency = Currency
parameter-currency-help = The currency of every amount. Cards and host must take it.

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
roster-ask = Who is not in it can sign in no more
roster-taken = Roster { $serial } taken
hint-retry = retry
hint-take-roster = take it
help-roster = Operators from head office, on a stick. Only what head office has signed for this terminal is taken, and only what is newer. New operators get their first password from head office.
