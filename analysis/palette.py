"""Colours of classes, as #RRGGBB. Neighbours on a ramp differ in lightness, so that they are told apart in grey print.

Sources: viridis of matplotlib (van der Walt & Smith 2015), RdBu of ColorBrewer 2 (Harrower & Brewer 2003).
"""

NONE = "#9a9a9a"  # of what has no class: hatched on the map
VIRIDIS = {
    1: ("#21918c",),
    2: ("#3b528b", "#fde725"),
    3: ("#440154", "#21918c", "#fde725"),
    4: ("#440154", "#31688e", "#35b779", "#fde725"),
    5: ("#440154", "#3b528b", "#21918c", "#5ec962", "#fde725"),
    6: ("#440154", "#414487", "#2a788e", "#22a884", "#7ad151", "#fde725"),
    7: ("#440154", "#443983", "#31688e", "#21918c", "#35b779", "#90d743", "#fde725"),
}
RED_TO_BLUE = {
    3: ("#ef8a62", "#f7f7f7", "#67a9cf"),
    5: ("#ca0020", "#f4a582", "#f7f7f7", "#92c5de", "#0571b0"),
    7: ("#b2182b", "#ef8a62", "#fddbc7", "#f7f7f7", "#d1e5f0", "#67a9cf", "#2166ac"),
}


def viridis(n_classes: int, *, brightest_first: bool = False) -> tuple[str, ...]:
    """Return the colours of so many classes, the darkest first unless asked otherwise.

    >>> viridis(3)
    ('#440154', '#21918c', '#fde725')
    >>> viridis(2, brightest_first=True)
    ('#fde725', '#3b528b')
    """
    colours = VIRIDIS[n_classes]
    return colours[::-1] if brightest_first else colours


def red_to_blue(n_classes: int, *, blue_first: bool = False) -> tuple[str, ...]:
    """Return the colours of an odd number of classes around an almost white one, red first unless asked otherwise.

    >>> red_to_blue(3, blue_first=True)
    ('#67a9cf', '#f7f7f7', '#ef8a62')
    """
    colours = RED_TO_BLUE[n_classes]
    return colours[::-1] if blue_first else colours
