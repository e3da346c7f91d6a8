import type { Analysis } from '../analysis.ts'
import { html, trusted } from './html.ts'
import type { Html } from './html.ts'
import { createPen } from './pen.ts'
import type { ReportLanguage } from './pen.ts'
import { REPORT_STYLE } from './report-style.ts'
import { methodSection } from './sections/method-section.ts'
import { opening } from './sections/opening.ts'
import { readingSection } from './sections/reading-section.ts'
import { riskSection } from './sections/risk-section.ts'
import { salesSection } from './sections/sales-section.ts'
import { segmentsSection } from './sections/segments-section.ts'
import { strategiesSection, worklistSection } from './sections/worklist-section.ts'

/**
 * The whole report as one HTML page that needs nothing else: no script, no font, no picture from anywhere. Both languages are inside and the
 * reader switches between them; `language` is the one shown first. Pure: the same analysis gives the same page.
 */
export function renderReport(analysis: Analysis, language: ReportLanguage): string {
  const title = language === 'zh' ? `客户流失分析 · ${analysis.fileName}` : `Customer churn report · ${analysis.fileName}`
  const page = html`<!doctype html>
    <html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <meta name="robots" content="noindex" />
        <title>${title}</title>
        <style>
          ${trusted(REPORT_STYLE)}
        </style>
      </head>
      <body>
        ${choice('zh', language)} ${choice('en', language)}
        <div class="bar">
          <span class="brand"><i>留客</i> Liuke</span>
          <span class="switch"><label for="in-zh">中文</label><label for="in-en">English</label></span>
        </div>
        ${body(analysis, 'zh')} ${body(analysis, 'en')}
        <footer>Liuke 留客 · ${analysis.generatedAt.toISOString().slice(0, 16).replace('T', ' ')} UTC</footer>
      </body>
    </html>`
  return `${page.markup.replace(/\n\s+/g, '\n').trim()}\n`
}

function choice(language: ReportLanguage, chosen: ReportLanguage): Html {
  const name = language === 'zh' ? '中文' : 'English'
  return html`<input
    class="choice"
    type="radio"
    name="language"
    id="in-${language}"
    aria-label="${name}"
    ${language === chosen ? trusted('checked') : ''}
  />`
}

function body(analysis: Analysis, language: ReportLanguage): Html {
  const pen = createPen(language, analysis.currency, analysis.timeZone)
  return html`<main class="${language}" lang="${language === 'zh' ? 'zh-CN' : 'en'}">
    ${opening(analysis, pen)} ${salesSection(analysis, pen)} ${segmentsSection(analysis, pen)} ${riskSection(analysis, pen)}
    ${worklistSection(analysis, pen)} ${strategiesSection(analysis, pen)} ${readingSection(analysis, pen)} ${methodSection(analysis, pen)}
  </main>`
}
