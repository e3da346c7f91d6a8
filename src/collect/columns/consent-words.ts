/** What a word in a file means for a consent. */
export type Consent = 'yes' | 'no' | 'unclear'

/** Words that mean marketing consent was given, folded: lower case, separators as blanks, no punctuation. */
const YES = wordsOf(`
  yes|y|true|t|1|on|ok|x|subscribed|subscriber|opted in|opt in|optin|double opt in|single opt in|confirmed|confirmed opt in|granted|agreed|accepted|allowed|active
  是|有|同意|已同意|同意接收|允许|已授权|授权|接受|已接受|订阅|已订阅|开启|已开启|愿意|√|✓|✔
  ja|oui|si|sí|sim|はい|同意する|許可|예|동의`)

/** Words that mean consent was refused, never given or withdrawn. */
const NO = wordsOf(`
  no|n|false|f|0|off|none|never|not subscribed|non subscribed|nonsubscribed|unsubscribed|unsubscribe|opted out|opt out|optout|declined|denied|refused|rejected|revoked|withdrawn
  pending|unconfirmed|not confirmed|transactional|cleaned|bounced|hard bounced|soft bounced|blocked|suppressed|complained|spam|archived|inactive|invalid|redacted|deleted|unknown|not given|n a|null
  否|无|没有|不同意|未同意|拒绝|已拒绝|拒收|已拒收|退订|已退订|取消订阅|已取消订阅|未订阅|未授权|不允许|不接受|未接受|关闭|已关闭|撤回|已撤回|待确认|待定|黑名单|×|✗|✘
  nein|non|não|nee|いいえ|拒否|아니요|거부`)

/**
 * Whether a cell of a consent column means yes. Only a clear yes counts: anything that is neither yes nor no counts as no, and is listed for the owner of the
 * file. Blank cells mean nothing and are not passed in.
 */
export function consentOf(word: string): Consent {
  const folded = word
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll(/[\s_\-–.,，。!()/'"]+/g, ' ')
    .trim()
  return YES.has(folded) ? 'yes' : NO.has(folded) || folded === '' ? 'no' : 'unclear'
}

function wordsOf(list: string): ReadonlySet<string> {
  return new Set(
    list
      .split(/[|\n]/)
      .map((word) => word.trim())
      .filter((word) => word !== ''),
  )
}
