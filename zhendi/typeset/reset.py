"""The style that every board begins with; the classes are those of `setting.py` and `vertical.py`."""

RESET = """
html, body, p, h1, h2, h3, h4, h5, h6 {margin: 0; padding: 0}
ul, ol, li, dl, dd, figure, blockquote, table, pre, section {margin: 0; padding: 0}
html {background: none}
h1, h2, h3, h4, h5, h6 {font-size: inherit; font-weight: inherit; break-after: avoid}
.slot {text-align: justify; overflow-wrap: break-word; hyphens: manual; orphans: 1; widows: 1; break-after: page}
.frame {position: relative; overflow: visible; break-after: page}
img, svg {max-width: 100%}
pre, code, kbd, samp {font-family: inherit; white-space: pre-wrap}
.zc, .zo {font-feature-settings: "halt"}
.zg {letter-spacing: .25em}
.zk {white-space: nowrap}
.vertical {display: flex; flex-direction: row-reverse; gap: .5em; text-indent: 0; text-align: center}
.vline {display: block; width: 1em}
.vcell {display: block; width: 1em; height: 1em; line-height: 1; white-space: pre}
.vturn {font-feature-settings: "vert"}
.vdash {font-feature-settings: "fwid", "vert"}
.vspace {height: .5em}
.vpair {letter-spacing: -.04em}
.zq {font-feature-settings: "pwid"}
"""
