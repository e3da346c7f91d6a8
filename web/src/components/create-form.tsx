import { Button, Form } from 'antd'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { useChange } from '../api/use-api.ts'
import { ErrorNotice } from './error-notice.tsx'

interface Props<Fields, T> {
  create: ReturnType<typeof useChange<T>>
  submit: (fields: Fields) => void
  initialValues?: Partial<Fields>
  /** What the button says, where nothing is created. */
  submitLabel?: string
  children: ReactNode
}

/** The fields of something new, what the server refused about them, and the button that creates it. */
export function CreateForm<Fields, T>({ create, submit, initialValues = {}, submitLabel, children }: Props<Fields, T>) {
  const { t } = useTranslation()
  return (
    <Form<Fields> layout="vertical" requiredMark={false} initialValues={initialValues} onFinish={submit}>
      {create.error === null ? null : <ErrorNotice problem={create.error} />}
      {children}
      <Button type="primary" htmlType="submit" loading={create.isPending}>
        {submitLabel ?? t('common.create')}
      </Button>
    </Form>
  )
}
