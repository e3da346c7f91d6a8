import { Alert, Button, Drawer, Form, Input, InputNumber, Select, Steps } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { NewSyncBody, Sync, SyncCadence, SyncPreview } from '#http/collect/sync-schemas.ts'
import { useChange } from '../../../api/use-api.ts'
import { CreateForm } from '../../../components/create-form.tsx'
import { ErrorNotice } from '../../../components/error-notice.tsx'
import { openQuestions } from '../wizard/corrected.ts'
import { FileReview } from '../wizard/file-review.tsx'
import { useFileReading } from '../wizard/use-file-reading.ts'
import './sync.css'

interface Props {
  open: boolean
  close: () => void
}

/** Connection, table, schedule: the table is understood and corrected like a file, and nothing is stored before the first run. */
export function SyncWizard({ open, close }: Props) {
  const { t } = useTranslation()
  return (
    <Drawer open={open} size="min(1040px, 100vw)" onClose={close} mask={{ closable: false }} title={t('sync.add')} destroyOnHidden>
      <Walk close={close} />
    </Drawer>
  )
}

type Login = NewSyncBody['login']
interface ConnectionFields extends Login {
  readonly schema: string
  readonly table: string
}

function Walk({ close }: { close: () => void }) {
  const { t } = useTranslation()
  const reading = useFileReading()
  const look = useChange<SyncPreview>()
  const [fields, setFields] = useState<ConnectionFields>()
  const [seen, setSeen] = useState<SyncPreview>()
  const [isUnderstood, setIsUnderstood] = useState(false)
  const { preview, said } = reading
  const step = seen === undefined ? 0 : isUnderstood ? 2 : 1
  const blocked =
    preview === undefined || reading.busy || preview.missing.length > 0 || openQuestions(preview.questions, said.corrections).length > 0
  return (
    <div className="stack">
      <Steps
        size="small"
        responsive={false}
        current={step}
        items={[{ title: t('sync.connectionStep') }, { title: t('sync.reviewStep') }, { title: t('sync.scheduleStep') }]}
      />
      {step === 0 ? (
        <CreateForm<ConnectionFields, SyncPreview>
          create={look}
          submitLabel={t('sync.connect')}
          initialValues={fields ?? { kind: 'postgresql', port: 5432, tls: 'verified', schema: 'public' }}
          submit={(given) => {
            setFields(given)
            look.mutate(
              { method: 'POST', path: '/syncs/preview', body: { login: loginOf(given), table: tableOf(given) } },
              {
                onSuccess: (answer) => {
                  setSeen(answer)
                  reading.begin(answer.preview)
                },
              },
            )
          }}
        >
          <div className="sync-form">
            <Connection />
          </div>
        </CreateForm>
      ) : null}
      {step === 1 && preview !== undefined && seen !== undefined ? (
        <>
          {seen.canWrite ? <Alert type="warning" showIcon title={t('sync.canWrite')} /> : null}
          <FileReview reading={reading} preview={preview} checked={null} wholeStatuses={[]} say={(change) => reading.say(change)} />
          <div className="row wizard-actions">
            <Button type="primary" disabled={blocked} aria-describedby="sync-blocked" onClick={() => setIsUnderstood(true)}>
              {t('sync.next')}
            </Button>
            <Button
              type="text"
              onClick={() => {
                reading.leave()
                setSeen(undefined)
              }}
            >
              {t('sync.back')}
            </Button>
            <span id="sync-blocked" className="soft" role="status">
              {blocked ? t('sync.blocked') : t('collect.nothingWritten')}
            </span>
          </div>
        </>
      ) : null}
      {step === 2 && seen !== undefined && fields !== undefined ? (
        <Schedule
          seen={seen}
          make={(rest) => ({
            ...rest,
            login: loginOf(fields),
            table: tableOf(fields),
            kind: said.kind,
            corrections: said.corrections,
          })}
          close={close}
          back={() => setIsUnderstood(false)}
        />
      ) : null}
    </div>
  )
}

function loginOf({ schema: _schema, table: _table, ...login }: ConnectionFields): Login {
  return login
}

function tableOf({ schema, table }: ConnectionFields): NewSyncBody['table'] {
  return { schema, name: table }
}

function Connection() {
  const { t } = useTranslation()
  const form = Form.useFormInstance<ConnectionFields>()
  const needed = [{ required: true, message: t('common.required') }]
  return (
    <>
      <Form.Item name="kind" label={t('sync.kind')}>
        <Select
          options={[
            { value: 'postgresql', label: 'PostgreSQL' },
            { value: 'mysql', label: t('sync.mysql') },
          ]}
          onChange={(kind: Login['kind']) =>
            form.setFieldsValue({ port: kind === 'mysql' ? 3306 : 5432, schema: kind === 'mysql' ? '' : 'public' })
          }
        />
      </Form.Item>
      <Form.Item name="host" label={t('sync.host')} rules={needed}>
        <Input maxLength={253} placeholder="db.example.com" autoComplete="off" />
      </Form.Item>
      <Form.Item name="port" label={t('sync.port')} rules={needed}>
        <InputNumber min={1} max={65_535} precision={0} />
      </Form.Item>
      <Form.Item name="database" label={t('sync.database')} rules={needed}>
        <Input maxLength={128} autoComplete="off" />
      </Form.Item>
      <Form.Item name="user" label={t('sync.user')} extra={t('sync.userHelp')} rules={needed}>
        <Input maxLength={128} autoComplete="off" />
      </Form.Item>
      <Form.Item name="password" label={t('sync.password')} extra={t('sync.passwordHelp')} rules={needed}>
        <Input.Password maxLength={1_000} autoComplete="new-password" />
      </Form.Item>
      <Form.Item name="tls" label={t('sync.tls')}>
        <Select
          options={[
            { value: 'verified', label: t('sync.tlsVerified') },
            { value: 'on', label: t('sync.tlsOn') },
            { value: 'off', label: t('sync.tlsOff') },
          ]}
        />
      </Form.Item>
      <Form.Item name="schema" label={t('sync.schema')} rules={needed}>
        <Input maxLength={128} />
      </Form.Item>
      <Form.Item name="table" label={t('sync.tableName')} rules={needed}>
        <Input maxLength={128} placeholder="orders" />
      </Form.Item>
    </>
  )
}

interface ScheduleFields {
  readonly name: string
  readonly keyColumns: string[]
  readonly cursorColumn: string
  readonly cadence: keyof typeof CADENCES
}

const CADENCES = {
  every_5: { kind: 'every', minutes: 5 },
  every_15: { kind: 'every', minutes: 15 },
  every_60: { kind: 'every', minutes: 60 },
  every_360: { kind: 'every', minutes: 360 },
  daily: { kind: 'daily', hour: 1, minute: 15 },
} as const satisfies Record<string, SyncCadence>
const NAMES = Object.keys(CADENCES) as (keyof typeof CADENCES)[]
const NO_CURSOR = ''
/** A time of the last change finds changed rows too. */
const CHANGED = /updat|modif|chang/i

function Schedule({
  seen,
  make,
  close,
  back,
}: {
  seen: SyncPreview
  make: (rest: Pick<NewSyncBody, 'name' | 'keyColumns' | 'cursorColumn' | 'cadence'>) => NewSyncBody
  close: () => void
  back: () => void
}) {
  const { t } = useTranslation()
  const create = useChange<Sync>(['/syncs'])
  const cursors = seen.columns.filter(({ cursor }) => cursor)
  const likely = cursors.find(({ name }) => CHANGED.test(name))
  return (
    <Form<ScheduleFields>
      layout="vertical"
      requiredMark={false}
      initialValues={{
        name: seen.preview.fileName,
        keyColumns: [...seen.key],
        cursorColumn: likely?.name ?? NO_CURSOR,
        cadence: 'every_60',
      }}
      onFinish={({ name, keyColumns, cursorColumn, cadence }) =>
        create.mutate(
          {
            method: 'POST',
            path: '/syncs',
            body: make({ name, keyColumns, cursorColumn: cursorColumn === NO_CURSOR ? null : cursorColumn, cadence: CADENCES[cadence] }),
          },
          { onSuccess: close },
        )
      }
    >
      {create.error === null ? null : <ErrorNotice problem={create.error} />}
      <Form.Item name="name" label={t('sync.name')} rules={[{ required: true, message: t('common.required') }]}>
        <Input maxLength={100} />
      </Form.Item>
      <Form.Item name="keyColumns" label={t('sync.key')} extra={t('sync.keyHelp')}>
        <Select mode="multiple" options={seen.columns.map(({ name }) => ({ value: name, label: name }))} />
      </Form.Item>
      <Form.Item name="cursorColumn" label={t('sync.cursor')} extra={t('sync.cursorHelp')}>
        <Select
          options={[
            ...cursors.map(({ name, type }) => ({ value: name, label: `${name} (${type})` })),
            { value: NO_CURSOR, label: t('sync.cursorNone') },
          ]}
        />
      </Form.Item>
      <Form.Item name="cadence" label={t('sync.cadence')}>
        <Select options={NAMES.map((value) => ({ value, label: t(`sync.${value}`) }))} />
      </Form.Item>
      <div className="row">
        <Button type="primary" htmlType="submit" loading={create.isPending}>
          {t('sync.create')}
        </Button>
        <Button type="text" onClick={back}>
          {t('collect.back')}
        </Button>
      </div>
    </Form>
  )
}
