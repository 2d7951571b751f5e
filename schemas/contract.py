"""Typed result of contracts."""

from decimal import Decimal
from typing import Literal

from sme_extract.schemas.fields import Count, Day, FieldModel, Flag, Money, Number, Text, printed
from sme_extract.schemas.patent_certificate import Names
from sme_extract.schemas.result import Contract, Extracted, ExtractionResult


class PaymentTerm(Contract):
    """One payment. What the contract does not say is left out."""

    trigger: str | None = None
    """on_sign, before_shipment, prepaid, on_delivery, on_acceptance, on_invoice, month_end, milestone, periodic,
    after_warranty or back_to_back (when the payer has been paid by his own customer)"""
    percent: Decimal | None = None
    """0 to 100"""
    amount: Decimal | None = None
    days: int | None = None
    """Calendar days after the trigger; of `month_end`, days after the month's end."""
    method: str | None = None
    """wire, bank_acceptance, commercial_acceptance, letter_of_credit, cheque or cash"""


Terms = Extracted[list[PaymentTerm]] | None


class ContractFields(FieldModel):
    """Parties, money, terms and clauses. Money is CNY; a clause is `true` where the contract has it."""

    title: Text = printed("the heading")
    contract_type: Text = printed("sale, processing, lease, labour, loan, construction or service")
    framework: Flag = printed("true for a framework without an amount of its own (框架, 年度)")
    contract_no: Text = printed("合同编号, 协议编号")
    sign_date: Day = printed("签订日期; else the date beside the signatures")
    sign_place: Text = printed("签订地点")
    effective_date: Day = printed("自…起生效; the later day of signing where it says 自签字盖章之日起")
    term_start: Day = printed("自…")
    term_end: Day = printed("至…")
    term_months: Count = printed("期限 in months")
    subject: Text = printed("项目名称, 工程名称, 标的, 租赁物, 借款用途, 岗位")
    amount: Money = printed("合同总金额, with tax where the contract says so")
    amount_words: Money = printed("the same in words (大写)")
    amount_excl_tax: Money = printed("不含税金额")
    tax_amount: Money = printed("税额")
    tax_rate: Number = printed("税率 as a fraction")
    tax_included: Flag = printed("含税 true, 不含税 false")
    payment_terms: Terms = printed("付款方式: trigger, percent (0 to 100), amount, days after the trigger, method")
    credit_days: Number = printed("days of credit weighted by share, derived from the payment terms")
    delivery_place: Text = printed("交货地点")
    delivery_date: Day = printed("交货日期")
    delivery_days: Count = printed("days from the contract to the delivery")
    acceptance_days: Count = printed("验收期限, 异议期 in days")
    warranty_months: Count = printed("质保期 in months")
    retention_percent: Number = printed("质保金 in percent of the amount")
    retention_release_days: Count = printed("days after the warranty until the 质保金 is paid")
    retention_months: Count = printed("months for which the 质保金 is held, where they are said of it")
    deposit_amount: Money = printed("定金, 订金, 押金, 履约保证金")
    deposit_percent: Number = printed("定金, 订金 in percent of the amount")
    deposit_kind: Text = printed("earnest (定金, lost or returned twice), advance (订金) or security (押金, 保证金)")
    penalty_daily_rate: Number = printed("违约金 a day as a fraction (万分之五: 0.0005)")
    penalty_daily_amount: Money = printed("违约金 a day as a sum")
    penalty_weekly_rate: Number = printed("违约金 a week as a fraction")
    penalty_lpr_multiple: Number = printed("违约金 as so many times the LPR")
    penalty_percent: Number = printed("违约金 in percent")
    penalty_cap_percent: Number = printed("the most that 违约金 comes to (不超过), in percent")
    rent: Money = printed("月租金")
    area_m2: Number = printed("租赁面积 in m²")
    wage: Money = printed("月工资")
    probation_months: Count = printed("试用期 in months")
    interest_rate: Number = printed("年利率 as a fraction")
    dispute: Text = printed("court or arbitration")
    dispute_body: Text = printed("which one")
    governing_law: Text = printed("适用…法律")
    guarantor: Text = printed("who guarantees, as the clause names him")
    guarantee_kind: Text = printed("joint (连带责任保证) or general (一般保证)")
    copies: Count = printed("一式…份")
    attachments: Names = printed("附件, by their names")
    blank_share: Number = printed("share of the places to fill in that are blank, 0 to 1; null without any")
    party_a_name: Text = printed("as printed", name="party_a.name")
    party_a_role: Text = printed(
        "buyer, seller, principal, contractor, client, lessor, lessee, lender, borrower, employer, …",
        name="party_a.role",
    )
    party_a_tax_id: Text = printed("统一社会信用代码, 税号", name="party_a.tax_id")
    party_a_legal_representative: Text = printed("法定代表人", name="party_a.legal_representative")
    party_a_agent: Text = printed("授权代表, 委托代理人, 联系人", name="party_a.agent")
    party_a_address: Text = printed("地址, 住所", name="party_a.address")
    party_a_phone: Text = printed("电话", name="party_a.phone")
    party_a_bank: Text = printed("开户行", name="party_a.bank")
    party_a_account: Text = printed("账号", name="party_a.account")
    party_a_sign_date: Day = printed("日期 beside the signature", name="party_a.sign_date")
    party_a_signed: Flag = printed(
        "true where a name stands in the place to sign (签字), false where a readable page leaves it blank",
        name="party_a.signed",
    )
    party_a_sealed: Flag = printed(
        "true where a red seal (盖章) is the party's, false where its place shows none; null without a colour image",
        name="party_a.sealed",
    )
    party_a_seal_text: Text = printed("the name along the rim of the seal", name="party_a.seal_text")
    party_b_name: Text = printed("as printed", name="party_b.name")
    party_b_role: Text = printed(
        "buyer, seller, principal, contractor, client, lessor, lessee, lender, borrower, employer, …",
        name="party_b.role",
    )
    party_b_tax_id: Text = printed("统一社会信用代码, 税号", name="party_b.tax_id")
    party_b_legal_representative: Text = printed("法定代表人", name="party_b.legal_representative")
    party_b_agent: Text = printed("授权代表, 委托代理人, 联系人", name="party_b.agent")
    party_b_address: Text = printed("地址, 住所", name="party_b.address")
    party_b_phone: Text = printed("电话", name="party_b.phone")
    party_b_bank: Text = printed("开户行", name="party_b.bank")
    party_b_account: Text = printed("账号", name="party_b.account")
    party_b_sign_date: Day = printed("日期 beside the signature", name="party_b.sign_date")
    party_b_signed: Flag = printed(
        "true where a name stands in the place to sign (签字), false where a readable page leaves it blank",
        name="party_b.signed",
    )
    party_b_sealed: Flag = printed(
        "true where a red seal (盖章) is the party's, false where its place shows none; null without a colour image",
        name="party_b.sealed",
    )
    party_b_seal_text: Text = printed("the name along the rim of the seal", name="party_b.seal_text")
    party_c_name: Text = printed("as printed", name="party_c.name")
    party_c_role: Text = printed(
        "buyer, seller, principal, contractor, client, lessor, lessee, lender, borrower, employer, …",
        name="party_c.role",
    )
    party_c_tax_id: Text = printed("统一社会信用代码, 税号", name="party_c.tax_id")
    clause_acceptance: Flag = printed("true where there is one; its sentence is the evidence", name="clause.acceptance")
    clause_warranty: Flag = printed("true where there is one; its sentence is the evidence", name="clause.warranty")
    clause_retention: Flag = printed("true where there is one; its sentence is the evidence", name="clause.retention")
    clause_deposit: Flag = printed("true where there is one; its sentence is the evidence", name="clause.deposit")
    clause_penalty: Flag = printed("true where there is one; its sentence is the evidence", name="clause.penalty")
    clause_no_assignment: Flag = printed(
        "true where there is one; its sentence is the evidence", name="clause.no_assignment"
    )
    clause_receivable_assignment: Flag = printed(
        "true where there is one; its sentence is the evidence", name="clause.receivable_assignment"
    )
    clause_guarantee: Flag = printed("true where there is one; its sentence is the evidence", name="clause.guarantee")
    clause_collateral: Flag = printed("true where there is one; its sentence is the evidence", name="clause.collateral")
    clause_termination: Flag = printed(
        "true where there is one; its sentence is the evidence", name="clause.termination"
    )
    clause_change_of_control: Flag = printed(
        "true where there is one; its sentence is the evidence", name="clause.change_of_control"
    )
    clause_exclusivity: Flag = printed(
        "true where there is one; its sentence is the evidence", name="clause.exclusivity"
    )
    clause_minimum_purchase: Flag = printed(
        "true where there is one; its sentence is the evidence", name="clause.minimum_purchase"
    )
    clause_price_adjustment: Flag = printed(
        "true where there is one; its sentence is the evidence", name="clause.price_adjustment"
    )
    clause_no_volume_commitment: Flag = printed(
        "true where there is one; its sentence is the evidence", name="clause.no_volume_commitment"
    )
    clause_title_retention: Flag = printed(
        "true where there is one; its sentence is the evidence", name="clause.title_retention"
    )
    clause_set_off: Flag = printed("true where there is one; its sentence is the evidence", name="clause.set_off")
    clause_auto_renewal: Flag = printed(
        "true where there is one; its sentence is the evidence", name="clause.auto_renewal"
    )
    clause_confidentiality: Flag = printed(
        "true where there is one; its sentence is the evidence", name="clause.confidentiality"
    )
    clause_force_majeure: Flag = printed(
        "true where there is one; its sentence is the evidence", name="clause.force_majeure"
    )
    clause_prepayment: Flag = printed("true where there is one; its sentence is the evidence", name="clause.prepayment")


class ContractResult(ExtractionResult):
    """Result of kind `contract`; its items are the lines of the table of goods or works."""

    kind: Literal["contract"]  # pyright: ignore[reportIncompatibleVariableOverride]  # narrows the base
    fields: ContractFields  # type: ignore[assignment]
