import type { Analysis } from '../analysis.ts'
import { createPen } from './pen.ts'
import type { ReportLanguage } from './pen.ts'
import { reportPage } from './report-page.ts'
import { columnsSection } from './sections/columns-section.ts'
import { methodSection } from './sections/method-section.ts'
import { opening } from './sections/opening.ts'
import { readingSection } from './sections/reading-section.ts'
import { riskSection } from './sections/risk-section.ts'
import { salesSection } from './sections/sales-section.ts'
import { segmentsSection } from './sections/segments-section.ts'
import { strategiesSection, worklistSection } from './sections/worklist-section.ts'

const SECTIONS = [
  opening,
  columnsSection,
  salesSection,
  segmentsSection,
  riskSection,
  worklistSection,
  strategiesSection,
  readingSection,
  methodSection,
] as const

/**
 * The whole report as one HTML page that needs nothing else: no script, no font, no picture from anywhere. Both languages are inside and the
 * reader switches between them; `language` is the one shown first. Pure: the same analysis gives the same page.
 */
export function renderReport(analysis: Analysis, language: ReportLanguage): string {
  return reportPage({
    title: language === 'zh' ? `客户流失分析 · ${analysis.fileName}` : `Customer churn report · ${analysis.fileName}`,
    language,
    generatedAt: analysis.generatedAt,
    timeZone: analysis.timeZone,
    sections: (shown) => {
      const pen = createPen(shown, analysis.currency, analysis.timeZone)
      return SECTIONS.map((section) => section(analysis, pen))
    },
  })
}
