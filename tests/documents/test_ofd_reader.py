"""OFD documents: pages, templates, tags, attachments, pictures."""

import io
import sys
import types

import numpy as np
import pytest
from PIL import Image

from sme_extract.documents.model import Code, Page
from sme_extract.schemas.geometry import BoundingBox
from sme_extract.tests.documents.ofd_builder import MM, NS, OfdBuilder, content, read, text_object, texts


def codes_of(document):
    return [finding.code for finding in document.findings]


def picture_object(resource="9", boundary="10 10 30 30", ctm='CTM="30 0 0 30 0 0"'):
    return f'<ofd:ImageObject ID="50" Boundary="{boundary}" {ctm} ResourceID="{resource}"/>'


def png(size=(60, 60), colour="black"):
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, "PNG")
    return buffer.getvalue()


def resource_file(*media):
    return f'<ofd:Res {NS} BaseLoc="Res"><ofd:MultiMedias>{"".join(media)}</ofd:MultiMedias></ofd:Res>'


def with_picture(data, *objects, name="p.png", **page):
    media = f'<ofd:MultiMedia ID="9" Type="Image"><ofd:MediaFile>{name}</ofd:MediaFile></ofd:MultiMedia>'
    return OfdBuilder(
        [content(*objects, **page)],
        common="<ofd:DocumentRes>DocumentRes.xml</ofd:DocumentRes>",
        parts={"Doc_0/DocumentRes.xml": resource_file(media), f"Doc_0/Res/{name}": data},
    )


@pytest.fixture
def decoder(monkeypatch):
    """Stands in for the QR decoder: finds one code and records what it was asked."""
    calls = []

    def decode_codes(image, points_per_pixel, offset=(0.0, 0.0)):
        calls.append((image, points_per_pixel, offset))
        return (Code("payload", BoundingBox(1, 2, 3, 4)),)

    module = types.ModuleType("sme_extract.documents.codes")
    module.decode_codes = decode_codes
    monkeypatch.setitem(sys.modules, "sme_extract.documents.codes", module)
    return calls


@pytest.fixture
def scanner(monkeypatch):
    """Stands in for the OCR of scanned pages."""
    calls = []

    def scan_page(image, number, dpi, options):
        calls.append((image.shape, number, dpi))
        return Page(number, 10, 20), ()

    module = types.ModuleType("sme_extract.documents.scan")
    module.scan_page = scan_page
    monkeypatch.setitem(sys.modules, "sme_extract.documents.scan", module)
    return calls


def size_mm(document):
    return round(document.pages[0].width / MM, 1), round(document.pages[0].height / MM, 1)


def test_page_size_comes_from_the_page_then_the_document():
    assert size_mm(read(OfdBuilder([content(area="0 0 100 50")]).build())) == (100, 50)
    assert size_mm(read(OfdBuilder([content()]).build())) == (210, 140)


@pytest.mark.parametrize("area", ["", "0 0 -5 10", "0 0 nan 10", "0 0 1e9 10", "x"])
def test_page_size_is_the_reach_of_the_content_where_none_is_usable(area):
    page = content(text_object("甲", boundary="10 20 50 6"), area=area)
    assert size_mm(read(OfdBuilder([page], common="").build())) == (14, 24.6)


TEMPLATE = content(text_object("名称：", boundary="10 10 20 5"), area="0 0 90 60")


def templated(order=""):
    use = f'<ofd:Template TemplateID="2" {order}/>'
    return OfdBuilder(
        [content(text_object("甲公司", boundary="40 10 20 5"), template=use)],
        common='<ofd:TemplatePage ID="2" BaseLoc="Tpls/T.xml"/>',
        parts={"Doc_0/Tpls/T.xml": TEMPLATE},
    )


@pytest.mark.parametrize(
    ("order", "words"),
    [
        ("", ["名称：", "甲公司"]),
        ('ZOrder="Background"', ["名称：", "甲公司"]),
        ('ZOrder="Foreground"', ["甲公司", "名称："]),
    ],
)
def test_templates_lie_behind_or_in_front(order, words):
    document = read(templated(order).build())
    assert texts(document.pages[0]) == words
    assert size_mm(document) == (90, 60)


def test_a_missing_template_is_reported_and_the_page_still_read():
    builder = templated()
    builder.parts["Doc_0/Tpls/T.xml"] = None
    document = read(builder.build())
    assert texts(document.pages[0]) == ["甲公司"]
    assert set(codes_of(document)) == {"missing-part"}


def test_a_missing_page_keeps_its_number():
    builder = OfdBuilder([content(text_object("甲")), content(text_object("乙"))])
    builder.parts["Doc_0/Pages/Page_1/Content.xml"] = None
    document = read(builder.build())
    assert [(page.number, texts(page)) for page in document.pages] == [(1, []), (2, ["乙"])]
    assert codes_of(document) == ["missing-part"]


def test_a_page_named_by_its_folder_or_at_the_top_is_found():
    builder = OfdBuilder([content(text_object("甲")), content(text_object("乙"))])
    files = builder.files()
    top = files["Doc_0/Document.xml"].replace("Pages/Page_1/Content.xml", "Content_0.xml")
    builder.parts |= {
        "Doc_0/Content_0.xml": files["Doc_0/Pages/Page_1/Content.xml"],
        "Doc_0/Pages/Page_1/Content.xml": None,
        "Doc_0/Document.xml": top.replace("Page_2/Content.xml", "Page_2"),
    }
    document = read(builder.build())
    assert [texts(page) for page in document.pages] == [["甲"], ["乙"]]
    assert codes_of(document) == []


def test_namespaces_do_not_matter():
    files = OfdBuilder([content(text_object("甲"))]).files()
    odd = {name: data.replace(NS, "").replace("ofd:", "") for name, data in files.items()}
    assert texts(read(OfdBuilder(parts=odd).build()).pages[0]) == ["甲"]


def test_blocks_and_composite_objects_are_flattened():
    unit = (
        f'<ofd:Res {NS}><ofd:CompositeGraphicUnits><ofd:CompositeGraphicUnit ID="7"><ofd:Content>'
        f"{text_object('乙', boundary='1 1 9 9')}</ofd:Content></ofd:CompositeGraphicUnit></ofd:CompositeGraphicUnits></ofd:Res>"
    )
    page = content(
        f"<ofd:PageBlock>{text_object('甲', boundary='60 0 9 9')}</ofd:PageBlock>",
        '<ofd:CompositeObject ID="8" ResourceID="7" Boundary="20 30 40 40" CTM="2 0 0 2 0 0"/>',
    )
    document = read(
        OfdBuilder([page], common="<ofd:PublicRes>R.xml</ofd:PublicRes>", parts={"Doc_0/R.xml": unit}).build()
    )
    first, second = document.pages[0].words
    assert (first.text, second.text) == ("甲", "乙")
    assert round(second.bbox.left / MM, 2) == 22
    assert round(second.bbox.width / MM, 2) == 8


@pytest.mark.parametrize("n_units", [1, 6], ids=["holds itself", "widens"])
def test_composite_objects_that_draw_without_end_are_cut_off(n_units):
    def use(unit):
        return f'<ofd:CompositeObject ID="8" ResourceID="{unit % n_units}" Boundary="0 0 1 1"/>'

    units = "".join(
        f'<ofd:CompositeGraphicUnit ID="{n}"><ofd:Content>{use(n + 1) * 10 if n + 1 < n_units or n_units == 1 else ""}'
        "</ofd:Content></ofd:CompositeGraphicUnit>"
        for n in range(n_units)
    )
    res = f"<ofd:Res {NS}><ofd:CompositeGraphicUnits>{units}</ofd:CompositeGraphicUnits></ofd:Res>"
    builder = OfdBuilder([content(use(0))], common="<ofd:PublicRes>R.xml</ofd:PublicRes>", parts={"Doc_0/R.xml": res})
    assert codes_of(read(builder.build())) == ["too-many-objects"]


def test_drawing_parameters_can_hide_text():
    params = (
        f'<ofd:Res {NS}><ofd:DrawParams><ofd:DrawParam ID="4" Relative="3"/>'
        '<ofd:DrawParam ID="3"><ofd:FillColor Value="0 0 0" Alpha="0"/></ofd:DrawParam></ofd:DrawParams></ofd:Res>'
    )
    page = content(
        text_object("甲"),
        text_object("乙", boundary="10 30 9 9", inner='<ofd:FillColor Value="0 0 0"/>'),
        layer='DrawParam="4"',
    )
    builder = OfdBuilder([page], common="<ofd:PublicRes>R.xml</ofd:PublicRes>", parts={"Doc_0/R.xml": params})
    assert texts(read(builder.build()).pages[0]) == ["乙"]


def test_annotations_add_their_appearance():
    annotation = (
        f'<ofd:PageAnnot {NS}><ofd:Annot Type="Watermark"><ofd:Appearance Boundary="50 60 30 20">'
        f"{text_object('作废', boundary='1 1 20 6')}</ofd:Appearance></ofd:Annot>"
        f'<ofd:Annot Visible="false"><ofd:Appearance Boundary="0 0 9 9">{text_object("藏")}</ofd:Appearance></ofd:Annot>'
        "</ofd:PageAnnot>"
    )
    index = (
        f'<ofd:Annotations {NS}><ofd:Page PageID="1"><ofd:FileLoc>P/A.xml</ofd:FileLoc></ofd:Page></ofd:Annotations>'
    )
    builder = OfdBuilder(
        [content()],
        document="<ofd:Annotations>Annots/Annotations.xml</ofd:Annotations>",
        parts={"Doc_0/Annots/Annotations.xml": index, "Doc_0/Annots/P/A.xml": annotation},
    )
    (word,) = read(builder.build()).pages[0].words
    assert (word.text, round(word.bbox.left / MM, 1)) == ("作废", 51)


def test_custom_data_becomes_a_payload():
    info = (
        '<ofd:CustomDatas><ofd:CustomData Name="发票号码">26310000000000012345</ofd:CustomData>'
        '<ofd:CustomData Name="备注"/></ofd:CustomDatas>'
    )
    (payload,) = read(OfdBuilder([content()], info=info).build()).payloads
    assert (payload.name, payload.source) == ("CustomDatas", "ofd")
    assert [(n.name, n.text) for n in payload.root.children] == [("发票号码", "26310000000000012345"), ("备注", "")]


def tagged(tree, *objects):
    index = f"<ofd:CustomTags {NS}><ofd:CustomTag><ofd:FileLoc>T.xml</ofd:FileLoc></ofd:CustomTag></ofd:CustomTags>"
    return OfdBuilder(
        [content(), content(*objects)],
        document="<ofd:CustomTags>Tags/CustomTags.xml</ofd:CustomTags>",
        parts={"Doc_0/Tags/CustomTags.xml": index, "Doc_0/Tags/T.xml": tree},
    )


def test_tags_carry_text_page_and_place():
    tree = (
        f"<eInvoice {NS}><Buyer><BuyerName><ofd:ObjectRef PageRef='2'>5</ofd:ObjectRef></BuyerName></Buyer>"
        "<Total><ofd:ObjectRef PageRef='2'>6</ofd:ObjectRef><ofd:ObjectRef PageRef='2'>7</ofd:ObjectRef></Total>"
        "<TypeCode><ofd:ObjectData>0</ofd:ObjectData></TypeCode>"
        "<Specification><ofd:ObjectRef PageRef='2'>0</ofd:ObjectRef></Specification></eInvoice>"
    )
    document = read(
        tagged(
            tree,
            text_object("甲公司", object_id=5, boundary="10 10 20 5"),
            text_object("¥", object_id=6, boundary="50 10 20 5"),
            text_object("113.00", object_id=7, boundary="52 10 20 5"),
        ).build()
    )
    (payload,) = document.payloads
    leaves = {n.name: n for n in payload.root.walk() if not n.children}
    assert (payload.name, payload.source, payload.root.name) == ("CustomTags", "ofd", "eInvoice")
    assert (leaves["BuyerName"].text, leaves["BuyerName"].page) == ("甲公司", 2)
    assert round(leaves["BuyerName"].bbox.left / MM, 1) == 10
    assert leaves["Total"].text == "¥113.00"
    assert [round(x / MM, 1) for x in (leaves["Total"].bbox.left, leaves["Total"].bbox.right)] == [50, 64]
    assert (leaves["TypeCode"].text, leaves["TypeCode"].page) == ("0", None)
    assert leaves["Specification"].text == ""
    assert codes_of(document) == []


def test_tags_without_namespace_declarations_are_read():
    tree = '<:eInvoice xmlns:=""><No><ofd:ObjectRef PageRef="2">5</ofd:ObjectRef></No></:eInvoice>'
    (payload,) = read(tagged(tree, text_object("123", object_id=5)).build()).payloads
    assert [(n.name, n.text) for n in payload.root.walk()] == [("eInvoice", ""), ("No", "123")]


@pytest.mark.parametrize(
    ("target", "finding"),
    [
        (text_object("1", object_id=6), ("tag-unresolved", "warning")),
        (text_object("1", object_id=5, Visible="false"), ("tag-hidden", "info")),
        (text_object("1", object_id=5, Alpha="0"), ("tag-hidden", "info")),
        (text_object("1", object_id=5, boundary="10 290 20 5"), ("tag-hidden", "info")),
    ],
    ids=["absent", "switched off", "transparent", "beside the page"],
)
def test_tags_that_point_at_nothing_visible_have_no_value(target, finding):
    document = read(tagged(f"<a {NS}><No><ofd:ObjectRef PageRef='2'>5</ofd:ObjectRef></No></a>", target).build())
    assert next(document.payloads[0].root.find_all("No")).text == ""
    assert [(f.code, f.severity) for f in document.findings] == [finding]


def attached(files):
    entries = "".join(
        f'<ofd:Attachment ID="{n}" Name="x"><ofd:FileLoc>{name}</ofd:FileLoc></ofd:Attachment>'
        for n, name in enumerate(files)
    )
    return OfdBuilder(
        [content()],
        document="<ofd:Attachments>Attachs/Attachments.xml</ofd:Attachments>",
        parts={"Doc_0/Attachs/Attachments.xml": f"<ofd:Attachments {NS}>{entries}</ofd:Attachments>"}
        | {f"Doc_0/Attachs/{name}": data for name, data in files.items()},
    )


def test_attachments_are_kept_and_xml_ones_parsed():
    files = {"original_invoice.xml": "<eInvoice><No>1</No></eInvoice>", "note.txt": "text"}
    document = read(attached(files).build())
    assert [(a.name, a.data) for a in document.attachments] == [(n, d.encode()) for n, d in files.items()]
    assert [(p.name, p.source, p.root.name) for p in document.payloads] == [("original_invoice.xml", "xml", "eInvoice")]


def test_a_damaged_or_missing_attachment_is_a_finding():
    document = read(attached({"a.xml": "<a><b></a>", "gone.xml": None}).build())
    assert document.payloads == ()
    assert codes_of(document) == ["damaged-part", "missing-part"]


def test_metadata_counts_signatures_and_seals():
    index = f'<ofd:Signatures {NS}><ofd:Signature ID="1" BaseLoc="S/1.xml"/><ofd:Signature ID="2" BaseLoc="S/2.xml"/></ofd:Signatures>'
    sealed = f'<ofd:Signature {NS}><ofd:SignedInfo><ofd:StampAnnot PageRef="1" Boundary="1 1 9 9"/></ofd:SignedInfo></ofd:Signature>'
    builder = OfdBuilder(
        [content()],
        info="<ofd:Author>China Tax</ofd:Author>",
        body="<ofd:Signatures>/Doc_0/Signs/Signatures.xml</ofd:Signatures>",
        parts={
            "Doc_0/Signs/Signatures.xml": index,
            "Doc_0/Signs/S/1.xml": sealed,
            "Doc_0/Signs/S/2.xml": f"<ofd:Signature {NS}/>",
        },
    )
    assert read(builder.build()).metadata == {"Author": "China Tax", "signatures": "2", "seals": "1"}


def test_two_documents_in_one_package_number_their_pages_on():
    builder = OfdBuilder([content(text_object("甲"))])
    files = builder.files()
    builder.parts = {
        "OFD.xml": files["OFD.xml"].replace(
            "</ofd:DocBody>", "</ofd:DocBody><ofd:DocBody><ofd:DocRoot>Doc_0/Document.xml</ofd:DocRoot></ofd:DocBody>"
        )
    }
    assert [page.number for page in read(builder.build()).pages] == [1, 2]


def test_pictures_are_searched_for_codes_with_a_white_margin(decoder):
    document = read(with_picture(png(), text_object("甲"), picture_object()).build())
    assert [code.payload for code in document.pages[0].codes] == ["payload"]
    ((image, scale, offset),) = decoder
    assert image.shape == (76, 76, 3)
    assert (image[0, 0].tolist(), image[8, 8].tolist()) == ([255] * 3, [0] * 3)
    assert scale == pytest.approx(30 * MM / 60)
    assert offset == pytest.approx((10 * MM - 8 * scale, 10 * MM - 8 * scale))


def test_a_turned_picture_gives_its_own_box_to_the_code(decoder):
    turned = picture_object(ctm='CTM="0 30 -30 0 30 0"')
    (code,) = read(with_picture(png(), text_object("甲"), turned).build()).pages[0].codes
    assert [round(x / MM, 1) for x in code.bbox.rounded()] == [10, 10, 40, 40]


def test_codes_can_be_switched_off(decoder):
    document = read(with_picture(png(), text_object("甲"), picture_object()).build(), qr=False)
    assert (document.pages[0].codes, decoder) == ((), [])


@pytest.mark.parametrize(
    ("data", "name"),
    [(b"not a picture", "p.png"), (b"\x97JB2\r\n\x1a\n\x01junk", "p.jb2"), (png((1, 1))[:40], "p.png")],
)
def test_an_undecodable_picture_is_only_a_remark(decoder, data, name):
    document = read(with_picture(data, text_object("甲"), picture_object(), name=name).build())
    assert texts(document.pages[0]) == ["甲"]
    assert [(f.code, f.severity) for f in document.findings] == [("undecodable-picture", "info")]


def test_a_huge_picture_is_not_unpacked(decoder):
    head = bytearray(png((1, 1)))
    head[16:24] = (60_000).to_bytes(4, "big") * 2
    document = read(with_picture(bytes(head), text_object("甲"), picture_object()).build())
    assert codes_of(document) == ["undecodable-picture"]


def test_a_picture_without_file_is_only_a_remark(decoder):
    document = read(OfdBuilder([content(text_object("甲"), picture_object("77"))]).build())
    assert [(f.code, f.severity) for f in document.findings] == [("missing-picture", "info")]


FULL = picture_object(boundary="0 0 100 50", ctm='CTM="100 0 0 50 0 0"')


def test_a_scanned_page_goes_to_ocr_at_its_own_resolution(decoder, scanner):
    document = read(with_picture(png((1000, 500)), FULL, area="0 0 100 50").build(), ocr_engine=object())
    assert scanner == [((500, 1000, 3), 1, 254)]
    assert document.pages[0].height == 20
    assert [code.payload for code in document.pages[0].codes] == ["payload"]


def test_a_scanned_page_without_engine_keeps_its_image_and_says_so(decoder):
    document = read(with_picture(png((200, 100), "red"), FULL, area="0 0 100 50").build())
    assert codes_of(document) == ["ocr-off"]
    image = document.pages[0].image(72)
    assert image.shape == (142, 283, 3)
    assert np.array_equal(image[70, 140], [255, 0, 0])


def test_a_page_image_shows_a_turned_picture_upright(decoder):
    buffer = io.BytesIO()
    picture = Image.new("RGB", (50, 100), "white")
    picture.paste("black", (0, 0, 50, 20))  # a dark band along the picture's own top
    picture.save(buffer, "PNG")
    turned = picture_object(boundary="0 0 100 50", ctm='CTM="0 50 -100 0 100 0"')  # its top lies at the right
    image = read(with_picture(buffer.getvalue(), turned, area="0 0 100 50").build()).pages[0].image(72)
    assert image[70, 270].tolist() == [0, 0, 0]
    assert image[70, 20].tolist() == [255, 255, 255]


def test_a_page_with_text_has_no_image(decoder):
    document = read(with_picture(png(), text_object("甲"), FULL, area="0 0 100 50").build())
    with pytest.raises(LookupError):
        document.pages[0].image(72)


def test_glyphs_without_characters_are_reported():
    assert codes_of(read(OfdBuilder([content(text_object("\ue001"))]).build())) == ["unreadable-glyphs"]
