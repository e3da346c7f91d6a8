import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Icon } from '../../components/icon.tsx'

/** A text to keep elsewhere, with a button that copies it. */
export function CopyText({ text, label }: { text: string; label: string }) {
  const { t } = useTranslation()
  const [copied, setCopied] = useState('')
  return (
    <div>
      <div className="between">
        <span className="faint">{label}</span>
        <Button
          size="small"
          type="text"
          icon={<Icon name={copied === text ? 'check' : 'copy'} size={14} />}
          onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(text))}
        >
          {t(copied === text ? 'common.copied' : 'common.copy')}
        </Button>
      </div>
      <code className="count-sentence" style={{ display: 'block', whiteSpace: 'pre-wrap' }}>
        {text}
      </code>
    </div>
  )
}
