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

sale-title = Sale
operator-is = Operator { $number }
seconds-left =
    { $seconds ->
        [one] { $seconds } second
       *[other] { $seconds } seconds
    }
