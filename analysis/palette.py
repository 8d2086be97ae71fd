"""The colours of classes on a map, as #RRGGBB: neighbours differ in lightness, so they are told apart in grey print.

Source: viridis of matplotlib (van der Walt & Smith 2015), at even steps.
"""

VIRIDIS = {
    1: ("#21918c",),
    2: ("#3b528b", "#fde725"),
    3: ("#440154", "#21918c", "#fde725"),
    4: ("#440154", "#31688e", "#35b779", "#fde725"),
    5: ("#440154", "#3b528b", "#21918c", "#5ec962", "#fde725"),
    6: ("#440154", "#414487", "#2a788e", "#22a884", "#7ad151", "#fde725"),
    7: ("#440154", "#443983", "#31688e", "#21918c", "#35b779", "#90d743", "#fde725"),
}


def viridis(n_classes: int, *, brightest_first: bool = False) -> tuple[str, ...]:
    """Return the colours of 1 to 7 classes, the darkest first unless asked otherwise.

    >>> viridis(3)
    ('#440154', '#21918c', '#fde725')
    >>> viridis(2, brightest_first=True)
    ('#fde725', '#3b528b')
    """
    colours = VIRIDIS[n_classes]
    return colours[::-1] if brightest_first else colours
