"""A comparison as data, for tests of what shows, stores and prints one."""

from promptstudio.protocol import Comparison


def make_comparison(size=(64, 64), change_map=None, region=None, **changes):
    """A comparison of two pictures of `size` with plausible figures; any field can be given."""
    nothing = bytes(size[0] * size[1])
    values = {
        "locality": 0.86,
        "preserved": 0.9,
        "spill": 0.05,
        "success": True,
        "is_global": False,
        "region_source": "cross-attention",
        "sentence": "The horse became a zebra. 90 % of the rest looks the same.",
        "undefined": None,
        "psnr": 30.0,
        "ssim": 0.95,
        "missing": (),
        "stayed": {},
        "change": 0.1,
        "inside": 0.9,
        "covered": 0.2,
        "judge": "clip",
        "segmenter": None,
    }
    return Comparison(
        width=size[0],
        height=size[1],
        change_map=nothing if change_map is None else change_map,
        region=nothing if region is None else region,
        **values | changes,
    )
