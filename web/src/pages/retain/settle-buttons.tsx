import { App, Button, Popconfirm } from 'antd'
import { useTranslation } from 'react-i18next'
import { useChange } from '../../api/use-api.ts'
import { useProblemText } from '../../components/error-notice.tsx'

/** What the provider says about a message whose result is unknown. Asks once more, because the answer stays. */
export function SettleButtons({ sendKey }: { sendKey: string }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problemText = useProblemText()
  const settle = useChange(['/sends', '/decision-runs', '/overview'])
  const record = (delivered: boolean) =>
    settle.mutate(
      { method: 'POST', path: `/sends/${encodeURIComponent(sendKey)}/settle`, body: { delivered } },
      {
        onSuccess: () => void message.success(t('common.saved')),
        onError: (problem) => void message.error(problemText(problem)),
      },
    )
  return (
    <span className="row">
      {[true, false].map((delivered) => {
        const label = delivered ? t('retain.markDelivered') : t('retain.markNotDelivered')
        return (
          <Popconfirm
            key={label}
            title={t('retain.markAsk')}
            okText={label}
            cancelText={t('common.cancel')}
            onConfirm={() => record(delivered)}
          >
            <Button size="small" loading={settle.isPending}>
              {label}
            </Button>
          </Popconfirm>
        )
      })}
    </span>
  )
}
