import { createPen, type ReportLanguage } from '#report/pen.ts'
import { reportPage } from '#report/report-page.ts'
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
  return reportPage({
    title: language === 'zh' ? `模型报告 · ${report.fileName}` : `Model report · ${report.fileName}`,
    language,
    generatedAt: report.generatedAt,
    sections: (shown) => {
      const pen = createPen(shown, '', 'UTC')
      return [modelOpening, qualitySection, whySection, rowsSection, dataSection, modelMethod].map((section) => section(report, pen))
    },
  })
}
