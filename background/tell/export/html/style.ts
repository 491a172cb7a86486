/** Light, for paper and for screens: whoever gets the report reads it as it was handed on. */
export const style = `
@page { margin: 18mm 16mm 20mm; @bottom-right { content: counter(page) " / " counter(pages); font: 8pt sans-serif; color: #665f56; } }
:root { color-scheme: light; font: 10.5pt/1.5 system-ui, sans-serif; color: #1d1b18; background: #fff; }
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 32px 24px; max-width: 860px; overflow-wrap: anywhere; }
h1, h2, h3, h4, p, ul, dl, dd, figure { margin: 0; }
h1 { font-size: 21pt; line-height: 1.2; letter-spacing: -.01em; }
h2 { font-size: 15pt; line-height: 1.25; }
h3 { font-size: 11.5pt; margin: 22px 0 8px; padding-bottom: 3px; border-bottom: 1px solid #e6e1d8; }
h4 { font-size: 10.5pt; }
h2, h3, h4 { break-after: avoid; }
ul { padding: 0; list-style: none; }
.bullets { padding-inline-start: 1.6em; list-style: disc; }
a { color: #2b4acb; text-decoration: none; }
code { direction: ltr; unicode-bidi: isolate; font: .9em/1.4 ui-monospace, Menlo, Consolas, monospace; background: #f1eeea; border-radius: 3px; padding: 0 3px; box-decoration-break: clone; -webkit-box-decoration-break: clone; }
.dim { color: #665f56; }
.small { font-size: 9pt; }
.masthead { border-bottom: 3px solid #1d1b18; padding-bottom: 12px; margin-bottom: 20px; }
.masthead ul { margin-top: 8px; }
.visit { margin-bottom: 36px; }
.visit + .visit { break-before: page; border-top: 3px solid #e6e1d8; padding-top: 24px; }
.verdict { margin: 12px 0; padding: 12px 14px; border: 1px solid #e6e1d8; border-inline-start-width: 5px; border-radius: 4px; break-inside: avoid; }
.verdict b { font-size: 13pt; line-height: 1.3; }
.high { --tone: #b3261e; } .medium { --tone: #805300; } .low, .info { --tone: #665f56; }
.verdict { border-inline-start-color: var(--tone); }
.sign { color: var(--tone); font-weight: 700; }
.warning, .host { margin: 10px 0; padding: 10px 12px; border: 1px solid #e6e1d8; border-radius: 4px; box-decoration-break: clone; -webkit-box-decoration-break: clone; }
.warning > p, .host > p { break-after: avoid; }
.warning { border-inline-start: 4px solid var(--tone); }
.fact { display: grid; grid-template-columns: 8.5em 1fr; gap: 0 12px; padding: 3px 0; break-inside: avoid; }
li { break-inside: avoid; }
.fact > dt { color: #665f56; }
table { width: 100%; border-collapse: collapse; font-size: 9.5pt; margin: 6px 0; }
caption { text-align: start; color: #665f56; font-size: 9pt; padding-bottom: 2px; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
th, td { text-align: start; vertical-align: top; padding-block: 4px; padding-inline: 0 8px; border-bottom: 1px solid #e6e1d8; font-weight: 400; }
thead th { color: #665f56; font-size: 9pt; }
.law { margin: 12px 0; }
.law p { margin-top: 3px; }
.end { border-top: 3px solid #1d1b18; padding-top: 12px; break-before: page; }
@media print { :root { font-size: 9.5pt; } body { padding: 0; max-width: none; } a { color: inherit; } }
`;
