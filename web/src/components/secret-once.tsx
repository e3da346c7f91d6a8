import { Alert, Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from './icon.tsx'

/** A text with a button that copies it. */
export function CopyBlock({ text, label }: { text: string; label: string }) {
  const { t } = useTranslation()
  const [copied, setCopied] = useState(false)
  const copy = () => {
    void navigator.clipboard.writeText(text).then(() => setCopied(true))
  }
  return (
    <div className="copy-block">
      <pre aria-label={label}>{text}</pre>
      <Button size="small" onClick={copy} icon={<Icon name={copied ? 'check' : 'copy'} size={14} />}>
        {copied ? t('common.copied') : t('common.copy')}
      </Button>
    </div>
  )
}

/** A key that the server will never show again. */
export function SecretOnce({ secret, label }: { secret: string; label: string }) {
  const { t } = useTranslation()
  return (
    <div className="stack-small">
      <Alert type="warning" showIcon title={t('common.shownOnce')} />
      <CopyBlock text={secret} label={label} />
    </div>
  )
}
