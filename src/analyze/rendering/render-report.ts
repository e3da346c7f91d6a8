import type { BilingualText } from '#kernel/bilingual-text.ts'
import type { AnalysedFile, Analysis, OrdersAnalysis } from '../analysis.ts'
import type { Html } from '#report/html.ts'
import { createPen } from '#report/pen.ts'
import type { Pen, ReportLanguage } from '#report/pen.ts'
import { reportPage } from '#report/report-page.ts'
import { fileSection } from './sections/file-section.ts'
import { methodSection } from './sections/method-section.ts'
import { opening } from './sections/opening.ts'
import { readingSection } from './sections/reading-section.ts'
import { riskSection } from './sections/risk-section.ts'
import { salesSection } from './sections/sales-section.ts'
import { demandSection, nobodySection, shopOpening, shopSection } from './sections/shop-sections.ts'
import { segmentsSection } from './sections/segments-section.ts'
import { strategiesSection, worklistSection } from './sections/worklist-section.ts'

const SECTIONS = [
  opening,
  fileSection,
  salesSection,
  segmentsSection,
  riskSection,
  worklistSection,
  strategiesSection,
  readingSection,
  methodSection,
] as const

/**
 * The whole report as one HTML page that needs nothing else: no external script, font or image. Both languages are inside and the
 * reader switches between them; `language` is the one shown first. Pure: the same analysis gives the same page.
 */
export function renderReport(analysis: Analysis, language: ReportLanguage): string {
  return pageOf(analysis, language, { zh: '客户流失分析', en: 'Customer churn report' }, SECTIONS)
}

const SHOP_SECTIONS = [shopOpening, fileSection, shopSection, demandSection, nobodySection, readingSection] as const

/** The same for a file without customers: results from its orders alone. */
export function renderOrdersReport(analysis: OrdersAnalysis, language: ReportLanguage): string {
  return pageOf(analysis, language, { zh: '订单分析', en: 'Orders report' }, SHOP_SECTIONS)
}

function pageOf<T extends AnalysedFile>(
  analysis: T,
  language: ReportLanguage,
  title: BilingualText,
  sections: readonly ((analysis: T, pen: Pen) => Html | null)[],
): string {
  return reportPage({
    title: `${title[language]} · ${analysis.fileName}`,
    language,
    generatedAt: analysis.generatedAt,
    timeZone: analysis.timeZone,
    sections: (shown) => {
      const pen = createPen(shown, analysis.currency, analysis.timeZone)
      return sections.map((section) => section(analysis, pen))
    },
  })
}
