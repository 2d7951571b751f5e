"""Typed result of a vehicle sales invoice."""

from typing import Literal

from sme_extract.schemas.fields import Day, FieldModel, Money, Number, Text, printed
from sme_extract.schemas.result import ExtractionResult


class VehicleSaleFields(FieldModel):
    """What a vehicle sales invoice says. Money is CNY."""

    variant: Text = printed("vehicle_sale or used_vehicle_sale")
    invoice_code: Text = printed("发票代码, 机打代码")
    invoice_number: Text = printed("发票号码, 机打号码")
    issue_date: Day = printed("开票日期")
    machine_number: Text = printed("机器编号")
    buyer_name: Text = printed("购买方名称", name="buyer.name")
    buyer_id_no: Text = printed("纳税人识别号/统一社会信用代码/身份证明号码", name="buyer.id_no")
    vehicle_type: Text = printed("车辆类型")
    brand_model: Text = printed("厂牌型号")
    place_of_origin: Text = printed("产地")
    conformity_cert_no: Text = printed("合格证号")
    import_cert_no: Text = printed("进口证明书号")
    inspection_no: Text = printed("商检单号")
    engine_no: Text = printed("发动机号码")
    vin: Text = printed("车辆识别代号/车架号码")
    total_incl_tax_words: Text = printed("价税合计 in words")
    total_incl_tax: Money = printed("价税合计 小写")
    seller_name: Text = printed("销货单位名称", name="seller.name")
    seller_tax_id: Text = printed("纳税人识别号", name="seller.tax_id")
    seller_phone: Text = printed("电话", name="seller.phone")
    seller_account: Text = printed("账号", name="seller.account")
    seller_address: Text = printed("地址", name="seller.address")
    seller_bank: Text = printed("开户银行", name="seller.bank")
    tax_rate: Number = printed("增值税税率或征收率")
    tax_amount: Money = printed("增值税税额")
    tax_authority: Text = printed("主管税务机关及代码")
    amount_excl_tax: Money = printed("不含税价")
    tonnage: Text = printed("吨位")
    passenger_limit: Text = printed("限乘人数")
    drawer: Text = printed("开票人")


class VehicleSaleResult(ExtractionResult):
    """Result of kind `vehicle_sale`."""

    kind: Literal["vehicle_sale"]  # pyright: ignore[reportIncompatibleVariableOverride]  # narrows the base
    fields: VehicleSaleFields  # type: ignore[assignment]
