import { useTranslation } from 'react-i18next'
import type { JourneyDefinition } from '#http/act/journey-schemas.ts'
import type { ConditionLanguage } from '#http/segment/condition-schemas.ts'
import { endpoints } from '../../../api/endpoints.ts'
import { useApi } from '../../../api/use-api.ts'
import { useCode } from '../../../components/codes.ts'
import { useFormat } from '../../../format/use-format.ts'
import { useCan } from '../../../session/use-can.ts'
import type { Entry, Step } from './edit-journey.ts'

type Duration = Extract<Step, { kind: 'wait_event' }>['timeout']

export interface JourneyWords {
  /** What a step is called: its name, or what kind it is. */
  readonly title: (step: Step) => string
  /** What it does, in one line. */
  readonly line: (step: Step) => string
  /** A way out of a step; empty where it has only one. */
  readonly way: (step: Step, way: string) => string
  readonly entry: (entry: Entry) => string
  readonly span: (duration: Duration) => string
}

/** The words for steps, ways and entries, with the names of what they stand for. */
export function useJourneyWords(): JourneyWords {
  const { t } = useTranslation()
  const code = useCode()
  const format = useFormat()
  const can = useCan()
  const language = useApi(endpoints.conditionLanguage(), { enabled: can('segments:read') })
  const contents = useApi(endpoints.contents({ limit: 200 }), { enabled: can('contents:read') })
  const list = (parts: readonly string[]) => parts.join(t('common.listSeparator'))
  const span = ({ n, unit }: Duration) => t(`journeys.units.${unit}`, { count: n })
  const labelOf = (name: string) => {
    const field = (language.data?.fields as ConditionLanguage['fields'] | undefined)?.find((one) => one.name === name)
    return field === undefined ? name.slice(name.indexOf('.') + 1) : format.text(field.label)
  }
  const wayName = (name: string, index: number) => (name.trim() === '' ? t('journeys.caseN', { n: index + 1 }) : name.trim())
  const line = (step: Step): string => {
    switch (step.kind) {
      case 'send': {
        const name = contents.data?.items.find(({ id }) => id === step.content.id)?.name
        const what = step.content.id === '' ? t('journeys.lines.noContent') : (name ?? t('journeys.content'))
        const by = step.channels.length === 0 ? t('journeys.lines.noChannel') : list(step.channels.map((one) => code('channel', one)))
        return `${what} · ${by}`
      }
      case 'wait': {
        const { wait } = step
        if (wait.kind === 'for') return span(wait.duration)
        const days = wait.days.length === 0 ? t('journeys.lines.anyDay') : list(wait.days.map((day) => t(`journeys.days.d${day as 1}`)))
        return t('journeys.lines.waitUntil', { at: wait.at, days })
      }
      case 'wait_event':
        if (step.event.name === '') return t('journeys.lines.noEvent')
        return t('journeys.lines.eventFor', { event: step.event.name, span: span(step.timeout) })
      case 'branch':
        return t('journeys.lines.cases', { count: step.cases.length })
      case 'split':
        return step.arms.map(({ share }) => format.percent(share, 0)).join(' / ')
      case 'task': {
        const title = format.text(step.title).trim() || step.title.zh.trim() || step.title.en.trim()
        return title === '' ? t('journeys.lines.noTitle') : title
      }
      case 'webhook':
        return step.note.trim() === '' ? t('journeys.lines.allWebhooks') : step.note
      case 'tag':
        if (step.tag === '') return t('journeys.lines.noTag')
        return `${labelOf(`tag.${step.tag}`)}: ${step.value ?? t('journeys.lines.removed')}`
      case 'attribute': {
        if (step.attribute === '') return t('journeys.lines.noAttribute')
        const { value } = step
        const said =
          value === null
            ? t('journeys.lines.removed')
            : typeof value === 'boolean'
              ? t(value ? 'journeys.yes' : 'journeys.no')
              : String(value)
        return `${labelOf(`attribute.${step.attribute}`)}: ${said}`
      }
    }
  }
  const entry = (of: Entry): string => {
    switch (of.kind) {
      case 'event':
        return of.event.name === '' ? t('journeys.lines.noEvent') : t('journeys.entryLines.event', { event: of.event.name })
      case 'order':
        return t(of.first ? 'journeys.entryLines.orderFirst' : 'journeys.entryLines.orderAny')
      case 'segment': {
        if (of.segmentId === '') return t('journeys.entryLines.noSegment')
        const segment = language.data?.segments.find(({ id }) => id === of.segmentId)?.name ?? of.segmentId.slice(0, 8)
        return t(of.change === 'entered' ? 'journeys.entryLines.segmentEntered' : 'journeys.entryLines.segmentLeft', { segment })
      }
      case 'tag': {
        if (of.tag === '') return t('journeys.entryLines.noTag')
        const tag = labelOf(`tag.${of.tag}`)
        return of.value === null ? t('journeys.entryLines.tagAny', { tag }) : t('journeys.entryLines.tagValue', { tag, value: of.value })
      }
      case 'risk':
        if (of.tiers.length === 0) return t('journeys.entryLines.noTiers')
        return t('journeys.entryLines.risk', { tiers: list(of.tiers.map((tier) => t(`codes.risk.${tier}`))) })
      case 'date': {
        if (of.field === '') return t('journeys.entryLines.noDate')
        const said = { field: labelOf(of.field), at: of.at, span: span({ n: Math.abs(of.days), unit: 'day' }) }
        if (of.days === 0) return t('journeys.entryLines.dateOn', said)
        return t(of.days < 0 ? 'journeys.entryLines.dateBefore' : 'journeys.entryLines.dateAfter', said)
      }
      case 'product':
        if (of.change === 'back_in_stock') return t('journeys.entryLines.backInStock')
        return t('journeys.entryLines.priceDrop', { share: format.percent(of.least, 0) })
      case 'audience':
        return of.every === null ? t('journeys.entryLines.once') : t(`journeys.entryLines.${of.every}`, { at: of.at })
    }
  }
  return {
    title: (step) => (step.name.trim() === '' ? t(`journeys.kinds.${step.kind}`) : step.name.trim()),
    line,
    way: (step, way) => {
      if (step.kind === 'branch') {
        const index = step.cases.findIndex(({ id }) => id === way)
        return index === -1 ? t('journeys.ways.next') : wayName(step.cases[index]?.name ?? '', index)
      }
      if (step.kind === 'split') {
        const index = step.arms.findIndex(({ id }) => id === way)
        const arm = step.arms[index]
        return arm === undefined ? '' : `${wayName(arm.name, index)} · ${format.percent(arm.share, 0)}`
      }
      if (step.kind === 'wait_event') return t(way === 'late' ? 'journeys.ways.late' : 'journeys.ways.happened')
      return ''
    },
    entry,
    span,
  }
}

export type Problem = { readonly place: string; readonly code: string; readonly details: Readonly<Record<string, string | number>> }

/** The part of the editor that a problem is mended in: `entry`, `rules` or a step. */
export function partOf(place: string): string {
  const [first = '', id = ''] = place.split('/')
  if (first === 'steps' && id !== '') return id
  return ['entry', 'audience', 'rule'].includes(first) ? 'entry' : ['name', 'first', 'steps'].includes(first) ? 'journey' : 'rules'
}

/** The sentence for a problem, and what it is about. */
export function useProblemSentence(journey: JourneyDefinition, words: JourneyWords) {
  const { t, i18n } = useTranslation()
  const code = useCode()
  return ({ place, code: problem, details }: Problem): { readonly about: string; readonly text: string } => {
    const sentences = i18n.getResource(i18n.language, 'translation', 'journeys.problems') as Record<string, string> | undefined
    const known = sentences?.[problem] === undefined ? 'condition' : problem
    const channel = details['channel']
    const said = { ...details, ...(typeof channel === 'string' ? { channel: code('channel', channel) } : {}) }
    const [first = '', id = ''] = place.split('/')
    const step = journey.steps.find((one) => one.id === id)
    return {
      about: step === undefined ? t(`journeys.places.${first as 'entry'}`) : words.title(step),
      text: t(`journeys.problems.${known as 'name'}`, said),
    }
  }
}
