import { type Html, html } from './html.ts'

/** How glyphs, bars and other pictures look. */
export const pictureStyle: Html = html`
.glyph{width:1.05em;height:1.05em;flex:none;vertical-align:-.16em;margin-right:.35em}
h1 .glyph{margin-right:0}
.glyph.good{color:var(--good)}.glyph.bad{color:var(--bad)}.glyph.open,.glyph.warning{color:var(--open)}.glyph.quiet{color:var(--soft)}
.glyph .fill,#g-good .fill,#g-bad .fill,#g-warning .fill{fill:currentColor}
.mark{fill:none;stroke:var(--paper);stroke-width:2;stroke-linecap:round;stroke-linejoin:round}
.ring{fill:none;stroke:currentColor;stroke-width:2}
.query{fill:none;stroke:currentColor;stroke-width:1.9;stroke-linecap:round}
.bar{display:block;width:100%;height:1rem;border-radius:4px;overflow:hidden}
.bar rect{shape-rendering:crispEdges}
.bar .rest{fill:transparent}
.verdicts .bar{height:2rem}
.embedded,.verified{fill:var(--p1);background:var(--p1)}
.evidence{fill:var(--p2);background:var(--p2)}
.reconstructed{fill:var(--p3);background:var(--p3)}
.reserialized{fill:var(--p4);background:var(--p4)}
.mismatch{fill:var(--bad);background:var(--bad)}
rect.unverifiable,rect.unknown{fill:url(#stripes)}
.stripe-ground{fill:var(--open-tint)}.stripe{fill:var(--stripe)}
.key.unverifiable,.key.unknown{background:repeating-linear-gradient(135deg,var(--stripe) 0 2.5px,var(--open-tint) 2.5px 6px)}
.own{fill:var(--own);background:var(--own)}
.shared{fill:var(--shared);background:var(--shared)}
.key{display:inline-block;width:.85em;height:.85em;border-radius:2px;margin-right:.45em;vertical-align:-.06em}
.legend{display:flex;flex-wrap:wrap;gap:.3rem 1.75rem;margin:.7rem 0 0;font-size:.95rem}
.legend .none{color:var(--soft)}
.ends{display:flex;justify-content:space-between;color:var(--soft);font-size:.82rem;margin:.15rem 0 .4rem}
.sizes{margin-top:.9rem}
.sizes li{display:grid;grid-template-columns:minmax(0,18rem) minmax(6rem,1fr) 5.5rem 8.5rem;gap:.1rem 1rem;align-items:center;padding:.28rem 0}
.sizes .size{text-align:right}
.sizes .shared-size{font-size:.88rem}
.sizes .title{overflow-wrap:anywhere;font-size:.95rem}
.matrix td,.matrix thead th:not(:first-child){text-align:center;padding-right:.6rem;padding-left:.6rem}
.matrix tbody th{min-width:11rem}
.matrix .glyph{margin:0 .1em 0 0}
.matrix .none{background:linear-gradient(var(--line),var(--line)) center/.6rem 1px no-repeat}
.matrix .missing{color:var(--open);font-weight:600;font-size:.86rem;white-space:nowrap}
.history{display:block;width:100%;height:11rem;border-radius:4px}
path.unverifiable{fill:url(#stripes)}
.treemap{display:block;width:100%;height:auto}
.treemap text{font-size:15px;font-weight:600;fill:#fff}
.treemap .on-verified{fill:var(--on-verified);color:var(--on-verified)}.treemap .on-mismatch{fill:var(--paper);color:var(--paper)}
.treemap .on-unverifiable{fill:var(--ink);paint-order:stroke;stroke:var(--open-tint);stroke-width:5px}
.treemap .on-others{fill:var(--on-others);color:var(--on-others)}
.treemap tspan{font-weight:400}
.others{fill:var(--line);background:var(--line)}
.drift-verdict{fill:var(--bad);background:var(--bad)}
.drift-tag{fill:var(--stripe);background:var(--stripe)}
.drift-new{fill:var(--own);background:var(--own)}
.drift-gone{fill:var(--shared);background:var(--shared)}
@media screen and (max-width:52rem){
.treemap text{display:none}
.sizes li{grid-template-columns:minmax(0,1fr) max-content}
.sizes .title{grid-column:1/-1}.sizes .drawn{grid-column:1}.sizes .shared-size{grid-column:1/-1}
.legend{flex-direction:column}}`
