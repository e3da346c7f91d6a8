import type { PartialDependence } from '#predict/tabular/tabular-explanation.ts'
import type { TabularQuality } from '#predict/tabular/tabular-quality.ts'
import { INK, LABEL, nameAxis, valueAxis } from '#report/charts/chart-style.ts'
import type { ChartPlan } from '#report/charts/draw-chart.ts'
import { diagonal, line, shareAxis } from '#report/charts/share-square.ts'
import type { Pen } from '#report/pen.ts'

const SQUARE = { left: 54, right: 16, top: 14, bottom: 46, outerBoundsMode: 'none' } as const
const HEIGHT = 290

/** True vs. false positive rate; the dashed line is chance. */
export function rocChart(roc: TabularQuality['roc'], pen: Pen): ChartPlan {
  return {
    label: pen.say('ROC 曲线', 'ROC curve'),
    height: HEIGHT,
    option: () => ({
      grid: SQUARE,
      xAxis: shareAxis(pen, pen.say('误报率', 'False positive rate')),
      yAxis: shareAxis(pen, ''),
      series: [diagonal(), filled(roc)],
    }),
  }
}

/** Share of all positives found among the riskiest rows, compared with the best possible and with chance. */
export function gainsChart({ liftCurve, baseRate }: TabularQuality, pen: Pen): ChartPlan {
  const best = [
    [0, 0],
    [baseRate, 1],
    [1, 1],
  ]
  return {
    label: pen.say('捕获曲线', 'Share found among the riskiest'),
    height: HEIGHT,
    option: () => ({
      grid: SQUARE,
      xAxis: shareAxis(pen, pen.say('按风险从高到低的行占比', 'Share of rows, riskiest first')),
      yAxis: shareAxis(pen, ''),
      series: [
        diagonal(),
        line(best, { color: INK.greySoft, width: 1.5 }),
        filled([[0, 0], ...liftCurve.map(({ fraction, captured }) => [fraction, captured])]),
      ],
    }),
  }
}

/** Predicted vs. observed rates; the dashed line is a perfect fit. */
export function reliabilityChart(bins: TabularQuality['reliability'], pen: Pen): ChartPlan {
  return {
    label: pen.say('可靠性图：预测概率与实际比例', 'Reliability: predicted probability against the observed rate'),
    height: HEIGHT,
    option: () => ({
      grid: SQUARE,
      xAxis: shareAxis(pen, pen.say('预测概率', 'Predicted probability')),
      yAxis: shareAxis(pen, ''),
      series: [
        diagonal(),
        {
          type: 'line',
          silent: true,
          clip: false,
          data: bins.map(({ predicted, observed }) => [predicted, observed]),
          symbol: 'circle',
          symbolSize: 8,
          lineStyle: { color: INK.accent, width: 2 },
          itemStyle: { color: INK.accent, borderColor: INK.surface, borderWidth: 1.5 },
        },
      ],
    }),
  }
}

/** Rows by probability in ten steps; those at and above the threshold are darker. */
export function probabilityHistogram(histogram: readonly number[], threshold: number, pen: Pen): ChartPlan {
  const names = histogram.map((_, i) => `${i * 10}–${(i + 1) * 10}`)
  return {
    label: pen.say('按预测概率的行数', 'Rows by predicted probability'),
    height: HEIGHT,
    option: (size) => ({
      grid: { left: 52, right: 8, top: 24, bottom: 46, outerBoundsMode: 'none' },
      xAxis: nameAxis(names, {
        name: pen.say('预测概率（%）', 'Predicted probability (%)'),
        nameLocation: 'middle',
        nameGap: 28,
        nameTextStyle: { ...LABEL, color: INK.faint },
        axisLabel: { ...LABEL, fontSize: 11, interval: size.narrow ? 1 : 0 },
      }),
      yAxis: valueAxis(pen.shortNumber, { minInterval: 1 }),
      series: [
        {
          type: 'bar',
          silent: true,
          clip: false,
          barCategoryGap: '18%',
          data: histogram.map((value, i) => ({
            value,
            itemStyle: { color: (i + 0.5) / 10 >= threshold ? INK.medium : INK.low, borderRadius: [3, 3, 0, 0] },
          })),
          label: {
            show: true,
            position: 'top',
            color: INK.soft,
            fontSize: 11,
            formatter: ({ value }: { value: number }) => pen.shortNumber(value),
          },
        },
      ],
    }),
  }
}

/** Mean probability as one column changes: a line over numbers and dates. `most` is the upper end of the axis, shared by all charts. */
export function dependenceLine({ column, kind, points }: PartialDependence, most: number, pen: Pen): ChartPlan {
  const shown = points.filter((point): point is typeof point & { value: number } => typeof point.value === 'number')
  const low = Math.min(...shown.map(({ value }) => value))
  const high = Math.max(...shown.map(({ value }) => value))
  return {
    label: pen.say(`概率随“${column}”的变化`, `Probability as "${column}" changes`),
    height: 210,
    option: (size) => ({
      grid: { left: 48, right: 22, top: 12, bottom: 30, outerBoundsMode: 'none' },
      xAxis: {
        ...valueAxis((value) => (kind === 'date' ? day(value) : pen.shortNumber(value)), {
          splitNumber: size.narrow || kind === 'date' ? 3 : 6,
        }),
        min: low,
        max: high,
        splitLine: { show: false },
        axisLine: { show: true, lineStyle: { color: INK.line } },
        axisLabel: {
          ...LABEL,
          color: INK.faint,
          showMaxLabel: true,
          showMinLabel: true,
          hideOverlap: true,
          formatter: (value: number) => (kind === 'date' ? day(value) : pen.shortNumber(value)),
        },
      },
      yAxis: valueAxis((value) => pen.percent(value), { max: most, interval: most / 2 }),
      series: [
        {
          ...line(
            shown.map(({ value, probability }) => [value, probability]),
            { color: INK.accent, width: 2.5 },
          ),
          symbol: 'circle',
          symbolSize: 5,
          itemStyle: { color: INK.accent },
          areaStyle: { color: INK.accent, opacity: 0.06 },
        },
      ],
    }),
  }
}

/** The date of a number of days since 1970. */
export function day(value: number): string {
  return new Date(value * 86_400_000).toISOString().slice(0, 10)
}

function filled(data: readonly (readonly number[])[]): Record<string, unknown> {
  return { ...line(data, { color: INK.accent, width: 2.5 }), areaStyle: { color: INK.accent, opacity: 0.08 } }
}
