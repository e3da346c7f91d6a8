import { Alert, App, Button, Drawer, Form, Tabs } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Strategy, StrategyDefinition } from '#http/decide/retain-schemas.ts'
import { useChange } from '../../api/use-api.ts'
import type { ApiProblem } from '../../api/client.ts'
import { ErrorNotice, useProblemText } from '../../components/error-notice.tsx'
import { useFormat } from '../../format/use-format.ts'
import { ContentTab } from './strategy-content-tab.tsx'
import { AudienceTab } from './strategy-audience-tab.tsx'
import { MessagePreviewTab } from './strategy-preview-tab.tsx'
import { RulesTab } from './strategy-rules-tab.tsx'
import { definitionOf, fieldOf, fieldsOf } from './strategy-fields.ts'
import type { StrategyFields } from './strategy-fields.ts'

interface Props {
  /** The strategy that gets a new version; null for a new one. */
  strategy: Strategy | null
  /** What the fields hold at first. */
  definition: StrategyDefinition
  close: () => void
}

const TAB_OF: Readonly<Record<string, string>> = {
  name: 'content',
  summary: 'content',
  subject: 'content',
  body: 'content',
  audience: 'audience',
}

/** Makes a strategy or changes one: for whom, over which channel, with what, and by which rules. Saving makes a new version. */
export function StrategyEditor({ strategy, definition, close }: Props) {
  const { t } = useTranslation()
  const format = useFormat()
  const { message, modal } = App.useApp()
  const problemText = useProblemText()
  const [form] = Form.useForm<StrategyFields>()
  const [tab, setTab] = useState('content')
  const [shownProblem, setShownProblem] = useState<ApiProblem>()
  const save = useChange<Strategy>(['/strategies', '/approvals'])
  const show = (field: readonly (string | number)[]) => {
    setTab(TAB_OF[String(field[0])] ?? 'rules')
    setTimeout(() => form.scrollToField([...field] as never, { focus: true }), 50)
  }
  const current = (): StrategyDefinition => definitionOf(definition, { ...fieldsOf(definition), ...form.getFieldsValue(true) })
  const submit = () =>
    save.mutate(
      strategy === null
        ? { method: 'POST', path: '/strategies', body: current() }
        : { method: 'PUT', path: `/strategies/${encodeURIComponent(strategy.id)}`, body: current() },
      {
        onSuccess: (saved) => {
          const wasPaused = strategy?.state === 'active' && saved.state === 'paused'
          if (wasPaused) void message.warning(t('approvals.pausedByChange'))
          else void message.success(t(strategy === null ? 'decide.createdDraft' : 'common.saved'))
          close()
        },
        onError: (problem) => {
          const field = fieldOf(problem.code, problem.params)
          setShownProblem(field === null ? problem : undefined)
          if (field === null) return
          form.setFields([{ name: field as never, errors: [problemText(problem)] }])
          show(field)
        },
      },
    )
  const leave = () => {
    if (!form.isFieldsTouched()) {
      close()
      return
    }
    modal.confirm({
      title: t('decide.discardAsk'),
      content: t('decide.discardText'),
      okText: t('decide.discard'),
      okButtonProps: { danger: true },
      cancelText: t('decide.keepEditing'),
      onOk: close,
    })
  }
  const title = strategy === null ? t('decide.newTitle') : `${t('decide.editTitle')} · ${format.text(strategy.definition.name)}`
  return (
    <Drawer
      open
      size="min(680px, 100vw)"
      onClose={leave}
      title={title}
      footer={
        <div className="row">
          <Button type="primary" loading={save.isPending} onClick={() => form.submit()}>
            {t(strategy === null ? 'common.create' : 'common.save')}
          </Button>
          <Button onClick={leave}>{t('common.cancel')}</Button>
        </div>
      }
    >
      <div className="stack">
        <Alert type="info" showIcon title={t(strategy === null ? 'decide.newNote' : 'decide.editNote')} />
        {shownProblem === undefined ? null : <ErrorNotice problem={shownProblem} />}
        <Form
          form={form}
          layout="vertical"
          requiredMark={false}
          initialValues={fieldsOf(definition)}
          onFinish={submit}
          onFinishFailed={({ errorFields: [wrong] }) => {
            // A second click overtakes the check of the first, which then fails without anything being wrong.
            if (wrong !== undefined) show(wrong.name)
          }}
        >
          <Tabs
            activeKey={tab}
            onChange={setTab}
            items={[
              { key: 'content', label: t('decide.contentTab'), forceRender: true, children: <ContentTab form={form} /> },
              { key: 'audience', label: t('decide.audienceTab'), forceRender: true, children: <AudienceTab form={form} /> },
              { key: 'rules', label: t('decide.rulesTab'), forceRender: true, children: <RulesTab form={form} definition={definition} /> },
              { key: 'preview', label: t('decide.previewTab'), children: <MessagePreviewTab definition={current} /> },
            ]}
          />
        </Form>
      </div>
    </Drawer>
  )
}
