import { Button, Form, Input, Modal } from 'antd'
import { useTranslation } from 'react-i18next'
import type { Cluster } from '#http/segment/cluster-schemas.ts'
import { segment } from '../../api/endpoint.ts'
import { useChange } from '../../api/use-api.ts'
import { CreateForm } from '../../components/create-form.tsx'
import { useFormat } from '../../format/use-format.ts'

const MOST_LETTERS = 40

/** A name of somebody's own for a cluster, kept over runs; the one that its figures give comes back on request. */
export function ClusterNameDialog({ cluster, close }: { cluster: Cluster; close: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const change = useChange(['/clusters'])
  const name = (text: string | null) =>
    change.mutate({ method: 'PUT', path: `/clusters/${segment(cluster.key)}/name`, body: { name: text } }, { onSuccess: close })
  return (
    <Modal open title={t('clusters.rename')} footer={null} onCancel={close} destroyOnHidden>
      <p className="soft">{t('clusters.renameText')}</p>
      <CreateForm<{ name: string }, unknown>
        create={change}
        submit={(fields) => name(fields.name)}
        initialValues={{ name: format.text(cluster.name) }}
        submitLabel={t('clusters.renameAction')}
      >
        <Form.Item
          name="name"
          label={t('clusters.name')}
          rules={[{ required: true, whitespace: true, message: t('clusters.nameMissing') }]}
        >
          <Input maxLength={MOST_LETTERS} />
        </Form.Item>
      </CreateForm>
      {cluster.isRenamed ? (
        <Button type="link" loading={change.isPending} onClick={() => name(null)}>
          {t('clusters.ownName', { name: format.text(cluster.ownName) })}
        </Button>
      ) : null}
    </Modal>
  )
}
