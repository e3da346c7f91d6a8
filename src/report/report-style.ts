import { FONT } from './charts/chart-style.ts'

/** The report's only style sheet: light, dark and print, from 390 px up. Colours are those of the console. */
export const REPORT_STYLE = `
:root{--canvas:#f7f7f5;--surface:#fff;--sunken:#f3f3f0;--line:#cfcfc8;--hair:#e5e5e0;--grid:#ecece8;--text:#191b19;--soft:#50544f;--faint:#696d67;
--accent:#0b6e63;--accentSoft:#bfdcd6;--accentPale:#e2f0ed;--onAccent:#fff;--high:#9c3412;--medium:#d9803f;--low:#edc9a8;--riskPale:#fbf0e6;--grey:#8c908a;--greySoft:#d2d4ce;color-scheme:light dark}
@media screen and (prefers-color-scheme:dark){:root{--canvas:#0f1110;--surface:#161918;--sunken:#1d2120;--line:#3b423f;--hair:#282d2b;--grid:#232826;--text:#eceeec;--soft:#b0b6b2;--faint:#8f9692;
--accent:#45c0b0;--accentSoft:#1f5a52;--accentPale:#12312d;--onAccent:#04211d;--high:#f08a5d;--medium:#b8653a;--low:#6e4630;--riskPale:#2b1f18;--grey:#7d8480;--greySoft:#444b48}}
*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%;scroll-behavior:smooth}
body{margin:0;background:var(--canvas);color:var(--text);font:15px/1.6 ${FONT};font-variant-numeric:tabular-nums}
.choice{position:absolute;opacity:0;pointer-events:none}
#in-zh:checked~main.en,#in-en:checked~main.zh{display:none}
main,.bar{max-width:1156px;margin:0 auto;padding:0 20px}
.bar{display:flex;align-items:center;justify-content:space-between;gap:16px;padding-top:20px}
.brand{font-weight:650;letter-spacing:.01em}.brand i{font-style:normal;color:var(--accent)}
.switch{display:flex;border:1px solid var(--hair);border-radius:8px;overflow:hidden;background:var(--surface);font-size:13px}
.switch label{padding:4px 14px;cursor:pointer;color:var(--soft)}
#in-zh:checked~.bar label[for=in-zh],#in-en:checked~.bar label[for=in-en]{background:var(--accent);color:var(--onAccent)}
#in-zh:focus-visible~.bar .switch,#in-en:focus-visible~.bar .switch{outline:2px solid var(--accent);outline-offset:2px}
h1{font-size:clamp(25px,3.6vw,38px);line-height:1.25;letter-spacing:-.012em;font-weight:640;margin:44px 0 14px;max-width:30em;text-wrap:balance}
.zh h1{letter-spacing:.01em;line-height:1.4}
h1 b{color:var(--high);font-weight:inherit}
.lead{color:var(--soft);max-width:60em;text-wrap:pretty;margin:0 0 28px}
.figures{display:grid;grid-template-columns:repeat(5,1fr);background:var(--surface);border:1px solid var(--hair);border-radius:12px}
.figures div{padding:18px 20px;border-left:1px solid var(--hair)}.figures div:first-child{border-left:0}
.figures dt{font-size:13px;color:var(--faint)}
.figures dd{margin:2px 0 0;font-size:25px;line-height:1.25;font-weight:620;letter-spacing:-.01em}
.figures small{display:block;font-size:12.5px;line-height:1.45;font-weight:400;letter-spacing:0;color:var(--faint);margin-top:3px}
dl.figures{margin:0}.figures.exact dd{font-size:20px;overflow-wrap:anywhere}
nav{display:flex;flex-wrap:wrap;gap:4px 20px;margin:26px 0 0;font-size:14px}nav a{color:var(--accent);text-decoration:none}nav a:hover{text-decoration:underline}
section{margin-top:54px}
h2{font-size:21px;font-weight:640;margin:0 0 4px;letter-spacing:-.005em}
section>p{margin:0 0 18px;color:var(--soft);max-width:60em;text-wrap:pretty}main a{color:var(--accent)}
.cards{display:grid;grid-template-columns:1fr 1fr;gap:18px}
figure,.card{margin:0;background:var(--surface);border:1px solid var(--hair);border-radius:12px;padding:18px 20px;min-width:0}
.whole,.cards>figure:first-child:has(+.whole){grid-column:1/-1}.cards>figure:first-child:has(+.whole) .chart{max-width:680px}
figcaption,h3{font-size:15px;font-weight:620;margin:0;line-height:1.4}
figure>p,.card>p{font-size:13.5px;color:var(--soft);margin:2px 0 12px;line-height:1.55}
.chart svg{display:block;width:100%;height:auto}.narrow,.narrow-only{display:none}
.key{display:flex;flex-wrap:wrap;gap:4px 16px;font-size:12.5px;color:var(--soft);margin:0 0 8px;padding:0;list-style:none}
.key i{display:inline-block;width:10px;height:10px;border-radius:2px;margin-right:6px}.key i.tick{width:2px;height:13px;border-radius:0;vertical-align:-2px}.key i.dash{height:0;width:16px;border-top:2px dashed var(--grey);border-radius:0;vertical-align:4px}
details{margin-top:10px;font-size:13px}summary{cursor:pointer;color:var(--faint)}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:13.5px;line-height:1.5}
th{font-weight:560;text-align:left;color:var(--faint);font-size:12.5px;border-bottom:1px solid var(--line);padding:6px 14px 6px 0;vertical-align:bottom;white-space:nowrap}
td{border-bottom:1px solid var(--hair);padding:8px 14px 8px 0;vertical-align:top}
tr:last-child td{border-bottom:0}th:last-child,td:last-child{padding-right:0}
.n{text-align:right;white-space:nowrap}
.tag{display:inline-block;border-radius:5px;padding:0 7px;font-size:12.5px;white-space:nowrap;background:var(--sunken)}
.tag.high{background:var(--high);color:var(--surface)}.tag.medium{background:var(--riskPale);color:var(--text);box-shadow:inset 0 0 0 1px var(--medium)}
.why{margin:0;padding:0;list-style:none}.why li+li{color:var(--faint)}
.note{border-left:3px solid var(--medium);background:var(--riskPale);border-radius:0 8px 8px 0;padding:12px 16px;margin:0 0 18px;max-width:none}

.sure{margin:40px 0 0;max-width:60em;border-left:3px solid var(--accent);padding:2px 0 2px 16px;color:var(--soft);text-wrap:pretty}.sure strong{color:var(--text)}.sure+h1{margin-top:22px}.questions{margin-top:28px}.questions li{color:var(--text)}
.sentence{display:inline-block}.sentence::first-letter{text-transform:uppercase}
.plain{margin:8px 0 0;padding:0;list-style:none}.plain li{padding:7px 0;border-bottom:1px solid var(--hair)}.plain li:last-child{border:0}
dl.terms{margin:8px 0 0;display:grid;grid-template-columns:minmax(120px,210px) 1fr;gap:8px 22px;font-size:14px}.terms dt{font-weight:580}.terms dd{margin:0;color:var(--soft)}
code{font:12.5px/1.5 ui-monospace,Menlo,Consolas,monospace;background:var(--sunken);border-radius:4px;padding:1px 5px;overflow-wrap:anywhere}
footer{max-width:1156px;margin:56px auto 0;padding:18px 20px 40px;color:var(--faint);font-size:13px}
@media (max-width:900px){.figures{grid-template-columns:1fr 1fr}.figures div{border-left:0;border-top:1px solid var(--hair)}.figures div:first-child{grid-column:1/-1;border-top:0}.figures div:nth-child(odd):not(:first-child){border-left:1px solid var(--hair)}}
@media (max-width:760px){main,.bar,footer{padding-left:14px;padding-right:14px}.cards{grid-template-columns:minmax(0,1fr);gap:14px}figure,.card{padding:16px 14px}section{margin-top:42px}
h1{margin-top:30px}.wide,table.stack td.wide{display:none}.narrow{display:block}.narrow-only{display:inline}.figures div{padding:13px 14px}.figures dd{font-size:21px}
dl.terms{grid-template-columns:1fr;gap:2px}.terms dd{margin-bottom:10px}
table.stack thead{display:none}table.stack tr{display:grid;grid-template-columns:1fr auto;gap:2px 12px;padding:12px 0;border-bottom:1px solid var(--hair)}table.stack tr:last-child{border:0}
table.stack td{display:block;border:0;padding:0;text-align:left}table.stack td[data-name]::before{content:attr(data-name) " ";color:var(--faint);font-size:12.5px}table.stack td.row{grid-column:1/-1}table.stack td.end{text-align:right}}
@media print{body{background:#fff;font-size:11pt}.switch,nav,details{display:none}main,.bar,footer{max-width:none;padding:0}section{margin-top:26pt}figure,.card,tr{break-inside:avoid}h2{break-after:avoid}@page{margin:14mm}}
`
  .trim()
  .replaceAll('\n', '')
