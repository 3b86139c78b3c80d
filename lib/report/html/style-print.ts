import { type Html, html } from './html.ts'

/**
 * How pages print: black on white in both schemes, as on a wide screen but tighter; of the images those in full that are
 * not verified, and those that the reader opened, for what is as it should be would take hundreds of sheets.
 */
export const printStyle: Html = html`
@media print{
@page{margin:14mm}
:root{color-scheme:light;--paper:#fff;--card:#fff;--faint:#f4f4f4;--ink:#000;--soft:#444;--link:#000}
html{font-size:11px}
.wrap{max-width:none;padding:0}
.top{border:2px solid;border-top-width:6px;padding:1rem}
h2{margin-top:2rem}
footer.wrap{margin-top:2rem;padding-bottom:0}
.tools,.skip,.copy,summary.row::before{display:none!important}
.row{grid-template-columns:8rem minmax(0,1fr) 8.5rem 9.5rem 5rem;padding-left:.5rem}
.opened{padding-left:.5rem}
details[open]>summary.row{background:none}
.more::details-content,.images>li:not([data-verdict=verified])>details::details-content{content-visibility:visible;block-size:auto}
.images>li,.problems>li,.path>li,.findings>li,.sizes li,.figures>div,svg,tr{break-inside:avoid}
.images>li:has(details[open]),.images>li:not([data-verdict=verified]):has(section){break-inside:auto}
h2,h3,summary,.heads{break-after:avoid}
.bar,.key,.top,.note,.compare,.matrix .none{print-color-adjust:exact;-webkit-print-color-adjust:exact}
.scroll,pre{overflow:visible}
.scroll td,.scroll th{white-space:normal;overflow-wrap:anywhere}
.matrix td,.matrix thead th:not(:first-child){padding:.3rem}
.scroll td.n,.scroll td>span{white-space:nowrap}
.scroll td code{font-size:.78em}
.figures{grid-template-columns:repeat(6,minmax(0,1fr))}
pre{white-space:pre-wrap}}`
