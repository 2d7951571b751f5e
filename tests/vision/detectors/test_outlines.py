from types import SimpleNamespace

import numpy as np

from sme_extract.vision.detectors.transformers_detector import _Model


def test_a_box_lies_around_its_outline_and_an_empty_outline_has_none():
    pixels = np.full((20, 30), -1)
    pixels[4:9, 10:25] = 1
    pixels[6, 12] = -1
    infos = [{"id": 1, "label_id": 3, "score": 0.8}, {"id": 2, "label_id": 0, "score": 0.7}]
    process = SimpleNamespace(
        post_process_instance_segmentation=lambda *_, **__: [{"segmentation": pixels, "segments_info": infos}]
    )
    assert list(_Model(process, None, True)._outlined(None, (20, 30))) == [(3, 0.8, [10.0, 4.0, 25.0, 9.0])]
