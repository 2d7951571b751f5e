"""Typed result of a utility bill."""

from typing import Literal

from sme_extract.schemas.fields import Day, FieldModel, Flag, Money, Number, Text, printed
from sme_extract.schemas.result import ExtractionResult


class UtilityBillFields(FieldModel):
    """Head and sums of a bill. Energy is in kWh, volume in cubic metres, money in CNY."""

    utility: Text = printed("electricity, water, gas or heat")
    direction: Text = printed("charge, or income for what a photovoltaic plant feeds in")
    supplier: Text = printed("供电单位, or the company in the title")
    account_no: Text = printed("户号, 用户编号")
    account_name: Text = printed("户名")
    service_address: Text = printed("用电地址, 用水地址, 用气地址")
    bill_month: Text = printed("电费年月, as 2026-03")
    period_start: Day = printed("计费周期, 用电开始时间, 上次抄表日期")
    period_end: Day = printed("计费周期, 用电结束时间, 本次抄表日期")
    tariff_class: Text = printed("用电类别, 用水性质, 用气性质")
    voltage_level: Text = printed("电压等级")
    contract_capacity_kva: Number = printed("合同容量, 运行容量")
    billing_mode: Text = printed("基本电费计费方式")
    demand_kw: Number = printed("最大需量")
    power_factor: Number = printed("功率因数")
    pf_standard: Number = printed("功率因数标准")
    pf_adjust_amount: Money = printed("力调电费, 功率因数调整电费; negative is a reward")
    pf_adjust_rate: Number = printed("力调系数")
    energy_kwh: Number = printed("总电量, or the sum of the meters")
    energy_sharp: Number = printed("尖", name="energy_kwh.sharp")
    energy_peak: Number = printed("峰", name="energy_kwh.peak")
    energy_flat: Number = printed("平", name="energy_kwh.flat")
    energy_valley: Number = printed("谷", name="energy_kwh.valley")
    energy_deep_valley: Number = printed("深谷", name="energy_kwh.deep_valley")
    reactive_kvarh: Number = printed("无功电量")
    volume_m3: Number = printed("用水量, 用气量")
    amount_due: Money = printed("应收电费合计, 合计金额; null for income")
    amount_due_words: Money = printed("合计（大写）")
    feed_in_amount: Money = printed("amount of a feed-in bill (上网电费)")
    feed_in_kwh: Number = printed("上网电量")
    due_date: Day = printed("缴费截止日期")
    previous_balance: Money = printed("上次结余")
    late_fee: Money = printed("违约金")
    amount_paid: Money = printed("实缴金额")
    balance: Money = printed("本次结余")


class UtilityBillItem(FieldModel):
    """One row: a register of a meter, a charge, or a month of a list; `section` says which."""

    section: Text = printed("meter, charge or month")
    item_name: Text = printed("示数类型, 费用名称")
    category: Text = printed("类别")
    register_: Text = printed(
        "sharp, peak, flat, valley, deep_valley, total, reactive, reverse (fed in) or demand", name="register"
    )
    component: Text = printed("energy, line_loss, transmission, system_operation, government_funds, capacity, …")
    is_part: Flag = printed("part of another charge (其中), not counted again")
    meter_no: Text = printed("电能表编号")
    previous_reading: Number = printed("上次示数")
    current_reading: Number = printed("本次示数")
    multiplier: Number = printed("倍率")
    metered_quantity: Number = printed("抄见电量")
    replaced_quantity: Number = printed("换表电量")
    corrected_quantity: Number = printed("退补电量")
    loss_quantity: Number = printed("变/线损电量")
    shared_quantity: Number = printed("公摊电量")
    free_quantity: Number = printed("免费电量")
    submeter_quantity: Number = printed("分表电量")
    shifted_quantity: Number = printed("尖峰调整电量")
    month: Text = printed("电费年月, as 2026-03")
    sharp: Number = printed("尖")
    peak: Number = printed("峰")
    flat: Number = printed("平")
    valley: Number = printed("谷")
    quantity: Number = printed("合计电量, 计费电量, 用水量, 用气量")
    unit_price: Number = printed("电价, 单价")
    amount: Money = printed("金额")


class UtilityBillResult(ExtractionResult):
    """Result of kind `utility_bill`."""

    kind: Literal["utility_bill"]  # pyright: ignore[reportIncompatibleVariableOverride]  # narrows the base
    fields: UtilityBillFields  # type: ignore[assignment]
    items: tuple[UtilityBillItem, ...] = ()  # type: ignore[assignment]
