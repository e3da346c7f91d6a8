import { Input, InputNumber, Select } from 'antd'
import { useState } from 'react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { TierScheme } from '#http/segment/tier-scheme-schemas.ts'
import { Panel } from '../../components/page.tsx'
import { cutoffsText, readCutoffs } from './cutoffs-text.ts'

const MEASURES = [
  ['recency', 'r'],
  ['frequency', 'f'],
  ['monetary', 'm'],
] as const

interface Props {
  scheme: TierScheme
  set: (scheme: TierScheme) => void
  may: boolean
}

/** How recency, frequency and money become scores, and scores classes. */
export function RfmFields({ scheme, set, may }: Props) {
  const { t } = useTranslation()
  const { rfm, classes } = scheme
  const setRfm = (part: Partial<TierScheme['rfm']>) => set({ ...scheme, rfm: { ...rfm, ...part } })
  const whole = (label: string, value: number, change: (value: number) => void, min: number, max: number, suffix?: string) => (
    <Field label={label}>
      <InputNumber
        aria-label={label}
        min={min}
        max={max}
        precision={0}
        {...(suffix === undefined ? {} : { suffix })}
        disabled={!may}
        value={value}
        onChange={(next) => next !== null && change(next)}
      />
    </Field>
  )
  const limit = (name: keyof TierScheme['classes']) => (
    <Field label={t(`segment.${name}`)}>
      <InputNumber
        aria-label={t(`segment.${name}`)}
        min={1}
        max={rfm.levels}
        step={name === 'recentFrom' ? 1 : 0.5}
        disabled={!may}
        value={classes[name]}
        onChange={(value) => value !== null && set({ ...scheme, classes: { ...classes, [name]: value } })}
      />
    </Field>
  )
  return (
    <div className="grid-2">
      <Panel title={t('segment.rfmScheme')}>
        <div className="scheme-fields">
          {whole(t('segment.windowDays'), rfm.windowDays, (windowDays) => setRfm({ windowDays }), 1, 3_650, t('segment.days'))}
          {whole(t('segment.levels'), rfm.levels, (levels) => setRfm({ levels }), 3, 10)}
        </div>
        {MEASURES.map(([name, letter]) => (
          <div className="scheme-fields" key={name}>
            <Field label={t(`segment.measure.${name}`)}>
              <Select
                aria-label={`${t(`segment.measure.${name}`)}: ${t('segment.cutting')}`}
                disabled={!may}
                value={rfm[name].by}
                onChange={(by: 'quantiles' | 'cutoffs') =>
                  setRfm({
                    [name]: by === 'quantiles' ? { by } : { by, at: Array.from({ length: rfm.levels - 1 }, (_, i) => 30 * (i + 1)) },
                  })
                }
                options={(['quantiles', 'cutoffs'] as const).map((value) => ({ value, label: t(`segment.${value}`) }))}
              />
            </Field>
            <Field label={t('segment.weight')}>
              <InputNumber
                aria-label={`${t(`segment.measure.${name}`)}: ${t('segment.weight')}`}
                min={0}
                max={100}
                precision={0}
                suffix="%"
                disabled={!may}
                value={Math.round(rfm.weights[letter] * 100)}
                onChange={(value) => value !== null && setRfm({ weights: { ...rfm.weights, [letter]: value / 100 } })}
              />
            </Field>
            <Cutoffs
              label={`${t(`segment.measure.${name}`)}: ${t(`segment.cutoffsOf.${name}`)}`}
              hint={t(`segment.cutoffsOf.${name}`)}
              cutting={rfm[name]}
              may={may}
              set={(at) => setRfm({ [name]: { by: 'cutoffs', at } })}
            />
          </div>
        ))}
      </Panel>
      <Panel title={t('segment.classesScheme')}>
        <div className="stack-small">
          {limit('recentFrom')}
          {limit('highFrom')}
          {limit('formerFrom')}
        </div>
      </Panel>
    </div>
  )
}

function Field({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="scheme-field">
      <span className="soft">{label}</span>
      {children}
    </div>
  )
}

interface CutoffsProps {
  label: string
  hint: string
  cutting: TierScheme['rfm']['recency']
  may: boolean
  set: (at: number[]) => void
}

/** A list of numbers as text, taken over as far as it can be read; nothing for quantiles. */
function Cutoffs({ label, hint, cutting, may, set }: CutoffsProps) {
  const [typed, setTyped] = useState<string | null>(null)
  if (cutting.by === 'quantiles') return null
  const shown = typed !== null && cutoffsText(readCutoffs(typed) ?? []) === cutoffsText(cutting.at) ? typed : cutoffsText(cutting.at)
  return (
    <Field label={hint}>
      <Input
        aria-label={label}
        disabled={!may}
        value={shown}
        onChange={({ target: { value } }) => {
          setTyped(value)
          const at = readCutoffs(value)
          if (at !== null) set(at)
        }}
      />
    </Field>
  )
}
