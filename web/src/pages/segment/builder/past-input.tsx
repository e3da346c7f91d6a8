import { Button, Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { Icon } from '../../../components/icon.tsx'
import type { PastDraft } from './draft.ts'
import { SpanInput } from './span-input.tsx'

interface Props {
  past: PastDraft
  change: (past: PastDraft) => void
  remove: () => void
}

/** The earlier time as of which a row is asked. */
export function PastInput({ past, change, remove }: Props) {
  const { t } = useTranslation()
  const label = t('groups.asOf')
  return (
    <span className="wrap-chip">
      <Select
        aria-label={label}
        popupMatchSelectWidth={false}
        value={past.kind}
        onChange={(kind) => change(kind === 'ago' ? { kind, span: { n: 30, unit: 'day' } } : { kind, day: '' })}
        options={[
          { value: 'ago' as const, label: t('groups.asOfAgo') },
          { value: 'day' as const, label: t('groups.asOfDay') },
        ]}
      />
      {past.kind === 'ago' ? (
        <>
          <SpanInput label={label} span={past.span} change={(span) => change({ kind: 'ago', span })} />
          <span className="soft">{t('groups.ago')}</span>
        </>
      ) : (
        <Input
          className="value-day"
          type="date"
          aria-label={t('groups.asOfDay')}
          value={past.day}
          onChange={(event) => change({ kind: 'day', day: event.target.value })}
        />
      )}
      <Button type="text" size="small" aria-label={t('groups.removeAsOf')} icon={<Icon name="close" size={13} />} onClick={remove} />
    </span>
  )
}
