import { Alert, Button, Form, Input, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import type { StatusClass } from '#http/collect/import-preview-schemas.ts'
import type { Sync } from '#http/collect/sync-schemas.ts'
import { useChange } from '../../../api/use-api.ts'
import { ErrorNotice } from '../../../components/error-notice.tsx'
import { useProblemWords } from '../../../components/problem-words.ts'
import { useCan } from '../../../session/use-can.ts'

const CLASSES: readonly StatusClass[] = ['paid', 'unpaid', 'cancelled', 'refunded', 'part-refunded', 'refund-pending', 'exchanged']
const UNKNOWN_WORD = 'unknown-status'

/** What a sync stopped at, where somebody can answer it here: a status word that is new, or a figure that is so. */
export function SyncQuestion({ sync: { id, stopped } }: { sync: Sync }) {
  const { t } = useTranslation()
  const can = useCan()
  const words = useProblemWords()
  const change = useChange<Sync>(['/syncs'])
  if (stopped === null) return null
  const path = `/syncs/${encodeURIComponent(id)}`
  const codes = stopped.code === 'questions-open' && typeof stopped.params['codes'] === 'string' ? stopped.params['codes'].split(', ') : []
  const others = codes.filter((code) => code !== UNKNOWN_WORD)
  return (
    <>
      <Alert
        type="warning"
        showIcon
        title={words(stopped.code, stopped.params) ?? t('sync.failure')}
        {...(can('sources:manage') && others.length > 0
          ? {
              action: (
                <Button
                  size="small"
                  loading={change.isPending}
                  onClick={() => change.mutate({ method: 'PATCH', path, body: { accept: others } })}
                >
                  {t('sync.itIsSo')}
                </Button>
              ),
            }
          : {})}
      />
      {change.error === null ? null : <ErrorNotice problem={change.error} />}
      {can('sources:manage') && codes.includes(UNKNOWN_WORD) ? (
        <Form
          layout="inline"
          requiredMark={false}
          colon={false}
          onFinish={({ word, means }: { word: string; means: StatusClass }) =>
            change.mutate({ method: 'PATCH', path, body: { statuses: { [word]: means } } })
          }
        >
          <Form.Item name="word" label={t('sync.statusWord')} rules={[{ required: true, message: t('common.required') }]}>
            <Input maxLength={200} />
          </Form.Item>
          <Form.Item name="means" label={t('collect.countsAs')} rules={[{ required: true, message: t('common.required') }]}>
            <Select style={{ minWidth: 160 }} options={CLASSES.map((one) => ({ value: one, label: t(`collect.status.${one}`) }))} />
          </Form.Item>
          <Button htmlType="submit" loading={change.isPending}>
            {t('sync.goOn')}
          </Button>
        </Form>
      ) : null}
    </>
  )
}
