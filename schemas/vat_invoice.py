"""Typed result of a VAT invoice."""

from typing import Literal

from sme_extract.schemas.fields import Day, FieldModel, Money, Number, Text, printed
from sme_extract.schemas.result import ExtractionResult


class VatInvoiceFields(FieldModel):
    """What a VAT invoice says. Money is CNY."""

    variant: Text = printed("fine type: einv_special, einv_ordinary, vat_special_paper, vat_ordinary_electronic, …")
    invoice_title: Text = printed("title line")
    copy_name: Text = printed("name of the copy of a paper form: 第三联：发票联购买方记账凭证")
    special_business_label: Text = printed("成品油, 建筑服务, 货物运输服务, …")
    invoice_code: Text = printed("发票代码; digital invoices have none")
    invoice_number: Text = printed("发票号码, 8 or 20 digits")
    issue_date: Day = printed("开票日期")
    check_code: Text = printed("校验码")
    machine_number: Text = printed("机器编号")
    buyer_name: Text = printed("购买方 名称", name="buyer.name")
    buyer_tax_id: Text = printed("购买方 统一社会信用代码/纳税人识别号", name="buyer.tax_id")
    buyer_address_phone: Text = printed("购买方 地址、电话", name="buyer.address_phone")
    buyer_bank_account: Text = printed("购买方 开户行及账号", name="buyer.bank_account")
    seller_name: Text = printed("销售方 名称", name="seller.name")
    seller_tax_id: Text = printed("销售方 统一社会信用代码/纳税人识别号", name="seller.tax_id")
    seller_address_phone: Text = printed("销售方 地址、电话", name="seller.address_phone")
    seller_bank_account: Text = printed("销售方 开户行及账号", name="seller.bank_account")
    total_amount_excl_tax: Money = printed("合计 金额")
    total_tax: Money = printed("合计 税额; null where the form prints ***")
    total_incl_tax: Money = printed("价税合计（小写）")
    total_incl_tax_words: Text = printed("价税合计（大写）")
    remarks: Text = printed("备注")
    drawer: Text = printed("开票人")
    payee: Text = printed("收款人")
    reviewer: Text = printed("复核人")
    original_invoice_number: Text = printed("被红冲蓝字数电票号码; 对应正数发票号码")
    red_confirmation_no: Text = printed("红字发票信息确认单编号")
    red_notice_no: Text = printed("开具红字增值税专用发票信息表编号")
    construction_location: Text = printed("建筑服务发生地")
    project_name: Text = printed("建筑项目名称")
    vehicle_type: Text = printed("运输工具种类")
    vehicle_plate: Text = printed("运输工具牌号")
    origin: Text = printed("起运地")
    destination: Text = printed("到达地")
    cargo_name: Text = printed("运输货物名称")
    property_address: Text = printed("不动产地址")
    title_cert_no: Text = printed("产权证书/不动产权证号")
    plate_no: Text = printed("车牌号")
    vehicle_class: Text = printed("类型")
    pass_start: Day = printed("通行日期起")
    pass_end: Day = printed("通行日期止")
    lease_start: Day = printed("租赁期起止, first day")
    lease_end: Day = printed("租赁期起止, last day")
    cross_city: Text = printed("跨地（市）标志, 是 or 否")
    utility_kind: Text = printed("*供电*, *供水*, *燃气*, *供热*: electricity, water, gas or heat", name="utility.kind")
    utility_account: Text = printed("户号 in the remarks", name="utility.account_no")
    utility_month: Text = printed("电费年月 in the remarks, as 2026-03", name="utility.bill_month")
    utility_start: Day = printed("计费期 in the remarks, first day", name="utility.period_start")
    utility_end: Day = printed("计费期 in the remarks, last day", name="utility.period_end")
    utility_address: Text = printed("用电地址 in the remarks", name="utility.address")
    utility_quantity: Number = printed("sum of what the lines supply, in their unit", name="utility.quantity")
    utility_price: Number = printed("单价 of the only line, without tax", name="utility.unit_price")
    utility_amount: Money = printed("sum of the lines' 金额, without tax", name="utility.amount")


class VatInvoiceItem(FieldModel):
    """One line."""

    item_name: Text = printed("项目名称, *short class*name")
    spec: Text = printed("规格型号")
    unit: Text = printed("单位")
    quantity: Number = printed("数量")
    unit_price: Money = printed("单价, without tax; roll receipts with")
    amount: Money = printed("金额, without tax")
    tax_rate: Number = printed("税率/征收率 as a fraction; null for 免税, 不征税, ***")
    tax_amount: Money = printed("税额")
    tax_class_code: Text = printed("税收分类编码, structured carriers only")
    line_no: Text = printed("序号")
    plate_no: Text = printed("车牌号")
    vehicle_class: Text = printed("类型")
    passage_start: Text = printed("通行日期起")
    passage_end: Text = printed("通行日期止")


class VatInvoiceResult(ExtractionResult):
    """Result of kind `vat_invoice`."""

    kind: Literal["vat_invoice"]  # pyright: ignore[reportIncompatibleVariableOverride]  # narrows the base
    fields: VatInvoiceFields  # type: ignore[assignment]  # narrows the open mapping of the base
    items: tuple[VatInvoiceItem, ...] = ()  # type: ignore[assignment]
