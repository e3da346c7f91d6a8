import { Alert, App, Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { MessagePreview, StrategyDefinition } from '#http/decide/retain-schemas.ts'
import { endpoints } from '../../api/endpoints.ts'
import { useApi, useChange } from '../../api/use-api.ts'
import { CustomerSelect } from '../../components/customer-select.tsx'
import { ErrorNotice, useProblemText } from '../../components/error-notice.tsx'
import { useSession } from '../../session/session-context.tsx'
import { useCan } from '../../session/use-can.ts'

/** The message as a real customer would get it, and the same one sent to whoever writes it. */
export function MessagePreviewTab({ definition }: { definition: () => StrategyDefinition }) {
  const { t } = useTranslation()
  const can = useCan()
  const { user } = useSession()
  const { message } = App.useApp()
  const problemText = useProblemText()
  const people = useApi(endpoints.customers({ sort: 'value_at_risk', order: 'desc', limit: 20 }))
  const [chosen, setChosen] = useState<string>()
  const show = useChange<MessagePreview>()
  const test = useChange()
  const customerId = chosen ?? people.data?.items[0]?.id
  const body = () => ({ definition: definition(), customerId })
  return (
    <div className="stack">
      <div className="row">
        <CustomerSelect
          label={t('decide.previewAs')}
          style={{ width: 320, maxWidth: '100%' }}
          loading={people.isPending}
          first={people.data?.items ?? []}
          value={customerId}
          change={(id) => {
            setChosen(id)
            show.reset()
          }}
        />
        <Button
          disabled={customerId === undefined}
          loading={show.isPending}
          onClick={() => show.mutate({ method: 'POST', path: '/strategies/preview', body: body() })}
        >
          {t('decide.showMessage')}
        </Button>
        {can('strategies:write') ? (
          <Button
            disabled={customerId === undefined}
            loading={test.isPending}
            onClick={() =>
              test.mutate(
                { method: 'POST', path: '/strategies/test', body: body() },
                {
                  onSuccess: () => void message.success(t('decide.testSent', { address: user.email })),
                  onError: (problem) => void message.error(problemText(problem)),
                },
              )
            }
          >
            {t('decide.sendTest')}
          </Button>
        ) : null}
      </div>
      {show.error === null ? null : <ErrorNotice problem={show.error} />}
      {show.data === undefined ? null : show.data.subject === '' && show.data.text === '' ? (
        <Alert type="info" showIcon title={t('decide.noMessageText')} />
      ) : (
        <article className="panel message-preview" lang={show.data.language === 'zh' ? 'zh-CN' : 'en'}>
          <h3>{show.data.subject}</h3>
          <pre>{show.data.text}</pre>
        </article>
      )}
    </div>
  )
}
