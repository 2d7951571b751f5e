"""Typed result of an account statement. Its rows are in `tables`: `transactions`."""

from typing import Literal

from sme_extract.schemas.fields import Count, Day, FieldModel, Money, Text, printed
from sme_extract.schemas.result import ExtractionResult


class BankStatementFields(FieldModel):
    """Head and sums of a statement. Money is in `currency`; in and out are seen from the account's owner.

    Messages of banks (CAMT, MT940, OFX) give one result for each run of statements of one account that follow from each
    other; sums are of booked entries.
    """

    bank: Text = printed("the bank or wallet that the head names")
    account_no: Text = printed("账号, 卡号, IBAN; null where rows name several")
    account_name: Text = printed("户名, 账户名称")
    currency: Text = printed("币种, ISO 4217")
    period_start: Day = printed("起始日期, else the first day with a transaction")
    period_end: Day = printed("截止日期, else the last day with a transaction")
    printed_on: Day = printed("打印日期, 导出时间")
    opening_balance: Money = printed("期初余额, 承前页; else from the oldest row")
    closing_balance: Money = printed("期末余额; else from the newest row")
    total_in: Money = printed("贷方合计, 收入合计; else the sum of the rows")
    total_out: Money = printed("借方合计, 支出合计; else the sum of the rows")
    n_in: Count = printed("贷方笔数; else the number of rows")
    n_out: Count = printed("借方笔数; else the number of rows")
    n_rows: Count = printed("transactions that were read")
    n_accounts: Count = printed("accounts and currencies in the file")


class BankStatementResult(ExtractionResult):
    """Result of kind `bank_statement`."""

    kind: Literal["bank_statement"]  # pyright: ignore[reportIncompatibleVariableOverride]  # narrows the base
    fields: BankStatementFields  # type: ignore[assignment]
