import { zonedMinute } from '#http/csv-file.ts'
import { html, trusted } from './html.ts'
import type { Html } from './html.ts'
import type { ReportLanguage } from './pen.ts'
import { REPORT_STYLE } from './report-style.ts'

export interface ReportPage {
  readonly title: string
  /** The language shown first; both are inside. */
  readonly language: ReportLanguage
  readonly generatedAt: Date
  /** Time zone of the time in the footer; UTC when unknown. */
  readonly timeZone?: string
  /** The sections in one language. */
  readonly sections: (language: ReportLanguage) => readonly (Html | null)[]
}

/** One HTML page that needs nothing else: no external script, font or image. Both languages are inside and the reader switches between them. */
export function reportPage({ title, language, generatedAt, timeZone = 'UTC', sections }: ReportPage): string {
  const page = html`<!doctype html>
    <html lang="${tagOf(language)}">
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
        ${body('zh', sections('zh'))} ${body('en', sections('en'))}
        <footer>Liuke 留客 · ${zonedMinute(generatedAt.toISOString(), timeZone) ?? ''} ${timeZone}</footer>
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

function body(language: ReportLanguage, sections: readonly (Html | null)[]): Html {
  return html`<main class="${language}" lang="${tagOf(language)}">${sections}</main>`
}

function tagOf(language: ReportLanguage): string {
  return language === 'zh' ? 'zh-CN' : 'en'
}
