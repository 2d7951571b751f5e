import cv2
import numpy as np
import pytest
import zxingcpp

from sme_extract.documents.codes import decode_codes, search_codes

PAYLOAD = "01,32,,26310000000000012345,1130.00,20260315,,2B6D"


def qr(payload, scale=4):
    barcode = zxingcpp.create_barcode(payload, zxingcpp.BarcodeFormat.QRCode)
    return np.array(barcode.to_image(scale=scale, add_quiet_zones=True))


def page(code, left, top, width=900, height=600):
    image = np.full((height, width, 3), 255, np.uint8)
    image[top : top + code.shape[0], left : left + code.shape[1]] = code[:, :, None]
    return image


def test_payload_and_place_in_points():
    code = qr(PAYLOAD)
    (found,) = decode_codes(page(code, 60, 40), points_per_pixel=0.5, offset=(10, 20))
    assert found.payload == PAYLOAD
    ink = np.argwhere(code < 128)
    left, top = 10 + (60 + ink[:, 1].min()) * 0.5, 20 + (40 + ink[:, 0].min()) * 0.5
    assert (found.bbox.left, found.bbox.top) == pytest.approx((left, top), abs=1)


def test_every_code_of_a_page_is_read():
    image = page(qr(PAYLOAD), 60, 40)
    image[300:600, 500:800] = page(qr("https://example.org"), 10, 10, 300, 300)
    assert {code.payload for code in decode_codes(image, 1)} == {PAYLOAD, "https://example.org"}


def test_grey_images_are_read():
    assert decode_codes(page(qr(PAYLOAD), 60, 40)[:, :, 0], 1)[0].payload == PAYLOAD


@pytest.mark.parametrize("data", ["名称：上海".encode("gb18030"), "名称：上海".encode()])
def test_chinese_payloads_are_read_in_both_encodings(data):
    assert decode_codes(page(qr(data), 60, 40), 1)[0].payload == "名称：上海"


def test_a_page_without_codes_has_none():
    assert search_codes(np.full((300, 300, 3), 255, np.uint8), 1) == ()


def test_a_code_too_small_for_the_page_is_found_in_the_enlarged_corner():
    blurred = cv2.resize(qr(PAYLOAD, scale=5), None, fx=0.24, fy=0.24, interpolation=cv2.INTER_AREA)
    image = page(blurred, 30, 20, 500, 320)
    assert decode_codes(image, 1) == ()
    (found,) = search_codes(image, points_per_pixel=0.5)
    assert found.payload == PAYLOAD
    assert found.bbox.left == pytest.approx((30 + 4 * 1.2) * 0.5, abs=1)
