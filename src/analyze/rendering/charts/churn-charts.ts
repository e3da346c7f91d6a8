import type { ChurnCardQuality } from '#predict/churn/train/churn-card.ts'
import type { Pen } from '#report/pen.ts'
import { INK, LABEL, nameAxis, valueAxis } from '#report/charts/chart-style.ts'
import type { ChartPlan } from '#report/charts/draw-chart.ts'
import { diagonal, line, shareAxis } from '#report/charts/share-square.ts'

/** Customers by churn probability in ten steps, coloured by risk tier. */
export function riskHistogram(histogram: readonly number[], pen: Pen): ChartPlan {
  const names = histogram.map((_, i) => `${i * 10}–${(i + 1) * 10}`)
  return {
    label: pen.say('客户按流失概率的分布', 'Customers by churn probability'),
    height: 260,
    option: (size) => ({
      grid: { left: 52, right: 8, top: 24, bottom: 46, outerBoundsMode: 'none' },
      xAxis: nameAxis(names, {
        name: pen.say('流失概率（%）', 'Churn probability (%)'),
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
            itemStyle: { color: i >= 8 ? INK.high : i >= 5 ? INK.medium : INK.low, borderRadius: [3, 3, 0, 0] },
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

/** Predicted vs. observed churn on later data; the dashed line is a perfect fit. */
export function reliabilityChart(bins: ChurnCardQuality['reliability'], pen: Pen): ChartPlan {
  return {
    label: pen.say('可靠性图：预测概率与实际流失率', 'Reliability: predicted probability against the churn rate that followed'),
    height: 280,
    option: () => ({
      grid: { left: 54, right: 16, top: 14, bottom: 46, outerBoundsMode: 'none' },
      xAxis: shareAxis(pen, pen.say('预测的流失概率', 'Predicted probability')),
      yAxis: shareAxis(pen, ''),
      series: [
        diagonal(),
        {
          type: 'line',
          silent: true,
          clip: false,
          data: bins.map((bin) => [bin.predicted, bin.observed]),
          symbol: 'circle',
          symbolSize: 8,
          lineStyle: { color: INK.accent, width: 2 },
          itemStyle: { color: INK.accent, borderColor: INK.surface, borderWidth: 1.5 },
        },
      ],
    }),
  }
}

/** Share of all churners found among the riskiest customers; the dashed line is chance. */
export function liftChart(curve: ChurnCardQuality['liftCurve'], baseRate: number, pen: Pen): ChartPlan {
  return {
    label: pen.say('捕获曲线：联系风险最高的客户能覆盖多少流失客户', 'Share of churners found among the riskiest customers'),
    height: 280,
    option: () => ({
      grid: { left: 54, right: 16, top: 14, bottom: 46, outerBoundsMode: 'none' },
      xAxis: shareAxis(pen, pen.say('按风险从高到低的客户占比', 'Share of customers, riskiest first')),
      yAxis: shareAxis(pen, ''),
      series: [
        diagonal(),
        line(
          [
            [0, 0],
            [baseRate, 1],
            [1, 1],
          ],
          { color: INK.greySoft, width: 1.5 },
        ),
        {
          ...line(
            curve.map((point) => [point.share, point.captured]),
            { color: INK.accent, width: 2.5 },
          ),
          areaStyle: { color: INK.accent, opacity: 0.08 },
        },
      ],
    }),
  }
}
