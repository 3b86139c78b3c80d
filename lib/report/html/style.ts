import { type Html, html } from './html.ts'
import { pictureStyle } from './style-pictures.ts'
import { printStyle } from './style-print.ts'

/** Colours are of a palette that colour-blind readers tell apart (Okabe and Ito): blue is proven, vermilion is wrong. */
const colours: Html = html`
:root{color-scheme:light dark;
--sans:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans","DejaVu Sans",sans-serif;
--mono:ui-monospace,"SF Mono","Cascadia Mono",Menlo,Consolas,"DejaVu Sans Mono",monospace;
--paper:#fcfcfb;--card:#ffffff;--ink:#171a1f;--soft:#575e68;--line:#dfe2e6;--faint:#eff1f3;--link:#0a558c;
--good:#0a6095;--good-tint:#eaf3f9;--bad:#ad3409;--bad-tint:#fdf0ea;--open:#7a5800;--open-tint:#fbf4e0;
--p1:#0a4f7d;--p2:#2a7ab0;--p3:#5aa3d2;--p4:#93c6e6;--own:#1b7f79;--shared:#9aa5b1;--stripe:#d9a400;--on-verified:#fff;--on-others:#171a1f}
@media screen and (prefers-color-scheme:dark){:root{
--paper:#121518;--card:#1a1e23;--ink:#e9ebee;--soft:#a6aeb8;--line:#333a42;--faint:#20252b;--link:#84c1ee;
--good:#6db8ea;--good-tint:#122431;--bad:#ff9468;--bad-tint:#33190f;--open:#e9bd4f;--open-tint:#2c2410;
--p1:#4f9fd6;--p2:#3b82b8;--p3:#2b678f;--p4:#214e6d;--own:#3fb5ab;--shared:#66717d;--stripe:#d9a400;--on-verified:#06121b;--on-others:#e9ebee}}`

const ground: Html = html`
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-behavior:smooth}
body{margin:0;background:var(--paper);color:var(--ink);font:1rem/1.5 var(--sans);font-variant-numeric:tabular-nums}
.wrap{max-width:70rem;margin:0 auto;padding:0 1.5rem}
h1,h2,h3,p,ul,ol,dl{margin:0;padding:0}
ul,ol{list-style:none}
h2{font-size:1.2rem;line-height:1.3;font-weight:650;margin:2.75rem 0 .75rem}
h3{font-size:.95rem;font-weight:650;margin:1.5rem 0 .5rem}
p+p{margin-top:.4rem}
a{color:var(--link);text-underline-offset:.15em}
code,.hex{font-family:var(--mono);font-variant-ligatures:none;font-size:.86em;overflow-wrap:anywhere}
b{font-weight:650}
p,li,dd,h1,bdi{overflow-wrap:anywhere}
.soft{color:var(--soft)}
.n{text-align:right;white-space:nowrap}
.good{color:var(--good)}.bad{color:var(--bad)}.open,.warning{color:var(--open)}.quiet{color:var(--soft)}
:focus-visible{outline:3px solid var(--link);outline-offset:2px;border-radius:3px}
main:focus{outline:none}
.defs{position:absolute}
.skip{position:absolute;left:-100rem}
.skip:focus{left:1rem;top:.5rem;background:var(--card);padding:.25rem .75rem;z-index:1}
.spoken{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
.top{background:var(--faint);border-top:6px solid var(--soft);padding:1.5rem 0 1.75rem}
.top.good{background:var(--good-tint);border-color:var(--good);color:inherit}
.top.bad{background:var(--bad-tint);border-color:var(--bad);color:inherit}
.top.open{background:var(--open-tint);border-color:var(--open);color:inherit}
.kicker{color:var(--soft);font-size:.9rem;overflow-wrap:anywhere}
h1{display:flex;gap:.6rem;align-items:flex-start;font-size:clamp(1.5rem,1.1rem + 2vw,2.15rem);line-height:1.2;font-weight:700;letter-spacing:-.015em;margin:.35rem 0 .4rem;text-wrap:balance}
h1 .glyph{flex:none;width:1.1em;height:1.1em;margin:.05em 0 0}
.lead{font-size:1.05rem;color:var(--soft);max-width:46rem}
footer.wrap{margin-top:3.5rem;padding-bottom:3rem;color:var(--soft);font-size:.88rem}
footer::before{content:"";display:block;border-top:1px solid var(--line);margin-bottom:1.25rem}
.scroll{overflow-x:auto;position:relative}
.scroll td{white-space:nowrap}
.scroll td.says{white-space:normal;min-width:15rem}
table{border-collapse:collapse;width:100%;font-size:.92rem}
th,td{padding:.4rem .9rem .4rem 0;text-align:left;vertical-align:baseline;border-bottom:1px solid var(--line)}
th{color:var(--soft);font-weight:500;font-size:.86rem;white-space:nowrap}
th.n,td.n{text-align:right}
tbody th{color:inherit;font-weight:400;font-size:inherit;white-space:normal}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(9.5rem,1fr));gap:1.25rem 1.5rem;margin-top:1.75rem}
.figures dt{color:var(--soft);font-size:.86rem}
.figures dd{margin:0;font-size:1.3rem;font-weight:650;line-height:1.3}
.figures dd.bad .glyph,.figures dd.warning .glyph{width:.8em;height:.8em;vertical-align:-.02em;margin-right:.3em}
.figures dd small{display:block;font-size:.82rem;font-weight:400;color:var(--soft);line-height:1.4}
.facts,.compare{display:grid;grid-template-columns:max-content minmax(0,1fr);gap:.3rem 1.25rem;font-size:.92rem}
.facts{margin-top:.6rem}
.facts dt,.compare dt{color:var(--soft)}
.facts dt.good{color:var(--good)}.facts dt.bad{color:var(--bad)}.facts dt.open{color:var(--open)}
.facts dd,.compare dd{margin:0}
.compare{margin:.4rem 0;padding:.5rem .75rem;background:var(--faint);border-radius:6px;gap:.15rem 1rem}
.copy{font:inherit;font-size:.8rem;line-height:1.3;margin-left:.5rem;padding:.05rem .5rem;border:1px solid var(--line);border-radius:5px;background:var(--card);color:var(--link);cursor:pointer}
.note{background:var(--faint);border-radius:8px;padding:.9rem 1.1rem;margin-top:.75rem}
.note pre{margin:.5rem 0 0}
pre{font-family:var(--mono);font-size:.84rem;overflow-x:auto;margin:.5rem 0}`

const lists: Html = html`
.problems>li{display:grid;grid-template-columns:7.5rem minmax(0,1fr) max-content;gap:.1rem 1rem;padding:.7rem 0;border-bottom:1px solid var(--line)}
.problems>li:first-child{border-top:1px solid var(--line)}
.problems .says code{display:inline-block;max-width:100%}
.problems .where{grid-column:2/-1;font-size:.92rem}
.severity,.verdict{font-weight:600;white-space:nowrap}
.severity.quiet{font-weight:400}
.verdict.good{font-weight:500}
.drop{border:2px dashed var(--line);border-radius:10px;padding:0 1.25rem 1rem;margin-top:2rem}
.drop.over{border-color:var(--link);background:var(--good-tint)}
.drop h2{margin-top:1rem}
.choose{display:inline-block;margin-right:.75rem;color:var(--link);font-weight:600}
.choose input{display:block;font:inherit;color:var(--ink);font-weight:400;margin:.25rem 0;max-width:100%}
progress{width:100%;accent-color:var(--good)}
.tools{display:flex;flex-wrap:wrap;gap:.5rem 1.25rem;align-items:center;padding:.25rem 0 .75rem;font-size:.92rem}
.tools[hidden]{display:none}
.tools label{display:inline-flex;gap:.4rem;align-items:center;min-height:1.75rem}
.tools input[type=search],.tools select{font:inherit;color:inherit;background:var(--card);border:1px solid var(--soft);border-radius:6px;padding:.25rem .6rem}
.tools input[type=search]{width:15rem;max-width:100%}
.row{display:grid;grid-template-columns:8.75rem minmax(0,1fr) 8.75rem 9.75rem 5.25rem;gap:.1rem 1rem;align-items:baseline;padding:.55rem .5rem .55rem 1.6rem;position:relative}
.heads{color:var(--soft);font-size:.86rem;border-bottom:1px solid var(--line);padding-bottom:.3rem}
.heads span:last-child,.row .size{text-align:right;white-space:nowrap}
.images>li{border-bottom:1px solid var(--line)}
.images>li[hidden]{display:none}
.row .basis,.row .platform{font-size:.92rem;color:var(--soft);overflow-wrap:anywhere}
.row .title{overflow-wrap:anywhere}
.title .hex{color:var(--soft)}
summary.row{cursor:pointer;list-style:none}
summary.row::-webkit-details-marker{display:none}
summary.row::before{content:"";position:absolute;left:.35rem;top:1.05rem;width:.45rem;height:.45rem;border:solid var(--soft);border-width:0 2px 2px 0;transform:rotate(-45deg)}
details[open]>summary.row::before{transform:rotate(45deg);top:.95rem}
summary.row:hover,details[open]>summary.row{background:var(--faint)}
.tag{display:inline-block;margin-left:.5rem;font-size:.82rem;font-weight:600}
.opened{padding:.25rem .5rem 1.75rem 1.6rem}
.opened>section:first-of-type h3{margin-top:1rem}
.findings>li{padding:.6rem 0 .6rem 1rem;border-left:4px solid var(--line);margin:.6rem 0;color:inherit}
.findings>li.bad{border-color:var(--bad)}.findings>li.warning{border-color:var(--open)}
.findings p+p{margin-top:.25rem}
.more{margin-top:.75rem}.more summary{cursor:pointer;color:var(--link);margin-bottom:.5rem}
.remedy::before{content:"What to do: ";font-weight:600}
.path{counter-reset:step}
.path>li{position:relative;padding:0 0 1.1rem 2.75rem;counter-increment:step}
.path>li::before{content:counter(step);position:absolute;left:0;top:0;width:1.75rem;height:1.75rem;border-radius:50%;border:2px solid var(--line);background:var(--paper);display:grid;place-items:center;font-size:.85rem;font-weight:650;color:var(--soft)}
.path>li:not(:last-child)::after{content:"";position:absolute;left:.8rem;top:1.9rem;bottom:.15rem;border-left:2px solid var(--line)}
.path>li>strong{display:block;font-weight:650;line-height:1.75rem}
.path p{max-width:46rem}
.scope{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,18rem),1fr));gap:.75rem 2rem;margin-top:.25rem}
.scope li{padding-left:1.5rem;text-indent:-.9rem}
.scope li::before{content:"– "}`

const narrow: Html = html`
@media screen and (max-width:52rem){
.wrap{padding:0 1rem}
.row{grid-template-columns:minmax(0,1fr) max-content;padding-left:1.5rem}
.row .verdict{grid-row:1}.row .size{grid-row:1;grid-column:2}
.row .title{grid-column:1/-1}
.row .basis{grid-column:1}.row .platform{grid-column:2}
.heads{display:none}
.images{border-top:1px solid var(--line)}
.problems>li{grid-template-columns:minmax(0,1fr) max-content}
.problems .says{grid-column:1/-1;grid-row:2}.problems .where{grid-column:1/-1}
.facts,.compare{grid-template-columns:minmax(0,1fr);gap:0}
.facts dd,.compare dd{margin-bottom:.4rem}
.opened{padding-left:.5rem}
h2{margin-top:2.25rem}}
@media (prefers-reduced-motion:reduce){html{scroll-behavior:auto}}
@media (forced-colors:active){.bar rect,.key{forced-color-adjust:none}}`

/** The one style sheet of all pages; nothing of an export is in it. */
export const style: Html = html`${colours}${ground}${lists}${pictureStyle}${narrow}${printStyle}`
