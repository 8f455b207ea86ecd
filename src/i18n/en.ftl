### The texts of the screens.
### Each has the name and the arguments that it has in zh-CN.ftl. No typographic signs: a plain console shows ASCII only.

## Answers of the host

code-00 = Approved
code-other = Failed

## Shared

sale-title = Sale
operator-is = Operator { $number }
seconds-left =
    { $seconds ->
        [one] { $seconds } second
       *[other] { $seconds } seconds
    }
