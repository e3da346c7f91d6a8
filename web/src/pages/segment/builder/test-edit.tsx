import { Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { endpoints } from '../../../api/endpoints.ts'
import { useFormat } from '../../../format/use-format.ts'
import { ActTest } from './act-test.tsx'
import type { TestDraft } from './draft.ts'
import { SequenceTest } from './sequence-test.tsx'
import { useBuilder } from './use-builder.ts'
import { ValueInput } from './value-input.tsx'

const PURPOSES = ['marketing', 'service', 'analytics'] as const
const CHANNELS = ['email', 'sms', 'phone', 'wechat', 'push', 'webhook'] as const

interface Props {
  test: TestDraft
  change: (test: TestDraft) => void
}

/** What stands behind the subject of a row. */
export function TestEdit({ test, change }: Props) {
  const { language } = useBuilder()
  const format = useFormat()
  switch (test.kind) {
    case 'empty':
      return null
    case 'field': {
      const field = language.fields.find(({ name }) => name === test.field)
      if (field === undefined) return null
      return (
        <ValueInput
          label={format.text(field.label)}
          of={field}
          value={test.value}
          change={(value) => change({ ...test, value })}
          {...(field.type === 'text' ? { seen: endpoints.conditionValues({ field: test.field }) } : {})}
        />
      )
    }
    case 'did':
      return <ActTest test={test} change={change} />
    case 'sequence':
      return <SequenceTest test={test} change={change} />
    case 'consent':
      return <ConsentEdit test={test} change={change} />
    case 'segment':
      return <SegmentEdit test={test} change={change} />
  }
}

function ConsentEdit({ test, change }: { test: Extract<TestDraft, { kind: 'consent' }>; change: Props['change'] }) {
  const { t } = useTranslation()
  return (
    <>
      <Select
        aria-label={t('groups.consentPurpose')}
        popupMatchSelectWidth={false}
        value={test.purpose}
        onChange={(purpose) => change({ ...test, purpose })}
        options={PURPOSES.map((value) => ({ value, label: t(`codes.purpose.${value}`) }))}
      />
      <Select
        aria-label={t('groups.consentChannel')}
        popupMatchSelectWidth={false}
        value={test.channel}
        onChange={(channel) => change({ ...test, channel })}
        options={CHANNELS.map((value) => ({ value, label: t(`groups.consentBy.${value}`) }))}
      />
      <Select
        aria-label={t('groups.consentState')}
        popupMatchSelectWidth={false}
        value={test.is}
        onChange={(is) => change({ ...test, is })}
        options={(['granted', 'withdrawn'] as const).map((value) => ({ value, label: t(`groups.consentIs.${value}`) }))}
      />
    </>
  )
}

function SegmentEdit({ test, change }: { test: Extract<TestDraft, { kind: 'segment' }>; change: Props['change'] }) {
  const { t } = useTranslation()
  const { language } = useBuilder()
  return (
    <Select
      className="value-list"
      aria-label={t('groups.whichSegment')}
      placeholder={t('groups.whichSegment')}
      showSearch={{ optionFilterProp: 'label' }}
      value={test.segment === '' ? null : test.segment}
      onChange={(segment: string) => change({ ...test, segment })}
      options={language.segments.map(({ id, name }) => ({ value: id, label: name }))}
    />
  )
}
