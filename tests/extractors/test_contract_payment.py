"""Payment terms: what a clause says, and trigger:percent:days (and method) of each payment."""

from decimal import Decimal

import pytest

from sme_extract.extractors.contract_fields import credit_days
from sme_extract.extractors.contract_payment import terms

CASES = (
    ("款到发货", "prepaid:100:0"),
    ("付款方式：先款后货。", "prepaid:100:0"),
    ("需方付清全部货款后供方发货。", "prepaid:100:0"),
    ("货到付款", "on_delivery:100:0"),
    ("票到付款", "on_invoice:100:0"),
    ("货到后30天内付清全部货款", "on_delivery:100:30"),
    ("货到需方仓库后三十日内付款", "on_delivery:100:30"),
    ("到货验收合格后60天付款", "on_acceptance:100:60"),
    ("验收合格后一个月内付清货款", "on_acceptance:100:30"),
    ("需方收到供方开具的增值税专用发票后45日内支付全部货款", "on_invoice:100:45"),
    ("货到验收合格，收到全额发票后30天内付款", "on_invoice:100:30"),
    ("凭增值税专用发票30日内支付", "on_invoice:100:30"),
    ("自发票开具之日起90天内付款", "on_invoice:100:90"),
    ("月结30天", "month_end:100:30"),
    ("月结60", "month_end:100:60"),
    ("付款方式为月结90天，电汇", "month_end:100:90"),
    ("当月货款次月15日前付清", "month_end:100:15"),
    ("每月25日对账，次月底前付清", "month_end:100:30"),
    ("每月对账后30日内支付", "month_end:100:30"),
    ("隔月10日付款", "month_end:100:40"),
    ("合同签订后7日内一次性付清", "on_sign:100:7"),
    ("合同生效后5个工作日内支付全部价款", "on_sign:100:5"),
    ("签订本合同后10个工作日内支付合同总额的100%", "on_sign:100:10"),
    ("合同签订后支付30%预付款，发货前付清余款", "on_sign:30:None before_shipment:70:0"),
    ("预付30%，余款货到后30天内付清", "on_sign:30:None on_delivery:70:30"),
    ("预付款30%，发货前70%付清", "on_sign:30:None before_shipment:70:0"),
    ("30%定金，70%提货前付清", "on_sign:30:None before_shipment:70:0"),
    (
        "合同签订后7日内支付30%，货到验收合格后30日内支付60%，剩余10%质保期满后付清",
        "on_sign:30:7 on_acceptance:60:30 after_warranty:10:None",
    ),
    (
        "合同签订后3日内预付20%；发货前付至60%；验收合格后15日内付至95%；余款5%质保期届满后7日内支付",
        "on_sign:20:3 before_shipment:40:0 on_acceptance:35:15 after_warranty:5:7",
    ),
    (
        "收到发票后，30天内支付95%，剩余5%作为质保金，质保期满后7日内支付",
        "on_invoice:95:30 after_warranty:5:7",
    ),
    ("到货后支付合同总价的百分之五十，验收合格后支付剩余款项", "on_delivery:50:None on_acceptance:50:None"),
    ("设备安装调试合格后15天内支付90%，质保期满付10%", "on_acceptance:90:15 after_warranty:10:None"),
    ("合同生效后支付预付款20%；按工程进度支付70%；质保期满支付10%", "on_sign:20:None milestone:70:None after_warranty:10:None"),
    ("工程竣工后付至80%，结算审核后付至97%，余3%为质保金，缺陷责任期满后14日内付清", "milestone:80:None milestone:17:None after_warranty:3:14"),
    ("租金按季度支付，每季度首月5日前付清", "periodic:None:None"),
    ("以6个月银行承兑汇票支付，货到后30天", "on_delivery:100:30"),
    ("签收后叁拾日内付清全部货款", "on_delivery:100:30"),
    ("交货后两周内付清全部货款", "on_delivery:100:14"),
    ("验收合格之日起45（四十五）日内付清货款", "on_acceptance:100:45"),
    ("下订单时付定金20%，余款发货前付清", "on_sign:20:0 before_shipment:80:0"),
    ("首付40%，尾款60%到货当日付清", "on_sign:40:None on_delivery:60:0"),
    ("双方签字盖章后5日内，甲方支付合同价款的50%，计人民币50,000元", "on_sign:50:5"),
    ("票到30天付款", "on_invoice:100:30"),
    ("发票入账后60天以承兑汇票支付", "on_invoice:100:60"),
    ("货物运抵需方指定地点后20个工作日内支付全部货款", "on_delivery:100:20"),
    ("验收完毕并提供发票后，需方应于30日内付清货款", "on_invoice:100:30"),
    ("检验合格后10日内支付100%货款", "on_acceptance:100:10"),
    ("甲方在收到乙方发票及货物后的30个自然日内付款", "on_invoice:100:30"),
    ("合同签订之日起3天内付30%定金，余70%款到发货", "on_sign:30:3 prepaid:70:0"),
    ("每月5日前支付当月租金", "periodic:None:None"),
    ("主体封顶后支付40%，竣工验收合格后支付60%", "milestone:40:None on_acceptance:60:None"),
    ("质量保证期满后30日内退还5%质保金，其余95%在验收合格后30日内支付", "after_warranty:5:30 on_acceptance:95:30"),
    ("30%预付，70%见提单付款", "on_sign:30:None None:70:None"),
    ("货款于收到货物后的次月10日前付清", "month_end:100:10"),
    ("月结30天，凭发票付款，银行转账", "month_end:100:30"),
    ("押一付三", "periodic:None:None"),
    ("发货前付清全款", "before_shipment:100:0"),
    ("装运前支付货款的90%，余款10%验收合格后7天内付", "before_shipment:90:0 on_acceptance:10:7"),
    ("合同签订后预付5万元，余款货到付清", "on_sign:None:None on_delivery:None:None"),
    ("乙方交货并经甲方验收合格后,甲方在三个月内付清货款", "on_acceptance:100:90"),
    ("凭13%增值税专用发票，于次月20日前支付货款的90%，余10%质保期满后付清", "month_end:90:20 after_warranty:10:None"),
    ("付款：验收合格后支付全额货款，逾期按日万分之五支付违约金。", "on_acceptance:100:None"),
)  # fmt: skip

HARDER = (
    ("付款方式：3-6-1，即合同签订后付30%，发货前付60%，质保期满付10%", "on_sign:30:None before_shipment:60:0 after_warranty:10:None"),
    ("按3:6:1付款，预付30%，货到验收合格后付60%，质保金10%一年后付清", "on_sign:30:None on_acceptance:60:None after_warranty:10:None"),
    ("货到票到60天内付款", "on_invoice:100:60"),
    ("票到60天付款，承兑180天", "on_invoice:100:60"),
    ("乙方在收到业主方相应款项后10日内按同比例支付（背靠背付款）", "back_to_back:100:10"),
    ("背靠背付款：最终用户付款后7个工作日内支付", "back_to_back:100:7"),
    ("月结30天，以180天银行承兑汇票支付", "month_end:100:30"),
    ("货到验收合格后付95%，5%质保金一年后无质量问题付清", "on_acceptance:95:None after_warranty:5:None"),
    ("质保金5%，自验收合格之日起满12个月后30日内无息退还，其余95%验收合格后60日内支付", "after_warranty:5:30 on_acceptance:95:60"),
    ("凭见票即付不可撤销信用证支付100%货款", "None:100:0"),
    ("以90天远期信用证支付，合同签订后15日内开立", "None:100:None"),
    ("预付30%，余款月结60天", "on_sign:30:None month_end:70:60"),
    ("预付30%定金，发货前付40%，安装调试验收合格后付25%，余5%质保期满后付清", "on_sign:30:None before_shipment:40:0 on_acceptance:25:None after_warranty:5:None"),
    ("按月进度支付已完工程量的80%，竣工验收后付至95%，结算审定后付至97%，余3%缺陷责任期满后28天内付清", "milestone:80:None on_acceptance:15:None milestone:2:None after_warranty:3:28"),
    ("基础完工付20%，主体封顶付至60%，竣工验收合格付至90%，审计结束付至97%，3%保修金两年后付清", "milestone:20:None milestone:40:None on_acceptance:30:None milestone:7:None after_warranty:3:None"),
    ("货物到达需方后，凭增值税专用发票、送货单、验收单，90天账期付款", "on_invoice:100:90"),
    ("账期60天", "None:100:60"),
    ("次月结清上月货款", "month_end:100:30"),
    ("当月25日前开票，次次月10日付款", "month_end:100:40"),
    ("每批货到后45天内以电汇或六个月银行承兑汇票结算", "on_delivery:100:45"),
    ("全款到账后3日内发货", "prepaid:100:0"),
    ("合同签订后3日内甲方支付30%作为预付款，乙方备货完毕通知甲方验货后发货前付60%，剩余10%货到15日内付清", "on_sign:30:3 before_shipment:60:0 on_delivery:10:15"),
    ("验收合格且收到全额发票之日起60个工作日内支付合同价款的90%；质保期满后10个工作日内无息支付剩余10%", "on_invoice:90:60 after_warranty:10:10"),
    ("T/T 30% 预付，70%见提单复印件付清", "on_sign:30:None None:70:None"),
    ("每月15日、30日两次付款", "periodic:None:None"),
    ("服务费按年支付，于每年1月15日前一次性付清", "periodic:None:None"),
    ("季度结算，每季度末次月20日前支付", "month_end:100:20"),
    ("合同签订后一周内付三成，余款交货前付清", "on_sign:30:7 before_shipment:70:0"),
    ("首款50%合同生效后付，二期款40%系统上线后付，尾款10%验收满一年后付", "on_sign:50:None milestone:40:None after_warranty:10:None"),
    ("款项分三期支付：第一期合同签订后10日内支付40%；第二期货到现场支付40%；第三期验收合格后支付20%", "on_sign:40:10 on_delivery:40:None on_acceptance:20:None"),
    ("先货后款，货到45天付款", "on_delivery:100:45"),
    ("甲方收到货物并验收入库后开始计算账期90天，到期以商业承兑汇票支付", "on_delivery:100:90"),
    ("押一付三，租金每季度首月5日前一次性付清", "periodic:None:None"),
    ("货到后90天银行承兑汇票支付", "on_delivery:100:90"),
    ("质保期满后30日内无息退还质保金5%。其余95%货到付清。", "after_warranty:5:30 on_delivery:95:None"),
)  # fmt: skip


def shown(found):
    return " ".join(f"{t.get('trigger')}:{t.get('percent')}:{t.get('days')}" for t in found)


def test_there_are_enough_phrasings():
    assert len(CASES) >= 60
    assert len(HARDER) >= 20


@pytest.mark.parametrize(("said", "meant"), CASES + HARDER)
def test_phrasing(said, meant):
    assert shown(terms(said)) == meant


@pytest.mark.parametrize(
    ("said", "method"),
    [
        ("货到后30天电汇支付", "wire"),
        ("以银行承兑汇票支付货款", "bank_acceptance"),
        ("验收后以商业承兑汇票付款", "commercial_acceptance"),
        ("凭不可撤销信用证付款", "letter_of_credit"),
        ("现金支付", "cash"),
        ("以转账支票付款", "cheque"),
        ("货到付款", None),
    ],
)
def test_method(said, method):
    assert terms(said)[0].get("method") == method


@pytest.mark.parametrize(
    "said", ["", "逾期付款的，按日万分之五支付违约金", "产品质量符合国家标准", "押金于租赁期满后退还。"]
)
def test_what_says_no_terms_is_refused(said):
    with pytest.raises(ValueError, match="no payment terms"):
        terms(said)


def test_amounts_are_kept():
    found = terms("合同签订后7日内支付30%，即人民币30,000.00元；货到后支付余款70%，即7万元。")
    assert [t["amount"] for t in found] == [Decimal("30000.00"), Decimal(70000)]


@pytest.mark.parametrize(
    ("said", "warranty", "days"),
    [
        ("款到发货", None, "0"),
        ("月结30天", None, "45"),
        ("货到后30天内付清全部货款，以6个月银行承兑汇票支付", None, "210"),
        ("预付30%，余款货到后30天内付清", None, "21"),
        ("货到后30天支付90%，质保期满后10日内支付10%", 12, "64"),
        ("货到后30天支付90%，质保期满后10日内支付10%", None, None),
        ("验收合格后付款", None, None),
        ("月结30天，以180天银行承兑汇票支付", None, "225"),
        ("票到60天付款，承兑180天", None, "240"),
        ("发票日期后30天以90天远期信用证支付", None, "120"),
        ("业主付款后7日内支付（背靠背）", None, None),
        ("按工程进度付款", None, None),
    ],
)
def test_credit_days(said, warranty, days):
    assert credit_days(terms(said), said, warranty) == (None if days is None else Decimal(days))
