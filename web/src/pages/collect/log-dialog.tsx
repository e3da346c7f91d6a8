import { Alert, Button, Checkbox, Drawer, Form, Input, Select, Upload } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Job } from '#http/collect/data-schemas.ts'
import type { LogOptionsBody, LogPreview } from '#http/collect/log-schemas.ts'
import { ApiProblem, send } from '../../api/client.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi, useChange } from '../../api/use-api.ts'
import { ErrorNotice } from '../../components/error-notice.tsx'
import { Icon } from '../../components/icon.tsx'
import { LogFigures } from './log-figures.tsx'
import { LogOutcome } from './log-outcome.tsx'

const WHO = ['none', 'user', 'cookie', 'query', 'field'] as const

interface Fields {
  readonly sourceId: string
  readonly format: 'combined' | 'json' | 'pattern'
  readonly pattern: string
  readonly from: (typeof WHO)[number]
  readonly name: string
  readonly as: 'userId' | 'anonymousId'
  readonly visitors: boolean
  readonly network: boolean
  readonly takeStatic: boolean
  readonly paths: string
}

const START: Omit<Fields, 'sourceId' | 'format'> = {
  pattern: '',
  from: 'none',
  name: '',
  as: 'anonymousId',
  visitors: true,
  network: false,
  takeStatic: false,
  paths: '',
}

/** An access log: what its first lines would become, then its page views. Nothing is stored before the last step. */
export function LogDialog({ open, close }: { readonly open: boolean; readonly close: () => void }) {
  const { t } = useTranslation()
  return (
    <Drawer open={open} size="min(880px, 100vw)" onClose={close} mask={{ closable: false }} title={t('collect.logTitle')} destroyOnHidden>
      <Walk close={close} />
    </Drawer>
  )
}

function Walk({ close }: { readonly close: () => void }) {
  const [preview, setPreview] = useState<LogPreview>()
  const [problem, setProblem] = useState<ApiProblem | null>(null)
  const [busy, setBusy] = useState(false)
  const [jobId, setJobId] = useState<string>()
  const ask = async (path: string, body: unknown): Promise<void> => {
    setBusy(true)
    setProblem(null)
    try {
      setPreview(await send<LogPreview>('POST', path, body))
    } catch (error) {
      setProblem(error instanceof ApiProblem ? error : new ApiProblem(0, 'unreachable', ''))
    } finally {
      setBusy(false)
    }
  }
  if (jobId !== undefined) return <LogOutcome jobId={jobId} close={close} back={() => setJobId(undefined)} />
  return (
    <div className="stack">
      {problem === null ? null : <ErrorNotice problem={problem} />}
      {preview === undefined ? (
        <ChooseLog busy={busy} ask={ask} />
      ) : (
        <Options
          preview={preview}
          busy={busy}
          look={(options) => void ask(`/log-imports/${preview.uploadId}/preview`, { options })}
          started={setJobId}
          leave={() => setPreview(undefined)}
        />
      )}
    </div>
  )
}

function ChooseLog({ busy, ask }: { readonly busy: boolean; readonly ask: (path: string, body: unknown) => Promise<void> }) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  return (
    <>
      <p>{t('collect.logPurpose')}</p>
      <Upload.Dragger
        showUploadList={false}
        disabled={busy}
        beforeUpload={(file) => {
          const body = new FormData()
          body.append('file', file, file.name)
          void ask('/log-imports/preview', body)
          return false
        }}
      >
        <div className="drop">
          <Icon name="imports" size={28} />
          <strong>{busy ? t('collect.reading') : t('collect.logDrop')}</strong>
          <span className="soft">{t('collect.logDropText')}</span>
        </div>
      </Upload.Dragger>
      <label className="stack-small">
        <span>{t('collect.logPaste')}</span>
        <Input.TextArea rows={4} value={text} onChange={(event) => setText(event.target.value)} spellCheck={false} />
      </label>
      <div>
        <Button disabled={text.trim() === ''} loading={busy} onClick={() => void ask('/log-imports/preview-lines', { text })}>
          {t('collect.logLook')}
        </Button>
      </div>
    </>
  )
}

interface OptionsProps {
  readonly preview: LogPreview
  readonly busy: boolean
  readonly look: (options: LogOptionsBody) => void
  readonly started: (jobId: string) => void
  readonly leave: () => void
}

function Options({ preview, busy, look, started, leave }: OptionsProps) {
  const { t } = useTranslation()
  const [form] = Form.useForm<Fields>()
  const sources = useApi(endpoints.sources())
  const start = useChange<Job>()
  const [changed, setChanged] = useState(false)
  const [accept, setAccept] = useState(false)
  const format = Form.useWatch('format', form) ?? preview.guessed
  const from = Form.useWatch('from', form) ?? 'none'
  const isUnreadable = preview.refused * 2 > preview.lines
  const usable = (sources.data?.items ?? []).filter(({ disabledAt }) => disabledAt === null)
  return (
    <Form<Fields>
      form={form}
      layout="vertical"
      initialValues={{ ...START, format: preview.guessed }}
      onValuesChange={(change) => {
        if (!('sourceId' in change)) setChanged(true)
      }}
      onFinish={(said) =>
        start.mutate(
          {
            method: 'POST',
            path: '/log-imports',
            body: { uploadId: preview.uploadId, sourceId: said.sourceId, options: optionsOf({ ...START, ...said }), accept },
          },
          { onSuccess: (job) => started(job.id) },
        )
      }
    >
      <Form.Item
        name="sourceId"
        label={t('collect.logSource')}
        extra={t('collect.logSourceHelp')}
        rules={[{ required: true, message: t('collect.logSourceNeeded') }]}
      >
        <Select options={usable.map(({ id, name }) => ({ value: id, label: name }))} />
      </Form.Item>
      <Form.Item name="format" label={t('collect.logFormat')}>
        <Select options={(['combined', 'json', 'pattern'] as const).map((value) => ({ value, label: t(`collect.logFormats.${value}`) }))} />
      </Form.Item>
      {format === 'pattern' ? (
        <Form.Item name="pattern" label={t('collect.logPattern')} extra={t('collect.logPatternHelp')}>
          <Input.TextArea rows={2} spellCheck={false} />
        </Form.Item>
      ) : null}
      <Form.Item name="from" label={t('collect.logWho')} extra={t('collect.logWhoHelp')}>
        <Select options={WHO.map((value) => ({ value, label: t(`collect.logFrom.${value}`) }))} />
      </Form.Item>
      {from === 'none' ? null : (
        <div className="row">
          {from === 'user' ? null : (
            <Form.Item name="name" label={t('collect.logName')} rules={[{ required: true, message: t('collect.logNameNeeded') }]}>
              <Input />
            </Form.Item>
          )}
          <Form.Item name="as" label={t('collect.logAs')}>
            <Select options={(['anonymousId', 'userId'] as const).map((value) => ({ value, label: t(`collect.logMeans.${value}`) }))} />
          </Form.Item>
        </div>
      )}
      <Form.Item name="visitors" valuePropName="checked">
        <Checkbox>{t('collect.logVisitors')}</Checkbox>
      </Form.Item>
      <Form.Item name="network" valuePropName="checked">
        <Checkbox>{t('collect.logNetwork')}</Checkbox>
      </Form.Item>
      <Form.Item name="takeStatic" valuePropName="checked" extra={t('collect.logStaticHelp', { ends: preview.staticEnds.join(' ') })}>
        <Checkbox>{t('collect.logStatic')}</Checkbox>
      </Form.Item>
      <Form.Item name="paths" label={t('collect.logPaths')} extra={t('collect.logPathsHelp')}>
        <Input placeholder="/health /api/" />
      </Form.Item>
      <LogFigures preview={preview} />
      {isUnreadable ? (
        <Alert
          type="warning"
          showIcon
          title={t('collect.logUnreadable')}
          description={
            <Checkbox checked={accept} onChange={(event) => setAccept(event.target.checked)}>
              {t('collect.logAccept')}
            </Checkbox>
          }
        />
      ) : null}
      {start.error === null ? null : <ErrorNotice problem={start.error} />}
      <div className="row log-actions">
        <Button onClick={leave}>{t('collect.back')}</Button>
        <Button
          loading={busy}
          onClick={() => {
            setChanged(false)
            look(optionsOf({ ...START, ...form.getFieldsValue() }))
          }}
        >
          {t('collect.logLookAgain')}
        </Button>
        <Button type="primary" htmlType="submit" disabled={changed || busy || (isUnreadable && !accept)} loading={start.isPending}>
          {t('collect.logStart')}
        </Button>
        {changed ? <span className="soft">{t('collect.logChanged')}</span> : null}
      </div>
    </Form>
  )
}

function optionsOf({ format, pattern, from, name, as, visitors, network, takeStatic, paths }: Fields): LogOptionsBody {
  return {
    format,
    ...(format === 'pattern' ? { pattern } : {}),
    who: from === 'none' ? [] : [{ from, name: from === 'user' ? '' : name.trim(), as }],
    visitors,
    ip: network ? 'truncated' : 'none',
    leaveOutStatic: !takeStatic,
    leaveOutPaths: paths.split(/\s+/).filter((path) => path !== ''),
  }
}
