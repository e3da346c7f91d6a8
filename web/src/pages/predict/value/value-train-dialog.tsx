import { Button, Form, InputNumber, Modal } from 'antd'
import { useTranslation } from 'react-i18next'
import type { ValueModelCard, ValueTrainBody } from '#http/predict/value-schemas.ts'

interface Props {
  open: boolean
  close: () => void
  model: ValueModelCard | null
  start: (body: ValueTrainBody) => void
}

/** Asks for horizon and discount, then starts the training. */
export function ValueTrainDialog({ open, close, model, start }: Props) {
  const { t } = useTranslation()
  const submit = ({ horizonMonths, discount }: { horizonMonths: number; discount: number }) => {
    start({ horizonMonths, yearlyDiscount: discount / 100 })
    close()
  }
  return (
    <Modal open={open} title={t('value.trainTitle')} onCancel={close} footer={null} width={460} destroyOnHidden>
      <p className="soft dialog-text">{t('value.trainText')}</p>
      <Form
        layout="vertical"
        requiredMark={false}
        onFinish={submit}
        initialValues={{ horizonMonths: model?.horizonMonths ?? 12, discount: Math.round((model?.yearlyDiscount ?? 0.1) * 100) }}
      >
        <Form.Item name="horizonMonths" label={t('value.horizon')} rules={[{ required: true, message: t('common.required') }]}>
          <InputNumber min={1} max={36} precision={0} style={{ width: '100%' }} />
        </Form.Item>
        <Form.Item
          name="discount"
          label={t('value.discount')}
          extra={t('value.discountHelp')}
          rules={[{ required: true, message: t('common.required') }]}
        >
          <InputNumber min={0} max={100} suffix="%" style={{ width: '100%' }} />
        </Form.Item>
        <Button type="primary" htmlType="submit">
          {t('value.start')}
        </Button>
      </Form>
    </Modal>
  )
}
