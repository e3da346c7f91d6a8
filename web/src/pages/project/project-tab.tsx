import { App, Button, Form, Input, Popconfirm } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ProjectPatch, ProjectState, ProjectValues, Rate, RateList } from '#http/project/project-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi, useChange } from '../../api/use-api.ts'
import { DataTable } from '../../components/data-table.tsx'
import type { Column } from '../../components/data-table.tsx'
import { ErrorNotice, useProblemText } from '../../components/error-notice.tsx'
import { JobProgress } from '../../components/job-progress.tsx'
import { EmptyState, Panel } from '../../components/page.tsx'
import { ProjectFields } from './project-fields.tsx'
import { QueryView } from '../../components/query-view.tsx'
import { UnconvertedNote } from '../../components/unconverted.tsx'
import { useFormat } from '../../format/use-format.ts'

/** Everything the console shows is in the project's money and days. */
const EVERYTHING = ['/']

/** What holds for the whole project, and the rates that bring other currencies into its own. */
export function ProjectTab() {
  const query = useApi(endpoints.project())
  const [jobId, setJobId] = useState<string | null>(null)
  return (
    <QueryView query={query}>
      {(state) => (
        <div className="stack">
          <UnconvertedNote sales={state.unconverted} />
          {jobId === null ? null : <JobProgress key={jobId} jobId={jobId} />}
          <div className="grid-2 align-start">
            <Settings values={state.settings} onJob={setJobId} />
            <Rates base={state.settings.currency.value} onJob={setJobId} />
          </div>
        </div>
      )}
    </QueryView>
  )
}

function Settings({ values, onJob }: { values: ProjectValues; onJob: (id: string | null) => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const save = useChange<ProjectState>(EVERYTHING)
  const initial = {
    shopName: values.shopName.value,
    currency: values.currency.value,
    timeZone: values.timeZone.value,
    country: values.country.value,
  }
  const submit = (body: ProjectPatch) =>
    save.mutate(
      { method: 'PATCH', path: '/project', body },
      {
        onSuccess: ({ refreshJobId }) => {
          onJob(refreshJobId)
          void message.success(t('common.saved'))
        },
      },
    )
  return (
    <Panel title={t('project.project')}>
      <Form<ProjectPatch> layout="vertical" requiredMark={false} initialValues={initial} onFinish={submit}>
        {save.error === null ? null : <ErrorNotice problem={save.error} />}
        <ProjectFields values={values} />
        <Button type="primary" htmlType="submit" loading={save.isPending}>
          {t('common.save')}
        </Button>
      </Form>
    </Panel>
  )
}

function Rates({ base, onJob }: { base: string; onJob: (id: string | null) => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const [form] = Form.useForm<{ text: string }>()
  const query = useApi(endpoints.rates())
  const save = useChange<RateList>(EVERYTHING)
  const columns: Column<Rate>[] = [
    { key: 'currency', title: t('project.rateCurrency'), render: (row) => <span className="cell-main">{row.currency}</span> },
    { key: 'day', title: t('project.rateDay'), render: (row) => format.day(row.day) },
    { key: 'rate', title: t('project.rate', { base }), numeric: true, render: (row) => row.rate },
    { key: 'actions', title: '', numeric: true, render: (row) => <RemoveRate rate={row} onJob={onJob} /> },
  ]
  const submit = (body: { text: string }) =>
    save.mutate(
      { method: 'POST', path: '/project/rates', body },
      {
        onSuccess: ({ refreshJobId }) => {
          onJob(refreshJobId)
          form.resetFields()
        },
      },
    )
  return (
    <Panel title={t('project.rates')} note={t('project.ratesNote', { base })}>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={submit}>
        {save.error === null ? null : <ErrorNotice problem={save.error} />}
        <Form.Item
          name="text"
          label={t('project.ratesEnter')}
          extra={t('project.ratesHelp')}
          rules={[{ required: true, message: t('common.required') }]}
        >
          <Input.TextArea rows={4} placeholder={base === 'USD' ? 'EUR,2026-01-01,1.08' : 'USD,2026-01-01,7.10'} className="mono" />
        </Form.Item>
        <Button htmlType="submit" loading={save.isPending}>
          {t('project.ratesSave')}
        </Button>
      </Form>
      <DataTable
        label={t('project.rates')}
        columns={columns}
        rows={query.data?.items}
        rowKey={(row) => `${row.currency} ${row.day}`}
        error={query.error}
        retry={() => void query.refetch()}
        empty={<EmptyState title={t('project.ratesEmpty')}>{t('project.ratesEmptyText')}</EmptyState>}
      />
    </Panel>
  )
}

function RemoveRate({ rate, onJob }: { rate: Rate; onJob: (id: string | null) => void }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problemText = useProblemText()
  const remove = useChange<RateList>(EVERYTHING)
  const path = `/project/rates/${encodeURIComponent(rate.currency)}/${encodeURIComponent(rate.day)}`
  return (
    <Popconfirm
      title={t('project.rateRemoveAsk')}
      okText={t('project.rateRemove')}
      cancelText={t('common.cancel')}
      onConfirm={() =>
        remove.mutate(
          { method: 'DELETE', path },
          { onSuccess: ({ refreshJobId }) => onJob(refreshJobId), onError: (problem) => void message.error(problemText(problem)) },
        )
      }
    >
      <Button size="small" loading={remove.isPending}>
        {t('project.rateRemove')}
      </Button>
    </Popconfirm>
  )
}
