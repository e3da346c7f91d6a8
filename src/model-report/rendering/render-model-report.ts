import { html, trusted, type Html } from '../../analyze/rendering/html.ts'
import { createPen, type ReportLanguage } from '../../analyze/rendering/pen.ts'
import { REPORT_STYLE } from '../../analyze/rendering/report-style.ts'
import type { ModelReport } from '../model-report.ts'
import { dataSection } from './sections/data-section.ts'
import { modelMethod } from './sections/model-method.ts'
import { modelOpening } from './sections/model-opening.ts'
import { qualitySection } from './sections/quality-section.ts'
import { rowsSection } from './sections/rows-section.ts'
import { whySection } from './sections/why-section.ts'

/**
 * The report of a trained model as one HTML page that needs nothing else. Both languages are inside and the reader switches between them;
 * `language` is the one shown first. Pure: the same report gives the same page.
 */
export function renderModelReport(report: ModelReport, language: ReportLanguage): string {
  const title = language === 'zh' ? `模型报告 · ${report.fileName}` : `Model report · ${report.fileName}`
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
        ${body(report, 'zh')} ${body(report, 'en')}
        <footer>Liuke 留客 · ${report.generatedAt.toISOString().slice(0, 16).replace('T', ' ')} UTC</footer>
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

function body(report: ModelReport, language: ReportLanguage): Html {
  const pen = createPen(language, '', 'UTC')
  return html`<main class="${language}" lang="${language === 'zh' ? 'zh-CN' : 'en'}">
    ${modelOpening(report, pen)} ${qualitySection(report, pen)} ${whySection(report, pen)} ${rowsSection(report, pen)}
    ${dataSection(report, pen)} ${modelMethod(report, pen)}
  </main>`
}
