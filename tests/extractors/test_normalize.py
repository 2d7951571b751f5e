import unicodedata

import pytest

from sme_extract.extractors.normalize import _SUPPLEMENT, half_width, mend_glyphs, name_key, normalize, squeeze


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [
        ("⽇⽉⾦⼀⼆⽅⽤", "日月金一二方用"),
        ("⻔⻝⻆⻋⻓⻢", "门食角车长马"),
        ("１２３４．５６", "1234.56"),
        ("（大写）：", "(大写):"),
        ("￥１％－＋", "¥1%-+"),
        ("名\u3000称", "名 称"),
        ("a\u200bb\ufeffc", "abc"),
    ],
)
def test_normalize(raw, wanted):
    assert normalize(raw) == wanted


def test_supplement_radicals_become_ordinary_ideographs():
    for radical, ideograph in _SUPPLEMENT.items():
        assert 0x2E80 <= radical <= 0x2EFF
        assert unicodedata.name(chr(ideograph)).startswith("CJK UNIFIED IDEOGRAPH")


@pytest.mark.parametrize(
    ("radical", "ideograph"),
    [("⻰", "龙"), ("⻥", "鱼"), ("⻩", "黄"), ("⻬", "齐"), ("⻛", "风"), ("⻅", "见"), ("⻉", "贝")],
)
def test_supplement_map_pairs_what_the_names_say(radical, ideograph):
    assert normalize(radical) == ideograph


@pytest.mark.parametrize(
    ("raw", "wanted"),
    [("名 　 称：", "名称:"), ("专 利 号：", "专利号:"), ("价 税 合 计", "价税合计"), ("账　　号\n", "账号")],
)
def test_squeeze_removes_all_white_space(raw, wanted):
    assert squeeze(raw) == wanted


def test_name_key_ignores_bracket_width_space_and_case():
    assert name_key("某某（青岛）Tech 有限公司") == name_key("某某(青岛)TECH有限公司")
    assert name_key("某某（青岛）有限公司") != name_key("某某（青州）有限公司")


def test_half_width_leaves_superscripts_and_circled_digits():
    assert half_width("￥１２²①㎡") == "¥12²①㎡"


def test_mend_glyphs_keeps_widths():
    assert mend_glyphs("⻓春（⾦⽅）Ａ") == "长春（金方）Ａ"
