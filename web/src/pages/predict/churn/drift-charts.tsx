import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { ChurnDrift } from '#http/predict/churn-model-schemas.ts'
import {
  baseOption,
  categoryAxis,
  itemIndex,
  labelStyle,
  nameWidth,
  tooltipHtml,
  topLegend,
  valueAxis,
} from '../../../charts/chart-option.ts'
import type { ChartOption } from '../../../charts/chart-option.ts'
import { ChartPanel } from '../../../charts/chart-panel.tsx'
import { Panel } from '../../../components/page.tsx'
import { useFormat } from '../../../format/use-format.ts'
import { useTokens } from '../../../theme/theme-mode.tsx'

type Feature = ChurnDrift['features'][number]

const MODERATE = 0.1
const MAJOR = 0.25

/** How far each feature moved; dashed lines where it begins to matter. A click shows how. */
export function PsiBars({ features, chosen, choose }: { features: readonly Feature[]; chosen: string; choose: (feature: string) => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const tokens = useTokens()
  const top = useMemo(() => [...features].sort((a, b) => b.psi - a.psi).slice(0, 18), [features])
  const option = useMemo<ChartOption>(
    () => ({
      ...baseOption(tokens),
      grid: { left: 8, right: 44, top: 18, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
      xAxis: { ...valueAxis(tokens, (value) => format.decimal(value, 2)), show: false, min: 0, max: ({ max }) => Math.max(0.3, max) },
      yAxis: {
        ...categoryAxis(
          tokens,
          top.map((one) => format.text(one.label)),
        ),
        inverse: true,
        axisLabel: { color: tokens.textSoft, fontSize: 12, width: nameWidth(200), overflow: 'truncate' },
      },
      tooltip: {
        ...baseOption(tokens).tooltip,
        axisPointer: { type: 'shadow', shadowStyle: { color: tokens.hover, opacity: 0.5 } },
        formatter: (items: unknown) => {
          const one = top[itemIndex(items)]
          return one === undefined ? '' : tooltipHtml(format.text(one.label), [['PSI', format.decimal(one.psi, 3)]])
        },
      },
      series: [
        {
          type: 'bar',
          barWidth: 12,
          data: top.map((one) => ({
            value: one.psi,
            itemStyle: {
              color: one.psi >= MAJOR ? tokens.riskHigh : one.psi >= MODERATE ? tokens.riskMedium : tokens.accent,
              borderRadius: 2,
              ...(one.feature === chosen ? { borderColor: tokens.text, borderWidth: 1 } : {}),
            },
            label: { show: true, position: 'right' as const, ...labelStyle(tokens), formatter: format.decimal(one.psi, 2) },
          })),
          markLine: {
            silent: true,
            symbol: 'none',
            lineStyle: { type: 'dashed', color: tokens.grey },
            label: {
              position: 'start',
              distance: 4,
              color: tokens.textFaint,
              fontSize: 11,
              formatter: (line) => format.decimal(Number(line.value), 2),
            },
            data: [{ xAxis: MODERATE }, { xAxis: MAJOR }],
          },
        },
      ],
    }),
    [top, chosen, tokens, format],
  )
  return (
    <ChartPanel
      title={t('predict.featureDrift')}
      note={t('predict.featureDriftNote')}
      label={t('predict.featureDriftLabel')}
      height={top.length * 27 + 34}
      option={option}
      onPick={(_, index) => {
        const feature = top[index]?.feature
        if (feature !== undefined) choose(feature)
      }}
      table={{
        head: [t('predict.feature'), 'PSI'],
        rows: [...features].sort((a, b) => b.psi - a.psi).map((one) => [format.text(one.label), format.decimal(one.psi, 3)]),
      }}
    />
  )
}

/** One feature then and now, as shares of the customers. */
export function FeatureBins({ feature }: { feature: Feature }) {
  const { t } = useTranslation()
  const format = useFormat()
  const tokens = useTokens()
  const { bins } = feature
  const option = useMemo<ChartOption>(
    () => ({
      ...baseOption(tokens),
      grid: { left: 8, right: 8, top: 30, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
      legend: topLegend(tokens),
      xAxis: categoryAxis(
        tokens,
        bins.map((bin) => bin.text),
      ),
      yAxis: valueAxis(tokens, (value) => format.percent(value, 0)),
      tooltip: {
        ...baseOption(tokens).tooltip,
        axisPointer: { type: 'shadow', shadowStyle: { color: tokens.hover, opacity: 0.5 } },
        formatter: (items: unknown) => {
          const bin = bins[itemIndex(items)]
          if (bin === undefined) return ''
          return tooltipHtml(bin.text, [
            [t('predict.inTraining'), format.percent(bin.before)],
            [t('predict.today'), format.percent(bin.now)],
          ])
        },
      },
      series: [
        {
          type: 'bar',
          name: t('predict.inTraining'),
          barGap: '8%',
          itemStyle: { color: tokens.greySoft, borderRadius: [2, 2, 0, 0] },
          data: bins.map((bin) => bin.before),
        },
        {
          type: 'bar',
          name: t('predict.today'),
          itemStyle: { color: tokens.accent, borderRadius: [2, 2, 0, 0] },
          data: bins.map((bin) => bin.now),
        },
      ],
    }),
    [bins, tokens, format, t],
  )
  return (
    <ChartPanel
      title={format.text(feature.label)}
      note={`PSI ${format.decimal(feature.psi, 3)}`}
      label={t('predict.binsLabel', { feature: format.text(feature.label) })}
      height={220}
      option={option}
      table={{
        head: [t('predict.feature'), t('predict.inTraining'), t('predict.today')],
        rows: bins.map((bin) => [bin.text, format.percent(bin.before), format.percent(bin.now)]),
      }}
    />
  )
}

/** What really became of the customers whose horizon has ended: accuracy of each scoring against guessing and against the bar. */
export function AccuracyHistory({ drift }: { drift: ChurnDrift }) {
  const { t } = useTranslation()
  const format = useFormat()
  const tokens = useTokens()
  const { accuracy, accuracyBar } = drift
  const option = useMemo<ChartOption>(
    () => ({
      ...baseOption(tokens),
      grid: { left: 8, right: 16, top: 30, bottom: 4, outerBoundsMode: 'same', outerBoundsContain: 'axisLabel' },
      legend: { top: 0, left: 0, itemWidth: 16, selectedMode: false, textStyle: { color: tokens.textSoft, fontSize: 12 } },
      xAxis: categoryAxis(
        tokens,
        accuracy.map((one) => format.date(one.asOf)),
      ),
      yAxis: { ...valueAxis(tokens, (value) => format.percent(value, 0)), min: 0, max: 1 },
      tooltip: {
        ...baseOption(tokens).tooltip,
        formatter: (items: unknown) => {
          const one = accuracy[itemIndex(items)]
          if (one === undefined) return ''
          return tooltipHtml(format.date(one.asOf), [
            [t('predict.accuracy'), format.percent(one.accuracy)],
            [t('predict.guessing'), format.percent(one.baseAccuracy)],
            ['AUC', one.auc === null ? '—' : format.decimal(one.auc, 3)],
            [t('predict.count'), format.integer(one.customers)],
          ])
        },
      },
      series: [
        {
          type: 'line',
          name: t('predict.accuracy'),
          symbol: 'circle',
          symbolSize: 6,
          lineStyle: { color: tokens.accent, width: 2 },
          itemStyle: { color: tokens.accent },
          data: accuracy.map((one) => one.accuracy),
          markLine: {
            silent: true,
            symbol: 'none',
            lineStyle: { type: 'dashed', color: tokens.textSoft },
            label: {
              position: 'insideEndTop',
              color: tokens.textSoft,
              fontSize: 11,
              formatter: t('predict.bar', { bar: format.percent(accuracyBar, 0) }),
            },
            data: [{ yAxis: accuracyBar }],
          },
        },
        {
          type: 'line',
          name: t('predict.guessing'),
          symbol: 'circle',
          symbolSize: 4,
          lineStyle: { color: tokens.grey, width: 1.5, type: 'dashed' },
          itemStyle: { color: tokens.grey },
          data: accuracy.map((one) => one.baseAccuracy),
        },
      ],
    }),
    [accuracy, accuracyBar, tokens, format, t],
  )
  if (accuracy.length === 0) {
    return (
      <Panel title={t('predict.realisedTitle')}>
        <p className="soft">{t('predict.realisedNone')}</p>
      </Panel>
    )
  }
  return (
    <ChartPanel
      title={t('predict.realisedTitle')}
      note={t('predict.realisedNote')}
      label={t('predict.realisedLabel')}
      height={220}
      option={option}
      table={{
        head: [t('predict.scoring'), t('predict.accuracy'), t('predict.guessing'), 'AUC', t('predict.ece'), t('predict.count')],
        rows: accuracy.map((one) => [
          format.date(one.asOf),
          format.percent(one.accuracy),
          format.percent(one.baseAccuracy),
          one.auc === null ? '—' : format.decimal(one.auc, 3),
          format.decimal(one.ece, 3),
          format.integer(one.customers),
        ]),
      }}
    />
  )
}
