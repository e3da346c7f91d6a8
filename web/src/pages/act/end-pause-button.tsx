import { App, Button, Popconfirm } from 'antd'
import { useTranslation } from 'react-i18next'
import { useChange } from '../../api/use-api.ts'
import { useProblemText } from '../../components/error-notice.tsx'

/** Ends the pause of a customer on all channels, once asked. */
export function EndPauseButton({ customerId }: { customerId: string }) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problemText = useProblemText()
  const path = `/customers/${encodeURIComponent(customerId)}`
  const end = useChange([path, '/suppressions'])
  return (
    <Popconfirm
      title={t('outlook.resumeAsk')}
      okText={t('outlook.resume')}
      cancelText={t('common.cancel')}
      onConfirm={() =>
        end.mutate(
          { method: 'DELETE', path: `${path}/contact-pause` },
          {
            onSuccess: () => void message.success(t('outlook.resumed')),
            onError: (problem) => void message.error(problemText(problem)),
          },
        )
      }
    >
      <Button size="small" loading={end.isPending}>
        {t('outlook.resume')}
      </Button>
    </Popconfirm>
  )
}
