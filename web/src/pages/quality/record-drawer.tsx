import { App, Button, Drawer, Form, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RecordView, ReplayAnswer } from '#http/collect/data-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi, useChange } from '../../api/use-api.ts'
import { useCode } from '../../components/codes.ts'
import { ErrorNotice } from '../../components/error-notice.tsx'
import { Icon } from '../../components/icon.tsx'
import { QueryView } from '../../components/query-view.tsx'
import { useFormat } from '../../format/use-format.ts'
import { useCan } from '../../session/use-can.ts'
import { placeOf } from './place-of.ts'
import { WhyDialog } from './why-dialog.tsx'

/** What changes when a record is closed: the lists, the counts of imports, and with a stored row every figure. */
const CLOSED = ['/quarantine', '/imports', '/overview', '/metrics', '/customers']

/** One refused record: where it stood, what is wrong, its cells to correct, and what can be done with it. */
export function RecordDrawer({ id, close }: { id: string | undefined; close: () => void }) {
  const { t } = useTranslation()
  const query = useApi(endpoints.quarantineRecord(id ?? ''), { enabled: id !== undefined })
  const [opened, setOpened] = useState<RecordView>()
  return (
    <Drawer open={id !== undefined} size="min(640px, 100vw)" onClose={close} title={t('quality.record')} destroyOnHidden>
      <QueryView query={query}>
        {(view) => {
          const shown = opened?.record.id === view.record.id ? opened : view
          return <RecordBody key={`${shown.record.id} ${shown === opened}`} view={shown} onOpened={setOpened} close={close} />
        }}
      </QueryView>
    </Drawer>
  )
}

interface BodyProps {
  view: RecordView
  onOpened: (view: RecordView) => void
  close: () => void
}

function RecordBody({ view, onOpened, close }: BodyProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const code = useCode()
  const can = useCan()
  const { record, cells } = view
  const isMasked = cells.length === 0 || cells.some((cell) => cell.masked)
  return (
    <div className="stack">
      <dl className="record-facts">
        <dt>{t(record.origin === 'import' ? 'collect.file' : 'quality.source')}</dt>
        <dd>{record.from === '' ? t('quality.fromUnknown') : record.from}</dd>
        <dt>{t(record.origin === 'import' ? 'quality.position' : 'quality.place')}</dt>
        <dd>{format.integer(placeOf(record))}</dd>
        <dt>{t('quality.reason')}</dt>
        <dd>
          {code('quarantineReason', record.reason)}
          {record.field === '' ? '' : ` · ${code('importField', record.field)}`}
        </dd>
        <dt>{t('quality.whatToDo')}</dt>
        <dd>{code('quarantineHelp', record.reason)}</dd>
        {record.state === 'open' ? null : (
          <>
            <dt>{t('collect.state')}</dt>
            <dd>
              {code('recordState', record.state)}
              {record.resolvedAt === null ? '' : ` · ${format.dateTime(record.resolvedAt)}`}
              {record.resolution === '' ? '' : ` · ${record.resolution}`}
            </dd>
          </>
        )}
      </dl>
      {isMasked && can('customers:reveal') ? <Reveal id={record.id} onOpened={onOpened} /> : null}
      <Cells view={view} close={close} />
      {record.state === 'open' && can('data:import') ? <Dismiss id={record.id} close={close} /> : null}
    </div>
  )
}

function Reveal({ id, onOpened }: { id: string; onOpened: (view: RecordView) => void }) {
  const { t } = useTranslation()
  const [asking, setAsking] = useState(false)
  const reveal = useChange<RecordView>()
  return (
    <div>
      <Button size="small" icon={<Icon name="eye" size={14} />} onClick={() => setAsking(true)}>
        {t('quality.reveal')}
      </Button>
      <WhyDialog
        open={asking}
        close={() => setAsking(false)}
        title={t('quality.reveal')}
        text={t('quality.revealText')}
        action={t('quality.reveal')}
        busy={reveal.isPending}
        error={reveal.error}
        submit={(why) =>
          reveal.mutate(
            { method: 'POST', path: `/quarantine/${id}/reveal`, body: { why } },
            {
              onSuccess: (view) => {
                setAsking(false)
                onOpened(view)
              },
            },
          )
        }
      />
    </div>
  )
}

/** The cells: those that were changed are sent, the others stay as they came, also where they are masked. */
function Cells({ view, close }: { view: RecordView; close: () => void }) {
  const { t } = useTranslation()
  const code = useCode()
  const can = useCan()
  const { message } = App.useApp()
  const [form] = Form.useForm<Record<string, string>>()
  const replay = useChange<ReplayAnswer>(CLOSED)
  const [still, setStill] = useState<ReplayAnswer['refusal']>(null)
  const { record, cells } = view
  const first = cells[0]
  if (first === undefined) return null
  if (first.column === '') return <pre className="record-message">{first.value}</pre>
  const editable = view.replayable && can('data:import')
  const submit = () => {
    const now = form.getFieldsValue()
    const changes = Object.fromEntries(
      cells.flatMap(({ column, value }, index) => {
        const typed = now[`c${index}`] ?? ''
        return typed === value ? [] : [[column, typed]]
      }),
    )
    replay.mutate(
      { method: 'POST', path: `/quarantine/${record.id}/replay`, body: { changes } },
      {
        onSuccess: ({ outcome, refusal }) => {
          setStill(refusal)
          if (outcome === 'refused') return
          void message.success(t(outcome === 'stored' ? 'quality.replayStored' : 'quality.replayDuplicate'))
          close()
        },
      },
    )
  }
  return (
    <Form form={form} layout="vertical" requiredMark={false} onFinish={submit}>
      {replay.error === null ? null : <ErrorNotice problem={replay.error} />}
      {still === null ? null : (
        <p className="record-still" role="alert">
          {t('quality.replayRefused', { reason: code('quarantineReason', still.reason), help: code('quarantineHelp', still.reason) })}
        </p>
      )}
      <div className="record-cells">
        {cells.map((cell, index) => (
          <Form.Item
            key={cell.column}
            name={`c${index}`}
            initialValue={cell.value}
            label={
              <span>
                {cell.column}
                {cell.field === '' || code('importField', cell.field) === cell.column ? null : (
                  <span className="faint"> · {code('importField', cell.field)}</span>
                )}
                {cell.masked ? <span className="faint"> · {t('quality.masked')}</span> : null}
              </span>
            }
            {...(cell.field !== '' && cell.field === record.field ? { validateStatus: 'warning' as const } : {})}
          >
            <Input maxLength={2000} disabled={!editable} />
          </Form.Item>
        ))}
      </div>
      {editable ? (
        <Button type="primary" htmlType="submit" loading={replay.isPending}>
          {t('quality.replay')}
        </Button>
      ) : null}
    </Form>
  )
}

function Dismiss({ id, close }: { id: string; close: () => void }) {
  const { t } = useTranslation()
  const [asking, setAsking] = useState(false)
  const dismiss = useChange(['/quarantine', '/overview'])
  return (
    <div>
      <Button onClick={() => setAsking(true)}>{t('quality.dismiss')}</Button>
      <WhyDialog
        open={asking}
        close={() => setAsking(false)}
        title={t('quality.dismiss')}
        text={t('quality.dismissText')}
        action={t('quality.dismiss')}
        busy={dismiss.isPending}
        error={dismiss.error}
        // Not by a callback of the component: the record is read again first, and once dismissed it has no such button any more.
        submit={(why) =>
          void dismiss.mutateAsync({ method: 'POST', path: `/quarantine/${id}/dismiss`, body: { why } }).then(
            () => {
              setAsking(false)
              close()
            },
            () => setAsking(true),
          )
        }
      />
    </div>
  )
}
