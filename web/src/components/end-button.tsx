import { App, Button, Popconfirm } from 'antd'
import { useTranslation } from 'react-i18next'
import { useChange } from '../api/use-api.ts'
import { useProblemText } from './error-notice.tsx'

interface Props {
  /** The list that holds it, which is read again afterwards. */
  list: string
  /** What is read again instead, where the list is part of another answer. */
  within?: string
  id: string
  ask: string
  label: string
}

/** Ends one entry of a list for good, after asking. */
export function EndButton({ list, within = list, id, ask, label }: Props) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problemText = useProblemText()
  const end = useChange([within])
  return (
    <Popconfirm
      title={ask}
      okText={label}
      cancelText={t('common.cancel')}
      onConfirm={() =>
        end.mutate(
          { method: 'DELETE', path: `${list}/${encodeURIComponent(id)}` },
          { onError: (problem) => void message.error(problemText(problem)) },
        )
      }
    >
      <Button size="small">{label}</Button>
    </Popconfirm>
  )
}
